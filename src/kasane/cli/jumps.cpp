#include "kasane/cli/jumps.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "kasane/cli/text.hpp"

namespace kasane::cli {
namespace {

constexpr double farthest = 1024;   // beyond, the grid is too wide for a fast wave
constexpr std::size_t most = 512;   // suspects that are looked at
constexpr int halvings = 60;        // from any interval of the grid to neighbouring doubles
constexpr double narrow = 0x1p-58;  // an interval that is not halved again
constexpr double aside = 1e-9;      // from where a jump is judged; its own place may be special
constexpr double visible = 1e-6;    // of the scale: a jump, and not an error of rounding

/// Something of a curve, with its derivative where that is to be had.
struct Level {
    std::function<std::vector<double>(std::span<const double>)> at;
    std::function<std::vector<double>(std::span<const double>)> rate;
    const std::vector<double>& sampled;
    const std::vector<double>* sampled_rate;  // null: without
};

struct Interval {
    double low;
    double high;
    double at_low;
    double at_high;
    double rate_low;
    double rate_high;

    /// How far it is from moving by its rate. A jump stays as the interval shrinks.
    double surplus() const {
        return std::fabs(at_high - at_low - (high - low) * (rate_low + rate_high) / 2);
    }
    double middle() const { return low + (high - low) / 2; }
    bool is_narrow() const { return high - low <= narrow || middle() <= low || middle() >= high; }
};

std::vector<double> rates(const Level& level, std::span<const double> x) {
    return level.sampled_rate != nullptr ? level.rate(x) : std::vector<double>(x.size(), 0.0);
}

/// Largest size among the samples that matter.
double scale_of(const std::vector<double>& x, const std::vector<double>& sampled) {
    double scale = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (std::fabs(x[i]) <= 4 && std::isfinite(sampled[i])) {
            scale = std::max(scale, std::fabs(sampled[i]));
        }
    }
    return scale;
}

/// Intervals of the grid that move otherwise than their ends say; the strangest first.
std::vector<Interval> suspects(const Level& level, const std::vector<double>& x, double scale) {
    const auto rate = [&](std::size_t i) {
        return level.sampled_rate != nullptr ? (*level.sampled_rate)[i] : 0;
    };
    const auto interval = [&](std::size_t i) {
        return Interval{x[i],    x[i + 1],   level.sampled[i], level.sampled[i + 1],
                        rate(i), rate(i + 1)};
    };
    std::vector<double> surplus(x.size() + 2, 0.0);  // one more on each side
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
        const double own = interval(i).surplus();
        if (std::isfinite(own) && std::fabs(x[i]) <= farthest) surplus[i + 1] = own;
    }
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
        // Without a rate to compare with, a jump stands out among its neighbours.
        const double around =
            level.sampled_rate != nullptr ? 0 : 3 * std::min(surplus[i], surplus[i + 2]);
        if (surplus[i + 1] > visible / 10 * scale + around) order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return surplus[a + 1] > surplus[b + 1]; });
    order.resize(std::min(order.size(), most));
    std::vector<Interval> chosen;
    for (const std::size_t i : order) chosen.push_back(interval(i));
    return chosen;
}

/// Halves all intervals at once, and keeps of each the stranger half.
void close_in(const Level& level, std::vector<Interval>& intervals) {
    for (int round = 0; round < halvings; ++round) {
        std::vector<Interval*> open;
        std::vector<double> middle;
        for (Interval& one : intervals) {
            if (one.is_narrow()) continue;
            open.push_back(&one);
            middle.push_back(one.middle());
        }
        if (open.empty()) return;
        const std::vector<double> at = level.at(middle);
        const std::vector<double> rate = rates(level, middle);
        for (std::size_t k = 0; k < open.size(); ++k) {
            const Interval& one = *open[k];
            const Interval left{one.low, middle[k], one.at_low, at[k], one.rate_low, rate[k]};
            const Interval right{middle[k], one.high, at[k], one.at_high, rate[k], one.rate_high};
            *open[k] = left.surplus() > right.surplus() ? left : right;
        }
    }
}

/// Each interval widened by a step on both sides.
std::vector<Interval> widened(const Level& level, const std::vector<Interval>& intervals,
                              double step) {
    std::vector<double> x;
    for (const Interval& one : intervals) {
        const double own = step * std::max(1.0, std::fabs(one.low));
        x.insert(x.end(), {one.low - own, one.high + own});
    }
    const std::vector<double> at = level.at(x);
    const std::vector<double> rate = rates(level, x);
    std::vector<Interval> wide;
    for (std::size_t i = 0; i < x.size(); i += 2) {
        wide.push_back({x[i], x[i + 1], at[i], at[i + 1], rate[i], rate[i + 1]});
    }
    return wide;
}

/// Those intervals where it jumps also from a little aside, and as much from closer: a steep rise
/// is no jump. In order of place.
std::vector<Jump> confirmed(const Level& level, const std::vector<Interval>& intervals,
                            double scale) {
    if (intervals.empty()) return {};
    const std::vector<Interval> wide = widened(level, intervals, aside);
    const std::vector<Interval> close = widened(level, intervals, aside / 1000);
    std::vector<Jump> jumps;
    for (std::size_t i = 0; i < intervals.size(); ++i) {
        const double own = std::max(std::fabs(wide[i].at_low), std::fabs(wide[i].at_high));
        const bool is_seen = wide[i].surplus() > visible * std::max(own, 1e-3 * scale);
        const bool stays = close[i].surplus() > wide[i].surplus() / 2 &&
                           intervals[i].surplus() > wide[i].surplus() / 8;
        if (!is_seen || !stays) continue;
        jumps.push_back({shortest_between(intervals[i].low, intervals[i].high), close[i].at_low,
                         close[i].at_high});
    }
    std::sort(jumps.begin(), jumps.end(), [](const Jump& a, const Jump& b) { return a.x < b.x; });
    return jumps;
}

bool is_near(const Jump& jump, const std::vector<Jump>& others) {
    return std::any_of(others.begin(), others.end(), [&](const Jump& other) {
        return std::fabs(jump.x - other.x) <= 1e-7 * std::max(1.0, std::fabs(other.x));
    });
}

std::vector<Jump> jumps_of(const Level& level, const std::vector<double>& x,
                           const std::vector<std::vector<Jump>>& known) {
    const double scale = scale_of(x, level.sampled);
    std::vector<Interval> intervals = suspects(level, x, scale);
    close_in(level, intervals);
    std::vector<Jump> fresh;
    for (const Jump& jump : confirmed(level, intervals, scale)) {
        bool is_known = is_near(jump, fresh);
        for (const std::vector<Jump>& one : known) is_known = is_known || is_near(jump, one);
        if (!is_known) fresh.push_back(jump);
    }
    return fresh;
}

}  // namespace

CurveSamples::CurveSamples(const PointEvaluation& curve, std::vector<double> grid)
    : x(std::move(grid)),
      value(curve.value(x)),
      slope(curve.slope(x)),
      curvature(curve.curvature(x)) {}

double shortest_between(double low, double high) {
    if (low <= 0 && high >= 0) return 0;
    const double middle = low + (high - low) / 2;
    const double slack = 4 * std::fabs(middle) * 0x1p-52;  // constants are products of others
    for (int digits = 1; digits <= 8; ++digits) {
        const double candidate = std::stod(text("%.*g", digits, middle));
        if (candidate >= low - slack && candidate <= high + slack) return candidate;
    }
    return middle;
}

Jumps find_jumps(const PointEvaluation& curve, const CurveSamples& samples) {
    const auto value = [&](std::span<const double> x) { return curve.value(x); };
    const auto slope = [&](std::span<const double> x) { return curve.slope(x); };
    const auto curvature = [&](std::span<const double> x) { return curve.curvature(x); };
    Jumps jumps;
    jumps.value = jumps_of({value, slope, samples.value, &samples.slope}, samples.x, {});
    jumps.slope =
        jumps_of({slope, curvature, samples.slope, &samples.curvature}, samples.x, {jumps.value});
    jumps.curvature = jumps_of({curvature, {}, samples.curvature, nullptr}, samples.x,
                               {jumps.value, jumps.slope});
    return jumps;
}

}  // namespace kasane::cli
