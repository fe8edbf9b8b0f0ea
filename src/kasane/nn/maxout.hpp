#pragma once

#include "kasane/core/rng.hpp"
#include "kasane/nn/layer.hpp"

namespace kasane::nn {

struct MaxoutOptions {
    double wb_width = 0.05;  // start values are this times uniform [0, 1)
    bool symmetric = false;  // or, with this, uniform (-1, 1)
    core::DType dtype = core::DType::f32;
};

/// y_u = the largest of the k affine pieces of unit u.
///
///     z = x W + b,  y[:, u] = max of z[:, u k .. u k + k - 1]
///
/// Shapes   x [N, n_prev]; result [N, n]; weight [n_prev, n k]; bias [n k].
/// Gradient goes to the winning piece alone, the first one where several are equal; a NaN wins.
/// Throws   ShapeError if x has another width.
/// Source   Goodfellow et al. 2013, arXiv:1302.4389.
class KASANE_API Maxout final : public Layer {
public:
    /// Weight and bias are drawn from the streams "weight" and "bias" of rng.
    Maxout(Index n_prev, Index n, Index k, core::Rng rng, const MaxoutOptions& options = {});

    Tensor forward(const Tensor& x) override;
    void visit(Visitor& visitor) override;
    std::string text() const override;

private:
    Index pieces_;
    MaxoutOptions options_;
    Tensor weight_;  // [n_prev, n k]
    Tensor bias_;    // [n k]
};

}  // namespace kasane::nn

namespace kasane {
using nn::Maxout;
}
