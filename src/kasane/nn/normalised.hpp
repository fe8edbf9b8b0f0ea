#pragma once
// Activations with a normalisation inside.

#include "kasane/nn/layer.hpp"

namespace kasane::nn {

/// Filter response normalisation and a threshold.
///
///     y = max(gamma_c x / sqrt(mean of x^2 over the pixels + eps) + beta_c, tau_c)
///
/// Shapes   x [N, C] or [N, C, ..]; result x's; gamma, beta, tau [C], which start at 1, 0, 0.
/// Source   Singh & Krishnan 2019, arXiv:1911.09737.
class KASANE_API FrnTlu final : public Layer {
public:
    explicit FrnTlu(Index channels, double eps = 1e-6, core::DType dtype = core::DType::f32);

    Tensor forward(const Tensor& x) override;
    void visit(Visitor& visitor) override;
    std::string text() const override;

private:
    double eps_;
    Tensor gamma_;
    Tensor beta_;
    Tensor tau_;
};

/// EvoNorm-S0: Swish over the standard deviation of a group of channels.
///
///     y = gamma_c x sigmoid(v_c x) / sqrt(variance over the group and its pixels + eps) + beta_c
///
/// Shapes   x [N, C] or [N, C, ..]; result x's; v, gamma, beta [C], which start at 1, 1, 0.
/// Source   Liu et al. 2020, arXiv:2004.02967, table 2.
class KASANE_API EvoNormS0 final : public Layer {
public:
    /// Throws   ValueError if groups does not divide channels.
    explicit EvoNormS0(Index channels, Index groups = 32, double eps = 1e-5,
                       core::DType dtype = core::DType::f32);

    Tensor forward(const Tensor& x) override;
    void visit(Visitor& visitor) override;
    std::string text() const override;

private:
    Index groups_;
    double eps_;
    Tensor v_;
    Tensor gamma_;
    Tensor beta_;
};

}  // namespace kasane::nn

namespace kasane {
using nn::EvoNormS0;
using nn::FrnTlu;
}  // namespace kasane
