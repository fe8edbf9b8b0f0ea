#include "kasane/cli/plots/plots.hpp"

#include <algorithm>

#include "kasane/cli/text.hpp"
#include "kasane/core/error.hpp"

namespace kasane::cli {
namespace {

constexpr PlotKind plot_kinds[] = {
    {"activation", activation_figure},
    {"loss", loss_figure},
    {"schedule", schedule_figure},
    {"surface", surface_figure},
};

constexpr std::size_t longest_title = 70;

const PlotKind& kind_for(const catalog::Kind& kind) {
    std::string known;
    for (const PlotKind& one : plot_kinds) {
        if (one.kind == kind.name()) return one;
        known += (known.empty() ? "" : ", ") + std::string(catalog::kind(one.kind).plural());
    }
    core::value_error("plot", "draws no " + std::string(kind.plural()), {}, "it does: " + known);
}

/// The subject with each value of the sweep.
std::vector<Subject> swept(const Subject& subject, const Sweep& sweep) {
    std::vector<Subject> all;
    for (const double value : sweep.values) {
        Subject one = subject;
        one.formula.set(sweep.parameter, {value});
        one.text = one.formula.text();
        all.push_back(std::move(one));
    }
    return all;
}

std::string sweep_title(const Subject& subject, const Sweep& sweep) {
    std::string title = subject.formula.text() + ", " + sweep.parameter + " = " +
                        short_number(sweep.values.front());
    if (sweep.values.size() == 1) return title;
    title += " to " + short_number(sweep.values.back());
    return title + " step by " + short_number(sweep.values[1] - sweep.values[0]);
}

}  // namespace

plot::Figure figure_of(std::vector<Subject> subjects, const PlotRequest& request) {
    for (const Subject& one : subjects) {
        if (one.kind != subjects[0].kind) {
            core::value_error(
                "plot", "one figure shows one kind",
                {subjects[0].text + " is one of the " + std::string(subjects[0].kind->plural()),
                 one.text + " is one of the " + std::string(one.kind->plural())},
                "plot them one by one");
        }
    }
    const PlotKind& kind = kind_for(*subjects[0].kind);
    if (!request.sweep) return kind.figure(subjects, request);
    if (subjects.size() != 1) {
        core::value_error("plot",
                          "--sweep takes one function, got " + std::to_string(subjects.size()));
    }
    const std::string title = sweep_title(subjects[0], *request.sweep);
    plot::Figure figure = kind.figure(swept(subjects[0], *request.sweep), request);
    figure.title = title;
    return figure;
}

std::string title_of(const Subject& subject) {
    const std::string name = subject.formula.text();
    const std::string formula(subject.formula.info().formula);
    const bool fits = !formula.empty() && formula.find('\n') == std::string::npos &&
                      name.size() + formula.size() <= longest_title;
    return fits ? name + ":  " + formula : name;
}

plot::Paint paint_of(std::size_t i, std::size_t count, const PlotRequest& request) {
    if (!request.sweep) return {static_cast<int>(i)};
    return {0, count > 1 ? static_cast<double>(i) / static_cast<double>(count - 1) : 0};
}

std::string label_of(const Subject& subject, std::size_t i, const PlotRequest& request) {
    if (!request.sweep) return subject.text;
    return request.sweep->parameter + "=" + text("%.2f", request.sweep->values[i]);
}

}  // namespace kasane::cli
