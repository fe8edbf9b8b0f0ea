#pragma once

#include "kasane/core/rng.hpp"
#include "kasane/nn/layer.hpp"
#include "kasane/nn/linear.hpp"

namespace kasane::nn {

/// The larger of two lines a channel, drawn for each sample by a small network that sees the means
/// of the channels (dynamic ReLU, variant B).
///
///     y_c = max over k = 1, 2 of a_ck x + b_ck
///     a_ck = alpha_k + d_ck,  b_ck = e_ck / 2,  alpha = (1, 0)
///     (d, e) = 2 sigmoid(W2 relu(W1 mean(x))) - 1
///
/// Shapes   x [N, C] or [N, C, ..]; result x's.
/// Gradient by x through the winning line and through the mean; where both lines are equal each
///          receives half.
/// Throws   ShapeError for another number of channels.
/// Source   Chen et al. 2020, arXiv:2003.10027.
class KASANE_API DyRelu final : public Layer {
public:
    /// Throws   ValueError if channels / reduction is below 1.
    DyRelu(Index channels, Index reduction, core::Rng rng, core::DType dtype = core::DType::f32);

    Tensor forward(const Tensor& x) override;
    void visit(Visitor& visitor) override;
    std::string text() const override;

private:
    Index reduction_;
    Linear squeeze_;
    Linear excite_;
};

}  // namespace kasane::nn

namespace kasane {
using nn::DyRelu;
}
