#include "kasane/nn/activation.hpp"

#include "kasane/autograd/formula.hpp"
#include "kasane/catalog/registry.hpp"

namespace kasane::nn {

Activation::Activation(std::string_view text, core::DType dtype)
    : Activation(catalog::activations().make(text), dtype) {}

Activation::Activation(const catalog::Formula& formula, core::DType dtype) : formula_(formula) {
    for (const double start : formula.trainable()) {
        trainable_.push_back(autograd::full({1}, start, dtype));
        trainable_.back().requires_grad();
    }
}

Tensor Activation::forward(const Tensor& x) { return autograd::activate(formula_, x, trainable_); }

void Activation::visit(Visitor& visitor) {
    for (std::size_t i = 0; i < trainable_.size(); ++i) {
        visitor(formula_.entry().trainable[i].name, trainable_[i]);
    }
}

}  // namespace kasane::nn
