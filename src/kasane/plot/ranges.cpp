#include "kasane/plot/ranges.hpp"

#include <algorithm>
#include <cmath>

namespace kasane::plot {
namespace {

std::optional<Extent> joined(std::optional<Extent> a, std::optional<Extent> b) {
    if (!a || !b) return a ? a : b;
    return Extent{std::min(a->low, b->low), std::max(a->high, b->high)};
}

/// Indices of the least and the greatest y in begin..end, in their order.
void keep_ends(const Series& line, std::size_t begin, std::size_t end, Series& into) {
    std::size_t low = begin;
    std::size_t high = begin;
    bool has_gap = false;
    for (std::size_t i = begin; i < end; ++i) {
        has_gap = has_gap || !is_drawable(line.y[i]);
        if (!(line.y[low] <= line.y[i])) low = i;
        if (!(line.y[high] >= line.y[i])) high = i;
    }
    for (const std::size_t i : {std::min(low, high), std::max(low, high)}) {
        into.x.push_back(line.x[i]);
        into.y.push_back(line.y[i]);
    }
    if (has_gap) {
        into.x.push_back(line.x[end - 1]);
        into.y.push_back(std::nan(""));
    }
}

/// Whether all points between two of a line are next to the straight way from the one to the other.
bool is_straight(const Series& line, std::size_t first, std::size_t last, double pixel_x,
                 double pixel_y) {
    const double dx = (line.x[last] - line.x[first]) / pixel_x;
    const double dy = (line.y[last] - line.y[first]) / pixel_y;
    const double length = std::hypot(dx, dy);
    for (std::size_t i = first + 1; i < last; ++i) {
        const double x = (line.x[i] - line.x[first]) / pixel_x;
        const double y = (line.y[i] - line.y[first]) / pixel_y;
        const double along = x * dx + y * dy;
        const double aside = std::fabs(x * dy - y * dx);
        if (!(aside <= length / 8) || along < 0 || along > length * length) return false;
    }
    return std::isfinite(length);
}

}  // namespace

std::optional<Extent> extent_of(std::span<const double> numbers, bool log) {
    std::optional<Extent> found;
    for (const double x : numbers) {
        if (!is_drawable(x) || (log && x <= 0)) continue;
        found = joined(found, Extent{x, x});
    }
    return found;
}

Extent with_room(Extent extent, bool log, double part) {
    if (log) {
        const Extent inner =
            with_room({std::log10(extent.low), std::log10(extent.high)}, false, part);
        return {std::pow(10, inner.low), std::pow(10, inner.high)};
    }
    const double size = extent.high - extent.low;
    const double least = 1e-9 * std::max(std::fabs(extent.low), std::fabs(extent.high));
    if (size > least) return {extent.low - part * size, extent.high + part * size};
    const double half = extent.low == 0 ? 1 : 0.1 * std::fabs(extent.low);
    return {extent.low - half, extent.high + half};
}

Extent x_extent(const Panel& panel) {
    if (panel.x) return *panel.x;
    std::optional<Extent> all;
    if (panel.raster) all = panel.raster->x;
    bool has_bars = false;
    for (const Series& one : panel.series) {
        all = joined(all, extent_of(one.x, panel.log_x));
        has_bars = has_bars || one.mark == Mark::bars;
    }
    if (!all) return panel.log_x ? Extent{1, 10} : Extent{0, 1};
    return with_room(*all, panel.log_x, has_bars ? 0.02 : 0);
}

Extent y_extent(const Panel& panel) {
    if (panel.y) return *panel.y;
    std::optional<Extent> all;
    if (panel.raster) all = panel.raster->y;
    for (const Series& one : panel.series) {
        for (const auto* numbers : {&one.y, &one.low, &one.high}) {
            all = joined(all, extent_of(*numbers, panel.log_y));
        }
        if (one.mark == Mark::bars) all = joined(all, Extent{0, 0});
    }
    if (!all) return panel.log_y ? Extent{1, 10} : Extent{0, 1};
    return panel.raster ? *all : with_room(*all, panel.log_y);
}

Series thinned(const Series& line, std::size_t most) {
    const bool is_plain = line.z.empty() && line.low.empty() && line.high.empty();
    if (!is_plain || line.x.size() <= 4 * most) return line;
    Series result = line;
    result.x.clear();
    result.y.clear();
    for (std::size_t k = 0; k < most; ++k) {
        const std::size_t begin = k * line.x.size() / most;
        const std::size_t end = (k + 1) * line.x.size() / most;
        keep_ends(line, begin, end, result);
    }
    return result;
}

Series straightened(const Series& line, double pixel_x, double pixel_y) {
    constexpr std::size_t farthest = 64;  // points that are looked ahead
    if (!line.z.empty() || !line.low.empty() || !line.high.empty()) return line;
    const std::size_t count = std::min(line.x.size(), line.y.size());
    Series result = line;
    result.x.clear();
    result.y.clear();
    for (std::size_t i = 0; i < count;) {
        result.x.push_back(line.x[i]);
        result.y.push_back(line.y[i]);
        std::size_t next = i + 1;
        while (next + 1 < std::min(count, i + farthest) &&
               is_straight(line, i, next + 1, pixel_x, pixel_y)) {
            ++next;
        }
        i = next;
    }
    return result;
}

}  // namespace kasane::plot
