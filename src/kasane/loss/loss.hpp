#pragma once
// A loss of the catalog with its reduction: one number for a batch.

#include <string>
#include <string_view>

#include "kasane/autograd/tensor.hpp"
#include "kasane/catalog/entry.hpp"

namespace kasane::loss {

using autograd::Tensor;

/// What becomes of the single numbers of a loss.
enum class Reduction {
    none,        // all of them, as they are
    sum,         // their sum
    mean,        // their mean over all elements (row-wise losses: over the rows)
    batch_mean,  // their sum divided by the first dimension
};

/// A loss by name and parameters.
///
/// Example
///     Loss loss("softmax_cross_entropy");
///     Tensor value = loss(model(x), labels);
///     value.backward();
class KASANE_API Loss {
public:
    /// Throws LookupError or ValueError as the catalog does.
    explicit Loss(std::string_view text, Reduction reduction = Reduction::mean);

    /// Shapes   pointwise losses: any two that broadcast. Row-wise: scores [N, C] and either class
    ///          numbers i64 [N] or weights [N, C]. Result [] (or unreduced).
    Tensor operator()(const Tensor& prediction, const Tensor& target) const;

    std::string text() const { return formula_.text(); }

private:
    catalog::Formula formula_;
    Reduction reduction_;
};

/// Mean negative log-likelihood of the true classes under softmax(logits), in nats.
///
///     loss = mean over n of ( log sum_c exp(logits[n, c]) - logits[n, labels[n]] )
///
/// Shapes   logits [N, C]; labels i64 [N], class numbers in 0..C-1; result [] (one number).
/// Units    nats; divide by log(2) for bits. log(C) is the loss of a uniform guess.
/// Range    [0, inf). Finite for every finite logit: the row maximum is subtracted first.
/// Gradient (softmax(logits) - onehot(labels)) / N with respect to logits; none for labels.
/// Cost     three passes over logits forward and backward; keeps nothing but its inputs.
/// Throws   ShapeError if N differs between the two; ValueError names the first label
///          outside 0..C-1 and its row.
/// Source   Bridle 1990, "Probabilistic Interpretation of Feedforward Classification
///          Network Outputs".
///
/// Example
///     Tensor loss = cross_entropy(model.forward(x), labels);
///     loss.backward();
KASANE_API Tensor cross_entropy(const Tensor& logits, const Tensor& labels);

}  // namespace kasane::loss

namespace kasane {
using loss::cross_entropy;
using loss::Loss;
using loss::Reduction;
}  // namespace kasane
