#pragma once
// An optimizer fed with gradients that are given: what it adds to the weights, step by step.

#include <string_view>
#include <vector>

#include "kasane/core/api.hpp"

namespace kasane::optim {

/// What the rule is told at its steps; all but the gradients may be left empty.
struct TraceInput {
    std::vector<std::vector<double>> gradients = {};  // [steps][weights]
    std::vector<double> losses = {};              // [steps], for rules that look at the objective
    std::vector<double> first_noise = {};         // [weights], standard normal, for the first step
    std::vector<std::vector<double>> noise = {};  // [steps][weights], standard normal
    std::vector<double> weights = {};             // [weights] at the start; zeros if empty
};

/// The amounts added to the weights: [steps][weights], in double.
///
/// Throws   LookupError or ValueError as the catalog does; ShapeError if rows differ in length or
///          there are too few losses or noises.
/// Example
///     auto deltas = trace("adam(lr=0.1)", {.gradients = {{1, -2}, {0.5, 0}}});
KASANE_API std::vector<std::vector<double>> trace(std::string_view optimizer,
                                                  const TraceInput& input);

}  // namespace kasane::optim
