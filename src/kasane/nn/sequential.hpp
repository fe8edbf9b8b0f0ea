#pragma once
// Layers one after the other, and the texts that such models are made from.

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "kasane/core/rng.hpp"
#include "kasane/nn/layer.hpp"
#include "kasane/nn/model_options.hpp"

namespace kasane::nn {

/// Each layer takes the result of the one before. Parameters are named by the place of their
/// layer: "0.weight", "2.bias".
class KASANE_API Sequential final : public Layer {
public:
    Sequential() = default;

    void add(std::unique_ptr<Layer> layer) { layers_.push_back(std::move(layer)); }
    std::size_t size() const { return layers_.size(); }
    Layer& operator[](std::size_t i) { return *layers_[i]; }

    Tensor forward(const Tensor& x) override;
    void visit(Visitor& visitor) override;
    std::string text() const override;

private:
    std::vector<std::unique_ptr<Layer>> layers_;
};

/// A multi-layer perceptron from its widths: "784-50-10" is two linear layers with `activation`
/// between them.
///
/// Throws   ValueError for widths that are no positive numbers, LookupError for unknown names.
KASANE_API std::unique_ptr<Sequential> perceptron(std::string_view widths,
                                                  std::string_view activation, core::Rng rng,
                                                  const ModelOptions& options = {});

/// A model from its text, as Layer::text() gives it:
/// "sequential(linear(784, 50), relu, linear(50, 10))". "affine" is another name of linear; a
/// name that is no layer is an activation.
///
/// Throws   ValueError or LookupError that says which layer is wrong.
KASANE_API std::unique_ptr<Layer> make_layer(std::string_view text, core::Rng rng,
                                             const ModelOptions& options = {});

}  // namespace kasane::nn

namespace kasane {
using nn::make_layer;
using nn::perceptron;
using nn::Sequential;
}  // namespace kasane
