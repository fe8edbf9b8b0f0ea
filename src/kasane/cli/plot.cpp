// kasane plot.

#include <algorithm>
#include <cmath>
#include <memory>

#include <nlohmann/json.hpp>

#include "kasane/cli/commands.hpp"
#include "kasane/cli/numbers.hpp"
#include "kasane/cli/picture.hpp"
#include "kasane/cli/plots/atlas.hpp"
#include "kasane/cli/plots/plots.hpp"
#include "kasane/cli/plots/runs.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/core/error.hpp"
#include "kasane/plot/ranges.hpp"

namespace kasane::cli {
namespace {

struct PlotSettings {
    std::vector<std::string> names;
    bool all = false;
    bool second = false;
    bool derivatives = false;
    std::string sweep;
    std::string range;
    RunPictures runs;
    PictureSettings picture;
};

constexpr std::size_t most_values = 64;

double number_in(std::string_view option, const std::string& text) {
    const auto x = parse_number(text, core::DType::f64);
    if (!x || !std::isfinite(*x)) {
        core::value_error("plot", std::string(option) + ": \"" + text + "\" is no finite number");
    }
    return *x;
}

/// The parts between colons.
std::vector<std::string> parts_of(const std::string& text) {
    std::vector<std::string> parts{""};
    for (const char c : text) {
        if (c == ':') {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

/// "p1=0:1:0.25", the last number included.
Sweep sweep_named(const std::string& text) {
    const std::size_t equals = text.find('=');
    const auto parts = parts_of(equals == std::string::npos ? "" : text.substr(equals + 1));
    if (equals == 0 || parts.size() != 3) {
        core::value_error("plot", "--sweep must be PARAMETER=FIRST:LAST:STEP, got \"" + text + "\"",
                          {}, "as in: --sweep alpha=0:1:0.25");
    }
    const double first = number_in("--sweep", parts[0]);
    const double last = number_in("--sweep", parts[1]);
    const double step = number_in("--sweep", parts[2]);
    const double count = std::floor((last - first) / step + 1e-9) + 1;
    if (!(count >= 1) || count > static_cast<double>(most_values)) {
        core::value_error("plot",
                          "--sweep has no values, or more than " + std::to_string(most_values) +
                              ", got \"" + text + "\"",
                          {}, "FIRST:LAST:STEP as in 0:1:0.25");
    }
    Sweep sweep{text.substr(0, equals), {}};
    for (int i = 0; i < static_cast<int>(count); ++i) sweep.values.push_back(first + i * step);
    return sweep;
}

plot::Extent range_named(const std::string& text) {
    const auto parts = parts_of(text);
    plot::Extent range;
    if (parts.size() == 2) {
        range = {number_in("--range", parts[0]), number_in("--range", parts[1])};
    }
    if (!(range.high > range.low) || !plot::is_drawable(range.high - range.low)) {
        core::value_error("plot", "--range must be LOW:HIGH, got \"" + text + "\"", {},
                          "as in: --range -3:3");
    }
    return range;
}

/// Letters, digits and '-' of the names: "swish-mish".
std::string file_name(const PlotSettings& settings) {
    std::string name;
    for (const std::string& one : settings.names) {
        if (!name.empty()) name += "-";
        for (const char c : one) {
            if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
                name += c;
            } else if (!name.empty() && name.back() != '-') {
                name += '-';
            }
        }
        while (!name.empty() && name.back() == '-') name.pop_back();
    }
    return (name.empty() ? "plot" : name.substr(0, 100)) + ".svg";
}

int plot_command(const PlotSettings& settings, Console& console) {
    if (settings.all) {
        if (!settings.names.empty()) core::value_error("plot", "--all takes no names");
        return draw_atlas(settings.picture, console);
    }
    if (settings.names.empty()) {
        core::value_error("plot", "no name is given", {}, "as in: kasane plot mish");
    }
    if (settings.runs.any() || is_run(settings.names.front())) {
        write_picture(run_figure(settings.names, settings.runs), settings.picture,
                      file_name(settings), console);
        return 0;
    }
    std::vector<Subject> subjects;
    for (const std::string& one : settings.names) subjects.push_back(subject_named(one));
    PlotRequest request{settings.second, settings.derivatives, {}, {}};
    if (!settings.sweep.empty()) request.sweep = sweep_named(settings.sweep);
    if (!settings.range.empty()) request.range = range_named(settings.range);
    write_picture(figure_of(std::move(subjects), request), settings.picture, file_name(settings),
                  console);
    return 0;
}

}  // namespace

void add_plot(CommandLine& line, Context& context) {
    Command& command = line.add("plot", "Pictures of functions and of training runs");
    const auto settings = std::make_shared<PlotSettings>();
    command.words("NAME", settings->names, 100,
                  "Activations, or loss:NAME, schedule:NAME, surface:NAME, or directories of runs; "
                  "several go into one figure");
    command.flag("--second", settings->second, "The second derivative too");
    command.flag("--derivatives", settings->derivatives,
                 "Value, slope and second derivative in panels of their own");
    command.add("--sweep PARAMETER=FIRST:LAST:STEP", settings->sweep,
                "A line for each value of a parameter");
    command.add("--range LOW:HIGH", settings->range, "Of x");
    command.flag("--all", settings->all,
                 "Every activation: one page of all, and one picture each, in the folder -o");
    add_run_options(command, settings->runs);
    add_picture_options(command, settings->picture);
    command.examples(
        "Examples:\n"
        "  kasane plot mish\n"
        "  kasane plot swish mish --derivatives -o swish-mish.png\n"
        "  kasane plot acon-c --sweep p1=0:1:0.25 --theme dark\n"
        "  kasane plot loss:bce loss:hinge\n"
        "  kasane plot \"schedule:warmup(cosine, steps=100)\"\n"
        "  kasane plot surface:himmelblau\n"
        "  kasane plot --all -o atlas\n"
        "  kasane plot runs/digits runs/mish -o curves.png\n"
        "  kasane plot runs/digits --confusion\n\n"
        "JSON: \"done\" with file.\n");
    command.action([settings, &context] { return plot_command(*settings, context.console); });
}

}  // namespace kasane::cli
