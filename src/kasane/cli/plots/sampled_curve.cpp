#include "kasane/cli/plots/sampled_curve.hpp"

#include <algorithm>
#include <cmath>

#include "kasane/cli/window.hpp"
#include "kasane/plot/ranges.hpp"

namespace kasane::cli {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Breaks a line where it jumps between two neighbours in x.
std::vector<double> broken(std::vector<double> y, const std::vector<double>& x,
                           std::initializer_list<const std::vector<Jump>*> jumps) {
    for (const std::vector<Jump>* all : jumps) {
        for (const Jump& one : *all) {
            const auto [first, last] = std::equal_range(x.begin(), x.end(), one.x);
            std::fill(y.begin() + (first - x.begin()), y.begin() + (last - x.begin()), nan);
        }
    }
    return y;
}

}  // namespace

SampledCurve sampled(const catalog::Formula& formula, const Jumps& jumps, plot::Extent x,
                     int count) {
    SampledCurve curve;
    for (int i = 0; i < count; ++i) {
        curve.x.push_back(x.low + (x.high - x.low) * i / (count - 1));
    }
    const double aside = 1e-7 * (x.high - x.low);
    for (const auto* all : {&jumps.value, &jumps.slope, &jumps.curvature}) {
        for (const Jump& one : *all) {
            if (one.x <= x.low || one.x >= x.high) continue;
            curve.x.insert(curve.x.end(), {one.x - aside, one.x, one.x + aside});
        }
    }
    std::sort(curve.x.begin(), curve.x.end());
    const PointEvaluation points(formula, {});
    curve.value = broken(points.value(curve.x), curve.x, {&jumps.value});
    curve.slope = broken(points.slope(curve.x), curve.x, {&jumps.value, &jumps.slope});
    curve.curvature =
        broken(points.curvature(curve.x), curve.x, {&jumps.value, &jumps.slope, &jumps.curvature});
    return curve;
}

plot::Extent height_of(plot::Extent x, std::span<const std::vector<double>* const> lines) {
    plot::Extent all{0, 0};
    const double most = std::max(0.75 * (x.high - x.low), 1.2);
    for (const std::vector<double>* line : lines) {
        const Span span(*line);
        if (!(span.high >= span.low)) continue;
        all.low = std::min(all.low, std::max(span.low, -most));
        all.high = std::max(all.high, std::min(span.high, most));
    }
    return plot::with_room(all);
}

}  // namespace kasane::cli
