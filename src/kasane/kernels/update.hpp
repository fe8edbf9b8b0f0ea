#pragma once
// Optimizer rules over flat arrays.

#include <cstdint>
#include <span>

#include "kasane/catalog/entry.hpp"
#include "kasane/catalog/rules.hpp"
#include "kasane/core/api.hpp"
#include "kasane/core/array.hpp"

namespace kasane::kernels {

/// One step of an element-wise optimizer on w, in place.
///
/// Shapes   w, g and every slot are contiguous and have one size and type.
KASANE_API void update(const catalog::Formula& optimizer, const catalog::Coefficients& at,
                       core::Array& w, const core::Array& g, std::span<core::Array> slots);

}  // namespace kasane::kernels
