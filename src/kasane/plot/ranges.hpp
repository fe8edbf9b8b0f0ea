#pragma once
// Numbers made fit to be drawn.

#include <cmath>
#include <optional>
#include <span>

#include "kasane/plot/figure.hpp"

namespace kasane::plot {

/// Whether a number has a place in a picture: finite, and its square too.
inline bool is_drawable(double x) { return std::fabs(x) <= 1e150; }

/// The extent of the drawable numbers, above zero only if `log`; none: empty.
std::optional<Extent> extent_of(std::span<const double> numbers, bool log = false);

/// An extent with room at its ends, and never of length zero.
Extent with_room(Extent extent, bool log = false, double part = 0.04);

/// What a panel shows along x and along y: what it asks for, else all of its series, else 0..1.
Extent x_extent(const Panel& panel);
Extent y_extent(const Panel& panel);

/// A line of no more than about 2 * `most` points that looks the same: of the points that share a
/// column of pixels the least and the greatest stay.
Series thinned(const Series& line, std::size_t most);

/// The line without points that lie on the way between others: nearer to it than an eighth of a
/// pixel, whose size in the line's units is given.
Series straightened(const Series& line, double pixel_x, double pixel_y);

}  // namespace kasane::plot
