#pragma once
// What can be said of a curve by looking at it: its values at some points, its limits, its range.

#include <string>
#include <vector>

#include "kasane/catalog/entry.hpp"

namespace kasane::cli {

/// A curve at one place.
struct CurvePoint {
    double x;
    double value;
    double slope;
    double curvature;
};

/// An extreme value and where it was met.
struct Extreme {
    double x;
    double value;
};

struct Curve {
    std::vector<CurvePoint> points;  // at -inf, -2, -1, 0, 1, 2, inf
    Extreme least;
    Extreme greatest;
    bool never_falls = true;
    bool never_rises = true;
};

/// Whether it is a curve: a pointwise formula of one input.
bool is_curve(const catalog::Formula& formula);

/// Evaluates the formula in double, on a grid of -40..40 and at both infinities.
Curve measure(const catalog::Formula& formula);

/// "never falls", "never rises", "rises and falls", "constant".
std::string monotonicity(const Curve& curve);

}  // namespace kasane::cli
