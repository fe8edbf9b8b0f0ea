#pragma once
// Optimizers on a test surface, seen from above and as a landscape.

#include <span>
#include <string>
#include <vector>

#include "kasane/catalog/entry.hpp"
#include "kasane/core/api.hpp"
#include "kasane/plot/figure.hpp"
#include "kasane/train/surface_run.hpp"

namespace kasane::plot {

/// The surface alone, with its start and the places where it is known to be lowest.
KASANE_API Figure surface_figure(const catalog::Formula& surface, const std::string& title = {});

/// The whole ways of all runs, with their start and the places where the surface is known to be
/// lowest. Heights are logarithms where they differ by orders of magnitude.
///
/// Throws   ValueError if there are no runs.
/// Example
///     plot::save(plot::race_figure(surface, train::race(options)), "race.svg");
KASANE_API Figure race_figure(const catalog::Formula& surface,
                              std::span<const train::Trajectory> runs,
                              const std::string& title = {});

/// The same as a film for animated(): each picture shows where the optimizers are, and the eight
/// pictures before it as a tail. A run that ended early stays where it ended.
///
/// Throws   ValueError if there are no runs, or no pictures.
KASANE_API std::vector<Figure> race_film(const catalog::Formula& surface,
                                         std::span<const train::Trajectory> runs,
                                         const std::string& title = {}, Index pictures = 64);

}  // namespace kasane::plot
