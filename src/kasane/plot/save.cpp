#include "kasane/plot/save.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>

#include "kasane/core/error.hpp"
#include "kasane/core/parallel.hpp"
#include "kasane/io/atomic_file.hpp"
#include "kasane/io/file.hpp"
#include "kasane/plot/gnuplot.hpp"
#include "kasane/plot/program.hpp"
#include "kasane/plot/svg.hpp"

namespace kasane::plot {
namespace {

// gnuplot -d reads no settings of the user's.
const std::vector<std::string> no_settings{"-d", "-"};

struct Format {
    std::string_view name;
    const Page& page;
};
constexpr std::array<Format, 3> formats{{{"svg", svg_page}, {"png", png_page}, {"pdf", pdf_page}}};

std::string frame_name(std::size_t i) {
    const std::string digits = std::to_string(i);
    return std::string(3 - std::min<std::size_t>(3, digits.size()), '0') + digits + ".png";
}

/// The pictures of the frames as files in the folder, by as many gnuplots as there are cores.
void draw_frames(std::span<const Figure> frames, const Theme& theme, const std::string& folder) {
    const std::size_t parts = std::min(frames.size(), static_cast<std::size_t>(core::threads()));
    core::parallel_for(static_cast<Index>(parts), 1, [&](Index begin, Index end) {
        for (Index k = begin; k < end; ++k) {
            const std::size_t first = static_cast<std::size_t>(k) * frames.size() / parts;
            const std::size_t last = static_cast<std::size_t>(k + 1) * frames.size() / parts;
            run_program(gnuplot, no_settings,
                        gnuplot_script(frames.subspan(first, last - first), first, theme), folder);
        }
    });
}

std::string title_of(const Figure& figure) {
    const bool has_own = !figure.title.empty() || figure.panels.empty();
    return has_own ? figure.title : figure.panels.front().title;
}

}  // namespace

std::string ending_of(const std::string& path) {
    const std::size_t dot = path.rfind('.');
    if (dot == std::string::npos || path.find('/', dot) != std::string::npos) return {};
    std::string ending = path.substr(dot + 1);
    for (char& c : ending) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return ending;
}

void check_ending(const std::string& path, const std::vector<std::string>& known) {
    if (std::find(known.begin(), known.end(), ending_of(path)) != known.end()) return;
    std::string all;
    for (const std::string& one : known) all += (all.empty() ? "." : ", .") + one;
    core::value_error("plot", "no format for \"" + path + "\"", {},
                      "its name must end with one of " + all);
}

std::string rendered(const Figure& figure, const std::string& format, const Theme& theme) {
    if (format == "webp") return animated({&figure, 1}, 1, theme);
    for (const Format& one : formats) {
        if (one.name != format) continue;
        std::string picture =
            run_program(gnuplot, no_settings, gnuplot_script(figure, theme, one.page));
        return format == "svg" ? tidied_svg(std::move(picture), title_of(figure)) : picture;
    }
    core::value_error("plot", "no format \"" + format + "\"", {}, "svg, png, pdf or webp");
}

std::string animated(std::span<const Figure> frames, double rate, const Theme& theme) {
    if (find_program(img2webp).empty()) run_program(img2webp, {}, {});  // says what is missing
    const ScratchFolder folder;
    draw_frames(frames, theme, folder.path());
    const std::string pause = std::to_string(std::lround(1000 / rate));
    std::vector<std::string> arguments{"-loop", "0", "-lossless", "-m", "2", "-d", pause};
    for (std::size_t i = 0; i < frames.size(); ++i) arguments.push_back(frame_name(i));
    arguments.insert(arguments.end(), {"-o", "film.webp"});
    run_program(img2webp, arguments, {}, folder.path());
    const std::vector<std::byte> film = io::read_file(folder.path() + "/film.webp");
    return {reinterpret_cast<const char*>(film.data()), film.size()};
}

void save(const Figure& figure, const std::string& path, const Theme& theme) {
    const std::string picture = rendered(figure, ending_of(path), theme);
    io::write_atomic(path, std::as_bytes(std::span(picture.data(), picture.size())));
}

}  // namespace kasane::plot
