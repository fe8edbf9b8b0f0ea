#pragma once
// What part of the plane a drawing of a curve shows.

#include <vector>

#include "kasane/cli/measured.hpp"

namespace kasane::cli {

struct Window {
    double left;
    double right;
    double bottom;
    double top;
};

/// 1, 2 or 5 times a power of ten, about a tenth of the span.
double nice_step(double span);

/// How far the drawing of a curve goes to both sides to show its bends.
double reach(const Measured& curve);

/// Room for the value, and for as much of the slope as does not flatten it; neither is shown
/// beyond 1.5 times the reach.
Window window_of(double reach, const std::vector<double>& value, const std::vector<double>& slope);

/// Least and greatest of the finite numbers; infinite and the wrong way round if there are none.
struct Span {
    double low = infinity;
    double high = -infinity;

    explicit Span(const std::vector<double>& numbers);
};

}  // namespace kasane::cli
