#pragma once
// Figures as scripts for gnuplot. Words that users gave stand in single quotes, where gnuplot
// reads nothing into them.

#include <span>
#include <string>
#include <string_view>

#include "kasane/plot/figure.hpp"
#include "kasane/plot/theme.hpp"

namespace kasane::plot {

/// A page that gnuplot draws: what stands behind `set terminal`, and how many pixels one of the
/// figure's becomes.
struct Page {
    std::string_view terminal;
    double scale = 1;
    bool in_inches = false;
};

inline constexpr Page svg_page{"svg"};
inline constexpr Page png_page{"pngcairo", 2};  // for screens with two pixels in the place of one
inline constexpr Page frame_page{"pngcairo"};
inline constexpr Page pdf_page{"pdfcairo", 1, true};

/// One picture on the standard output.
std::string gnuplot_script(const Figure& figure, const Theme& theme, const Page& page);

/// Pictures 000.png, 001.png, ... from number `first` on, in the current folder. What they share
/// is written once.
std::string gnuplot_script(std::span<const Figure> frames, std::size_t first, const Theme& theme);

/// A text that gnuplot takes as it stands; quotes become apostrophes, line ends blanks.
std::string quoted(std::string_view text);

}  // namespace kasane::plot
