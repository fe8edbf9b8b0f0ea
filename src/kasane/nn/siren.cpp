#include "kasane/nn/siren.hpp"

#include <cmath>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/formula.hpp"
#include "kasane/autograd/matmul.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/catalog/spec.hpp"
#include "kasane/kernels/random.hpp"

namespace kasane::nn {
namespace {

Tensor uniform(const Shape& shape, double bound, core::Rng rng, core::DType dtype) {
    Tensor tensor(kernels::uniform(shape, -bound, bound, rng, dtype));
    tensor.requires_grad();
    return tensor;
}

double weight_bound(Index in, const SirenOptions& options) {
    const auto width = static_cast<double>(in);
    return options.first ? 1 / width : std::sqrt(6 / width) / options.omega;
}

}  // namespace

Siren::Siren(Index in, Index out, core::Rng rng, const SirenOptions& options)
    : options_(options),
      weight_(uniform({in, out}, weight_bound(in, options), rng.stream("weight"), options.dtype)),
      bias_(uniform({out}, 1 / std::sqrt(static_cast<double>(in)), rng.stream("bias"),
                    options.dtype)) {}

Tensor Siren::forward(const Tensor& x) {
    static const catalog::Formula sine = catalog::activations().make("sine(1)");
    return autograd::activate(sine, autograd::affine(x, weight_, bias_) * options_.omega);
}

void Siren::visit(Visitor& visitor) {
    visitor("weight", weight_);
    visitor("bias", bias_);
}

std::string Siren::text() const {
    std::string text = "siren_linear(" + std::to_string(weight_.shape()[0]) + ", " +
                       std::to_string(weight_.shape()[1]);
    if (options_.omega != 30) text += ", omega=" + catalog::to_string(options_.omega);
    return text + (options_.first ? ", first=true)" : ")");
}

}  // namespace kasane::nn
