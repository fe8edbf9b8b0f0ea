#pragma once
// A step length that satisfies the strong Wolfe conditions along a direction.

#include "kasane/core/function_ref.hpp"

namespace kasane::optim {

/// A function along a line: its value and slope at a length t.
struct LinePoint {
    double t;
    double value;
    double slope;
};

struct WolfeSettings {
    double decrease = 1e-4;  // c1: sufficient decrease
    double curvature = 0.9;  // c2: how flat the end must be
    int evaluations = 25;    // at most, after the first
    double shortest = 0;     // width of a bracket that ends the search
};

/// A length t with value(t) <= value(0) + c1 t slope(0) and |slope(t)| <= c2 |slope(0)|, or the
/// best one met. `from` is the point t = 0 with a negative slope; `first` is tried first.
///
/// Source   Nocedal & Wright 2006, algorithms 3.5 and 3.6; minima of cubics as in equation 3.59;
///          how far a bracket grows, and stays off its ends, as in PyTorch.
LinePoint strong_wolfe(const LinePoint& from, double first, const WolfeSettings& settings,
                       core::FunctionRef<LinePoint(double t)> evaluate);

}  // namespace kasane::optim
