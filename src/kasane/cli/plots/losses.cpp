// Figures of losses.

#include <algorithm>
#include <cmath>

#include "kasane/cli/loss_line.hpp"
#include "kasane/cli/plots/plots.hpp"
#include "kasane/cli/plots/sampled_curve.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/core/error.hpp"
#include "kasane/plot/ranges.hpp"

namespace kasane::cli {
namespace {

using catalog::Input;
using catalog::Layout;
using plot::Extent;
using plot::Figure;
using plot::Panel;
using plot::Series;

constexpr int points = 401;
constexpr double inset = 1e-3;  // from the ends of a range, where a logarithm may be infinite

/// What moves along x, and the lines there are.
struct Axes {
    std::string x;
    Extent range;
    std::vector<double> targets;
    std::string target;
    std::vector<double> rest;  // further inputs, all 1
};

bool has_classes(const catalog::Entry& entry) {
    return entry.takes.size() == 2 && entry.takes[0].layout == Layout::row &&
           entry.takes[1].layout == Layout::classes;
}

[[noreturn]] void no_curve(const catalog::Formula& formula) {
    core::value_error("plot", formula.text() + " takes more than a prediction and a target", {},
                      "see kasane describe loss " + std::string(formula.info().name));
}

Extent range_of(const catalog::Range& range) {
    const double low = range.low > -catalog::infinity ? range.low : -3;
    const double high = range.high < catalog::infinity ? range.high : std::max(3.0, low + 4);
    const double step = inset * (high - low);
    return {low == range.low ? low + step : low, high == range.high ? high - step : high};
}

std::vector<double> targets_for(const catalog::Range& range) {
    if (range.low == -1) return {-1, 1};
    if (range.low == 0 && range.low_open) return {0.5, 1, 2};
    if (range.low == 0 && range.high > 1) return {0, 1, 3};
    return {0, 1};
}

Axes axes_of(const catalog::Formula& formula) {
    const catalog::Entry& entry = formula.entry();
    if (has_classes(entry)) {
        const bool is_score = !(entry.takes[0].range.high <= 1);
        if (!is_score && entry.takes[0].range.low != 0) no_curve(formula);
        return {is_score ? "score of class 0 (the others have 0)" : "probability of class 0",
                is_score ? Extent{-5, 5} : range_of({0, 1}),
                {0, 1},
                "class",
                {}};
    }
    for (const Input& input : entry.takes) {
        if (input.layout != Layout::element) no_curve(formula);
    }
    if (entry.takes.size() < 2) no_curve(formula);
    const Input& target = entry.takes[1];
    return {std::string(entry.takes[0].name), range_of(entry.takes[0].range),
            targets_for(target.range), std::string(target.name),
            std::vector<double>(entry.takes.size() - 2, 1)};
}

LossAt loss_at(const LossLine& line, const catalog::Entry& entry, const Axes& axes, double x,
               double target) {
    if (has_classes(entry)) {
        const bool is_score = !(entry.takes[0].range.high <= 1);
        return line.of_row(is_score ? std::vector<double>{x, 0, 0, target}
                                    : std::vector<double>{x, 1 - x, target});
    }
    std::vector<double> numbers{x, target};
    numbers.insert(numbers.end(), axes.rest.begin(), axes.rest.end());
    return line.of_points({numbers})[0];
}

struct Lines {
    std::vector<Series> error;
    std::vector<Series> slope;
};

void add(Lines& lines, const Subject& subject, const Axes& axes, Extent range, double target,
         const std::string& label, plot::Paint paint) {
    const LossLine line(subject.formula, {});
    Series error{.label = label, .paint = paint};
    Series slope = error;
    for (int i = 0; i < points; ++i) {
        const double x = range.low + (range.high - range.low) * i / (points - 1);
        const LossAt at = loss_at(line, subject.formula.entry(), axes, x, target);
        error.x.push_back(x);
        slope.x.push_back(x);
        error.y.push_back(at.error);
        slope.y.push_back(at.slopes[0]);
    }
    lines.error.push_back(std::move(error));
    lines.slope.push_back(std::move(slope));
}

Panel panel_of(std::vector<Series> series, Extent range, const std::string& x, const std::string& y,
               double most) {
    Extent height{0, 0};
    for (const Series& one : series) {
        const Extent extent = plot::extent_of(one.y).value_or(Extent{});
        height.low = std::max(std::min(height.low, extent.low), -most);
        height.high = std::min(std::max(height.high, extent.high), most);
    }
    return {.title = y,
            .x_label = x,
            .x = range,
            .y = plot::with_room(height),
            .series = std::move(series),
            .has_zero_lines = true};
}

}  // namespace

plot::Figure loss_figure(std::span<const Subject> subjects, const PlotRequest& request) {
    const Axes axes = axes_of(subjects[0].formula);
    const Extent range = request.range.value_or(axes.range);
    Lines lines;
    const bool is_one = subjects.size() == 1;
    for (std::size_t i = 0; i < subjects.size(); ++i) {
        const Axes own = axes_of(subjects[i].formula);
        for (std::size_t k = 0; k < (is_one ? own.targets.size() : 1); ++k) {
            const std::string label = is_one ? own.target + " = " + short_number(own.targets[k])
                                             : label_of(subjects[i], i, request);
            add(lines, subjects[i], own, range, own.targets[k], label,
                is_one ? plot::Paint{static_cast<int>(k)} : paint_of(i, subjects.size(), request));
        }
    }
    std::string title = is_one ? title_of(subjects[0]) : "";
    if (!is_one) title = "losses for " + axes.target + " = " + short_number(axes.targets[0]);
    if (!axes.rest.empty()) {
        title += "  (" + std::string(subjects[0].formula.entry().takes[2].name) + " = 1)";
    }
    return {.title = title,
            .panels = {panel_of(std::move(lines.error), range, axes.x, "error", 12),
                       panel_of(std::move(lines.slope), range, axes.x, "slope by " + axes.x, 12)},
            .columns = 2,
            .width = 960,
            .height = 440};
}

}  // namespace kasane::cli
