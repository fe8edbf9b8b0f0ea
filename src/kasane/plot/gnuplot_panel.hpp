#pragma once
// One panel of a figure in gnuplot's words.

#include <string>

#include "kasane/plot/figure.hpp"
#include "kasane/plot/theme.hpp"

namespace kasane::plot {

/// Where a panel stands on its page.
struct PanelPlace {
    int width = 0;  // pixels
    int height = 0;
    std::string script{};  // its origin and its size
};

/// A number in gnuplot's words.
std::string number(double x);

/// A named block with the raster's values, and one with its contours.
std::string raster_data(const Raster& raster, const std::string& name);

/// The names of all panels that share a legend, in so many columns.
std::string shared_legend(const std::vector<Panel>& panels, int columns, const std::string& place,
                          const Theme& theme);

/// Settings and the plot command. `raster` names the data of the panel's raster.
std::string panel_script(const Panel& panel, const PanelPlace& place, const Theme& theme,
                         const std::string& raster);

}  // namespace kasane::plot
