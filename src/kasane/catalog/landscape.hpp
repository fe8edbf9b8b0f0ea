#pragma once
// What is known of a test surface besides its formula.

#include <array>
#include <cstdint>
#include <limits>

namespace kasane::catalog {

struct SurfacePoint {
    double x = 0;
    double y = 0;
};

/// The rectangle that a surface is looked at over.
struct SurfaceDomain {
    double x_low = -5;
    double x_high = 5;
    double y_low = -5;
    double y_high = 5;
};

struct Landscape {
    SurfacePoint start = {};  // of demonstrations and tests
    SurfaceDomain domain = {};
    /// The lowest value over the domain, NaN where that is no use to know, and up to four places
    /// where it is.
    double least = std::numeric_limits<double>::quiet_NaN();
    int minimum_count = 0;
    std::array<SurfacePoint, 4> minima = {};
    /// Whether it falls for ever, so that the lowest place is no end to reach.
    bool is_unbounded = false;
    /// Colours and levels are best those of log10(1 + f - least).
    bool has_log_scale = false;
    double contour_step = 0;  // between levels of a drawing; 0: to be chosen
    double elevation = 35;    // degrees, of a view in three dimensions
    double azimuth = -60;
    int epochs = 500;        // steps of a demonstration
    std::uint64_t seed = 0;  // of its random numbers
};

}  // namespace kasane::catalog
