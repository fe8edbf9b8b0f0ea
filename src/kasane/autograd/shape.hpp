#pragma once
// The same elements in another arrangement.

#include <initializer_list>
#include <span>
#include <string_view>

#include "kasane/autograd/tensor.hpp"

namespace kasane::autograd {

/// The same elements in row-major order in another shape.
KASANE_API Tensor reshape(const Tensor& x, const Shape& shape);

/// Two dimensions swapped; the last two by default. No element is copied.
KASANE_API Tensor transpose(const Tensor& x, int i = -2, int j = -1);

/// Stretched by broadcasting. No element is copied.
KASANE_API Tensor expand(const Tensor& x, const Shape& shape);

/// The dimension that `axis` names, counted from the front.
///
/// Throws   ShapeError naming `op` if there is none.
KASANE_API int checked_axis(std::string_view op, const Tensor& x, int axis);

/// Elements begin..end-1 along dimension `axis`. No element is copied.
///
/// Gradient lands on them, 0 elsewhere.
/// Throws   ShapeError if there are no such elements.
KASANE_API Tensor narrow(const Tensor& x, int axis, Index begin, Index end);

/// Tensors of one shape but for dimension `axis`, one behind the other along it.
///
/// Throws   ShapeError if another size differs; ValueError for an empty list.
KASANE_API Tensor concat(std::span<const Tensor> parts, int axis);
KASANE_API Tensor concat(std::initializer_list<Tensor> parts, int axis);

/// The largest of each row, the first where several are; it receives the gradient.
///
/// Shapes   x [..., C]; result [...].
KASANE_API Tensor max_of_row(const Tensor& x);

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
using autograd::concat;
using autograd::expand;
using autograd::gather;
using autograd::narrow;
using autograd::one_hot;
using autograd::reshape;
using autograd::transpose;
}  // namespace kasane
