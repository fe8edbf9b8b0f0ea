#pragma once
// A curve as lines to draw, broken where it jumps.

#include "kasane/cli/measured.hpp"
#include "kasane/plot/figure.hpp"

namespace kasane::cli {

struct SampledCurve {
    std::vector<double> x;
    std::vector<double> value;  // NaN where a line has to break
    std::vector<double> slope;
    std::vector<double> curvature;
};

/// The curve over a stretch of x, at about `count` points and on both sides of its jumps.
SampledCurve sampled(const catalog::Formula& formula, const Jumps& jumps, plot::Extent x,
                     int count);

/// Heights that show the lines without letting a pole flatten them.
plot::Extent height_of(plot::Extent x, std::span<const std::vector<double>* const> lines);

}  // namespace kasane::cli
