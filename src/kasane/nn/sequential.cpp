#include "kasane/nn/sequential.hpp"

#include <charconv>
#include <cmath>
#include <string>

#include "kasane/catalog/registry.hpp"
#include "kasane/catalog/spec.hpp"
#include "kasane/core/error.hpp"
#include "kasane/nn/linear.hpp"
#include "kasane/nn/make_activation.hpp"

namespace kasane::nn {

Tensor Sequential::forward(const Tensor& x) {
    Tensor y = x;
    for (const auto& layer : layers_) y = layer->forward(y);
    return y;
}

void Sequential::visit(Visitor& visitor) {
    for (std::size_t i = 0; i < layers_.size(); ++i) visitor(std::to_string(i), *layers_[i]);
}

std::string Sequential::text() const {
    std::string text = "sequential(";
    for (const auto& layer : layers_) {
        if (text.back() != '(') text += ", ";
        text += layer->text();
    }
    return text + ")";
}

namespace {

using catalog::Argument;
using catalog::Spec;

constexpr Index max_width = Index{1} << 30;

std::vector<Index> widths_of(std::string_view text) {
    std::vector<Index> widths;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at <= end) {
        Index width = 0;
        const auto [next, error] = std::from_chars(at, end, width);
        if (error != std::errc() || width <= 0 || width > max_width) break;
        widths.push_back(width);
        if (next == end && widths.size() >= 2) return widths;
        if (next == end || *next != '-') break;
        at = next + 1;
    }
    core::value_error("model", "cannot read the widths \"" + std::string(text) + "\"", {},
                      "write two or more positive numbers joined by '-', as in 784-50-10");
}

Index width_argument(const Spec& spec, std::size_t i) {
    const bool two_plain = spec.arguments.size() == 2 && spec.arguments[i].name.empty();
    const double* width = two_plain ? std::get_if<double>(&spec.arguments[i].value.data) : nullptr;
    if (width == nullptr || !(*width >= 1 && *width <= static_cast<double>(max_width)) ||
        *width != std::floor(*width)) {
        core::value_error("model", "linear takes two positive whole numbers",
                          {"got: " + catalog::to_string(spec)}, "as in linear(784, 50)");
    }
    return static_cast<Index>(*width);
}

bool is_linear(const Spec& spec) {
    const std::string name = catalog::normalised(spec.name);
    return name == "linear" || name == "affine";
}

const Spec& layer_argument(const Argument& argument) {
    const Spec* spec = std::get_if<Spec>(&argument.value.data);
    if (spec == nullptr) {
        core::value_error("model", "expected a layer, got " + catalog::to_string(argument.value));
    }
    return *spec;
}

bool is_sequential(const Spec& spec) { return catalog::normalised(spec.name) == "sequential"; }

/// The initialiser for a linear layer that `next` follows (null for the last one).
Init init_before(const Spec* next, const ModelOptions& options) {
    if (!options.init.empty()) return Init(options.init);
    if (next != nullptr && is_sequential(*next)) {
        const bool empty = next->arguments.empty();
        return init_before(empty ? nullptr : &layer_argument(next->arguments[0]), options);
    }
    if (next == nullptr || is_linear(*next)) return Init("xavier");
    return Init::before(next->name);
}

std::unique_ptr<Layer> build(const Spec& spec, const Spec* next, core::Rng rng,
                             const ModelOptions& options) {
    if (is_linear(spec)) {
        const Index in = width_argument(spec, 0);
        const Index out = width_argument(spec, 1);
        if (in * out > options.layer_limit) {
            core::value_error("model", catalog::to_string(spec) + " is larger than allowed");
        }
        return std::make_unique<Linear>(in, out, rng, init_before(next, options), options.dtype);
    }
    if (!is_sequential(spec)) {
        return make_activation(spec, rng, options);
    }
    auto model = std::make_unique<Sequential>();
    for (std::size_t i = 0; i < spec.arguments.size(); ++i) {
        const Spec* after =
            i + 1 < spec.arguments.size() ? &layer_argument(spec.arguments[i + 1]) : nullptr;
        model->add(build(layer_argument(spec.arguments[i]), after, rng.stream(std::to_string(i)),
                         options));
    }
    return model;
}

}  // namespace

std::unique_ptr<Layer> make_layer(std::string_view text, core::Rng rng,
                                  const ModelOptions& options) {
    return build(catalog::parse_spec(text), nullptr, rng, options);
}

std::unique_ptr<Sequential> perceptron(std::string_view widths, std::string_view activation,
                                       core::Rng rng, const ModelOptions& options) {
    const std::vector<Index> sizes = widths_of(widths);
    const Spec between = catalog::parse_spec(activation);
    auto model = std::make_unique<Sequential>();
    for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
        const bool last = i + 2 == sizes.size();
        const core::Rng stream = rng.stream(std::to_string(2 * i));
        model->add(std::make_unique<Linear>(sizes[i], sizes[i + 1], stream,
                                            init_before(last ? nullptr : &between, options),
                                            options.dtype));
        if (!last) {
            model->add(make_activation(between, rng.stream(std::to_string(2 * i + 1)), options));
        }
    }
    return model;
}

}  // namespace kasane::nn
