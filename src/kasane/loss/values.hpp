#pragma once
// Any loss of the catalog, not yet reduced.

#include <span>

#include "kasane/autograd/tensor.hpp"
#include "kasane/catalog/entry.hpp"
#include "kasane/core/function_ref.hpp"

namespace kasane::loss {

using autograd::Tensor;

/// One number an element, a row, a sequence or, shape [], for the batch: as the entry says.
///
/// Shapes   the entry's `takes`: catalog::shape_of says what each array is. Rows may have any
/// number
///          of dimensions before them, or none.
/// Throws   ShapeError; ValueError for a wrong number of arrays or a class number outside its
/// range.
KASANE_API Tensor values_of(const catalog::Formula& loss, std::span<const Tensor> inputs);

/// Class numbers as weights of 0 and 1; what is no i64 stays as it is.
///
/// Shapes   scores [..., C]; labels i64 [...]; result [..., C].
KASANE_API Tensor dense_targets(const catalog::Formula& loss, const Tensor& scores,
                                const Tensor& labels, core::Index classes);

using Function = core::FunctionRef<Tensor(const Tensor&)>;
using Distance = core::FunctionRef<Tensor(const Tensor&, const Tensor&)>;

/// max_function(x) - sum of t x, row by row: the loss that belongs to any convex function of rows.
///
/// Shapes   x, t [N, C]; max_function gives [N, 1]; result [N].
/// Source   Blondel et al. 2020, arXiv:1901.02324.
KASANE_API Tensor fenchel_young(Function max_function, const Tensor& x, const Tensor& t);

/// max(margin + d(anchor, positive) - d(anchor, negative), 0), row by row; with swap the nearer of
/// anchor and positive to the negative counts.
KASANE_API Tensor triplet_margin_with_distance(Distance distance, const Tensor& anchor,
                                               const Tensor& positive, const Tensor& negative,
                                               double margin = 1, bool swap = false);

}  // namespace kasane::loss
