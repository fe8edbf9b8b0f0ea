#include "kasane/plot/arena_figure.hpp"

#include <algorithm>
#include <cmath>

#include "kasane/core/error.hpp"
#include "kasane/plot/ranges.hpp"

namespace kasane::plot {
namespace {

using train::ArenaMean;
using train::ArenaResult;

/// Scores of several orders of magnitude, all positive.
bool spans_orders(std::span<const ArenaResult> results) {
    std::vector<double> all;
    for (const ArenaResult& one : results) {
        for (const ArenaMean& point : one.curve) all.push_back(point.mean);
    }
    const auto extent = extent_of(all);
    return extent && extent->low > 0 && extent->high > 50 * extent->low;
}

bool has_long_metric(const train::ArenaTask& task) { return task.metric().size() > 36; }

/// What a score is, if there is room beside an axis; else the title says it.
std::string label_of(const train::ArenaTask& task) {
    return has_long_metric(task) ? "score" : task.metric();
}

/// Over the steps; a band whose foot is no positive number ends at the mean on a logarithmic axis.
Panel curves(const train::ArenaTask& task, std::span<const ArenaResult> results) {
    Panel panel{.title = "Over the steps, with 95 % intervals",
                .x_label = "step",
                .y_label = label_of(task),
                .log_y = spans_orders(results),
                .legend = Panel::Legend::shared};
    int slot = 0;
    for (const ArenaResult& one : results) {
        Series band{.mark = Mark::band, .paint = {slot}};
        Series line{.label = one.candidate, .paint = {slot++}};
        const double points = static_cast<double>(one.curve.size());
        for (std::size_t i = 0; i < one.curve.size(); ++i) {
            const ArenaMean at = one.curve[i];
            const double low = at.mean - at.half_width;
            line.x.push_back(static_cast<double>(task.steps()) * static_cast<double>(i + 1) /
                             points);
            line.y.push_back(at.mean);
            band.y.push_back(panel.log_y && low <= 0 ? at.mean : low);
            band.high.push_back(at.mean + at.half_width);
        }
        band.x = line.x;
        panel.series.push_back(std::move(band));
        panel.series.push_back(std::move(line));
    }
    return panel;
}

/// Candidates in the order of their ranks, from above; the score at the end runs to the right.
Panel ends(const train::ArenaTask& task, std::span<const ArenaResult> results) {
    const double count = static_cast<double>(results.size());
    Panel panel{.title = "At the end, by rank",
                .x_label = label_of(task),
                .y = Extent{count + 0.5, 0.5},
                .log_x = spans_orders(results),
                .legend = Panel::Legend::none};
    int slot = 0;
    for (const ArenaResult& one : results) {
        const double row = slot + 1.0;
        char rank[32];
        std::snprintf(rank, sizeof rank, "  %.2f", one.rank);
        panel.y_ticks.push_back({row, one.candidate + rank});
        const double low = one.score.mean - one.score.half_width;
        const double foot = panel.log_x && low <= 0 ? one.score.mean : low;
        panel.series.push_back(
            {.x = {foot, one.score.mean + one.score.half_width}, .y = {row, row}, .paint = {slot}});
        panel.series.push_back(
            {.x = {one.score.mean}, .y = {row}, .mark = Mark::points, .paint = {slot++}});
    }
    std::optional<Extent> seen;
    for (const Series& one : panel.series) {
        if (const auto extent = extent_of(one.x, panel.log_x)) {
            seen =
                seen ? Extent{std::min(seen->low, extent->low), std::max(seen->high, extent->high)}
                     : *extent;
        }
    }
    if (seen) panel.x = with_room(*seen, panel.log_x, 0.08);
    return panel;
}

}  // namespace

Figure arena_figure(const train::ArenaTask& task, std::span<const ArenaResult> results,
                    const std::string& title) {
    if (results.empty()) core::value_error("arena_figure", "there are no results");
    std::string words = title;
    if (has_long_metric(task)) words += (words.empty() ? "score: " : ", score: ") + task.metric();
    return {.title = words,
            .panels = {curves(task, results), ends(task, results)},
            .columns = 2,
            .width = 1040,
            .height = std::max(480, 160 + 26 * static_cast<int>(results.size()))};
}

}  // namespace kasane::plot
