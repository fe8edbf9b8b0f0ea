#include "kasane/autograd/formula.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <utility>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/modules.hpp"
#include "kasane/autograd/node.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/autograd/shape.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/core/check.hpp"
#include "kasane/core/error.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "kasane/kernels/formula.hpp"
#include "kasane/kernels/gather.hpp"
#include "kasane/kernels/random.hpp"
#include "kasane/math/vocabulary.hpp"

namespace kasane::autograd {

using catalog::Form;
using catalog::Formula;

namespace {

constexpr std::size_t max_args = Gradients::capacity - 1;

/// The arguments of a pointwise formula: inputs, then trainable parameters.
struct Args {
    std::array<Tensor, max_args> tensors;
    std::size_t count = 0;

    void push_back(const Tensor& x) { tensors[count++] = x; }
    const Tensor& operator[](std::size_t i) const { return tensors[i]; }

    /// Calls f with the arrays behind the tensors.
    template <class F>
    auto with_arrays(F f) const {
        std::array<const Array*, max_args> arrays{};
        for (std::size_t i = 0; i < count; ++i) arrays[i] = &tensors[i].value();
        return f(std::span<const Array* const>(arrays.data(), count));
    }
};

/// Kernels are found by an entry's place in its list, so an entry of another kind must not pass.
void check_kind(const Formula& f, const catalog::Kind& kind) {
    const std::span<const catalog::Entry> all = kind.entries();
    const std::less<const catalog::Entry*> before;
    if (before(&f.entry(), all.data()) || !before(&f.entry(), all.data() + all.size())) {
        core::value_error(f.info().name, "is no " + std::string(kind.name()), {},
                          "all names: kasane list " + std::string(kind.plural()));
    }
}

[[noreturn]] void third_derivative(const Formula& f) {
    core::value_error(f.info().name, "third derivatives are not available", {},
                      "differentiate at most twice through an activation or a loss");
}

/// g times the second derivative by arguments i and j; it ends the line of derivatives.
Tensor second_partial(const Formula& f, const Args& args, int i, int j, const Tensor& g) {
    Array value = args.with_arrays(
        [&](auto arrays) { return kernels::second_partial(f, arrays, i, j, &g.value()); });
    return record("second_partial", std::move(value),
                  inputs(args[0], args[1], args[2], args[3], args[4], g),
                  [f](const Tensor&) -> Gradients { third_derivative(f); });
}

/// g times the derivative by argument i. Its own derivative by argument j is g times the second
/// partial derivative, its derivative by g the partial derivative.
Tensor partial(const Formula& f, const Args& args, int i, const Tensor& g) {
    Array value =
        args.with_arrays([&](auto arrays) { return kernels::partial(f, arrays, i, &g.value()); });
    return record(
        "partial", std::move(value), inputs(args[0], args[1], args[2], args[3], args[4], g),
        [f, args, i, g](const Tensor& gy) -> Gradients {
            Gradients gradients;
            const Tensor both = gy * g;
            for (std::size_t j = 0; j < max_args; ++j) {
                gradients.push_back(
                    args[j].needs_grad()
                        ? sum_to(second_partial(f, args, i, static_cast<int>(j), both),
                                 args[j].shape())
                        : Tensor());
            }
            gradients.push_back(g.needs_grad() ? sum_to(partial(f, args, i, gy), g.shape())
                                               : Tensor());
            return gradients;
        });
}

/// The formula itself.
Tensor pointwise(const Formula& f, const Args& args) {
    Array value = args.with_arrays([&](auto arrays) { return kernels::value(f, arrays); });
    return record(
        f.info().name.data(), std::move(value), inputs(args[0], args[1], args[2], args[3], args[4]),
        [f, args](const Tensor& gy) -> Gradients {
            Gradients gradients;
            for (std::size_t i = 0; i < args.count; ++i) {
                gradients.push_back(
                    args[i].needs_grad()
                        ? sum_to(partial(f, args, static_cast<int>(i), gy), args[i].shape())
                        : Tensor());
            }
            return gradients;
        });
}

Tensor row_value_along(const Formula& f, const Tensor& x, const Tensor& v) {
    return record("row_value_along", kernels::row_value_along(f, x.value(), v.value()),
                  inputs(x, v), [f](const Tensor&) -> Gradients { third_derivative(f); });
}

Tensor row_vjp_along(const Formula& f, const Tensor& x, const Tensor& g, const Tensor& v) {
    return record("row_vjp_along", kernels::row_vjp_along(f, x.value(), g.value(), v.value()),
                  inputs(x, g, v), [f](const Tensor&) -> Gradients { third_derivative(f); });
}

/// J(x)^T g. Second derivatives are symmetric, so its derivative by x, applied to gy, is its
/// change along gy; its derivative by g is J(x) gy.
Tensor row_vjp(const Formula& f, const Tensor& x, const Tensor& g) {
    return record("row_vjp", kernels::row_vjp(f, x.value(), g.value()), inputs(x, g),
                  [f, x, g](const Tensor& gy) -> Gradients {
                      return {x.needs_grad() ? row_vjp_along(f, x, g, gy) : Tensor(),
                              g.needs_grad() ? row_value_along(f, x, gy) : Tensor()};
                  });
}

/// A row-wise activation along the last dimension.
Tensor row_value(const Formula& f, const Tensor& x) {
    return record(f.info().name.data(), kernels::row_value(f, x.value()), inputs(x),
                  [f, x](const Tensor& gy) -> Gradients { return {row_vjp(f, x, gy)}; });
}

/// The same along the dimension that its parameter names.
Tensor along_axis(const Formula& f, const Tensor& x) {
    const int named = f.entry().axis == nullptr ? -1 : f.entry().axis(f.data());
    const int axis = checked_axis(f.info().name, x, named);
    if (axis == x.rank() - 1) return row_value(f, x);
    return transpose(row_value(f, transpose(x, axis, -1)), axis, -1);
}

/// -log(-log(u)), u uniform in (0, 1).
Tensor gumbel_noise(const Shape& shape, core::Rng rng, DType dtype) {
    Array noise = kernels::uniform(shape, 0, 1, rng, DType::f64);
    for (double& u : noise.span<double>()) {
        u = -math::log(-math::log(std::max(u, 0x1p-54)));  // u may be 0, but is never 1
    }
    return Tensor(kernels::convert(noise, dtype));
}

/// The halves of the last axis: content, gate.
std::pair<Tensor, Tensor> halves(const Formula& f, const Tensor& x) {
    if (x.rank() == 0 || x.shape()[-1] % 2 != 0) {
        core::shape_error(f.info().name, "splits the last axis in two halves, content and gate",
                          {{"x", x.shape()}}, "give it an even width: twice that of the result");
    }
    const Index half = x.shape()[-1] / 2;
    return {narrow(x, -1, 0, half), narrow(x, -1, half, 2 * half)};
}

Tensor row_gradient_along(const Formula& f, const Tensor& x, const Tensor& target,
                          const Tensor& scale, const Tensor& v) {
    return record(
        "row_gradient_along",
        kernels::row_gradient_along(f, x.value(), target.value(), scale.value(), v.value()),
        inputs(x, scale, v), [f](const Tensor&) -> Gradients { third_derivative(f); });
}

/// scale times the gradient of a row-wise loss by its scores.
Tensor row_gradient(const Formula& f, const Tensor& x, const Tensor& target, const Tensor& scale) {
    return record(
        "row_gradient", kernels::row_gradient(f, x.value(), target.value(), scale.value()),
        inputs(x, scale), [f, x, target, scale](const Tensor& gy) -> Gradients {
            const auto by_scale = [&] {
                return sum(gy * row_gradient(f, x, target, ones(scale.shape(), x.dtype())), -1);
            };
            return {x.needs_grad() ? row_gradient_along(f, x, target, scale, gy) : Tensor(),
                    scale.needs_grad() ? by_scale() : Tensor()};
        });
}

/// Labels must be one a row; a single row may come as a vector.
void check_labels(const Formula& f, const Tensor& x, const Tensor& target) {
    const Index rows = x.size() / std::max<Index>(x.shape()[-1], 1);
    const bool fits = x.rank() == 1 ? target.size() == 1 : target.rank() == x.rank() - 1;
    if (!fits || target.size() != rows) {
        core::shape_error(f.info().name, "one label a row is needed",
                          {{"scores", x.shape()}, {"labels", target.shape()}});
    }
    kernels::check_indices(f.info().name, target.value(), x.shape()[-1]);
}

Tensor row_loss(const Formula& f, const Tensor& x, const Tensor& target) {
    if (x.rank() == 0 || x.shape()[-1] == 0) {
        core::shape_error(f.info().name, "a row of scores is needed", {{"scores", x.shape()}});
    }
    if (target.dtype() == DType::i64) {
        check_labels(f, x, target);
    } else {
        check::same_shape(f.info().name, x.shape(), target.shape());
    }
    const char* const name = f.info().name.data();
    if (!recording() || !x.needs_grad()) {
        return Tensor(kernels::row_loss(f, x.value(), target.value()));
    }
    // The gradient is wanted next, and shares the exponentials.
    kernels::LossAndGradient both = kernels::row_loss_and_gradient(f, x.value(), target.value());
    return record(name, std::move(both.loss), inputs(x),
                  [f, x, target, gradient = both.gradient](const Tensor& gy) -> Gradients {
                      if (recording()) return {row_gradient(f, x, target, gy)};
                      return {Tensor(kernels::scale_rows(gradient, gy.value()))};
                  });
}

}  // namespace

Tensor activate(const Formula& activation, const Tensor& x, std::span<const Tensor> trainable) {
    check_kind(activation, catalog::activations());
    const std::span<const double> starts = activation.trainable();
    if (!trainable.empty() && trainable.size() != starts.size()) {
        core::value_error(activation.info().name, "takes " + std::to_string(starts.size()) +
                                                      " trainable parameters, got " +
                                                      std::to_string(trainable.size()));
    }
    const Form form = activation.entry().form;
    if (form == Form::rowwise) return along_axis(activation, x);
    if (form == Form::module) return apply_module(activation, x);
    Args args;
    if (form == Form::gated) {
        const auto [content, gate] = halves(activation, x);
        args.push_back(content);
        args.push_back(gate);
    } else {
        args.push_back(x);
    }
    for (std::size_t i = 0; i < starts.size(); ++i) {
        args.push_back(trainable.empty() ? scalar(starts[i], x.dtype()) : trainable[i]);
    }
    return pointwise(activation, args);
}

Tensor surface_value(const Formula& surface, const Tensor& point) {
    check_kind(surface, catalog::surfaces());
    check::rank(surface.info().name, "point", point.shape(), 1);
    Args args;
    args.push_back(narrow(point, 0, 0, 1));
    args.push_back(narrow(point, 0, 1, 2));
    return sum(pointwise(surface, args));
}

Tensor activate(std::string_view activation, const Tensor& x) {
    return activate(catalog::activations().make(activation), x);
}

Tensor gumbel_softmax(const Formula& gumbel, const Tensor& x, core::Rng rng) {
    return activate(gumbel, x + gumbel_noise(x.shape(), rng, x.dtype()));
}

Tensor gumbel_softmax(const Tensor& x, core::Rng rng, double tau, bool hard, int axis) {
    Formula gumbel = catalog::activations().make("gumbel_softmax");
    gumbel.set("tau", {tau});
    gumbel.set("hard", {hard});
    gumbel.set("axis", {static_cast<double>(axis)});
    return gumbel_softmax(gumbel, x, rng);
}

Tensor loss_values(const Formula& loss, std::span<const Tensor> inputs) {
    check_kind(loss, catalog::losses());
    if (inputs.size() != static_cast<std::size_t>(loss.entry().inputs)) {
        core::value_error(loss.info().name, "takes " + std::to_string(loss.entry().inputs) +
                                                " arrays, got " + std::to_string(inputs.size()));
    }
    if (loss.entry().form == Form::rowwise) return row_loss(loss, inputs[0], inputs[1]);
    Args args;
    for (const Tensor& input : inputs) args.push_back(input);
    return pointwise(loss, args);
}

Tensor loss_values(const Formula& loss, const Tensor& prediction, const Tensor& target) {
    const Tensor both[] = {prediction, target};
    return loss_values(loss, both);
}

Tensor with_gradient_of(const Tensor& path, const Tensor& value) {
    check::same_shape("with_gradient_of", path.shape(), value.shape());
    return record("with_gradient_of", value.value(), inputs(path),
                  [](const Tensor& gy) -> Gradients { return {gy}; });
}

}  // namespace kasane::autograd
