#include "kasane/nn/normalised.hpp"

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/formula.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/autograd/shape.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/catalog/spec.hpp"
#include "kasane/core/error.hpp"
#include "kasane/nn/channels.hpp"

namespace kasane::nn {
namespace {

Tensor learned(Index channels, double start, core::DType dtype) {
    Tensor tensor = autograd::full({channels}, start, dtype);
    tensor.requires_grad();
    return tensor;
}

std::string with_eps(const std::string& text, double eps, double usual) {
    return text + (eps == usual ? ")" : ", eps=" + catalog::to_string(eps) + ")");
}

}  // namespace

FrnTlu::FrnTlu(Index channels, double eps, core::DType dtype)
    : eps_(eps),
      gamma_(learned(channels, 1, dtype)),
      beta_(learned(channels, 0, dtype)),
      tau_(learned(channels, 0, dtype)) {}

Tensor FrnTlu::forward(const Tensor& x) {
    channels_of("frn_tlu", x, gamma_.size());
    const Tensor squares = autograd::mean(flatten_pixels(x * x), -1);
    const Tensor size = autograd::reshape(sqrt(squares + eps_), leading(x, 2));
    const auto each = [&](const Tensor& own) { return along_channels("frn_tlu", own, x); };
    return maximum(each(gamma_) * (x / size) + each(beta_), each(tau_));
}

void FrnTlu::visit(Visitor& visitor) {
    visitor("gamma", gamma_);
    visitor("beta", beta_);
    visitor("tau", tau_);
}

std::string FrnTlu::text() const {
    return with_eps("frn_tlu(" + std::to_string(gamma_.size()), eps_, 1e-6);
}

EvoNormS0::EvoNormS0(Index channels, Index groups, double eps, core::DType dtype)
    : groups_(groups),
      eps_(eps),
      v_(learned(channels, 1, dtype)),
      gamma_(learned(channels, 1, dtype)),
      beta_(learned(channels, 0, dtype)) {
    if (channels % groups != 0) {
        core::value_error(
            "evonorm_s0", "groups must divide the channels",
            {"channels: " + std::to_string(channels), "groups: " + std::to_string(groups)});
    }
}

Tensor EvoNormS0::forward(const Tensor& x) {
    static const catalog::Formula swish = catalog::activations().make("swish");
    const Index channels = channels_of("evonorm_s0", x, gamma_.size());
    const Index n = x.shape()[0], together = channels / groups_;
    const Index members = n * groups_ == 0 ? 0 : x.size() / (n * groups_);
    const Tensor group = autograd::reshape(x, {n, groups_, members});
    const Tensor apart = group - autograd::mean(group, -1, true);
    const Tensor size = sqrt(autograd::mean(apart * apart, -1) + eps_);  // [N, groups]
    const Tensor spread =
        autograd::expand(autograd::reshape(size, {n, groups_, 1}), {n, groups_, together});
    const Tensor below = autograd::reshape(spread, leading(x, 2));
    const auto each = [&](const Tensor& own) { return along_channels("evonorm_s0", own, x); };
    const Tensor v = each(v_);
    return each(gamma_) * (autograd::activate(swish, x, {&v, 1}) / below) + each(beta_);
}

void EvoNormS0::visit(Visitor& visitor) {
    visitor("v", v_);
    visitor("gamma", gamma_);
    visitor("beta", beta_);
}

std::string EvoNormS0::text() const {
    std::string text = "evonorm_s0(" + std::to_string(gamma_.size());
    if (groups_ != 32) text += ", groups=" + std::to_string(groups_);
    return with_eps(text, eps_, 1e-5);
}

}  // namespace kasane::nn
