#include "kasane/loss/class_targets.hpp"

#include <algorithm>
#include <array>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/formula.hpp"
#include "kasane/autograd/rows.hpp"
#include "kasane/core/error.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "kasane/kernels/gather.hpp"
#include "kasane/loss/values.hpp"

namespace kasane::loss {
namespace {

using core::DType;
using core::Index;

constexpr std::size_t most_inputs = 8;  // of any loss

bool has(const catalog::Formula& loss, std::string_view name) {
    const auto params = loss.entry().params;
    return std::any_of(params.begin(), params.end(),
                       [&](const catalog::ParamInfo& one) { return one.name == name; });
}

/// A parameter that may be there, else 0.
double option(const catalog::Formula& loss, std::string_view name) {
    if (!has(loss, name)) return 0;
    const catalog::Value value = loss.get(name);
    const bool* truth = std::get_if<bool>(&value.data);
    return truth != nullptr ? *truth : std::get<double>(value.data);
}

bool is_cross_entropy(const catalog::Formula& loss) {
    return loss.entry().form == catalog::Form::rowwise;
}

Index class_count(const catalog::Formula& loss, std::span<const Tensor> inputs) {
    for (std::size_t k = 2; k < inputs.size() && k < loss.entry().takes.size(); ++k) {
        if (loss.entry().takes[k].layout == catalog::Layout::matrix) return inputs[k].shape()[-1];
    }
    if (inputs[0].rank() == 0) {
        core::shape_error(loss.info().name, "a row of scores is needed",
                          {{"scores", inputs[0].shape()}});
    }
    return inputs[0].shape()[-1];
}

}  // namespace

bool takes_classes(const catalog::Formula& loss) {
    const auto takes = loss.entry().takes;
    return takes.size() > 1 && takes[1].layout == catalog::Layout::classes;
}

Tensor as_type(const Tensor& x, DType dtype) {
    return x.dtype() == dtype ? x : Tensor(kernels::convert(x.value(), dtype));
}

ClassOptions::ClassOptions(const catalog::Formula& loss)
    : label_smoothing(option(loss, "label_smoothing")),
      ignore_index(option(loss, "ignore_index")),
      eps(option(loss, "eps")),
      clip(option(loss, "clip")),
      consistent_gradient(option(loss, "consistent_gradient") != 0),
      is_linear(has(loss, "ignore_index")) {}

ClassTargets::ClassTargets(const catalog::Formula& loss, const ClassOptions& options,
                           std::span<const Tensor> inputs, const Tensor& weight)
    : loss_(loss),
      options_(options),
      inputs_(inputs),
      target_(inputs[1]),
      classes_(class_count(loss, inputs)) {
    if (inputs.size() > most_inputs) {
        core::value_error(loss.info().name,
                          "takes fewer arrays, got " + std::to_string(inputs.size()));
    }
    if (weight) {
        weight_ = as_type(weight, inputs[0].dtype());
        if (weight_.rank() != 1 || weight_.size() != classes_) {
            core::shape_error(loss.info().name, "one weight a class is needed",
                              {{"scores", inputs[0].shape()}, {"weight", weight.shape()}});
        }
    }
    const Index width = std::max<Index>(inputs[0].shape()[-1], 1);
    weights_ = static_cast<double>(inputs[0].size() / width);
    if (target_.dtype() == DType::i64) read_labels(target_);
}

/// Replaces labels that say to leave their row out, and finds the factors of the rows.
void ClassTargets::read_labels(const Tensor& labels) {
    const core::Array given = kernels::contiguous(labels.value());
    const std::span<const std::int64_t> all = given.span<std::int64_t>();
    // A negative or large number is no class unless it is this one.
    const auto ignored = static_cast<std::int64_t>(options_.is_linear ? options_.ignore_index : -1);
    const auto left_out = options_.is_linear ? std::count(all.begin(), all.end(), ignored) : 0;
    if (left_out == 0 && !weight_) return;
    core::Array known = core::Array::empty(labels.shape(), DType::i64);
    core::Array factor = core::Array::empty(labels.shape(), DType::f64);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const bool leave_out = options_.is_linear && all[i] == ignored;
        known.span<std::int64_t>()[i] = leave_out ? 0 : all[i];
        factor.span<double>()[i] = leave_out ? 0 : 1;
    }
    kernels::check_indices(loss_.info().name, known, classes_);
    double met = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        double& one = factor.span<double>()[i];
        if (weight_) one *= weight_.item(known.span<std::int64_t>()[i]);
        met += one;
    }
    target_ = Tensor(known);
    factor_ = Tensor(kernels::convert(factor, inputs_[0].dtype()));
    if (options_.is_linear) weights_ = met;
}

/// The target that a loss which is linear in it sees, where labels and a factor do not say it.
Tensor ClassTargets::dense() const {
    const double smoothing = options_.label_smoothing;
    const bool labels = target_.dtype() == DType::i64;
    Tensor t = dense_targets(loss_, inputs_[0], target_, classes_);
    if (smoothing > 0) {
        t = t * (1 - smoothing) + smoothing / static_cast<double>(classes_);
    }
    if (weight_) t = t * weight_;
    if (!labels || !factor_) return t;
    // Here the factor only says which rows are left out: the weights are in t.
    core::Array keep = kernels::convert(factor_.value(), DType::f64);
    const double ignored = options_.ignore_index;
    for (Index i = 0; i < keep.size(); ++i) {
        keep.data<double>()[i] = inputs_[1].item(i) == ignored ? 0 : 1;
    }
    core::Shape column = inputs_[0].shape();
    column[inputs_[0].rank() - 1] = 1;
    return t * Tensor(kernels::convert(keep, t.dtype()).reshape(column));
}

Tensor ClassTargets::values() const {
    std::array<Tensor, most_inputs> room;  // the inputs with another target
    const std::span<Tensor> all = std::span(room).first(inputs_.size());
    std::copy(inputs_.begin(), inputs_.end(), all.begin());
    const bool labels = target_.dtype() == DType::i64;
    const bool keeps_finite = options_.eps > 0 || options_.clip > 0;
    const bool soft = options_.label_smoothing > 0 || (!labels && weight_) || keeps_finite;
    if (options_.is_linear && soft) {
        all[1] = dense();
        const Tensor values = values_of(loss_, all);
        return keeps_finite && is_cross_entropy(loss_) ? with_finite_logarithm(all[1]) : values;
    }
    all[1] = target_;
    const Tensor values = values_of(loss_, all);
    if (!factor_) {
        return weight_ ? values * autograd::without_last(autograd::row_sum(target_ * weight_))
                       : values;
    }
    return autograd::gated(values, autograd::reshape(factor_, values.shape()));
}

/// -sum t log(max(softmax(x), clip) + eps).
Tensor ClassTargets::with_finite_logarithm(const Tensor& t) const {
    const Tensor& x = inputs_[0];
    const Tensor y = autograd::softmax(x);
    const double clip = options_.clip;
    const Tensor safe = (clip > 0 ? autograd::at_least(y, clip) : y) + options_.eps;
    const Tensor finite = autograd::without_last(-autograd::row_sum(autograd::gated(log(safe), t)));
    if (options_.consistent_gradient) return finite;
    return autograd::with_gradient_of(autograd::loss_values(loss_, x, t), finite);
}

}  // namespace kasane::loss
