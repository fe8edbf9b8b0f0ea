#include "kasane/nn/noisy.hpp"

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/formula.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "kasane/kernels/random.hpp"
#include "kasane/nn/channels.hpp"
#include "kasane/nn/layer_spec.hpp"

namespace kasane::nn {
namespace {

catalog::Formula rrelu_between(double lower, double upper) {
    catalog::Formula formula = catalog::activations().make("rrelu");
    formula.set("lower", {lower});
    formula.set("upper", {upper});
    return formula;
}

double number(const catalog::Formula& formula, std::string_view name) {
    return std::get<double>(formula.get(name).data);
}

}  // namespace

RRelu::RRelu(double lower, double upper, core::Rng rng) : RRelu(rrelu_between(lower, upper), rng) {}

RRelu::RRelu(const catalog::Formula& rrelu, core::Rng rng)
    : formula_(rrelu), lower_(number(rrelu, "lower")), upper_(number(rrelu, "upper")), rng_(rng) {
    if (lower_ > upper_) {
        core::value_error(
            "rrelu", "lower must not be above upper",
            {"lower: " + catalog::to_string(lower_), "upper: " + catalog::to_string(upper_)});
    }
}

Tensor RRelu::with_slopes(const Tensor& x, const Tensor& slopes) {
    static const catalog::Formula prelu = catalog::activations().make("prelu");
    return autograd::activate(prelu, x, {&slopes, 1});
}

Tensor RRelu::forward(const Tensor& x) {
    if (!training()) return autograd::activate(formula_, x);
    const core::Rng draws = next_draws(rng_);
    return with_slopes(x, Tensor(kernels::uniform(x.shape(), lower_, upper_, draws, x.dtype())));
}

ProbAct::ProbAct(const catalog::Formula& probact, core::Rng rng, Index channels, core::DType dtype)
    : formula_(probact),
      rng_(rng),
      sigma_(autograd::full({channels}, probact.trainable()[0], dtype)) {
    sigma_.requires_grad();
}

Tensor ProbAct::forward(const Tensor& x) {
    const Tensor kept = autograd::activate(formula_, x);
    if (!training()) return kept;
    const Tensor noise(kernels::normal(x.shape(), 1, next_draws(rng_), x.dtype()));
    return kept + along_channels("probact", sigma_, x) * noise;
}

std::string ProbAct::text() const {
    if (sigma_.size() == 1) return formula_.text();
    return with_argument(formula_.text(), "channels", {static_cast<double>(sigma_.size())});
}

GumbelSoftmax::GumbelSoftmax(const catalog::Formula& gumbel_softmax, core::Rng rng)
    : formula_(gumbel_softmax), rng_(rng) {}

Tensor GumbelSoftmax::forward(const Tensor& x) {
    if (!training()) return autograd::activate(formula_, x);
    return autograd::gumbel_softmax(formula_, x, next_draws(rng_));
}

}  // namespace kasane::nn
