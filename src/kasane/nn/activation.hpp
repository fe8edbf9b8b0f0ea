#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "kasane/catalog/entry.hpp"
#include "kasane/nn/layer.hpp"

namespace kasane::nn {

/// An activation of the catalog as a layer; its trainable parameters are learned with the rest.
class KASANE_API Activation final : public Layer {
public:
    /// By name and parameters: "relu", "elu(alpha=0.5)". With `channels=C` among the arguments each
    /// trainable parameter has one number a channel (axis 1): "prelu(channels=64)".
    explicit Activation(std::string_view text, core::DType dtype = core::DType::f32);
    explicit Activation(const catalog::Formula& formula, core::DType dtype = core::DType::f32,
                        Index channels = 1);

    /// Any shape; row-wise activations work along their axis, by default the last dimension; gated
    /// pairs halve it.
    ///
    /// Throws   ShapeError if the parameters are per channel and x has another number of them.
    Tensor forward(const Tensor& x) override;

    void visit(Visitor& visitor) override;
    std::string text() const override;

private:
    Activation(std::pair<catalog::Formula, Index> parts, core::DType dtype);

    catalog::Formula formula_;
    Index channels_;
    std::vector<Tensor> trainable_;  // [channels] each
};

}  // namespace kasane::nn

namespace kasane {
using nn::Activation;
}
