// kasane-ulp: how far activations in float are from double, in units in the last place.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "kasane/catalog/registry.hpp"
#include "kasane/core/parallel.hpp"
#include "ulp_report.hpp"
#include "ulp_sweep.hpp"

namespace {

using namespace kasane;
using namespace kasane::support;

struct Options {
    std::vector<std::string> names;
    bool all = false;
    std::uint32_t every = 0;
    int threads = 1;
    bool exact = false;
    std::string dtype = "f32";
    bool json = false;
    bool markdown = false;
    bool shortfalls = false;
    std::string resume;

    Mode mode() const { return dtype == "bf16" ? Mode::bf16 : exact ? Mode::exact : Mode::plain; }
};

void declare(CLI::App& app, Options& options) {
    app.add_option("names", options.names, "activations, as in elu(alpha=0.5); all by default");
    app.add_flag("--all", options.all, "all 2^32 floats (by default a sample of 1.4 million)");
    app.add_option("--every", options.every, "each n-th bit pattern instead")
        ->check(CLI::PositiveNumber);
    app.add_option("--threads", options.threads, "threads, 1 by default")
        ->check(CLI::Range(1, 1024));
    app.add_flag("--exact", options.exact, "exact mode: through double, rounded once");
    app.add_option("--dtype", options.dtype, "f32 or bf16 (all 65,536 of them)")
        ->check(CLI::IsMember({"f32", "bf16"}));
    app.add_flag("--json", options.json, "a JSON object a line");
    app.add_flag("--markdown", options.markdown, "the table of docs/numerics.md, at the end");
    app.add_flag("--shortfalls", options.shortfalls,
                 "what misses its goal, for tests/support/accuracy_shortfalls.inc");
    app.add_option("--resume", options.resume,
                   "file of JSON lines: what it holds is not measured again, the rest is added");
}

/// What is already in the file.
std::vector<Line> measured_before(const std::string& path) {
    std::vector<Line> lines;
    std::ifstream in(path);
    for (std::string text; std::getline(in, text);) {
        // A line that was cut off is measured again.
        if (!text.empty() && text.back() == '}') lines.push_back(line_of_json(text));
    }
    return lines;
}

std::vector<catalog::Formula> formulas(const Options& options) {
    std::vector<catalog::Formula> all;
    for (const std::string& name : options.names) {
        all.push_back(catalog::activations().make(name));
    }
    if (!all.empty()) return all;
    for (const catalog::Entry& entry : catalog::activations().entries()) {
        if (catalog::is_pointwise(entry.form)) all.emplace_back(entry);
    }
    return all;
}

/// A bar on the terminal, and nothing elsewhere.
void show_progress(const std::string& what, double done) {
    static const bool terminal = isatty(STDERR_FILENO) != 0;
    if (!terminal) return;
    constexpr int width = 30;
    const int full = static_cast<int>(done * width);
    std::fprintf(stderr, "\r%-28s [%s%s] %3.0f %%\x1b[K", what.c_str(),
                 std::string(full, '#').c_str(), std::string(width - full, ' ').c_str(),
                 100 * done);
    if (done >= 1) std::fprintf(stderr, "\r\x1b[K");
}

class Run {
public:
    explicit Run(const Options& options) : options_(options) {
        if (options.resume.empty()) return;
        lines_ = measured_before(options.resume);
        for (const Line& line : lines_) known_.insert(line.text);
        file_.open(options.resume, std::ios::app);
    }

    void measure(const catalog::Formula& formula) {
        const Subject made = subject(formula, options_.mode());
        const Goals goals = goals_of(formula.info(), options_.mode());
        for (const Measured& measured : all_measured(made, options_.mode())) {
            Line line;
            line.text = measured.text(made);
            if (known_.count(line.text) != 0) continue;
            line.name = formula.text();
            line.what = measured.wanted.order == 0 ? "value" : "slope";
            line.order = measured.wanted.order;
            line.goals = goals;
            line.accuracy = run_sweep(made, measured, goals, sweep(line.text));
            finish(std::move(line));
        }
    }

    /// Whether all goals were met.
    bool end() const {
        if (options_.markdown) std::printf("%s", markdown(lines_).c_str());
        if (options_.shortfalls) std::printf("%s", shortfalls_text(lines_).c_str());
        return std::all_of(lines_.begin(), lines_.end(),
                           [](const Line& line) { return line.met(); });
    }

private:
    Sweep sweep(const std::string& text) const {
        Sweep made{options_.all ? 1U : options_.every, options_.threads, options_.mode(),
                   [text](double done) { show_progress(text, done); }};
        return made;
    }

    void finish(Line line) {
        show_progress(line.text, 1);
        if (!options_.markdown && !options_.shortfalls) {
            std::printf("%s\n", (options_.json ? json_text(line) : plain_text(line)).c_str());
            std::fflush(stdout);
        }
        if (file_.is_open()) file_ << json_text(line) << std::endl;
        lines_.push_back(std::move(line));
    }

    const Options& options_;
    std::vector<Line> lines_;
    std::set<std::string> known_;
    std::ofstream file_;
};

}  // namespace

int main(int argc, char** argv) {
    CLI::App app(
        "Measures how far activations in float are from double, in ULPs. Ends with 1 if a "
        "goal is missed.",
        "kasane-ulp");
    Options options;
    declare(app, options);
    CLI11_PARSE(app, argc, argv);
    try {
        set_threads(1);  // the sweep has its own
        Run run(options);
        for (const catalog::Formula& formula : formulas(options)) run.measure(formula);
        return run.end() ? 0 : 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "kasane-ulp: %s\n", error.what());
        return 2;
    }
}
