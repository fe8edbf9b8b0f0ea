#pragma once
// Products of matrices.

#include "kasane/autograd/tensor.hpp"

namespace kasane::autograd {

/// Matrix product.
///
/// Shapes   a [M, K]; b [K, N]; result [M, N].
/// Throws   ShapeError if the inner sizes differ or one of them is no matrix.
KASANE_API Tensor matmul(const Tensor& a, const Tensor& b);

/// x W + b, the bias added as the product is written.
///
/// Shapes   x [N, I]; weight [I, O]; bias [O] or [1, O]; result [N, O].
/// Throws   ShapeError if they do not fit.
KASANE_API Tensor affine(const Tensor& x, const Tensor& weight, const Tensor& bias);

}  // namespace kasane::autograd

namespace kasane {
using autograd::affine;
using autograd::matmul;
}  // namespace kasane
