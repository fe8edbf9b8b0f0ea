#pragma once

#include "kasane/core/rng.hpp"
#include "kasane/nn/init.hpp"
#include "kasane/nn/layer.hpp"

namespace kasane::nn {

/// y = x W + b.
class KASANE_API Linear final : public Layer {
public:
    /// The weight starts as `init` draws it from the stream "weight" of rng, the bias at zero.
    Linear(Index in, Index out, core::Rng rng, const Init& init = "xavier",
           core::DType dtype = core::DType::f32);

    /// [N, in] -> [N, out].
    Tensor forward(const Tensor& x) override;

    void visit(Visitor& visitor) override;
    std::string text() const override;

    Index in() const { return weight_.shape()[0]; }
    Index out() const { return weight_.shape()[1]; }

private:
    Tensor weight_;  // [in, out]
    Tensor bias_;    // [out]
};

}  // namespace kasane::nn

namespace kasane {
using nn::Linear;
}
