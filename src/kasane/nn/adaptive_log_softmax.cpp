#include "kasane/nn/adaptive_log_softmax.hpp"

#include <cmath>
#include <utility>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/formula.hpp"
#include "kasane/autograd/matmul.hpp"
#include "kasane/autograd/shape.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/catalog/spec.hpp"
#include "kasane/core/error.hpp"
#include "kasane/nn/init.hpp"

namespace kasane::nn {
namespace {

Tensor log_softmax(const Tensor& x) {
    static const catalog::Formula formula = catalog::activations().make("log_softmax");
    return autograd::activate(formula, x);
}

Tensor weight(Index in, Index out, core::Rng rng, core::DType dtype) {
    Tensor tensor = Init("xavier")(in, out, rng, dtype);
    tensor.requires_grad();
    return tensor;
}

/// The width of tail i.
Index width_of(Index features, double div_value, std::size_t i) {
    const double width =
        std::floor(static_cast<double>(features) / std::pow(div_value, static_cast<double>(i + 1)));
    if (!(width >= 1)) {
        core::value_error("adaptive_log_softmax", "tail " + std::to_string(i) + " has no width",
                          {"features: " + std::to_string(features)},
                          "take fewer cutoffs or a smaller div_value");
    }
    return static_cast<Index>(width);
}

void check_cutoffs(const std::vector<Index>& cutoffs, Index classes) {
    Index before = 0;
    for (const Index cutoff : cutoffs) {
        if (cutoff <= before || cutoff >= classes) {
            core::value_error(
                "adaptive_log_softmax", "cutoffs must rise from 1 to classes - 1",
                {"cutoff: " + std::to_string(cutoff), "classes: " + std::to_string(classes)});
        }
        before = cutoff;
    }
}

}  // namespace

AdaptiveLogSoftmax::AdaptiveLogSoftmax(Index features, Index classes, std::vector<Index> cutoffs,
                                       core::Rng rng, const AdaptiveOptions& options)
    : features_(features), classes_(classes), cutoffs_(std::move(cutoffs)), options_(options) {
    check_cutoffs(cutoffs_, classes);
    const auto tails = static_cast<Index>(cutoffs_.size());
    const Index shortlist = cutoffs_.empty() ? classes : cutoffs_[0];
    head_ = weight(features, shortlist + tails, rng.stream("head"), options.dtype);
    if (options.head_bias) {
        bias_ = autograd::zeros({shortlist + tails}, options.dtype);
        bias_.requires_grad();
    }
    for (std::size_t i = 0; i < cutoffs_.size(); ++i) {
        const core::Rng stream = rng.stream("tail").stream(i);
        const Index end = i + 1 < cutoffs_.size() ? cutoffs_[i + 1] : classes;
        const Index width = width_of(features, options.div_value, i);
        tails_.push_back({weight(features, width, stream.stream("down"), options.dtype),
                          weight(width, end - cutoffs_[i], stream.stream("up"), options.dtype)});
    }
}

Tensor AdaptiveLogSoftmax::forward(const Tensor& x) {
    const Tensor scores = bias_ ? autograd::affine(x, head_, bias_) : autograd::matmul(x, head_);
    const Tensor head = log_softmax(scores);
    const Index shortlist = cutoffs_.empty() ? classes_ : cutoffs_[0];
    std::vector<Tensor> parts{autograd::narrow(head, 1, 0, shortlist)};
    for (std::size_t i = 0; i < tails_.size(); ++i) {
        const Index at = shortlist + static_cast<Index>(i);
        const Tensor inside =
            log_softmax(autograd::matmul(autograd::matmul(x, tails_[i].down), tails_[i].up));
        parts.push_back(inside + autograd::narrow(head, 1, at, at + 1));
    }
    return autograd::concat(parts, 1);
}

void AdaptiveLogSoftmax::visit(Visitor& visitor) {
    visitor("head.weight", head_);
    if (bias_) visitor("head.bias", bias_);
    for (std::size_t i = 0; i < tails_.size(); ++i) {
        const std::string name = "tail." + std::to_string(i);
        visitor(name + ".down", tails_[i].down);
        visitor(name + ".up", tails_[i].up);
    }
}

std::string AdaptiveLogSoftmax::text() const {
    std::string list;
    for (const Index cutoff : cutoffs_) {
        list += (list.empty() ? "" : ", ") + std::to_string(cutoff);
    }
    std::string text = "adaptive_log_softmax(" + std::to_string(features_) + ", " +
                       std::to_string(classes_) + ", cutoffs=(" + list + ")";
    if (options_.div_value != AdaptiveOptions{}.div_value) {
        text += ", div_value=" + catalog::to_string(options_.div_value);
    }
    return text + (options_.head_bias ? ", head_bias=true)" : ")");
}

}  // namespace kasane::nn
