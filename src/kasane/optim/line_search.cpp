#include "kasane/optim/line_search.hpp"

#include <algorithm>
#include <cmath>

namespace kasane::optim {
namespace {

/// The minimum of the cubic through two points with their slopes; their middle if there is none
/// well inside.
double cubic_minimum(const LinePoint& a, const LinePoint& b) {
    const double low = std::min(a.t, b.t);
    const double high = std::max(a.t, b.t);
    const double middle = 0.5 * (low + high);
    const double d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.t - b.t);
    const double square = d1 * d1 - a.slope * b.slope;
    if (!(square >= 0)) return middle;
    const double d2 = std::copysign(std::sqrt(square), b.t - a.t);
    const double t = b.t - (b.t - a.t) * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
    const double margin = 0.1 * (high - low);
    return t > low + margin && t < high - margin ? t : middle;
}

/// The search of one line.
class Search {
public:
    Search(const LinePoint& from, const WolfeSettings& settings,
           core::FunctionRef<LinePoint(double)> evaluate)
        : from_(from), settings_(settings), evaluate_(evaluate), left_(settings.evaluations) {}

    /// Lengthens the step until a minimum is bracketed.
    LinePoint run(double first) {
        LinePoint before = from_;
        for (double t = first; left_ > 0;) {
            const LinePoint now = at(t);
            if (!decreases(now) || (before.t > 0 && now.value >= before.value)) {
                return zoom(before, now);
            }
            if (is_flat(now)) return now;
            if (now.slope >= 0) return zoom(now, before);
            before = now;
            t *= 2;
        }
        return before;
    }

private:
    LinePoint at(double t) {
        --left_;
        return evaluate_(t);
    }
    bool decreases(const LinePoint& p) const {
        return p.value <= from_.value + settings_.decrease * p.t * from_.slope;
    }
    bool is_flat(const LinePoint& p) const {
        return std::abs(p.slope) <= -settings_.curvature * from_.slope;
    }

    /// Closes in on a minimum between the better end `low` and the other one.
    LinePoint zoom(LinePoint low, LinePoint high) {
        while (left_ > 0 && std::abs(high.t - low.t) * std::abs(low.slope) > 1e-16) {
            const LinePoint now = at(cubic_minimum(low, high));
            if (!decreases(now) || now.value >= low.value) {
                high = now;
                continue;
            }
            if (is_flat(now)) return now;
            if (now.slope * (high.t - low.t) >= 0) high = low;
            low = now;
        }
        return low;
    }

    const LinePoint& from_;
    const WolfeSettings& settings_;
    core::FunctionRef<LinePoint(double)> evaluate_;
    int left_;
};

}  // namespace

LinePoint strong_wolfe(const LinePoint& from, double first, const WolfeSettings& settings,
                       core::FunctionRef<LinePoint(double)> evaluate) {
    return Search(from, settings, evaluate).run(first);
}

}  // namespace kasane::optim
