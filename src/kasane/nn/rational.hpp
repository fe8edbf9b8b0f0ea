#pragma once
// Activations with more learned numbers than a formula of the catalog holds.

#include "kasane/nn/layer.hpp"

namespace kasane::nn {

/// A sum of hinges (adaptive piecewise linear unit).
///
///     y = max(x, 0) + sum over s of a_s max(b_s - x, 0)
///
/// Shapes   x any, or [N, C, ..] with one shape a channel; a and b [S, channels].
/// Gradient by x (at a hinge that of its right side), a and b.
/// Source   Agostinelli et al. 2014, arXiv:1412.6830.
class KASANE_API Apl final : public Layer {
public:
    /// a starts at 0.2, b at 0.5, 1.0, ...: hinges at one place would stay together.
    explicit Apl(Index hinges, Index channels = 1, core::DType dtype = core::DType::f32);

    Tensor forward(const Tensor& x) override;
    void visit(Visitor& visitor) override;
    std::string text() const override;

private:
    Tensor a_;
    Tensor b_;
};

/// A quotient of polynomials (safe Pade activation unit).
///
///     y = (a_0 + a_1 x + .. + a_5 x^5) / (1 + |b_1 x + .. + b_4 x^4|)
///
/// Shapes   x any, or [N, C, ..] with one quotient a channel; a [6, channels], b [4, channels].
/// Range    finite for finite x: powers are taken of x / max(1, |x|).
/// Gradient by x, a and b.
/// Source   Molina et al. 2019, arXiv:1907.06732; start values near leaky ReLU.
class KASANE_API Pau final : public Layer {
public:
    explicit Pau(Index channels = 1, core::DType dtype = core::DType::f32);

    Tensor forward(const Tensor& x) override;
    void visit(Visitor& visitor) override;
    std::string text() const override;

private:
    Tensor a_;
    Tensor b_;
};

}  // namespace kasane::nn

namespace kasane {
using nn::Apl;
using nn::Pau;
}  // namespace kasane
