#pragma once
// Entries of the catalog as operations on tensors: any activation, any loss, by the same three
// functions. All can be differentiated twice.

#include <span>
#include <string_view>

#include "kasane/autograd/tensor.hpp"
#include "kasane/catalog/entry.hpp"

namespace kasane::autograd {

/// An activation applied to x.
///
/// Shapes   x any; a row-wise activation works along its `axis`, by default the last dimension.
///          `trainable` are its learned parameters in their order, each one number or of a shape
///          that broadcasts with x; without them their start values are taken. Result: x's shape;
///          of a gated pair half the width, the first half of x being the content and the second
///          the gate.
/// Gradient by x and by the trainable parameters; at kinks as the catalog says.
/// Throws   ValueError if the entry is no activation, has weights of its own (it is a layer then),
///          or the number of parameters is wrong; ShapeError for an odd width or a missing axis.
KASANE_API Tensor activate(const catalog::Formula& activation, const Tensor& x,
                           std::span<const Tensor> trainable = {});

/// The same by name, with its parameters: activate("elu(alpha=0.5)", x).
KASANE_API Tensor activate(std::string_view activation, const Tensor& x);

/// A test surface at a point, which is a tensor of two numbers.
///
/// Shapes   point [2]; result [].
/// Throws   ValueError if the entry is no surface; ShapeError.
KASANE_API Tensor surface_value(const catalog::Formula& surface, const Tensor& point);

/// A draw from softmax(x) that can be differentiated: softmax((x + noise) / tau) with Gumbel noise
/// from the stream, element i of it being a function of the stream and i alone.
///
/// Shapes   as activate(). With hard, 1 at the largest and 0 elsewhere; the gradient is that of the
///          soft form.
/// Source   Jang et al. 2017, arXiv:1611.01144.
KASANE_API Tensor gumbel_softmax(const catalog::Formula& gumbel, const Tensor& x, core::Rng rng);
KASANE_API Tensor gumbel_softmax(const Tensor& x, core::Rng rng, double tau = 1, bool hard = false,
                                 int axis = -1);

/// A loss that is a formula or a row program, as it is: loss::Loss knows all losses and what is
/// done around them (reduction, weights, smoothing).
///
/// Shapes   pointwise: all inputs broadcast together. Row-wise: scores [..., C] and targets, either
///          i64 class numbers [...] or weights [..., C]; result [...].
/// Gradient by every input of pointwise losses; of row-wise ones by the scores.
/// Throws   ShapeError, or ValueError naming the first label outside 0..C-1 and its row.
KASANE_API Tensor loss_values(const catalog::Formula& loss, std::span<const Tensor> inputs);
KASANE_API Tensor loss_values(const catalog::Formula& loss, const Tensor& prediction,
                              const Tensor& target);

/// The numbers of `value` with the derivatives of `path`, which has its shape.
KASANE_API Tensor with_gradient_of(const Tensor& path, const Tensor& value);

}  // namespace kasane::autograd

namespace kasane {
using autograd::activate;
using autograd::gumbel_softmax;
}  // namespace kasane
