#include "kasane/nn/linear.hpp"

#include "kasane/autograd/matmul.hpp"

namespace kasane::nn {

Linear::Linear(Index in, Index out, core::Rng rng, const Init& init, core::DType dtype)
    : weight_(init(in, out, rng.stream("weight"), dtype)), bias_(autograd::zeros({out}, dtype)) {
    weight_.requires_grad();
    bias_.requires_grad();
}

Tensor Linear::forward(const Tensor& x) { return autograd::affine(x, weight_, bias_); }

void Linear::visit(Visitor& visitor) {
    visitor("weight", weight_);
    visitor("bias", bias_);
}

std::string Linear::text() const {
    return "linear(" + std::to_string(in()) + ", " + std::to_string(out()) + ")";
}

}  // namespace kasane::nn
