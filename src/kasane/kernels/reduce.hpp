#pragma once
// Sums and the like over arrays. The order of a sum depends on its length only, never on threads.

#include "kasane/core/api.hpp"
#include "kasane/core/array.hpp"

namespace kasane::kernels {

using core::Array;

/// Sum of all elements; shape [].
KASANE_API Array sum(const Array& x);

/// Sum along dimension `axis`, which disappears (or becomes 1 with keep).
KASANE_API Array sum(const Array& x, int axis, bool keep = false);

/// Sums what broadcasting would repeat: the reverse of expand. x's shape broadcasts from `shape`.
KASANE_API Array sum_to(const Array& x, const core::Shape& shape);

/// The same, into `out`, which is contiguous and has the shape wanted.
KASANE_API void sum_rows_into(const Array& x, Array& out);

/// Index of the largest element along the last dimension, the first of equals; i64.
KASANE_API Array argmax(const Array& x);

/// Whether every element is finite.
KASANE_API bool all_finite(const Array& x);

}  // namespace kasane::kernels
