#pragma once
// A loss of the catalog with its reduction: one number for a batch.

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/autograd/tensor.hpp"
#include "kasane/catalog/entry.hpp"
#include "kasane/catalog/spec.hpp"
#include "kasane/loss/class_options.hpp"

namespace kasane::loss {

using autograd::Tensor;

/// What becomes of the single numbers of a loss.
enum class Reduction {
    none,        // all of them, as they are
    sum,         // their sum
    mean,        // their mean over all elements (row-wise losses: over the rows)
    batch_mean,  // their sum divided by the first dimension
};

/// "none", "sum", "mean", "batchmean"; any punctuation. Throws ValueError.
KASANE_API Reduction reduction_named(std::string_view name);
KASANE_API std::string_view name_of(Reduction reduction);

/// A loss by name and parameters.
///
/// Beside the parameters of its entry the text may have `reduction=` (none, sum, mean, batchmean),
/// which goes before the argument, and `weight=(..)`: see weigh().
///
/// Example
///     Loss loss("softmax_cross_entropy(label_smoothing=0.1, ignore_index=-1)");
///     Tensor value = loss(model(x), labels);
///     value.backward();
class KASANE_API Loss {
public:
    /// Throws LookupError or ValueError as the catalog does.
    explicit Loss(std::string_view text, Reduction reduction = Reduction::mean);

    /// Gives weights: of losses of classes one a class, of others any that broadcast with their
    /// values. The mean of softmax_cross_entropy and nll by class numbers is divided by the weights
    /// of the classes that were met, any other mean by the count. Returns *this.
    Loss& weigh(Tensor weights);

    /// Shapes   what the entry takes, e.g. of row-wise losses scores [N, C] and either class
    ///          numbers i64 [N] or weights [N, C]; dimensions before the rows may be several or
    ///          none. Result [] (or unreduced).
    Tensor operator()(const Tensor& prediction, const Tensor& target) const;
    /// Of losses that take another number of arrays.
    Tensor operator()(std::span<const Tensor> inputs) const;
    Tensor operator()(std::initializer_list<Tensor> inputs) const;

    /// The loss that `text` named.
    const catalog::Formula& formula() const { return formula_; }
    Reduction reduction() const { return reduction_; }

    /// Its name with parameters, from which the same loss can be made, but for weigh().
    std::string text() const;

    /// What operator() returns is this reduced.
    struct Values {
        Tensor values;   // one number an element, a row, or for the batch
        double rows;     // what batch_mean divides by
        double weights;  // what mean divides by
    };
    Values values(std::span<const Tensor> inputs) const;
    Tensor reduced(const Values& all) const;

private:
    catalog::Formula formula_;
    ClassOptions classes_;
    Reduction reduction_;
    std::vector<catalog::Argument> options_;  // reduction and weight, as the text has them
    Tensor weight_;
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
