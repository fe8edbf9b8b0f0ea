#pragma once
// Optimizer rules over flat arrays.

#include <span>

#include "kasane/catalog/program.hpp"
#include "kasane/catalog/update.hpp"
#include "kasane/core/api.hpp"
#include "kasane/core/array.hpp"

namespace kasane::kernels {

/// Whether a rule has a kernel of its own; the others run as programs.
KASANE_API bool is_compiled(const catalog::Formula& optimizer);

/// One pass of a rule over weights, in place.
///
/// Shapes   all arrays are contiguous and have one size and type.
struct Update {
    const catalog::Formula& optimizer;
    const catalog::Program* program = nullptr;  // of the pass; not read if is_compiled()
    const catalog::Coefficients& coefficients;
    core::Array& w;
    const core::Array& g;
    std::span<core::Array> slots = {};  // as many as used_slots()
    std::span<const core::Array> noises = {};
    std::span<core::Array> terms = {};
    core::Array* added = nullptr;  // receives what was added to w
};

/// Runs the pass for elements begin..end-1.
KASANE_API void update(const Update& what, core::Index begin, core::Index end);

}  // namespace kasane::kernels
