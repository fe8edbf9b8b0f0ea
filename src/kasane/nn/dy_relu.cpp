#include "kasane/nn/dy_relu.hpp"

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/formula.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/autograd/shape.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "kasane/nn/channels.hpp"

namespace kasane::nn {
namespace {

Tensor applied(const catalog::Formula& activation, const Tensor& x) {
    return autograd::activate(activation, x);
}

Index checked_width(Index channels, Index reduction) {
    if (channels / reduction < 1) {
        core::value_error(
            "dy_relu", "needs channels / reduction >= 1",
            {"channels: " + std::to_string(channels), "reduction: " + std::to_string(reduction)});
    }
    return channels / reduction;
}

}  // namespace

DyRelu::DyRelu(Index channels, Index reduction, core::Rng rng, core::DType dtype)
    : reduction_(reduction),
      squeeze_(channels, checked_width(channels, reduction), rng.stream("squeeze"), "he", dtype),
      excite_(channels / reduction, 4 * channels, rng.stream("excite"), "xavier", dtype) {}

Tensor DyRelu::forward(const Tensor& x) {
    static const catalog::Formula relu = catalog::activations().make("relu");
    static const catalog::Formula sigmoid = catalog::activations().make("sigmoid");
    const Index channels = channels_of("dy_relu", x, squeeze_.in());
    const Tensor summary = autograd::mean(flatten_pixels(x), -1);
    const Tensor drawn = applied(sigmoid, excite_(applied(relu, squeeze_(summary)))) * 2.0 - 1.0;
    // [N, 4 C]: d_1, d_2, e_1, e_2, each for every channel.
    const auto part = [&](Index k) {
        const Tensor one = autograd::narrow(drawn, 1, k * channels, (k + 1) * channels);
        return autograd::reshape(one, leading(x, 2));
    };
    const Tensor first = (part(0) + 1.0) * x + part(2) * 0.5;
    const Tensor second = part(1) * x + part(3) * 0.5;
    return maximum(first, second);
}

void DyRelu::visit(Visitor& visitor) {
    visitor("squeeze", squeeze_);
    visitor("excite", excite_);
}

std::string DyRelu::text() const {
    const std::string text = "dy_relu(" + std::to_string(squeeze_.in());
    return text + (reduction_ == 8 ? ")" : ", reduction=" + std::to_string(reduction_) + ")");
}

}  // namespace kasane::nn
