#pragma once
// A curve and its slope drawn with characters.

#include <string>
#include <vector>

#include "kasane/cli/measured.hpp"
#include "kasane/core/function_ref.hpp"

namespace kasane::cli {

struct PlotStyle {
    bool has_unicode = false;  // braille dots and lines, else ASCII
    bool has_color = false;
    int columns = 61;  // of the drawing, odd so that zero is in the middle; labels come on top
    int rows = 15;
};

/// Lines of a drawing of the curve over a stretch of x that shows its bends.
std::vector<std::string> text_plot(const catalog::Formula& formula, const Measured& curve,
                                   const PlotStyle& style);

/// Lines of a drawing of f from 0 to `right`, with zero in the picture.
std::vector<std::string> text_plot(core::FunctionRef<double(double)> f, double right,
                                   const PlotStyle& style);

}  // namespace kasane::cli
