#pragma once
// The same elements in another arrangement.

#include "kasane/autograd/tensor.hpp"

namespace kasane::autograd {

/// The same elements in row-major order in another shape.
KASANE_API Tensor reshape(const Tensor& x, const Shape& shape);

/// Two dimensions swapped; the last two by default. No element is copied.
KASANE_API Tensor transpose(const Tensor& x, int i = -2, int j = -1);

/// Stretched by broadcasting. No element is copied.
KASANE_API Tensor expand(const Tensor& x, const Shape& shape);

/// One number of each row: result[n] = x[n, indices[n]].
///
/// Shapes   x [N, C]; indices i64 [N]; result [N].
/// Gradient lands on the elements that were picked.
/// Throws   ValueError that names the first index outside 0..C-1 and its row.
KASANE_API Tensor gather(const Tensor& x, const Tensor& indices);

/// 1 at the index, 0 elsewhere. Shapes indices i64 [N]; result [N, classes].
KASANE_API Tensor one_hot(const Tensor& indices, Index classes, DType dtype = DType::f32);

}  // namespace kasane::autograd

namespace kasane {
using autograd::expand;
using autograd::gather;
using autograd::one_hot;
using autograd::reshape;
using autograd::transpose;
}  // namespace kasane
