#pragma once
// What a picture shows, as numbers and words: no colours, no files, no renderer.

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kasane/core/types.hpp"

namespace kasane::plot {

using core::Index;

struct Extent {
    double low = 0;
    double high = 0;
};

/// Which colour of the theme: the one of thing number `slot`, or, for things in an order, the one
/// at `shade` in 0..1.
struct Paint {
    static constexpr int ink = -1;     // that of letters
    static constexpr int faint = -2;   // that of axes
    static constexpr int ground = -3;  // that of the paper

    int slot = 0;
    double shade = std::numeric_limits<double>::quiet_NaN();
};

enum class Mark {
    line,
    thin,  // a line in the background
    dashed,
    steps,  // a value that holds until the next
    points,
    ring,    // points with a hole
    star,    // a place that is known
    bars,    // from zero
    band,    // between y and high
    errors,  // points with a bar from low to high
};

/// Numbers that belong together. What is not finite leaves a gap.
struct Series {
    std::string label{};  // in the legend; empty: not there
    std::vector<double> x{};
    std::vector<double> y{};
    std::vector<double> z{};     // in a panel with a view
    std::vector<double> low{};   // of errors
    std::vector<double> high{};  // of errors and bands
    Mark mark = Mark::line;
    Paint paint{};
};

/// Values on a grid, row by row from below; the extents are those of the first and last centres.
struct Raster {
    Index columns = 0;
    Index rows = 0;
    Extent x{};
    Extent y{};
    std::vector<double> values{};
    enum class Scale {
        heat,
        gray,
        signs,    // zero in the middle
        area,     // calm, for lines to be drawn on
        classes,  // numbers of slots, their colours pale
    } scale = Scale::heat;
    std::optional<Extent> range{};   // of the values; else that which they have
    std::vector<double> contours{};  // levels that get a line
    bool filled = true;              // with colours, not only contours
    int bands = 0;                   // so many colours only; 0: all
    bool has_key = false;            // a scale beside the panel
};

/// Words at a place.
struct Note {
    std::string text;
    double x = 0;
    double y = 0;
    Paint paint{Paint::ink};
    enum class Side { right, left, center } side = Side::right;
};

/// Whence a surface is seen, in degrees: above the ground, and around.
struct View {
    double elevation = 35;
    double azimuth = -60;
};

struct Tick {
    double at = 0;
    std::string text;
};

/// One pair of axes.
struct Panel {
    std::string title{};
    std::string x_label{};
    std::string y_label{};
    std::optional<Extent> x{};  // else what the series have
    std::optional<Extent> y{};
    bool log_x = false;
    bool log_y = false;
    std::vector<Tick> x_ticks{};  // else numbers
    std::vector<Tick> y_ticks{};
    std::vector<Series> series{};
    std::vector<Note> notes{};
    std::shared_ptr<const Raster> raster{};
    std::optional<View> view{};  // the raster is a surface
    enum class Legend {
        direct,  // at the ends of the lines where they are few
        right,
        below,
        shared,  // below all panels, for all of them
        none,
    } legend = Legend::direct;
    bool has_zero_lines = false;
    bool is_bare = false;    // without axes
    bool is_square = false;  // the same unit in both directions
};

/// Panels in rows.
struct Figure {
    std::string title{};
    std::vector<Panel> panels{};
    int columns = 1;
    int width = 760;  // pixels of a screen
    int height = 460;
};

}  // namespace kasane::plot
