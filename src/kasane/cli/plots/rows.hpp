#pragma once
// Figures of what takes rows of numbers.

#include "kasane/cli/plots/plots.hpp"

namespace kasane::cli {

/// Of softmax and its family: the results for the row (x, 1, -1) and how they move with x. Of a
/// gated pair: the result against the gate, for some inputs.
plot::Figure row_figure(const Subject& subject, const PlotRequest& request);

}  // namespace kasane::cli
