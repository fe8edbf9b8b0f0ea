#include "kasane/train/activator.hpp"

#include <utility>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/autograd/shape.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/core/check.hpp"
#include "kasane/core/error.hpp"
#include "kasane/nn/acon.hpp"
#include "kasane/nn/make_activation.hpp"

namespace kasane::train {
namespace {

using autograd::Index;
using autograd::Shape;
using catalog::Form;

const catalog::Entry& entry_of(const catalog::Spec& spec) {
    return *catalog::activations().find(spec.name).front();
}

/// How an activation's results depend on its inputs.
enum class Reach { element, row, elsewhere };

Reach reach_of(const catalog::Entry& entry) {
    if (catalog::is_pointwise(entry.form)) return Reach::element;
    if (entry.form == Form::rowwise) return Reach::row;
    for (const std::string_view name : {"crelu", "brelu", "probact", "apl", "pau"}) {
        if (entry.info->name == name) return Reach::element;
    }
    return entry.info->name == "softmax2d" ? Reach::row : Reach::elsewhere;
}

[[noreturn]] void no_local_slope(const catalog::Entry& entry) {
    core::value_error(entry.info->name, "has no slope element by element", {},
                      "vjp(x, g) is its whole derivative");
}

/// x as a leaf of its own.
Tensor leaf(const Tensor& x) { return Tensor(x.value()).requires_grad(); }

/// Takes `opt=...` out of the arguments; empty if there is none.
std::string take_optimizer(catalog::Spec& spec) {
    for (auto it = spec.arguments.begin(); it != spec.arguments.end(); ++it) {
        if (catalog::normalised(it->name) != "opt") continue;
        std::string text = catalog::to_string(it->value);
        spec.arguments.erase(it);
        return text;
    }
    return {};
}

}  // namespace

Activator::Activator(std::string_view text, ActivatorOptions options)
    : spec_(catalog::parse_spec(text)), options_(std::move(options)) {
    if (std::string named = take_optimizer(spec_); !named.empty()) options_.optimizer = named;
    catalog::optimizers().make(options_.optimizer);
    layer_for(core::DType::f64);  // throws now what it would throw later
    layer_.reset();
}

Activator::~Activator() = default;
Activator::Activator(Activator&&) noexcept = default;
Activator& Activator::operator=(Activator&&) noexcept = default;

nn::Layer& Activator::layer_for(core::DType dtype) {
    if (layer_ == nullptr) {
        const nn::ModelOptions options{.dtype = dtype, .layer_limit = options_.layer_limit};
        layer_ = nn::make_activation(spec_, options_.rng, options);
        layer_->train(training_);
        dtype_ = dtype;
    }
    if (dtype != dtype_ && nn::parameter_count(*layer_) > 0) {
        core::value_error(
            spec_.name, "has learned in another type",
            {"it: " + std::string(name_of(dtype_)), "x: " + std::string(name_of(dtype))},
            "make one for each type");
    }
    return *layer_;
}

Tensor Activator::forward(const Tensor& x) {
    nn::Layer& layer = layer_for(x.dtype());
    step_ += drawn_ ? 1 : 0;
    drawn_ = true;
    layer.set_step(step_);
    return layer.forward(x);
}

Tensor Activator::again(const Tensor& x) {
    nn::Layer& layer = layer_for(x.dtype());
    layer.set_step(step_);
    if (auto* acon = dynamic_cast<nn::Acon*>(&layer)) return acon->at_fixed_beta(x);
    return layer.forward(x);
}

Tensor Activator::slope(const Tensor& x, bool create_graph) {
    const Tensor y = again(x);
    return grad(sum(y), {x}, create_graph)[0];
}

// One unit of the row after the other: row lengths of plots and classes are small.
Tensor Activator::diagonal(const Tensor& x, bool twice) {
    const catalog::Formula formula = catalog::activations().make(spec_);
    const auto named = formula.entry().axis;
    const int axis = autograd::checked_axis(formula.info().name, x,
                                            named == nullptr ? -3 : named(formula.data()));
    std::vector<Tensor> units;
    for (Index i = 0; i < x.shape()[axis]; ++i) {
        const auto of_unit = [&](const Tensor& all) { return narrow(all, axis, i, i + 1); };
        const Tensor y = of_unit(again(x));
        Tensor d = of_unit(grad(sum(y), {x}, twice)[0]);
        if (twice) d = of_unit(grad(sum(d), {x})[0]);
        units.push_back(d.detach());
    }
    return concat(units, axis);
}

Tensor Activator::backward(const Tensor& x, const Tensor& y) {
    const Reach reach = reach_of(entry_of(spec_));
    if (reach == Reach::elsewhere) no_local_slope(entry_of(spec_));
    const Tensor input = leaf(x);
    if (y) {
        const autograd::NoGrad evaluation;
        check::same_shape("backward", again(input).shape(), y.shape());
    }
    return reach == Reach::row ? diagonal(input, false) : slope(input, false);
}

Tensor Activator::second(const Tensor& x) {
    const Reach reach = reach_of(entry_of(spec_));
    if (reach == Reach::elsewhere) no_local_slope(entry_of(spec_));
    const Tensor input = leaf(x);
    if (reach == Reach::row) return diagonal(input, true);
    return grad(sum(slope(input, true)), {input})[0];
}

Tensor Activator::vjp(const Tensor& x, const Tensor& g) {
    const Tensor input = leaf(x);
    nn::Layer& layer = layer_for(x.dtype());
    layer.set_step(step_);
    return grad(layer.forward(input), {input}, false, g)[0];
}

void Activator::update(const Tensor& x, const Tensor& g) {
    nn::Layer& layer = layer_for(x.dtype());
    if (nn::parameter_count(layer) == 0) {
        core::value_error(spec_.name, "learns nothing, so there is nothing to update");
    }
    if (optimizer_ == nullptr) {
        optimizer_ = std::make_unique<optim::Optimizer>(options_.optimizer, layer);
    }
    optimizer_->zero_grad();
    layer.set_step(step_);
    layer.forward(x).backward(g);
    optimizer_->step();
}

nn::Parameters Activator::parameters() {
    return nn::parameters(layer_for(layer_ == nullptr ? core::DType::f64 : dtype_));
}

void Activator::train(bool training) {
    training_ = training;
    if (layer_ != nullptr) layer_->train(training);
}

std::string Activator::text() {
    return layer_for(layer_ == nullptr ? core::DType::f64 : dtype_).text();
}

Activator get_activation(std::string_view text, std::initializer_list<double> values,
                         ActivatorOptions options) {
    catalog::Spec spec = catalog::parse_spec(text);
    for (const double value : values) spec.arguments.push_back({{}, {value}});
    return Activator(catalog::to_string(spec), std::move(options));
}

}  // namespace kasane::train
