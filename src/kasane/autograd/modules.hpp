#pragma once
// Activations of the catalog that no formula can hold but that have no weights either, as
// operations on tensors. All can be differentiated twice.

#include "kasane/autograd/tensor.hpp"
#include "kasane/catalog/entry.hpp"

namespace kasane::autograd {

/// Softmax over the channels of every pixel.
///
/// Shapes   x [N, C, H, W] or [C, H, W]; result the same.
/// Throws   ShapeError for another rank.
KASANE_API Tensor softmax2d(const Tensor& x);

/// max(x, 0) and, behind it along `axis`, max(-x, 0). Source: Shang et al. 2016.
///
/// Shapes   x [.., C, ..] with C at `axis`; result [.., 2 C, ..].
KASANE_API Tensor crelu(const Tensor& x, int axis = 1);

/// max(x, 0) for even places along `axis`, min(x, 0) for odd ones. Source: Eidnes & Nokland 2017.
KASANE_API Tensor brelu(const Tensor& x, int axis = 1);

/// An entry of form module applied to x, if it needs no weights. `probact` gives what it gives in
/// evaluation.
///
/// Throws   ValueError for an entry that has weights, and says how to make it a layer.
KASANE_API Tensor apply_module(const catalog::Formula& module, const Tensor& x);

}  // namespace kasane::autograd
