#pragma once
// What `kasane at KIND:SPEC` does for the kinds beside activations: one function and one file each.

#include <string_view>

#include "kasane/cli/console.hpp"
#include "kasane/cli/evaluation.hpp"
#include "kasane/cli/numbers.hpp"
#include "kasane/core/types.hpp"

namespace kasane::cli {

struct AtOptions {
    Precision precision;
    bool target_rows = false;  // targets of losses of classes are rows of weights
};

struct AtKind {
    std::string_view kind;
    /// Reads all lines, prints what the formula makes of them and returns how many there were.
    core::Index (*run)(const catalog::Formula& formula, AtOptions options, NumberLines& lines,
                       Console& console);
};

/// x and y in; value, gradient and Hessian out.
core::Index at_surface(const catalog::Formula& formula, AtOptions options, NumberLines& lines,
                       Console& console);

/// Prediction and target in; error and its slope by the prediction out. Of losses of rows a line is
/// a row of scores and a class, or what else the loss takes.
core::Index at_loss(const catalog::Formula& formula, AtOptions options, NumberLines& lines,
                    Console& console);

}  // namespace kasane::cli
