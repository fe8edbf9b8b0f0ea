#pragma once
// One panel of a figure in gnuplot's words.

#include <string>

#include "kasane/plot/figure.hpp"
#include "kasane/plot/theme.hpp"

namespace kasane::plot {

struct PanelSize {
    int width;
    int height;
};

/// A number in gnuplot's words.
std::string number(double x);

/// A named block with the raster's values, and one with its contours.
std::string raster_data(const Raster& raster, const std::string& name);

/// Settings and the plot command. `raster` names the data of the panel's raster.
std::string panel_script(const Panel& panel, PanelSize size, const Theme& theme,
                         const std::string& raster);

}  // namespace kasane::plot
