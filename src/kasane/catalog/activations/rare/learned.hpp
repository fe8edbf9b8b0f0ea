#pragma once
// Rare activations with parameters that are learned: gates, waves and bumps.

#include <tuple>

#include "kasane/catalog/activations/rare/pieces.hpp"
#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// A wave on a line, gated by the sigmoid.
struct CosLu {
    static constexpr Info info{
        .name = "coslu",
        .aliases = {"cosine_linear_unit"},
        .formula = "(x + a * cos(b * x)) * sigmoid(x)",
        .slope = "(1 - a * b * sin(b * x) + (x + a * cos(b * x)) * sigmoid(-x)) * sigmoid(x)",
        .source = "Pishchik 2023, Preprints 202301.0463",
        .strengths = "learns how much wave a layer wants",
        .weaknesses = "many local minima; not 0 at 0",
        .note = "the cosine loses digits for |b x| > 2^16",
        .initializer = "he",
        .double_from = 0,
    };
    static constexpr std::tuple trainable{
        Trainable{"a", 1, "size of the wave"},
        Trainable{"b", 1, "frequency of the wave"},
    };

    template <class V>
    KASANE_FN V operator()(V x, V a, V b) const {
        const V wave = fma(a, cos(gate(b, x)), x);
        return sigmoid_times(x, select(abs(x) < V(infinity), wave, x));
    }
};

/// x erf(alpha exp(beta x)).
struct ErfAct {
    static constexpr Info info{
        .name = "erfact",
        .formula = "x * erf(alpha * exp(beta * x))",
        .slope =
            "erf(alpha * exp(beta * x)) + 2 / sqrt(pi) * alpha * beta * x * "
            "exp(beta * x - (alpha * exp(beta * x))^2)",
        .source = "Biswas et al. 2022, AAAI, arXiv:2109.04386",
        .strengths = "TanhExp with a gate whose place and sharpness are learned",
        .weaknesses = "two transcendental functions; two more parameters to a layer",
        .initializer = "he",
        .double_from = 0,
    };
    static constexpr std::tuple trainable{
        Trainable{"alpha", 0.75, "place of the gate", positive},
        Trainable{"beta", 0.75, "sharpness of the gate", positive},
    };

    template <class V>
    KASANE_FN V operator()(V x, V alpha, V beta) const {
        const V t = rare::exp_of_product_times(beta, x, alpha);
        const V tail = rare::exp_of_product_times(beta, x, alpha * rare::times_two_over_root_pi(x));
        // Beyond 30 erf is 1, and an infinite t would make its derivatives 0 inf.
        return select(t < V(1e-9), tail, gate(x, erf(min(t, V(30)))));
    }
};

/// x erf(gamma softplus(delta x)).
struct Pserf {
    static constexpr Info info{
        .name = "pserf",
        .aliases = {"parametric_serf"},
        .formula = "x * erf(gamma * softplus(delta * x))",
        .slope =
            "erf(gamma * softplus(delta * x)) + 2 / sqrt(pi) * gamma * delta * x * "
            "sigmoid(delta * x) * exp(-(gamma * softplus(delta * x))^2)",
        .source = "Biswas et al. 2022, AAAI, arXiv:2109.04386",
        .strengths = "Serf with a gate whose place and sharpness are learned",
        .weaknesses = "three transcendental functions; two more parameters to a layer",
        .initializer = "he",
        .double_from = 0,
    };
    static constexpr std::tuple trainable{
        Trainable{"gamma", 1.25, "place of the gate", positive},
        Trainable{"delta", 0.85, "sharpness of the gate", positive},
    };

    template <class V>
    KASANE_FN V operator()(V x, V gamma, V delta) const {
        const V p = gate(delta, x);
        const V s = fma(rare::missing_in_product(p, delta, x), sigmoid(p), softplus(p));
        const V scaled_x = gamma * rare::times_two_over_root_pi(x);
        const V tail = rare::exp_of_product_times(delta, x, scaled_x);
        return select(p < V(-40), tail, gate(x, erf(gamma * s)));
    }
};

/// Swish up to a point, identity from there on.
struct PSwish {
    static constexpr Info info{
        .name = "pswish",
        .formula = "x <= c ? alpha * x * sigmoid(beta * x) : x",
        .slope = "x <= c ? alpha * sigmoid(beta * x) * (1 + beta * x * sigmoid(-beta * x)) : 1",
        .source = "Mercioni & Holban 2020, Int. Symp. on Electronics and Telecommunications",
        .strengths = "slope 1 to the right like ReLU, a smooth dip to the left",
        .weaknesses = "the slope jumps at c, and the value too unless c = 0",
        .note = "the slope at c is that of the left side",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{
        Trainable{"alpha", 1, "size of the dip"},
        Trainable{"beta", 1, "sharpness of the gate"},
        Trainable{"c", 0, "end of the Swish"},
    };

    template <class V>
    KASANE_FN V operator()(V x, V alpha, V beta, V c) const {
        return select(x > c, x, sigmoid_times(gate(beta, x), alpha * x));
    }
    template <class V>
    KASANE_FN V slope(V x, V alpha, V beta, V c) const {
        const V left = select(x < c, x, c);  // at c a constant: the curvature there is 0
        return keep_nan(x, select(x > c, V(1), alpha * swish_slope(gate(beta, left))));
    }
};

/// x over x / alpha + exp(-x / beta): bounded above by alpha, 0 far to the left.
struct SoftRootSign {
    static constexpr Info info{
        .name = "srs",
        .aliases = {"soft_root_sign"},
        .formula = "x / (x / alpha + exp(-x / beta))",
        .slope = "exp(-x / beta) * (1 + x / beta) / (x / alpha + exp(-x / beta))^2",
        .source = "Zhou et al. 2020, arXiv:2003.00547",
        .strengths = "bounded and smooth with a mean near 0; goes well with batch norm",
        .weaknesses = "saturates on both sides; has a pole unless beta e > alpha",
        .note = "start values 2 and 3 as the survey arXiv:2402.09092 gives them",
        .double_from = 0,
    };
    static constexpr std::tuple trainable{
        Trainable{"alpha", 2, "upper bound", positive},
        Trainable{"beta", 3, "width of the left side", positive},
    };

    template <class V>
    KASANE_FN V operator()(V x, V alpha, V beta) const {
        const V right = x / (x / alpha + exp(-max(x, V(0)) / beta));
        const V left = over_beta_times(x, beta, x / part(x, alpha, beta));
        return select(x > V(1e30), alpha, select(x > V(0), right, left));
    }
    template <class V>
    KASANE_FN V slope(V x, V alpha, V beta) const {
        const V d = x / alpha + exp(-max(x, V(0)) / beta);
        const V right = over_beta_times(-x, beta, beta + x) / (beta * d * d);
        const V w = part(x, alpha, beta);
        const V left = over_beta_times(x, beta, (beta + x) / (beta * w * w));
        return select(x > V(1e10), V(0), select(x > V(0), right, left));
    }
    template <class V>
    KASANE_FN V curvature(V x, V alpha, V beta) const {
        const V t = exp(-max(x, V(0)) / beta);
        const V d = x / alpha + t;
        const V c = (beta + x) / beta;
        const V down = fma(V(-2) * c, V(1) / alpha - t / beta, -x / beta / beta * d);
        const V right = over_beta_times(-x, beta, down / (d * d * d));
        const V u = over_beta_times(min(x, V(0)), beta, V(1));
        const V w = part(x, alpha, beta);
        const V up = fma(V(2) * c, V(1) / beta - u / alpha, -x / beta / beta * w);
        const V left = over_beta_times(x, beta, up / (w * w * w));
        const V inside = select(x > V(0), right, left);
        return select(abs(x) > V(1e10), V(0), inside);
    }

private:
    /// y exp(x / beta).
    template <class V>
    KASANE_FN static V over_beta_times(V x, V beta, V y) {
        const V p = x / beta;
        const V z = exp_times(p, y);
        const V missing = select(abs(p) < V(1e4), fma(-p, beta, x) / beta, V(0));
        return gate_add(missing, z, z);
    }
    /// 1 + x / alpha exp(x / beta).
    template <class V>
    KASANE_FN static V part(V x, V alpha, V beta) {
        return V(1) + over_beta_times(min(x, V(0)), beta, x / alpha);
    }
};

/// log(1 + exp(x) tanh(alpha x)).
struct TanhSoft3 {
    static constexpr Info info{
        .name = "tanhsoft3",
        .formula = "log(1 + exp(x) * tanh(alpha * x))",
        .slope =
            "exp(x) * (tanh(alpha * x) + alpha / cosh(alpha * x)^2) / "
            "(1 + exp(x) * tanh(alpha * x))",
        .source = "Biswas et al. 2020, arXiv:2009.03863",
        .strengths = "smooth, 0 at 0, with a small dip to the left",
        .weaknesses = "three transcendental functions",
        .initializer = "he",
        .double_from = 0,
    };
    static constexpr std::tuple trainable{
        Trainable{"alpha", 0.85, "slope at 0", positive},
    };

    // To the right x + log(exp(-x) + tanh), with tanh = 1 - 2 sigmoid(-2 alpha x).
    template <class V>
    KASANE_FN V operator()(V x, V alpha) const {
        const V t = tanh(alpha * x);
        const V c = min(x, V(1));
        const V u = fma(V(-2), sigmoid(V(-2) * alpha * x), exp(-max(x, V(0))));
        return select(x > V(0.5), x + log1p(u), log1p(exp_times(c, t)));
    }
    template <class V>
    KASANE_FN V slope(V x, V alpha) const {
        const V z = alpha * x;
        const V t = tanh(z);
        const V n = fma(alpha, tanh_slope(z), t);
        const V left = exp_times(x, n / (V(1) + exp_times(min(x, V(0)), t)));
        return select(x > V(0), n / (exp(-x) + t), left);
    }
};

/// A tent of a learned width; nothing outside.
struct Tent {
    static constexpr Info info{
        .name = "tent",
        .formula = "abs(x) < delta ? delta - abs(x) : 0",
        .slope = "abs(x) < delta ? -sign(x) : 0",
        .source = "Rozsa & Boult 2019, arXiv:1908.02435",
        .strengths = "says nothing about inputs far from what it has seen: adversarial robustness",
        .weaknesses = "no gradient outside; delta must be kept from growing by weight decay",
        .note = "the slope is 0 at 0 and at +-delta",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{
        Trainable{"delta", 1, "half width and height", positive},
    };

    template <class V>
    KASANE_FN V operator()(V x, V delta) const {
        const V a = abs(x);
        return select(a >= delta, V(0), delta - a);
    }
};

/// ReLU with a learned slope to the left, and three learned tents.
struct Melu {
    double max_input = 1;

    static constexpr Info info{
        .name = "melu",
        .aliases = {"mexican_relu"},
        .formula =
            "(x > 0 ? x : c0 * x) + c1 * max(2 * max_input - abs(x - 2 * max_input), 0) + "
            "c2 * max(max_input - abs(x - max_input), 0) + "
            "c3 * max(max_input - abs(x - 3 * max_input), 0)",
        .slope =
            "(x > 0 ? 1 : c0) + "
            "(abs(x - 2 * max_input) < 2 * max_input ? -c1 * sign(x - 2 * max_input) : 0) + "
            "(abs(x - max_input) < max_input ? -c2 * sign(x - max_input) : 0) + "
            "(abs(x - 3 * max_input) < max_input ? -c3 * sign(x - 3 * max_input) : 0)",
        .source = "Maguolo et al. 2021, arXiv:1905.02473",
        .strengths = "starts as ReLU and learns its shape in the range of the data",
        .weaknesses = "max_input must fit the scale of the input",
        .note = "k = 4; the paper also has k = 8. The slope at the ends of a tent is that outside",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<Melu>{"max_input", &Melu::max_input, positive, "unit of places and widths"},
    };
    static constexpr std::tuple trainable{
        Trainable{"c0", 0, "slope to the left"},
        Trainable{"c1", 0, "height of the tent at 2"},
        Trainable{"c2", 0, "height of the tent at 1"},
        Trainable{"c3", 0, "height of the tent at 3"},
    };

    template <class V>
    KASANE_FN V operator()(V x, V c0, V c1, V c2, V c3) const {
        const V low = fma(c1, tent(x, 2, 2), select(x > V(0), x, gate(c0, x)));
        return fma(c3, tent(x, 3, 1), fma(c2, tent(x, 1, 1), low));
    }

private:
    template <class V>
    KASANE_FN V tent(V x, double place, double width) const {
        // Measured from its ends: next to them x may be far smaller than the place.
        const V top = V(place * max_input);
        const V left = x - V((place - width) * max_input);
        const V right = V((place + width) * max_input) - x;
        const V at_top = V(width * max_input) - abs(x - top);
        const V height = select(x < top, left, select(x > top, right, at_top));
        return select(height <= V(0), V(0), height);
    }
};

/// ReLU plus a learned sine.
struct Pvlu {
    static constexpr Info info{
        .name = "pvlu",
        .aliases = {"vlu", "variational_linear_unit"},
        .formula = "(x > 0 ? x : 0) + a * sin(b * x)",
        .slope = "(x > 0 ? 1 : 0) + a * b * cos(b * x)",
        .source = "Gupta et al. 2021, arXiv:2110.12246",
        .strengths = "ReLU without a dead side: the sine keeps a gradient",
        .weaknesses = "many local minima; a kink at 0",
        .note = "the sine loses digits for |b x| > 2^16; the slope at 0 is a b",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{
        Trainable{"a", 0.1, "size of the wave"},
        Trainable{"b", 1, "frequency of the wave"},
    };

    template <class V>
    KASANE_FN V operator()(V x, V a, V b) const {
        const V line = select(x > V(0), x, V(0));
        return select(x == V(infinity), x, fma(a, sin(gate(b, x)), line));
    }
};

using RareLearned = List<CosLu, ErfAct, Pserf, PSwish, SoftRootSign, TanhSoft3, Tent, Melu, Pvlu>;

}  // namespace kasane::catalog
