#pragma once
// A race as a page that explains itself.

#include <span>
#include <string>

#include "kasane/catalog/entry.hpp"
#include "kasane/core/api.hpp"
#include "kasane/train/surface_run.hpp"

namespace kasane::plot {

/// One HTML file that needs nothing else, no network either: the trajectories on the surface as a
/// map or in three dimensions, step by step, and the numbers of each step if the runs have details.
///
/// Of runs that have more than 4000 points together, every n-th is in it, and the last ones.
/// Example
///     auto runs = race({.surface = "beale", .optimizers = {"adam", "sgd"}, .has_details = true});
///     std::string html = plot::race_page(surface, runs, "Adam and SGD");
KASANE_API std::string race_page(const catalog::Formula& surface,
                                 std::span<const train::Trajectory> runs,
                                 const std::string& title = {});

}  // namespace kasane::plot
