#pragma once
// One optimizer on a test surface, from a start on.

#include <string>
#include <string_view>
#include <vector>

#include "kasane/catalog/entry.hpp"
#include "kasane/core/api.hpp"
#include "kasane/core/types.hpp"

namespace kasane::train {

using core::Index;

struct TrajectoryPoint {
    Index step = 0;  // 0 is the start
    double x = 0;
    double y = 0;
    double value = 0;
    double gradient_norm = 0;
};

/// One step as the optimizer took it.
struct StepDetail {
    catalog::SurfacePoint before;    // its weights, which averaging rules do not evaluate at
    catalog::SurfacePoint at;        // where it took its last gradient
    catalog::SurfacePoint gradient;  // that one, after links such as clip_norm
    catalog::SurfacePoint after;
    std::vector<double> state;  // of each slot x and y, as the step left them
};

struct Trajectory {
    std::string optimizer;  // as it ran, with its lr
    std::vector<TrajectoryPoint> points{};
    std::string note{};  // why it ended early; else empty
    double score = 0;    // the value at the end; infinite for a run that left the surface
    Index runs = 1;      // that the search for lr took
    /// If asked for, one for each point but the first, and the arrays of its state that have a
    /// number for each weight.
    std::vector<StepDetail> details = {};
    std::vector<std::string> slots = {};
};

struct SurfaceRun {
    catalog::Formula surface;
    catalog::SurfacePoint start;
    Index steps = 0;
    std::uint64_t seed = 0;  // of rules that draw random numbers
    bool has_details = false;
};

/// Runs an optimizer of f64 weights x and y with gradients of the surface's formula.
///
/// A run ends early where a number is not finite or ten times the domain is left. On a surface that
/// falls for ever leaving it is the aim: the score is then below that of every run that stays, and
/// the lower the sooner.
/// `lr` replaces the learning rate if it is not NaN.
/// Throws   as Optimizer does.
KASANE_API Trajectory run_on_surface(const SurfaceRun& run, std::string_view optimizer, double lr);

/// The learning rate that an optimizer has if nobody sets one; NaN if it has none.
/// Throws   as Optimizer does.
KASANE_API double own_lr(std::string_view optimizer);

}  // namespace kasane::train
