// Figures of activations.

#include <algorithm>

#include "kasane/cli/evaluation.hpp"
#include "kasane/cli/plots/plots.hpp"
#include "kasane/cli/plots/rows.hpp"
#include "kasane/cli/plots/sampled_curve.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/cli/window.hpp"
#include "kasane/core/error.hpp"

namespace kasane::cli {
namespace {

using plot::Extent;
using plot::Figure;
using plot::Panel;
using plot::Series;

constexpr int points = 401;

/// One of the lines that a curve has.
struct Level {
    const char* name;   // beside a line
    const char* title;  // above a panel
    std::vector<double> SampledCurve::*line;
};
constexpr Level levels[] = {
    {"value", "forward", &SampledCurve::value},
    {"slope", "slope", &SampledCurve::slope},
    {"curvature", "second derivative", &SampledCurve::curvature},
};

/// -5..5 as in the source articles, or less or more where all of them show their bends there.
Extent range_for(const std::vector<Measured>& curves, const PlotRequest& request) {
    if (request.range) return *request.range;
    double edge = infinity;
    for (const Measured& one : curves) edge = std::min(edge, reach(one));
    if (edge == 4) edge = 5;
    return {-edge, edge};
}

Panel panel_of(const std::vector<SampledCurve>& curves, Extent x,
               std::span<const Level* const> shown) {
    Panel panel{.x_label = "x", .x = x, .has_zero_lines = true};
    std::vector<const std::vector<double>*> lines;
    for (const SampledCurve& curve : curves) {
        for (const Level* level : shown) lines.push_back(&(curve.*level->line));
    }
    panel.y = height_of(x, lines);
    return panel;
}

/// One function: its lines in one panel.
Figure portrait(const Subject& subject, const std::vector<SampledCurve>& curves, Extent x,
                const PlotRequest& request) {
    std::vector<const Level*> shown{&levels[0], &levels[1]};
    if (request.has_second) shown.push_back(&levels[2]);
    Panel panel = panel_of(curves, x, shown);
    for (std::size_t i = 0; i < shown.size(); ++i) {
        panel.series.push_back({.label = shown[i]->name,
                                .x = curves[0].x,
                                .y = curves[0].*shown[i]->line,
                                .paint = {static_cast<int>(i)}});
    }
    return {.title = title_of(subject), .panels = {std::move(panel)}};
}

/// Several functions, or one with several parameters: a panel for each derivative.
Figure comparison(std::span<const Subject> subjects, const std::vector<SampledCurve>& curves,
                  Extent x, const PlotRequest& request) {
    const std::size_t count = request.has_derivatives || request.has_second ? 3 : 2;
    Figure figure{
        .columns = static_cast<int>(count), .width = static_cast<int>(count) * 480, .height = 440};
    for (std::size_t k = 0; k < count; ++k) {
        const Level* level = &levels[k];
        Panel panel = panel_of(curves, x, {&level, 1});
        panel.title = level->title;
        for (std::size_t i = 0; i < curves.size(); ++i) {
            panel.series.push_back({.label = label_of(subjects[i], i, request),
                                    .x = curves[i].x,
                                    .y = curves[i].*level->line,
                                    .paint = paint_of(i, curves.size(), request)});
        }
        // The same names everywhere: only the last panel says them where there is a list of them.
        if (curves.size() > 4 && k + 1 < count) panel.legend = Panel::Legend::none;
        figure.panels.push_back(std::move(panel));
    }
    std::vector<std::string> names;
    for (const Subject& one : subjects) names.push_back(one.text);
    if (names.size() == 1) figure.title = title_of(subjects[0]);
    if (names.size() > 1 && names.size() <= 4) figure.title = joined(names);
    return figure;
}

Figure curve_figure(std::span<const Subject> subjects, const PlotRequest& request) {
    std::vector<Measured> measured;
    for (const Subject& one : subjects) measured.push_back(measure(one.formula));
    const Extent x = range_for(measured, request);
    std::vector<SampledCurve> curves;
    for (std::size_t i = 0; i < subjects.size(); ++i) {
        curves.push_back(sampled(subjects[i].formula, measured[i].jumps, x, points));
    }
    const bool is_one = subjects.size() == 1 && !request.has_derivatives && !request.sweep;
    return is_one ? portrait(subjects[0], curves, x, request)
                  : comparison(subjects, curves, x, request);
}

}  // namespace

plot::Figure activation_figure(std::span<const Subject> subjects, const PlotRequest& request) {
    const auto is_row = [](const Subject& one) { return RowEvaluation::takes(one.formula); };
    if (subjects.size() == 1 && is_row(subjects[0])) return row_figure(subjects[0], request);
    for (const Subject& one : subjects) {
        if (is_curve(one.formula)) continue;
        core::value_error("plot", one.formula.text() + " is no function of one number", {},
                          is_row(one) ? "it takes a row: plot it alone"
                                      : "it is a layer with weights of its own: see kasane "
                                        "describe " +
                                            std::string(one.formula.info().name));
    }
    return curve_figure(subjects, request);
}

}  // namespace kasane::cli
