#pragma once
// Colours and letters of every picture, light and dark.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "kasane/core/api.hpp"

namespace kasane::plot {

/// 0xRRGGBB.
using Color = std::uint32_t;

/// Colours that people with any kind of colour vision can tell apart.
/// Source   Okabe & Ito 2008, jfly.uni-koeln.de/color (the dark ones lightened); cividis: Nunez et
///          al. 2018, doi:10.1371/journal.pone.0199239.
struct Theme {
    std::string_view name;
    Color background;
    Color ink;    // letters
    Color faint;  // axes, notes
    Color grid;
    std::array<Color, 7> lines;       // one for each thing that is compared
    std::array<Color, 5> sequential;  // from least to greatest, for an ordered few
    std::array<Color, 9> heat;        // from least to greatest, for areas
    std::array<Color, 5> area;        // the same, as ground that lines are drawn on
    Color contour;                    // lines of equal height on it
};

KASANE_API const Theme& light();
KASANE_API const Theme& dark();

/// "light" or "dark". Throws LookupError.
KASANE_API const Theme& theme(std::string_view name);

/// Between the colours of a scale: 0 is the first, 1 the last.
KASANE_API Color mixed(const Color* scale, std::size_t size, double at);

/// "#RRGGBB".
KASANE_API std::string hex(Color color);

}  // namespace kasane::plot
