#pragma once
// Figures into files.

#include <span>
#include <string>
#include <vector>

#include "kasane/core/api.hpp"
#include "kasane/plot/figure.hpp"
#include "kasane/plot/theme.hpp"

namespace kasane::plot {

/// The part of a path behind its last dot, in small letters; empty if there is none.
KASANE_API std::string ending_of(const std::string& path);

/// Throws ValueError if the ending is none of those: "svg, png, pdf".
KASANE_API void check_ending(const std::string& path, const std::vector<std::string>& known);

/// The picture as bytes of the format: svg, png, pdf or webp.
///
/// Throws   ValueError for another format, WriteError if the program that draws it is missing.
KASANE_API std::string rendered(const Figure& figure, const std::string& format,
                                const Theme& theme = light());

/// A film of all figures, which have one size, at `rate` pictures a second, over and over: webp.
/// Throws   WriteError if a program that draws it is missing.
KASANE_API std::string animated(std::span<const Figure> frames, double rate,
                                const Theme& theme = light());

/// Writes the picture; the ending of the path says how. The file is replaced as a whole.
///
/// Throws   as rendered() does; WriteError if it cannot be written.
/// Example
///     plot::save({.title = "Loss", .panels = {{.series = {{.x = steps, .y = losses}}}}},
///                "loss.svg");
KASANE_API void save(const Figure& figure, const std::string& path, const Theme& theme = light());

}  // namespace kasane::plot
