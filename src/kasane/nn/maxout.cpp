#include "kasane/nn/maxout.hpp"

#include "kasane/autograd/matmul.hpp"
#include "kasane/autograd/shape.hpp"
#include "kasane/catalog/spec.hpp"
#include "kasane/kernels/random.hpp"

namespace kasane::nn {
namespace {

Tensor start(const Shape& shape, core::Rng rng, const MaxoutOptions& options) {
    const double low = options.symmetric ? -options.wb_width : 0;
    Tensor tensor(kernels::uniform(shape, low, options.wb_width, rng, options.dtype));
    tensor.requires_grad();
    return tensor;
}

}  // namespace

Maxout::Maxout(Index n_prev, Index n, Index k, core::Rng rng, const MaxoutOptions& options)
    : pieces_(k),
      options_(options),
      weight_(start({n_prev, n * k}, rng.stream("weight"), options)),
      bias_(start({n * k}, rng.stream("bias"), options)) {}

Tensor Maxout::forward(const Tensor& x) {
    const Tensor z = autograd::affine(x, weight_, bias_);
    const Index units = bias_.size() / pieces_;
    return autograd::max_of_row(autograd::reshape(z, {x.shape()[0], units, pieces_}));
}

void Maxout::visit(Visitor& visitor) {
    visitor("weight", weight_);
    visitor("bias", bias_);
}

std::string Maxout::text() const {
    std::string text = "maxout(" + std::to_string(weight_.shape()[0]) + ", " +
                       std::to_string(bias_.size() / pieces_) + ", " + std::to_string(pieces_);
    if (options_.wb_width != MaxoutOptions{}.wb_width) {
        text += ", wb_width=" + catalog::to_string(options_.wb_width);
    }
    return text + (options_.symmetric ? ", symmetric=true)" : ")");
}

}  // namespace kasane::nn
