#pragma once
// Sums and means of tensors.

#include "kasane/autograd/tensor.hpp"

namespace kasane::autograd {

/// Sum or mean of all elements; shape [].
KASANE_API Tensor sum(const Tensor& x);
KASANE_API Tensor mean(const Tensor& x);

/// Sum or mean along dimension `axis`, which disappears, or stays as 1 with keep.
KASANE_API Tensor sum(const Tensor& x, int axis, bool keep = false);
KASANE_API Tensor mean(const Tensor& x, int axis, bool keep = false);

/// Sums what broadcasting to x's shape would repeat: the reverse of expand.
KASANE_API Tensor sum_to(const Tensor& x, const Shape& shape);

}  // namespace kasane::autograd

namespace kasane {
using autograd::mean;
using autograd::sum;
}  // namespace kasane
