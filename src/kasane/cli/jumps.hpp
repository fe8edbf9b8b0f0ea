#pragma once
// Places where a curve, its slope or its curvature jumps: found between the points of a grid and
// closed in on by halving.

#include <span>
#include <vector>

#include "kasane/cli/evaluation.hpp"

namespace kasane::cli {

/// A place where something jumps: between two neighbouring doubles.
struct Jump {
    double x;       // the shortest decimal there
    double before;  // what it comes to from the left and from the right
    double after;
};

/// A curve at the points of a grid, in rising order.
struct CurveSamples {
    std::vector<double> x;
    std::vector<double> value;
    std::vector<double> slope;
    std::vector<double> curvature;

    CurveSamples(const PointEvaluation& curve, std::vector<double> grid);
    std::size_t size() const { return x.size(); }
};

/// Jumps of the value, of the slope (kinks) and of the curvature; each place counts for the first
/// of them that it has.
struct Jumps {
    std::vector<Jump> value;
    std::vector<Jump> slope;
    std::vector<Jump> curvature;
};
Jumps find_jumps(const PointEvaluation& curve, const CurveSamples& samples);

/// The decimal of fewest digits in low..high; the middle if that takes more than eight.
double shortest_between(double low, double high);

}  // namespace kasane::cli
