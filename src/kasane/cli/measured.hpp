#pragma once
// What can be said of a curve by looking at it, in double: its range, where it bends, which way it
// goes, what it does far out and to numbers drawn from the normal distribution.

#include <optional>
#include <string>
#include <vector>

#include "kasane/catalog/entry.hpp"
#include "kasane/cli/ends.hpp"

namespace kasane::cli {

/// A curve at one place.
struct CurvePoint {
    double x;
    double value;
    double slope;
    double curvature;
};

/// Mean and root mean squares for x drawn from the standard normal distribution.
struct Moments {
    double mean;
    double rms;
    double rms_slope;
};

enum class Symmetry { none, odd, even };

struct Measured {
    std::vector<CurvePoint> points;  // at -inf, -2, -1, 0, 1, 2, inf
    End low;
    End high;
    End least_slope;
    End greatest_slope;
    bool rises;
    bool falls;
    Jumps jumps;
    Tail left;
    Tail right;
    Symmetry symmetry;
    Moments normal;

    bool is_bounded_below() const { return low.value > -infinity; }
    bool is_bounded_above() const { return high.value < infinity; }
    bool is_smooth() const {
        return jumps.value.empty() && jumps.slope.empty() && jumps.curvature.empty();
    }
    /// Whether normal numbers keep their mean of zero.
    bool is_zero_centred() const;
};

/// Whether it is a curve: a pointwise formula of one input.
bool is_curve(const catalog::Formula& formula);

/// Looks at a curve with its parameters as they are.
Measured measure(const catalog::Formula& formula);

/// Five digits: what every machine agrees on.
std::string measured_number(double x);

/// "[-0.30884, inf)": a square bracket where the end is met.
std::string range_text(const Measured& curve);

/// "yes", "no" or "constant".
std::string monotonic_text(const Measured& curve);

/// "never falls", "never rises", "rises and falls", "constant".
std::string monotonicity(const Measured& curve);

/// "none", "-3, 3", "-0.5 (jump), 0.5 (jump)"; at most `most` of them.
std::string kinks_text(const Measured& curve, std::size_t most = 6);

/// "yes", "slope only" (the curvature jumps), "no" (the slope jumps), "no: jumps".
std::string smoothness_text(const Measured& curve);

/// "on both sides", "on the left", "on the right", "no".
std::string saturation_text(const Measured& curve);

/// "mean 0.2404, rms 0.6726, rms of the slope 0.6922".
std::string normal_text(const Measured& curve);

/// "x = -1.1924", "x <= 0", "x -> inf".
std::string place_text(const End& end);

}  // namespace kasane::cli
