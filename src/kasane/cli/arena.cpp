// kasane arena.

#include <cstring>
#include <memory>
#include <optional>

#include <nlohmann/json.hpp>

#include "kasane/catalog/registry.hpp"
#include "kasane/cli/arena_report.hpp"
#include "kasane/cli/commands.hpp"
#include "kasane/cli/interrupt.hpp"
#include "kasane/cli/stopped.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/core/error.hpp"
#include "kasane/io/atomic_file.hpp"
#include "kasane/io/npy.hpp"
#include "kasane/plot/arena_figure.hpp"
#include "kasane/plot/save.hpp"
#include "kasane/train/search_space.hpp"

namespace kasane::cli {
namespace {

using train::ArenaOptions;
using train::ArenaSubject;

struct ArenaSettings {
    std::string task = "digits-mlp";
    std::string what = "optimizers";
    std::string names;
    std::string data;
    std::string out = "arena";  // or a file: a picture too
    std::string title;
    std::string theme = "light";

    /// What all files but the picture are called, without an ending.
    std::string base() const { return has_picture() ? out.substr(0, out.rfind('.')) : out; }
    bool has_picture() const {
        const std::string ending = plot::ending_of(out);
        return ending == "svg" || ending == "png" || ending == "pdf" || ending == "html";
    }
    Index seeds = 5;
    Index budget = 16;
    Index epochs = 0;
    Index seed = 0;
};

constexpr Whole any_count{0, Index{1} << 40};
constexpr Whole a_few{1, 1000};
constexpr Whole small_seed{0, 1000000};

ArenaSubject subject_named(const std::string& what) {
    if (what == "optimizers") return ArenaSubject::optimizers;
    if (what == "activations") return ArenaSubject::activations;
    if (what == "losses") return ArenaSubject::losses;
    core::value_error("arena",
                      "--what must be optimizers, activations or losses, got \"" + what + "\"");
}

/// An array of the file as f32 samples [N, width].
core::Array samples_of(const std::map<std::string, io::RawArray>& file, const std::string& name) {
    const auto found = file.find(name);
    if (found == file.end() || found->second.dtype != core::DType::f32 ||
        found->second.shape.rank() != 2) {
        throw core::DataError(core::message(
            "arena", "the data have no f32 array \"" + name + "\" with rows of numbers"));
    }
    core::Array array = core::Array::empty(found->second.shape, core::DType::f32);
    std::memcpy(array.span<float>().data(), found->second.data().data(),
                found->second.data().size());
    return array;
}

/// Bytes or whole numbers as labels [N]; counts the classes.
core::Array labels_of(const std::map<std::string, io::RawArray>& file, const std::string& name,
                      Index count, Index& classes) {
    const auto found = file.find(name);
    const bool fits = found != file.end() && found->second.shape.size() == count;
    std::vector<std::int64_t> labels;
    for (Index i = 0; fits && i < count; ++i) {
        const std::byte* bytes = found->second.data().data();
        if (found->second.dtype == core::DType::u8) {
            labels.push_back(static_cast<std::uint8_t>(bytes[i]));
        } else if (found->second.dtype == core::DType::i64) {
            labels.emplace_back();
            std::memcpy(&labels.back(), bytes + i * 8, 8);
        } else if (found->second.dtype == core::DType::i32) {
            std::int32_t label = 0;
            std::memcpy(&label, bytes + i * 4, 4);
            labels.push_back(label);
        }
    }
    for (const std::int64_t one : labels) {
        if (one < 0 || one > 9999) labels.clear();
        classes = std::max<Index>(classes, one + 1);
    }
    if (static_cast<Index>(labels.size()) != count || count == 0) {
        throw core::DataError(core::message(
            "arena", "the data have no array \"" + name + "\" with a class number for each row"));
    }
    return core::Array::from(std::span<const std::int64_t>(labels), {count});
}

/// x, y, x_test and y_test of an NPZ file.
data::Split split_of(const std::string& path) {
    const std::map<std::string, io::RawArray> file = io::load_npz(path);
    data::Split split;
    Index classes = 0;
    for (const auto& [part, ending] : {std::pair{&split.train, ""}, {&split.test, "_test"}}) {
        part->name = plain_file_name(path);
        part->samples = samples_of(file, std::string("x") + ending);
        part->labels =
            labels_of(file, std::string("y") + ending, part->samples.shape()[0], classes);
    }
    split.train.classes = split.test.classes = classes;
    if (split.train.width() != split.test.width()) {
        throw core::DataError(core::message("arena", "rows of x and x_test differ in length"));
    }
    return split;
}

std::unique_ptr<train::ArenaTask> task_of(const ArenaSettings& settings) {
    if (settings.data.empty()) return train::make_arena_task(settings.task, settings.epochs);
    const data::Split split = split_of(settings.data);
    return train::make_arena_task(settings.task, settings.epochs, &split);
}

/// What runs must agree in to belong together.
Json about(const ArenaSettings& settings, const ArenaOptions& options) {
    return {{"kasane", KASANE_VERSION},
            {"task", settings.task},
            {"data", plain_file_name(settings.data)},
            {"what", settings.what},
            {"names", options.names},
            {"seeds", options.seeds},
            {"budget", options.budget},
            {"epochs", settings.epochs},
            {"seed", options.seed}};
}

void write(const std::string& path, const std::string& content) {
    io::write_atomic(path, std::as_bytes(std::span(content.data(), content.size())));
}

/// The picture, or the page around it.
std::string picture_of(const Json& about_it, const train::ArenaTask& task,
                       const std::vector<train::ArenaResult>& results,
                       const ArenaSettings& settings) {
    const std::string format = plot::ending_of(settings.out);
    const bool is_page = format == "html";
    const std::string usual = is_page ? "" : settings.what + " on " + settings.task;
    const plot::Figure figure =
        plot::arena_figure(task, results, settings.title.empty() ? usual : settings.title);
    // A page is white.
    const plot::Theme& theme = is_page ? plot::light() : plot::theme(settings.theme);
    const std::string picture = plot::rendered(figure, is_page ? "svg" : format, theme);
    return is_page ? arena_html(about_it, task, results, picture) : picture;
}

void report(const Json& about_it, const train::ArenaTask& task,
            const std::vector<train::ArenaResult>& results, const ArenaSettings& settings,
            Index resumed, Console& console) {
    const Json all = arena_json(about_it, task, results);
    const std::string base = settings.base();
    write(base + ".json", all.dump(1) + "\n");
    write(base + ".md", arena_page(about_it, task, results));
    console.table(arena_rows(results));
    console.line("written: " + base + ".json and .md; runs in " + base + ".jsonl");
    if (settings.has_picture()) {
        write(settings.out, picture_of(about_it, task, results, settings));
        console.line(settings.out);
    }
    for (const Json& one : all.at("candidates")) {
        Json event{{"event", "candidate"}};
        event.update(one);
        console.event(event);
    }
    console.event({{"event", "done"},
                   {"metric", task.metric()},
                   {"report", base + ".json"},
                   {"file", settings.has_picture() ? settings.out : base + ".md"},
                   {"resumed", resumed}});
}

int arena_command(const ArenaSettings& settings, Console& console) {
    ArenaOptions options;
    options.what = subject_named(settings.what);
    options.names = split_list(settings.names);
    plot::theme(settings.theme);
    options.seeds = settings.seeds;
    options.budget = settings.budget;
    options.seed = static_cast<std::uint64_t>(settings.seed);
    if (options.names.empty()) {
        core::value_error("arena", "--names is missing", {}, "as in: --names adam,sgd,momentum");
    }
    for (const std::string& name : options.names) {
        const train::SearchSpace checked(catalog::kind(settings.what), name);
    }
    const std::unique_ptr<train::ArenaTask> task = task_of(settings);
    const Json about_it = about(settings, options);
    const Interrupt interrupt;
    ArenaFile file(settings.base() + ".jsonl", about_it, console);
    const std::vector<train::ArenaResult> results = train::arena(*task, options, file);
    console.clear_line();
    if (Interrupt::pending() != 0) {
        throw Stopped(core::message("arena", "stopped by a signal",
                                    {"runs so far: " + settings.base() + ".jsonl"},
                                    "the same command goes on with them"),
                      Interrupt::pending());
    }
    report(about_it, *task, results, settings, file.resumed(), console);
    return 0;
}

}  // namespace

void add_arena(CommandLine& line, Context& context) {
    Command& command = line.add("arena", "A fair comparison of optimizers, activations or losses");
    const auto settings = std::make_shared<ArenaSettings>();
    command.add("--task NAME", settings->task, "digits-mlp, mnist1d, quadratic or surfaces");
    command.add("--what KIND", settings->what, "optimizers, activations or losses");
    command.add("--names LIST", settings->names, "The candidates, with commas between");
    command.add("--seeds N", settings->seeds, a_few, "Final runs of each candidate");
    command.add("--budget N", settings->budget, a_few, "Settings that are tried for each");
    command.add("--epochs N", settings->epochs, any_count,
                "Length of a run, of surfaces in steps; 0: what the task is made for");
    command.add("--seed N", settings->seed, small_seed, "Of the random settings");
    command.add("--data FILE", settings->data,
                "NPZ with x, y, x_test, y_test: the data of mnist1d, or instead of the digits");
    command.add(
        "-o,--out NAME", settings->out,
        "Makes NAME.jsonl, NAME.json and NAME.md; NAME.html, .svg, .png or .pdf a picture too");
    command.add("--title TEXT", settings->title, "Of the picture");
    command.add("--theme NAME", settings->theme, "light or dark");
    command.examples(
        "Examples:\n"
        "  kasane arena --names adam,sgd,momentum\n"
        "  kasane arena --task surfaces --names \"adam, sgd(lr=0.1)\" --seeds 3 --budget 8\n"
        "  kasane arena --what activations --names relu,mish,gelu --data mnist1d.npz --task "
        "mnist1d\n"
        "  kasane arena --names adam,sgd -o report.html\n\n"
        "Every candidate gets the same number of settings, its own and random ones; what stands "
        "in\n"
        "the list is not changed. The best setting runs with several seeds. Each finished run is\n"
        "kept in NAME.jsonl: the same command goes on where it was stopped, and gives the same\n"
        "report with any number of threads.\n\n"
        "JSON: \"candidate\" with candidate, rank, score (mean, half_width), diverged, best, "
        "curve;\n"
        "at the end \"done\" with metric, report, resumed.\n");
    command.action([settings, &context] { return arena_command(*settings, context.console); });
}

}  // namespace kasane::cli
