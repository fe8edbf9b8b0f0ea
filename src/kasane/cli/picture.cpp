#include "kasane/cli/picture.hpp"

#include <nlohmann/json.hpp>

#include "kasane/plot/save.hpp"

namespace kasane::cli {

void add_picture_options(Command& command, PictureSettings& settings, const std::string& formats) {
    command.add("-o,--out FILE", settings.file,
                "Ends with " + formats + "; without it a .svg named after what it shows");
    command.add("--title TEXT", settings.title, "Instead of the picture's own");
    command.add("--theme NAME", settings.theme, "light or dark");
}

void report_written(const std::string& path, Console& console) {
    console.line(path);
    console.event({{"event", "done"}, {"file", path}});
}

void write_picture(plot::Figure figure, const PictureSettings& settings,
                   const std::string& otherwise, Console& console) {
    const plot::Theme& theme = plot::theme(settings.theme);
    if (!settings.title.empty()) figure.title = settings.title;
    const std::string& path = settings.file.empty() ? otherwise : settings.file;
    plot::save(figure, path, theme);
    report_written(path, console);
}

}  // namespace kasane::cli
