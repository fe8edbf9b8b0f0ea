#pragma once
// What losses of rows are written with (catalog/losses/composed*.hpp): tensors in, tensors out,
// all of them differentiable twice. A row is the last dimension; what is left of one keeps its
// place with size 1.

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/ctc.hpp"
#include "kasane/autograd/matmul.hpp"
#include "kasane/autograd/shape.hpp"
#include "kasane/autograd/tensor.hpp"

namespace kasane::autograd {

/// Shapes   x [..., C]; result [..., 1].
KASANE_API Tensor row_sum(const Tensor& x);
KASANE_API Tensor row_max(const Tensor& x);
KASANE_API Tensor log_sum_exp(const Tensor& x);
/// The p-norm; at 0 the gradient is 0.
KASANE_API Tensor row_norm(const Tensor& x, double p = 2);

/// x / max(|x|, eps), row by row.
KASANE_API Tensor unit_rows(const Tensor& x, double eps);
KASANE_API Tensor softmax(const Tensor& x);
KASANE_API Tensor log_softmax(const Tensor& x);
/// Entmax: 1 is softmax, 2 sparsemax, and there is 1.5.
KASANE_API Tensor entmax(const Tensor& x, double alpha);

// Element by element.
KASANE_API Tensor sigmoid(const Tensor& x);
KASANE_API Tensor softplus(const Tensor& x);
KASANE_API Tensor relu(const Tensor& x);
KASANE_API Tensor abs(const Tensor& x);
KASANE_API Tensor square(const Tensor& x);
/// x w, but 0 where one is 0 and the other infinite.
KASANE_API Tensor gated(const Tensor& x, const Tensor& w);

/// sum of t (log sum exp x - x), row by row; t are weights [..., C].
KASANE_API Tensor softmax_cross_entropy(const Tensor& x, const Tensor& t);
/// Of single logits, element by element.
KASANE_API Tensor logit_cross_entropy(const Tensor& x, const Tensor& t);

/// x_i - x_j. Shapes x [..., C]; result [..., C, C].
KASANE_API Tensor differences(const Tensor& x);
/// Shapes x [..., C]; result [..., 1, C].
KASANE_API Tensor as_row(const Tensor& x);
/// Shapes x [..., 1]; result [...].
KASANE_API Tensor without_last(const Tensor& x);
/// Sums over the last dimension but one. Shapes x [..., P, C]; result [..., C].
KASANE_API Tensor column_sum(const Tensor& x);
/// 1 on the diagonal, 0 elsewhere. Shapes result [n, n], n being the size of x along `axis`.
KASANE_API Tensor identity(const Tensor& x, int axis);
/// The larger of x and a number.
KASANE_API Tensor at_least(const Tensor& x, double least);
/// Sum of all; shape [].
KASANE_API Tensor total(const Tensor& x);
KASANE_API Index count_of(const Tensor& x, int axis);
/// The same numbers as constants.
KASANE_API Tensor constant(const Tensor& x);

}  // namespace kasane::autograd
