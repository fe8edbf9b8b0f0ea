#include "kasane/cli/window.hpp"

#include <algorithm>
#include <cmath>

namespace kasane::cli {
namespace {

/// Places that a drawing must show.
std::vector<double> features(const Measured& curve) {
    std::vector<double> all;
    for (const auto* jumps : {&curve.jumps.value, &curve.jumps.slope, &curve.jumps.curvature}) {
        for (const Jump& one : *jumps) all.push_back(one.x);
    }
    for (const End* end : {&curve.low, &curve.high, &curve.least_slope, &curve.greatest_slope}) {
        if (end->is_met) all.insert(all.end(), {end->x, end->from, end->to});
    }
    return all;
}

}  // namespace

double nice_step(double span) {
    const double power = std::pow(10, std::floor(std::log10(span / 10)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (span / (factor * power) <= 10) return factor * power;
    }
    return 10 * power;
}

double reach(const Measured& curve) {
    const bool is_fast = curve.low.is_met && curve.high.is_met && curve.low.x != 0 &&
                         std::fabs(curve.low.x) < 0.4 && std::fabs(curve.high.x) < 0.4;
    if (is_fast)
        return 3 * std::max(std::fabs(curve.low.x), std::fabs(curve.high.x)) < 0.5 ? 0.5 : 1;
    double farthest = 0;
    for (const double x : features(curve)) {
        if (std::fabs(x) <= 30) farthest = std::max(farthest, std::fabs(x));
    }
    for (const double edge : {4.0, 5.0, 6.0, 8.0, 10.0, 15.0, 20.0, 30.0}) {
        if (edge >= 1.3 * farthest) return edge;
    }
    return 40;
}

Span::Span(const std::vector<double>& numbers) {
    for (const double x : numbers) {
        if (!std::isfinite(x)) continue;
        low = std::min(low, x);
        high = std::max(high, x);
    }
}

Window window_of(double reach, const std::vector<double>& value, const std::vector<double>& slope) {
    const Span values(value);
    const Span slopes(slope);
    const double most = std::max(1.5 * reach, 1.2);
    const double span = std::max(values.high - values.low, 1e-3);
    double low = std::min({0.0, values.low, std::max(slopes.low, values.low - span)});
    double high = std::max({0.0, values.high, std::min(slopes.high, values.high + span)});
    low = std::clamp(low, -most, most);
    high = std::clamp(high, -most, most);
    if (!(high - low > 0)) high = low + 1;
    const double step = nice_step(high - low);
    return {-reach, reach, std::floor(low / step + 1e-9) * step,
            std::ceil(high / step - 1e-9) * step};
}

}  // namespace kasane::cli
