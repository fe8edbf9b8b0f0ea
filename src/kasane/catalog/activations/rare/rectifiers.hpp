#pragma once
// Rare activations that grow like x to the right and are bounded or small to the left.

#include <tuple>

#include "kasane/catalog/activations/rare/pieces.hpp"
#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// Identity above zero, softsign below.
struct SignRelu {
    double alpha = 1;

    static constexpr Info info{
        .name = "signrelu",
        .aliases = {"dlu"},
        .formula = "x >= 0 ? x : alpha * x / (1 - x)",
        .slope = "x >= 0 ? 1 : alpha / (1 - x)^2",
        .source = "Lin & Shen 2018, Procedia Computer Science 131",
        .strengths = "like ELU without an exponential; its slope to the left decays slowly",
        .weaknesses = "the slope jumps at 0 unless alpha = 1",
        .note = "alpha = 0 is ReLU",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<SignRelu>{"alpha", &SignRelu::alpha, non_negative, "depth of the plateau"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V left = select(x > V(-1e30), x / (V(1) - x), V(-1));
        return select(x >= V(0), x, keep_nan(x, scaled(alpha, left)));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const V q = V(1) / (V(1) - x);
        const V left = select(x > V(-1e10), V(1) / fma(x, x - V(2), V(1)), q * q);
        return select(x >= V(0), V(1), scaled(alpha, left));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V q = V(1) / (V(1) - x);
        return select(x >= V(0), V(0), scaled(2 * alpha, q * q * q));
    }
};

/// Identity above zero, softplus below, scaled and moved so that it is smooth.
struct SoftplusLinearUnit {
    static constexpr Info info{
        .name = "slu",
        .aliases = {"softplus_linear_unit"},
        .formula = "x >= 0 ? x : 2 * log((1 + exp(x)) / 2)",
        .slope = "x >= 0 ? 1 : 2 * sigmoid(x)",
        .source = "Zhao et al. 2018, Applied Intelligence 48",
        .strengths = "mean activation near 0; saturates later than ELU",
        .weaknesses = "two transcendental functions for every negative input",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x >= V(0), x, V(2) * rare::log_of_mean_exp(x));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return select(x >= V(0), V(1), V(2) * sigmoid(x));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        return select(x >= V(0), V(0), V(2) * sigmoid_slope(x));
    }
};

/// Softplus on top of a line, 0 at 0: saturates nowhere.
struct SoftPlusPlus {
    double k = 1;
    double c = 2;

    static constexpr Info info{
        .name = "softplusplus",
        .aliases = {"softpp"},
        .formula = "softplus(k * x) - log(2) + x / c",
        .slope = "k * sigmoid(k * x) + 1 / c",
        .source = "Ciuparu et al. 2020, Neurocomputing 384",
        .strengths = "smooth, and a gradient of at least 1 / c everywhere",
        .weaknesses = "two transcendental functions; grows in both directions",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<SoftPlusPlus>{"k", &SoftPlusPlus::k, positive, "sharpness of the bend"},
        Param<SoftPlusPlus>{"c", &SoftPlusPlus::c, positive, "1 / slope far to the left"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return fma(V(1 / c), x, rare::log_of_mean_exp(V(k) * x));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return fma(V(k), sigmoid(V(k) * x), V(1 / c));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        return V(k * k) * sigmoid_slope(V(k) * x);
    }
};

/// ELU below 0, identity to 1, and steeper than that above.
struct RSigElu {
    double alpha = 0.5;

    static constexpr Info info{
        .name = "rsigelu",
        .aliases = {"rsigelus"},
        .formula = "x > 1 ? x + alpha * x * sigmoid(x) : x >= 0 ? x : alpha * expm1(x)",
        .slope =
            "x > 1 ? 1 + alpha * sigmoid(x) * (1 + x * sigmoid(-x)) : "
            "x >= 0 ? 1 : alpha * exp(x)",
        .source = "Kilicarslan & Celik 2021, Expert Systems with Applications 174",
        .strengths = "negative values as in ELU, and large inputs are amplified",
        .weaknesses = "jumps at 1, where a small change of the input is a large one of the output",
        .note = "the papers tune alpha in (0, 1); the default is ours",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<RSigElu>{"alpha", &RSigElu::alpha, positive, "depth of the plateau, and the gain"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V above = fma(V(alpha), sigmoid_times(x, x), x);
        const V below = scaled(alpha, expm1(x));
        return select(x > V(1), above, select(x >= V(0), x, below));
    }
};

/// ReLU scaled, with a dip x exp(x) below zero.
struct Serlu {
    double lambda = 1.07862;
    double alpha = 2.90427;

    static constexpr Info info{
        .name = "serlu",
        .formula = "lambda * (x >= 0 ? x : alpha * x * exp(x))",
        .slope = "lambda * (x >= 0 ? 1 : alpha * (1 + x) * exp(x))",
        .source = "Zhang & Li 2018, arXiv:1807.10117",
        .strengths = "self-normalising like SELU, and far negative inputs give nearly 0",
        .weaknesses = "needs lecun weights; the slope jumps at 0",
        .initializer = "lecun",
    };
    static constexpr std::tuple params{
        Param<Serlu>{"lambda", &Serlu::lambda, positive, "slope to the right"},
        Param<Serlu>{"alpha", &Serlu::alpha, positive, "size of the dip / lambda"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V dip = exp_times(x, scaled(lambda * alpha, x));
        return select(x >= V(0), scaled(lambda, x), dip);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const V dip = exp_times(x, scaled(lambda * alpha, V(1) + x));
        return select(x >= V(0), V(lambda), dip);
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V dip = exp_times(x, scaled(lambda * alpha, V(2) + x));
        return select(x >= V(0), V(0), dip);
    }
};

/// A power of ReLU.
struct RectifiedPower {
    double power = 3;

    static constexpr Info info{
        .name = "repu",
        .aliases = {"rectified_power_unit"},
        .presets = {Preset{"relu3", "power=3"}, Preset{"cubic_relu", "power=3"}},
        .formula = "x > 0 ? x^power : 0",
        .slope = "x > 0 ? power * x^(power - 1) : 0",
        .source = "Li et al. 2019, arXiv:1903.05858",
        .strengths = "smooth to the order power - 1: for differential equations and splines",
        .weaknesses = "explodes in deep networks; no gradient to the left",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<RectifiedPower>{"power", &RectifiedPower::power, Range{1, 16},
                              "exponent; whole numbers are usual"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x <= V(0), V(0), keep_nan(x, pow(x, V(power))));
    }
};

using RareRectifiers =
    List<SignRelu, SoftplusLinearUnit, SoftPlusPlus, RSigElu, Serlu, RectifiedPower>;

}  // namespace kasane::catalog
