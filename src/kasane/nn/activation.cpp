#include "kasane/nn/activation.hpp"

#include <utility>

#include "kasane/autograd/formula.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "kasane/nn/channels.hpp"
#include "kasane/nn/layer_spec.hpp"

namespace kasane::nn {
namespace {

/// The formula and the number of channels that a text names.
std::pair<catalog::Formula, Index> read(std::string_view text) {
    LayerSpec spec(catalog::parse_spec(text));
    const bool per_channel = spec.has("channels");
    const Index channels = spec.take_count("channels", 1);
    catalog::Formula formula = spec.formula();
    if (per_channel && formula.trainable().empty()) {
        core::value_error(formula.info().name, "has no trainable parameters to have per channel");
    }
    return {std::move(formula), channels};
}

/// What the result looks like: of a gated pair half as wide.
Tensor like_result(const catalog::Formula& formula, const Tensor& x) {
    if (formula.entry().form != catalog::Form::gated || x.rank() == 0) return x;
    return Tensor(x.value().slice(-1, 0, x.shape()[-1] / 2));
}

}  // namespace

Activation::Activation(std::string_view text, core::DType dtype) : Activation(read(text), dtype) {}

Activation::Activation(std::pair<catalog::Formula, Index> parts, core::DType dtype)
    : Activation(parts.first, dtype, parts.second) {}

Activation::Activation(const catalog::Formula& formula, core::DType dtype, Index channels)
    : formula_(formula), channels_(channels) {
    for (const double start : formula.trainable()) {
        trainable_.push_back(autograd::full({channels}, start, dtype));
        trainable_.back().requires_grad();
    }
}

Tensor Activation::forward(const Tensor& x) {
    if (channels_ == 1) return autograd::activate(formula_, x, trainable_);
    const Tensor shaped = like_result(formula_, x);
    std::vector<Tensor> parameters;
    for (const Tensor& parameter : trainable_) {
        parameters.push_back(along_channels(formula_.info().name, parameter, shaped));
    }
    return autograd::activate(formula_, x, parameters);
}

void Activation::visit(Visitor& visitor) {
    for (std::size_t i = 0; i < trainable_.size(); ++i) {
        visitor(formula_.entry().trainable[i].name, trainable_[i]);
    }
}

std::string Activation::text() const {
    if (channels_ == 1) return formula_.text();
    return with_argument(formula_.text(), "channels", {static_cast<double>(channels_)});
}

}  // namespace kasane::nn
