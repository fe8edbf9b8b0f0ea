#pragma once

#include <vector>

#include "kasane/core/rng.hpp"
#include "kasane/nn/layer.hpp"

namespace kasane::nn {

struct AdaptiveOptions {
    double div_value = 4;    // tail i has width features / div_value^(i + 1)
    bool head_bias = false;  // whether the head has a bias
    core::DType dtype = core::DType::f32;
};

/// Log-probabilities of very many classes: a head of the most frequent classes and one score for
/// each tail, and tails of rarer classes with ever narrower weights.
///
///     log P(c) = head_c                                          for c < cutoffs[0]
///     log P(c) = head_(tail) + log softmax(x Wi Vi)_(c - start)  for c in tail i
///
/// Shapes   x [N, features]; result [N, classes], each row a logarithm of probabilities.
/// Throws   ShapeError if x has another width.
/// Source   Grave et al. 2017, arXiv:1609.04309.
class KASANE_API AdaptiveLogSoftmax final : public Layer {
public:
    /// `cutoffs` are the first classes of the tails.
    /// Throws   ValueError if they do not rise from 1 to classes - 1, or a tail would have no
    /// width.
    AdaptiveLogSoftmax(Index features, Index classes, std::vector<Index> cutoffs, core::Rng rng,
                       const AdaptiveOptions& options = {});

    Tensor forward(const Tensor& x) override;
    void visit(Visitor& visitor) override;
    std::string text() const override;

private:
    struct Tail {
        Tensor down;  // [features, width]
        Tensor up;    // [width, classes of the tail]
    };

    Index features_;
    Index classes_;
    std::vector<Index> cutoffs_;
    AdaptiveOptions options_;
    Tensor head_;  // [features, cutoffs[0] + tails]
    Tensor bias_;  // of the head, if it has one
    std::vector<Tail> tails_;
};

}  // namespace kasane::nn

namespace kasane {
using nn::AdaptiveLogSoftmax;
}
