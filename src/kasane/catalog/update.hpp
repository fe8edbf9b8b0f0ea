#pragma once
// The rules of optimizers with their types erased: as programs, and what happens around them.

#include <array>
#include <memory>
#include <span>

#include "kasane/catalog/entry.hpp"
#include "kasane/catalog/program.hpp"
#include "kasane/core/api.hpp"

namespace kasane::catalog {

inline constexpr std::size_t max_slots = 6;
inline constexpr std::size_t max_terms = 4;
inline constexpr std::size_t max_noises = 2;
inline constexpr std::size_t max_coefficients = 20;

/// Coefficients of a rule at a step.
using Coefficients = std::array<double, max_coefficients>;

/// What a rule's struct declares.
struct RuleShape {
    int slots = 0;
    int noises = 0;
    int terms = 0;
    int passes = 1;
    int coefficients = 0;
    bool per_tensor = false;
    bool looks_ahead = false;  // has a part_ahead
    bool rests = false;        // has a part_rest
    std::span<const Slot> scalars;
};
KASANE_API const RuleShape& rule_shape(const Formula& optimizer);

/// How many of the optimizer's slots its parameters make it use.
KASANE_API int used_slots(const Formula& optimizer);

/// The coefficients at a step. `scalars` are the rule's own numbers and may change.
KASANE_API Coefficients coefficients(const Formula& optimizer, const Step& step, double* scalars);

/// Between two passes: the coefficients of the next one from the sums of the terms of `pass`.
KASANE_API void between(const Formula& optimizer, int pass, const Step& step, const double* sums,
                        Coefficients& coefficients, double* scalars);

/// Beside its passes (0, 1, ...) a rule may have: where the gradient is to be taken, and the
/// weights to evaluate with; both change w alone.
inline constexpr int part_ahead = -1;
inline constexpr int part_rest = -2;

/// One pass of a rule. Inputs: w, g, the slots, the noises; then the coefficients, the same for all
/// elements. Results: w, what was added to it, the slots, the terms.
KASANE_API std::shared_ptr<const Program> update_program(const Formula& optimizer, int pass);

}  // namespace kasane::catalog
