#pragma once

#include <string_view>

#include "kasane/catalog/entry.hpp"
#include "kasane/nn/layer.hpp"

namespace kasane::nn {

/// An activation of the catalog as a layer; its trainable parameters are learned with the rest.
class KASANE_API Activation final : public Layer {
public:
    /// By name and parameters: "relu", "elu(alpha=0.5)".
    explicit Activation(std::string_view text, core::DType dtype = core::DType::f32);
    explicit Activation(const catalog::Formula& formula, core::DType dtype = core::DType::f32);

    /// Any shape; row-wise activations work along the last dimension.
    Tensor forward(const Tensor& x) override;

    void visit(Visitor& visitor) override;
    std::string text() const override { return formula_.text(); }

private:
    catalog::Formula formula_;
    std::vector<Tensor> trainable_;  // one number each
};

}  // namespace kasane::nn

namespace kasane {
using nn::Activation;
}
