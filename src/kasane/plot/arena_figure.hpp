#pragma once
// A fair comparison as a picture.

#include <span>
#include <string>

#include "kasane/core/api.hpp"
#include "kasane/plot/figure.hpp"
#include "kasane/train/arena.hpp"

namespace kasane::plot {

/// How the score of each candidate fell, with the 95 % confidence interval of its mean over the
/// seeds as a band; beside it the scores at the end, the best above.
///
/// Throws   ValueError if there are no results.
KASANE_API Figure arena_figure(const train::ArenaTask& task,
                               std::span<const train::ArenaResult> results,
                               const std::string& title = {});

}  // namespace kasane::plot
