#pragma once
// Least and greatest values of a curve: where they are met, or what is only approached.

#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "kasane/cli/jumps.hpp"

namespace kasane::cli {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// Many numbers in, what a curve makes of them out.
using Values = std::function<std::vector<double>(std::span<const double>)>;

/// How a curve behaves far out on one side.
enum class Tail {
    moves,       // goes on, or swings
    approaches,  // comes ever closer to a number
    reaches,     // is that number from some place on, and not by rounding
};

/// An end of the range: the value and, if it is met, where.
struct End {
    double value;
    double x;
    bool is_met;
    // Where it is met all along an interval: that interval, with or without its ends.
    double from;
    double to;
    bool has_from = true;
    bool has_to = true;
};

/// A curve, or its slope, as something that has ends.
struct Profile {
    const std::vector<double>& x;        // grid, in rising order
    const std::vector<double>& sampled;  // on the grid
    const std::vector<double>& sampled_rate;
    Values values;
    Values rate;
    double far_left;  // at the infinities; NaN where there is no limit
    double far_right;
    std::vector<double> special;  // further places worth a look
};

Tail left_tail(const Profile& profile);
Tail right_tail(const Profile& profile);

End least(const Profile& profile);
End greatest(const Profile& profile);

}  // namespace kasane::cli
