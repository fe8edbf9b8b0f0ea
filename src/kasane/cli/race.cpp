// kasane race.

#include <cmath>
#include <memory>

#include <nlohmann/json.hpp>

#include "kasane/catalog/registry.hpp"
#include "kasane/cli/commands.hpp"
#include "kasane/cli/interrupt.hpp"
#include "kasane/cli/numbers.hpp"
#include "kasane/cli/progress.hpp"
#include "kasane/cli/stopped.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/core/error.hpp"
#include "kasane/io/atomic_file.hpp"
#include "kasane/train/race.hpp"

namespace kasane::cli {
namespace {

using train::RaceOptions;
using train::Trajectory;

struct RaceSettings {
    std::string surface = "rosenbrock";
    std::string optimizers = "sgd, adam";
    Index steps = 0;
    std::string lr;
    std::string start;
    std::optional<Index> seed;
    Index budget = 32;
    std::string file;
};

constexpr Whole any_count{0, Index{1} << 40};
constexpr Whole any_seed{0, std::numeric_limits<Index>::max()};

bool ends_with(const std::string& path, std::string_view ending) {
    return path.size() >= ending.size() && path.ends_with(ending);
}

/// "X,Y".
catalog::SurfacePoint start_named(const std::string& text) {
    const std::vector<std::string> parts = split_list(text);
    if (parts.size() == 2) {
        const auto x = parse_number(parts[0], core::DType::f64);
        const auto y = parse_number(parts[1], core::DType::f64);
        if (x && y) return {*x, *y};
    }
    core::value_error("race", "--start must be two numbers, got \"" + text + "\"", {},
                      "as in: --start -1.2,1");
}

void set_rate(const std::string& text, RaceOptions& options) {
    if (text.empty()) return;
    if (text == "auto") {
        options.rate = RaceOptions::Lr::search;
        return;
    }
    const auto lr = parse_number(text, core::DType::f64);
    if (!lr || !std::isfinite(*lr)) {
        core::value_error("race", "--lr must be a number or auto, got \"" + text + "\"");
    }
    options.rate = RaceOptions::Lr::common;
    options.lr = *lr;
}

RaceOptions options_of(const RaceSettings& settings) {
    RaceOptions options;
    // "surface:beale" as in `kasane at`.
    const std::size_t colon = settings.surface.find(':');
    options.surface =
        colon < settings.surface.find('(') ? settings.surface.substr(colon + 1) : settings.surface;
    options.optimizers = split_list(settings.optimizers);
    if (options.optimizers.empty()) {
        core::value_error("race", "--optimizers names none", {}, "as in: --optimizers adam,sgd");
    }
    options.steps = settings.steps;
    options.budget = settings.budget;
    set_rate(settings.lr, options);
    if (!settings.start.empty()) options.start = start_named(settings.start);
    if (settings.seed) options.seed = static_cast<std::uint64_t>(*settings.seed);
    if (!settings.file.empty() && !ends_with(settings.file, ".csv") &&
        !ends_with(settings.file, ".json")) {
        core::value_error("race", "-o must end with .csv or .json, got \"" + settings.file + "\"");
    }
    return options;
}

std::string number(double x) { return round_trip(x, core::DType::f64); }

std::string csv_of(const std::vector<Trajectory>& runs) {
    std::string csv = "optimizer,step,x,y,value,gradient_norm\n";
    for (const Trajectory& run : runs) {
        const std::string name = "\"" + run.optimizer + "\",";
        for (const train::TrajectoryPoint& at : run.points) {
            csv += name + std::to_string(at.step) + "," + number(at.x) + "," + number(at.y) + "," +
                   number(at.value) + "," + number(at.gradient_norm) + "\n";
        }
    }
    return csv;
}

Json json_of(const Trajectory& run) {
    Json points = Json::array();
    for (const train::TrajectoryPoint& at : run.points) {
        points.push_back(Json::array({at.step, exact_json(at.x), exact_json(at.y),
                                      exact_json(at.value), exact_json(at.gradient_norm)}));
    }
    return {{"optimizer", run.optimizer},
            {"runs", run.runs},
            {"note", run.note},
            {"columns", {"step", "x", "y", "value", "gradient_norm"}},
            {"points", points}};
}

Json json_of(const RaceOptions& options, const std::vector<Trajectory>& runs) {
    Json all = Json::array();
    for (const Trajectory& run : runs) all.push_back(json_of(run));
    return {{"surface", catalog::surfaces().make(options.surface).text()}, {"runs", all}};
}

void write(const std::string& path, const std::string& content) {
    io::write_atomic(path, std::as_bytes(std::span(content.data(), content.size())));
}

/// What a person wants to know of the runs.
void summarise(const std::vector<Trajectory>& runs, Console& console) {
    std::vector<std::vector<std::string>> rows{
        {"optimizer", "steps", "x", "y", "value", "gradient", "note"}};
    for (const Trajectory& run : runs) {
        const train::TrajectoryPoint& end = run.points.back();
        rows.push_back({run.optimizer, std::to_string(end.step), short_number(end.x),
                        short_number(end.y), short_number(end.value),
                        short_number(end.gradient_norm), run.note});
    }
    console.table(rows);
}

void report(const RaceSettings& settings, const RaceOptions& options,
            const std::vector<Trajectory>& runs, Console& console) {
    if (!settings.file.empty()) {
        write(settings.file, ends_with(settings.file, ".csv")
                                 ? csv_of(runs)
                                 : json_of(options, runs).dump() + "\n");
        summarise(runs, console);
        console.line("written: " + settings.file);
    } else if (!console.json()) {
        console.block(csv_of(runs));
    }
    for (const Trajectory& run : runs) {
        Json event{{"event", "run"}};
        event.update(json_of(run));
        if (!settings.file.empty()) event.erase("points");
        console.event(event);
    }
    console.event({{"event", "done"},
                   {"surface", catalog::surfaces().make(options.surface).text()},
                   {"runs", runs.size()},
                   {"file", settings.file}});
}

int race_command(const RaceSettings& settings, Console& console) {
    const RaceOptions options = options_of(settings);
    const Interrupt interrupt;
    Progress progress(console, 0, static_cast<Index>(options.optimizers.size()) * options.budget);
    const std::vector<Trajectory> runs = train::race(options, [&](Index done, Index) {
        progress.step(done, std::nan(""));
        return Interrupt::pending() == 0;
    });
    console.clear_line();
    if (Interrupt::pending() != 0) {
        throw Stopped(core::message("race", "stopped by a signal", {"nothing was written"}),
                      Interrupt::pending());
    }
    report(settings, options, runs, console);
    return 0;
}

}  // namespace

void add_race(CommandLine& line, Context& context) {
    Command& command = line.add("race", "Optimizers side by side on a test surface");
    const auto settings = std::make_shared<RaceSettings>();
    command.add("--surface NAME", settings->surface, "As in `kasane list surfaces`");
    command.add("--optimizers LIST", settings->optimizers,
                "With commas between, as in \"adam, sgd(momentum=0.9)\"");
    command.add("--steps N", settings->steps, any_count, "0: what the surface asks for");
    command.add("--lr RATE", settings->lr,
                "A number for all; auto: the best for each, found with the same budget; without "
                "it each one's own");
    command.add("--budget N", settings->budget, at_least_one, "Runs for each with --lr auto");
    command.add("--start X,Y", settings->start, "Instead of the surface's own");
    command.add("--seed N", settings->seed, any_seed, "Of optimizers that draw random numbers");
    command.add("-o,--out FILE", settings->file,
                "Ends with .csv or .json; without it CSV is printed");
    command.examples(
        "Examples:\n"
        "  kasane race --surface rosenbrock --optimizers adam,sgd --steps 500 --lr auto\n"
        "  kasane race --surface beale --optimizers \"sgd(lr=0.01), momentum\" -o race.json\n\n"
        "Columns: optimizer, step (0 is the start), x, y, value, gradient_norm. A run that leaves\n"
        "ten times the surface's domain or the finite numbers ends there, with a note. A learning\n"
        "rate that stands in the list is never changed.\n\n"
        "JSON: \"run\" with optimizer, runs (of the search), note, columns and, unless they went "
        "to\n"
        "a file, points; at the end \"done\" with surface, runs, file.\n");
    command.action([settings, &context] { return race_command(*settings, context.console); });
}

}  // namespace kasane::cli
