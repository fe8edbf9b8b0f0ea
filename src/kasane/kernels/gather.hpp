#pragma once
// Picking elements by index.

#include "kasane/core/api.hpp"
#include "kasane/core/array.hpp"

namespace kasane::kernels {

using core::Array;

/// out[n] = x[n, indices[n]]. Shapes x [N, C], indices i64 [N]; result [N].
/// Throws   ValueError naming the first index outside 0..C-1 and its row.
KASANE_API Array gather(const Array& x, const Array& indices);

/// out[n, indices[n]] = g[n], zero elsewhere: the transpose of gather.
KASANE_API Array scatter(const Array& g, const Array& indices, core::Index classes);

/// 1 at the index, 0 elsewhere. Shapes indices i64 [N]; result [N, classes].
KASANE_API Array one_hot(const Array& indices, core::Index classes, core::DType dtype);

/// Throws ValueError naming the first index outside 0..classes-1 and its row.
KASANE_API void check_indices(std::string_view op, const Array& indices, core::Index classes);

}  // namespace kasane::kernels
