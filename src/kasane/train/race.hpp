#pragma once
// Optimizers side by side on a test surface.

#include <optional>
#include <string>
#include <vector>

#include "kasane/core/function_ref.hpp"
#include "kasane/train/surface_run.hpp"

namespace kasane::train {

struct RaceOptions {
    enum class Lr {
        own,     // every optimizer's default
        common,  // `lr` for all
        search,  // the best of `budget` runs for each
    };

    std::string surface = "rosenbrock";
    std::vector<std::string> optimizers;
    Index steps = 0;  // 0: what the surface asks for
    Lr rate = Lr::own;
    double lr = 0.01;
    Index budget = 32;
    std::optional<catalog::SurfacePoint> start{};
    std::optional<std::uint64_t> seed{};
    bool has_details = false;  // Trajectory::details are filled
};

/// Runs every optimizer from the same start. A learning rate that stands in an optimizer's text is
/// never changed.
///
/// With Lr::search each gets the same budget: two thirds of the runs on a grid of learning rates
/// from 1e-4 to 1e3 times its own, even in the logarithm, the rest by golden section around the
/// best. The best is the lowest value at the end.
///
/// `watch` is told how many runs of how many are done and may end it by returning false; the
/// result is then empty. It may be called from several threads, one at a time.
/// Throws   LookupError or ValueError as the catalog does; ValueError for a start that is not
///          finite.
/// Example
///     auto runs = race({.surface = "beale", .optimizers = {"adam", "sgd"},
///                       .rate = RaceOptions::Lr::search});
KASANE_API std::vector<Trajectory> race(const RaceOptions& options,
                                        core::FunctionRef<bool(Index done, Index total)> watch);
KASANE_API std::vector<Trajectory> race(const RaceOptions& options);

}  // namespace kasane::train

namespace kasane {
using train::race;
using train::RaceOptions;
using train::Trajectory;
}  // namespace kasane
