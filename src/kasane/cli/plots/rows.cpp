#include "kasane/cli/plots/rows.hpp"

#include <array>

#include "kasane/cli/evaluation.hpp"
#include "kasane/cli/plots/sampled_curve.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/core/error.hpp"

namespace kasane::cli {
namespace {

using plot::Extent;
using plot::Figure;
using plot::Panel;
using plot::Series;

constexpr int points = 401;
constexpr std::array<double, 2> others{1, -1};         // of a row, beside x
constexpr std::array<double, 3> inputs{-1, 0.5, 1.5};  // of a gated pair

/// Lines of the values and of their slopes by the number that moves.
struct Lines {
    std::vector<Series> value;
    std::vector<Series> slope;

    void add(std::string label, std::size_t count) {
        for (auto* all : {&value, &slope}) {
            all->push_back({.label = label, .paint = {static_cast<int>(count)}});
        }
    }
    void point(std::size_t line, double x, double y, double dy) {
        for (auto [all, height] : {std::pair{&value, y}, std::pair{&slope, dy}}) {
            (*all)[line].x.push_back(x);
            (*all)[line].y.push_back(height);
        }
    }
};

double place(Extent range, int i) {
    return range.low + (range.high - range.low) * i / (points - 1);
}

Lines row_lines(const RowEvaluation& rows, Extent range) {
    Lines lines;
    std::vector<double> row{0};
    row.insert(row.end(), others.begin(), others.end());
    for (std::size_t k = 0; k < row.size(); ++k) {
        lines.add(k == 0 ? "of x" : "of " + short_number(row[k]), k);
    }
    for (int i = 0; i < points; ++i) {
        row[0] = place(range, i);
        const std::vector<double> value = rows.value(row);
        for (std::size_t k = 0; k < row.size(); ++k) {
            std::vector<double> upstream(row.size());
            upstream[k] = 1;
            lines.point(k, row[0], value[k], rows.vjp(row, upstream)[0]);
        }
    }
    return lines;
}

Lines gated_lines(const RowEvaluation& pairs, Extent range) {
    Lines lines;
    const std::vector<double> upstream{1};
    for (std::size_t k = 0; k < inputs.size(); ++k) {
        lines.add("a = " + short_number(inputs[k]), k);
        for (int i = 0; i < points; ++i) {
            const std::vector<double> pair{inputs[k], place(range, i)};
            lines.point(k, pair[1], pairs.value(pair)[0], pairs.vjp(pair, upstream)[1]);
        }
    }
    return lines;
}

Panel panel_of(std::vector<Series> series, Extent range, std::string title, std::string x) {
    std::vector<const std::vector<double>*> heights;
    for (const Series& one : series) heights.push_back(&one.y);
    const Extent height = height_of(range, heights);
    return {.title = std::move(title),
            .x_label = std::move(x),
            .x = range,
            .y = height,
            .series = std::move(series),
            .has_zero_lines = true};
}

}  // namespace

plot::Figure row_figure(const Subject& subject, const PlotRequest& request) {
    if (request.sweep) {
        core::value_error("plot", "no sweep over what takes a row, " + subject.formula.text());
    }
    const Extent range = request.range.value_or(Extent{-5, 5});
    const RowEvaluation rows(subject.formula, {});
    const bool is_gated = subject.formula.entry().form == catalog::Form::gated;
    Lines lines = is_gated ? gated_lines(rows, range) : row_lines(rows, range);
    const std::string x = is_gated ? "gate b" : "x";
    const std::string what = is_gated ? " of a and b" : " of the row (x, 1, -1)";
    return {.title = subject.formula.text() + what,
            .panels = {panel_of(std::move(lines.value), range, "forward", x),
                       panel_of(std::move(lines.slope), range, "slope by " + x, x)},
            .columns = 2,
            .width = 960,
            .height = 440};
}

}  // namespace kasane::cli
