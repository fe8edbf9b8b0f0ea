#include "kasane/nn/make_activation.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

#include "kasane/catalog/activations/modules.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "kasane/nn/acon.hpp"
#include "kasane/nn/activation.hpp"
#include "kasane/nn/adaptive_log_softmax.hpp"
#include "kasane/nn/dy_relu.hpp"
#include "kasane/nn/layer_spec.hpp"
#include "kasane/nn/maxout.hpp"
#include "kasane/nn/noisy.hpp"
#include "kasane/nn/normalised.hpp"
#include "kasane/nn/rational.hpp"
#include "kasane/nn/siren.hpp"

namespace kasane::nn {
namespace {

using catalog::Formula;
using Made = std::unique_ptr<Layer>;

/// What a maker is given: the entry with its parameters, the options of the layer that are left in
/// the spec, and where random numbers come from.
struct Order {
    const Formula& formula;
    LayerSpec& spec;
    core::Rng rng;
    const ModelOptions& options;

    /// A size among the entry's parameters.
    Index size(std::string_view name) const { return static_cast<Index>(number(name)); }
    double number(std::string_view name) const { return std::get<double>(formula.get(name).data); }
    bool flag(std::string_view name) const { return std::get<bool>(formula.get(name).data); }

    /// Throws ValueError if a x b x c numbers are more than a layer may have.
    void limit(Index a, Index b = 1, Index c = 1) const {
        const double all = static_cast<double>(a) * static_cast<double>(b) * static_cast<double>(c);
        if (all > static_cast<double>(options.layer_limit)) {
            core::value_error("model", formula.text() + " is larger than allowed");
        }
    }
};

Made make_maxout(const Order& order) {
    const Index in = order.size("n_prev"), out = order.size("n"), pieces = order.size("k");
    order.limit(in + 1, out, pieces);
    const MaxoutOptions options{.wb_width = order.number("wb_width"),
                                .symmetric = order.flag("symmetric"),
                                .dtype = order.options.dtype};
    return std::make_unique<Maxout>(in, out, pieces, order.rng, options);
}

/// ACON-A is the entry swish. Without a switch, beta is a parameter like the others.
Made make_acon(const Order& order) {
    const std::string name = order.spec.take_word("switch", "scalar");
    const Index channels = order.spec.take_count("channels", 1);
    order.limit(channels);
    if (catalog::normalised(name) == "scalar") {
        return std::make_unique<Activation>(order.formula, order.options.dtype, channels);
    }
    AconOptions options{.switch_name = name,
                        .n_channel = order.spec.take_count("n_channel", 0),
                        .r = order.spec.take_count("r", 16),
                        .channels = channels,
                        .dtype = order.options.dtype};
    const std::string reduce = order.spec.take_word("reduce", "sum");
    if (catalog::normalised(reduce) == "mean") {
        options.reduce = Reduce::mean;
    } else if (catalog::normalised(reduce) != "sum") {
        core::value_error("acon", "unknown reduce \"" + reduce + "\"", {"it can be sum or mean"});
    }
    order.limit(options.n_channel, options.n_channel);
    return std::make_unique<Acon>(order.formula, order.rng, options);
}

Made make_adaptive(const Order& order) {
    const Index features = order.size("features"), classes = order.size("classes");
    order.limit(features, classes);
    std::vector<Index> cutoffs;
    const auto& given = order.formula.as<catalog::AdaptiveLogSoftmax>().cutoffs;
    for (int i = 0; i < given.count; ++i) {
        cutoffs.push_back(static_cast<Index>(given.values[static_cast<std::size_t>(i)]));
    }
    const AdaptiveOptions options{.div_value = order.number("div_value"),
                                  .head_bias = order.flag("head_bias"),
                                  .dtype = order.options.dtype};
    return std::make_unique<AdaptiveLogSoftmax>(features, classes, std::move(cutoffs), order.rng,
                                                options);
}

Made make_siren(const Order& order) {
    const Index in = order.size("in"), out = order.size("out");
    order.limit(in + 1, out);
    const SirenOptions options{
        .omega = order.number("omega"), .first = order.flag("first"), .dtype = order.options.dtype};
    return std::make_unique<Siren>(in, out, order.rng, options);
}

Made make_dy_relu(const Order& order) {
    const Index channels = order.size("channels"), reduction = order.size("reduction");
    order.limit(channels, channels, 5);
    return std::make_unique<DyRelu>(channels, reduction, order.rng, order.options.dtype);
}

Made make_probact(const Order& order) {
    const Index channels = order.spec.take_count("channels", 1);
    order.limit(channels);
    return std::make_unique<ProbAct>(order.formula, order.rng, channels, order.options.dtype);
}

Made make_apl(const Order& order) {
    const Index hinges = order.size("hinges"), channels = order.size("channels");
    order.limit(2 * hinges, channels);
    return std::make_unique<Apl>(hinges, channels, order.options.dtype);
}

Made make_pau(const Order& order) {
    order.limit(10, order.size("channels"));
    return std::make_unique<Pau>(order.size("channels"), order.options.dtype);
}

Made make_frn(const Order& order) {
    order.limit(3, order.size("channels"));
    return std::make_unique<FrnTlu>(order.size("channels"), order.number("eps"),
                                    order.options.dtype);
}

Made make_evonorm(const Order& order) {
    order.limit(3, order.size("channels"));
    return std::make_unique<EvoNormS0>(order.size("channels"), order.size("groups"),
                                       order.number("eps"), order.options.dtype);
}

Made make_rrelu(const Order& order) { return std::make_unique<RRelu>(order.formula, order.rng); }

Made make_gumbel(const Order& order) {
    return std::make_unique<GumbelSoftmax>(order.formula, order.rng);
}

/// Of any other activation: its trainable parameters, once or for each channel.
Made make_formula(const Order& order) {
    if (!order.spec.has("channels")) {
        return std::make_unique<Activation>(order.formula, order.options.dtype);
    }
    const Index channels = order.spec.take_count("channels", 1);
    order.limit(channels);
    if (order.formula.trainable().empty()) {
        core::value_error(order.formula.info().name,
                          "has no trainable parameters to have per channel");
    }
    return std::make_unique<Activation>(order.formula, order.options.dtype, channels);
}

/// What makes the layer of an entry; it takes the options that are the layer's out of the spec.
struct Maker {
    std::string_view name;
    Made (*make)(const Order&);
};

constexpr std::array makers{
    Maker{"maxout", make_maxout},
    Maker{"swish", make_acon},
    Maker{"aconb", make_acon},
    Maker{"aconc", make_acon},
    Maker{"rrelu", make_rrelu},
    Maker{"gumbel_softmax", make_gumbel},
    Maker{"probact", make_probact},
    Maker{"apl", make_apl},
    Maker{"pau", make_pau},
    Maker{"dy_relu", make_dy_relu},
    Maker{"adaptive_log_softmax", make_adaptive},
    Maker{"siren_linear", make_siren},
    Maker{"frn_tlu", make_frn},
    Maker{"evonorm_s0", make_evonorm},
};

/// Options that layers have beyond the parameters of their entries.
constexpr std::string_view layer_options[] = {"switch", "n_channel", "r", "reduce", "channels"};

/// Moves the arguments of `spec` that the entry does not know, but a layer may, to `options`.
catalog::Spec split(catalog::Spec spec, catalog::Spec& options) {
    options.name = spec.name;
    for (const catalog::Entry* entry : catalog::activations().find(spec.name)) {
        std::erase_if(spec.arguments, [&](const catalog::Argument& argument) {
            const bool of_layers = std::any_of(
                std::begin(layer_options), std::end(layer_options), [&](std::string_view option) {
                    return catalog::normalised(option) == catalog::normalised(argument.name);
                });
            const bool of_entry =
                std::any_of(entry->params.begin(), entry->params.end(),
                            [&](const auto& one) { return one.is_called(argument.name); });
            if (of_layers && !of_entry) options.arguments.push_back(argument);
            return of_layers && !of_entry;
        });
    }
    return spec;
}

}  // namespace

std::unique_ptr<Layer> make_activation(const catalog::Spec& spec, core::Rng rng,
                                       const ModelOptions& options) {
    catalog::Spec rest;
    const Formula formula = catalog::activations().make(split(spec, rest));
    LayerSpec of_layer(rest);
    const auto* maker = std::find_if(makers.begin(), makers.end(), [&](const Maker& one) {
        return one.name == formula.info().name;
    });
    const auto make = maker == makers.end() ? make_formula : maker->make;
    Made layer = make({formula, of_layer, rng, options});
    of_layer.expect_empty(formula);
    return layer;
}

std::unique_ptr<Layer> make_activation(std::string_view text, core::Rng rng,
                                       const ModelOptions& options) {
    return make_activation(catalog::parse_spec(text), rng, options);
}

}  // namespace kasane::nn
