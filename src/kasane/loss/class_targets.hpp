#pragma once
// What is done around losses of classes: weights, rows to leave out, smoothing, and the article's
// way to keep logarithms finite.

#include <span>

#include "kasane/autograd/tensor.hpp"
#include "kasane/catalog/entry.hpp"
#include "kasane/loss/class_options.hpp"

namespace kasane::loss {

using autograd::Tensor;

/// Whether the second array is class numbers or their weights.
bool takes_classes(const catalog::Formula& loss);

Tensor as_type(const Tensor& x, core::DType dtype);

/// One call of a loss of classes.
///
/// With w the class weights (or 1), s the smoothing and C classes, the target of
/// softmax_cross_entropy and nll is t'_c = w_c ((1 - s) t_c + s / C), as in PyTorch; of other
/// losses w is a factor of the row. Rows labelled ignore_index count 0.
class ClassTargets {
public:
    ClassTargets(const catalog::Formula& loss, const ClassOptions& options,
                 std::span<const Tensor> inputs, const Tensor& weight);

    /// One number a row.
    Tensor values() const;
    /// What their mean is divided by.
    double weights() const { return weights_; }

private:
    void read_labels(const Tensor& labels);
    Tensor dense() const;
    Tensor with_finite_logarithm(const Tensor& values) const;

    const catalog::Formula& loss_;
    const ClassOptions& options_;
    std::span<const Tensor> inputs_;
    Tensor weight_;  // of classes, or none
    Tensor target_;  // labels with 0 for those to leave out, or weights
    Tensor factor_;  // of rows, or none
    core::Index classes_;
    double weights_ = 0;
};

}  // namespace kasane::loss
