#pragma once
// Matrix products of arrays, in any layout.

#include "kasane/core/api.hpp"
#include "kasane/core/array.hpp"

namespace kasane::kernels {

using core::Array;

/// [M, K] x [K, N] -> [M, N]; transposed views are read as they lie.
KASANE_API Array matmul(const Array& a, const Array& b);

/// The same, into `out` [M, N], which is contiguous.
KASANE_API void matmul_into(const Array& a, const Array& b, Array& out);

/// x w + bias: [N, I] x [I, O] + [O] -> [N, O], the bias added as the product is written.
KASANE_API Array affine(const Array& x, const Array& w, const Array& bias);

}  // namespace kasane::kernels
