#pragma once
// Connectionist temporal classification.

#include "kasane/autograd/tensor.hpp"

namespace kasane::autograd {

/// Minus the log-probability that a sequence is read as its target: the sum over all alignments, by
/// dynamic programming in log space and in double.
///
/// Shapes   log_probs [T, N, C]; targets i64 [N, S], of which `lengths` [N] count; of the T steps
///          `steps` [N] count. Result [N, 1].
/// Range    [0, inf] for normalised log_probs; infinite if the target is too long, or 0 with
///          zero_infinity, which also makes its gradient 0.
/// Gradient by log_probs, forward-backward: minus the share of alignments that take each class at
///          each step. It cannot be differentiated again.
/// Cost     T (2 S + 1) a sequence, kept only during the call; the backward pass does it again.
/// Throws   ShapeError; ValueError for a length, a class or a blank outside its range.
/// Source   Graves et al. 2006, "Connectionist temporal classification".
KASANE_API Tensor ctc(const Tensor& log_probs, const Tensor& targets, const Tensor& steps,
                      const Tensor& lengths, Index blank = 0, bool zero_infinity = false);

/// Lengths as numbers, at least 1. Shapes lengths i64 [N]; result [N, 1].
KASANE_API Tensor ctc_lengths(const Tensor& lengths, DType dtype);

}  // namespace kasane::autograd
