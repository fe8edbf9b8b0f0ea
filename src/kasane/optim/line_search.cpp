#include "kasane/optim/line_search.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace kasane::optim {
namespace {

/// The minimum between two bounds of the cubic through two points with their slopes; the middle of
/// the bounds if the cubic has none.
double cubic_minimum(LinePoint a, LinePoint b, double low, double high) {
    if (a.t > b.t) std::swap(a, b);
    const double d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.t - b.t);
    const double square = d1 * d1 - a.slope * b.slope;
    if (!(square >= 0)) return 0.5 * (low + high);
    const double d2 = std::sqrt(square);
    const double t = b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2));
    return std::min(std::max(t, low), high);
}

/// The search of one line.
class Search {
public:
    Search(const LinePoint& from, const WolfeSettings& settings,
           core::FunctionRef<LinePoint(double)> evaluate)
        : from_(from), settings_(settings), evaluate_(evaluate) {}

    /// Lengthens the step until a minimum is bracketed.
    LinePoint run(double first) {
        LinePoint before = from_;
        LinePoint now = evaluate_(first);
        for (; tried_ < settings_.evaluations; ++tried_) {
            if (!decreases(now) || (tried_ > 1 && now.value >= before.value)) {
                return zoom(before, now);
            }
            if (is_flat(now)) return now;
            if (now.slope >= 0) return zoom(before, now);
            const double least = now.t + 0.01 * (now.t - before.t);
            const double t = cubic_minimum(before, now, least, 10 * now.t);
            before = now;
            now = evaluate_(t);
        }
        return from_.value <= now.value ? from_ : now;
    }

private:
    bool decreases(const LinePoint& p) const {
        return p.value <= from_.value + settings_.decrease * p.t * from_.slope;
    }
    bool is_flat(const LinePoint& p) const {
        return std::abs(p.slope) <= -settings_.curvature * from_.slope;
    }

    /// Closes in on a minimum between two points; returns the better one.
    LinePoint zoom(LinePoint a, LinePoint b) {
        LinePoint low = a.value <= b.value ? a : b;
        LinePoint high = a.value <= b.value ? b : a;
        for (; tried_ < settings_.evaluations; ++tried_) {
            if (std::abs(high.t - low.t) < settings_.shortest) return low;
            const LinePoint now = evaluate_(inside(low, high));
            if (!decreases(now) || now.value >= low.value) {
                high = now;
                if (high.value < low.value) std::swap(low, high);
                continue;
            }
            if (is_flat(now)) return now;
            if (now.slope * (high.t - low.t) >= 0) high = low;
            low = now;
        }
        return low;
    }

    /// The cubic's minimum; kept off an end of the bracket if it is beyond, or near one twice.
    double inside(const LinePoint& low, const LinePoint& high) {
        const double left = std::min(low.t, high.t);
        const double right = std::max(low.t, high.t);
        const double t = cubic_minimum(low, high, left, right);
        const double margin = 0.1 * (right - left);
        const bool is_near = std::min(right - t, t - left) < margin;
        const bool moves = is_near && (was_near_ || t >= right || t <= left);
        was_near_ = is_near && !moves;
        if (!moves) return t;
        return right - t < t - left ? right - margin : left + margin;
    }

    const LinePoint& from_;
    const WolfeSettings& settings_;
    core::FunctionRef<LinePoint(double)> evaluate_;
    int tried_ = 0;
    bool was_near_ = false;
};

}  // namespace

LinePoint strong_wolfe(const LinePoint& from, double first, const WolfeSettings& settings,
                       core::FunctionRef<LinePoint(double)> evaluate) {
    return Search(from, settings, evaluate).run(first);
}

}  // namespace kasane::optim
