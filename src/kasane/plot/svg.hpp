#pragma once
// What gnuplot's SVG files need before people read them.

#include <string>
#include <string_view>

namespace kasane::plot {

/// The picture with bold letters where gnuplot only names them so, with its own title instead of
/// "Gnuplot", which viewers and screen readers show, with the cells of its images as squares, and
/// without the groups that hold nothing.
std::string tidied_svg(std::string svg, std::string_view title);

}  // namespace kasane::plot
