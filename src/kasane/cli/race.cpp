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
#include "kasane/plot/race_figure.hpp"
#include "kasane/plot/race_page.hpp"
#include "kasane/plot/save.hpp"
#include "kasane/train/race.hpp"

namespace kasane::cli {
namespace {

using train::RaceOptions;
using train::Trajectory;

struct RaceSettings {
    std::string surface = "rosenbrock";
    std::string optimizers;
    Index steps = 0;
    std::string lr;
    std::string start;
    std::optional<Index> seed;
    Index budget = 32;
    std::string file;
    std::string title;
    std::string theme = "light";
};

// Of surfaces of the article in its own arithmetic; there are as many colours.
constexpr const char* article_optimizers =
    "sgd(variant=document), msgd(variant=document), nag(variant=document), "
    "adagrad(variant=document), rmsprop(variant=document), adadelta(variant=document), "
    "adam(variant=document)";
constexpr double film_rate = 10;  // pictures a second

constexpr Whole any_count{0, Index{1} << 40};
constexpr Whole any_seed{0, std::numeric_limits<Index>::max()};

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
    const catalog::Formula surface = catalog::surfaces().make(options.surface);
    const bool is_of_article = surface.entry().info->name.starts_with("article_");
    const char* usual = is_of_article ? article_optimizers : "sgd, adam";
    options.optimizers = split_list(settings.optimizers.empty() ? usual : settings.optimizers);
    if (options.optimizers.empty()) {
        core::value_error("race", "--optimizers names none", {}, "as in: --optimizers adam,sgd");
    }
    options.steps = settings.steps;
    options.budget = settings.budget;
    set_rate(settings.lr, options);
    if (!settings.start.empty()) options.start = start_named(settings.start);
    if (settings.seed) options.seed = static_cast<std::uint64_t>(*settings.seed);
    plot::theme(settings.theme);
    if (!settings.file.empty() && settings.file != "-") {
        plot::check_ending(settings.file, {"svg", "png", "pdf", "webp", "html", "csv", "json"});
    }
    options.has_details = plot::ending_of(settings.file) == "html";
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

std::string picture_of(const RaceSettings& settings, const RaceOptions& options,
                       const std::vector<Trajectory>& runs, const std::string& format) {
    const catalog::Formula surface = catalog::surfaces().make(options.surface);
    if (format == "html") return plot::race_page(surface, runs, settings.title);
    const plot::Theme& theme = plot::theme(settings.theme);
    if (format == "webp") {
        return plot::animated(plot::race_film(surface, runs, settings.title), film_rate, theme);
    }
    return plot::rendered(plot::race_figure(surface, runs, settings.title), format, theme);
}

std::string content_of(const RaceSettings& settings, const RaceOptions& options,
                       const std::vector<Trajectory>& runs, const std::string& path) {
    const std::string format = plot::ending_of(path);
    if (format == "csv") return csv_of(runs);
    if (format == "json") return json_of(options, runs).dump() + "\n";
    return picture_of(settings, options, runs, format);
}

/// The file that was asked for; a picture where none was; empty for the standard output.
std::string path_of(const RaceSettings& settings, const RaceOptions& options) {
    if (settings.file == "-") return {};
    if (!settings.file.empty()) return settings.file;
    const catalog::Formula surface = catalog::surfaces().make(options.surface);
    return "race-" + std::string(surface.entry().info->name) + ".svg";
}

void report(const RaceSettings& settings, const RaceOptions& options,
            const std::vector<Trajectory>& runs, Console& console) {
    const std::string path = path_of(settings, options);
    if (!path.empty()) {
        summarise(runs, console);
        write(path, content_of(settings, options, runs, path));
        console.line("written: " + path);
    } else if (!console.json()) {
        console.block(csv_of(runs));
    }
    for (const Trajectory& run : runs) {
        Json event{{"event", "run"}};
        event.update(json_of(run));
        if (!path.empty()) event.erase("points");
        console.event(event);
    }
    console.event({{"event", "done"},
                   {"surface", catalog::surfaces().make(options.surface).text()},
                   {"runs", runs.size()},
                   {"file", path}});
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
                "With commas between, as in \"adam, sgd(momentum=0.9)\"; else sgd, adam");
    command.add("--steps N", settings->steps, any_count, "0: what the surface asks for");
    command.add("--lr RATE", settings->lr,
                "A number for all; auto: the best for each, found with the same budget; without "
                "it each one's own");
    command.add("--budget N", settings->budget, at_least_one, "Runs for each with --lr auto");
    command.add("--start X,Y", settings->start, "Instead of the surface's own");
    command.add("--seed N", settings->seed, any_seed, "Of optimizers that draw random numbers");
    command.add("-o,--out FILE", settings->file,
                "Ends with .svg, .png, .pdf, .webp (a film), .html (a page to play with), .csv or "
                ".json; - prints CSV; else "
                "race-SURFACE.svg");
    command.add("--title TEXT", settings->title, "Of the picture");
    command.add("--theme NAME", settings->theme, "light or dark; a page is as its reader has it");
    command.examples(
        "Examples:\n"
        "  kasane race --surface rosenbrock --optimizers adam,sgd --steps 500 --lr auto\n"
        "  kasane race --surface beale --optimizers \"sgd(lr=0.01), momentum\" -o race.json\n"
        "  kasane race --surface article-4 --lr auto -o race.webp --theme dark\n"
        "  kasane race --surface himmelblau --optimizers \"sgd, momentum, adam\" -o race.html\n\n"
        "Columns: optimizer, step (0 is the start), x, y, value, gradient_norm. A run that leaves\n"
        "ten times the surface's domain or the finite numbers ends there, with a note. A learning\n"
        "rate that stands in the list is never changed. On the surfaces of the article its own\n"
        "optimizers run as it defines them (variant=document) unless others are named.\n\n"
        "JSON: \"run\" with optimizer, runs (of the search), note, columns and, with -o -,\n"
        "points; at the end \"done\" with surface, runs, file.\n");
    command.action([settings, &context] { return race_command(*settings, context.console); });
}

}  // namespace kasane::cli
