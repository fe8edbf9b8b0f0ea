#pragma once
// The goals for accuracy as a check.

#include <functional>

#include "tests/support/accuracy.hpp"
#include "tests/support/checks.hpp"

namespace kasane::support {

/// The goals that a result of that order is held to.
using GoalsFor = std::function<Goals(int order)>;

/// Value and slopes in float against double: at every `stride`-th float, in [-110, 110], and
/// densely where the function turns.
Report check_accuracy(const Subject& subject, const GoalsFor& goals_for,
                      std::uint32_t stride = 16411);

/// The same of bfloat16, at every number there is.
Report check_bf16(const Subject& subject);

}  // namespace kasane::support
