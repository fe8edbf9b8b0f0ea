#pragma once
// Activations with parameters that are learned: arguments behind x.

#include <tuple>

#include "kasane/catalog/activations/pieces.hpp"
#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// ReLU with a slope below zero that is learned.
struct Prelu {
    static constexpr Info info{
        .name = "prelu",
        .formula = "x > 0 ? x : a * x",
        .slope = "x > 0 ? 1 : a",
        .source = "He et al. 2015, arXiv:1502.01852",
        .strengths = "finds its own leak for one number per layer",
        .weaknesses = "can overfit on little data",
        .note = "the slope at 0 is a; no weight decay on it",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{Trainable{"a", 0.25, "slope below zero"}};

    template <class V>
    KASANE_FN V operator()(V x, V a) const {
        return select(x > V(0), x, gate(a, x));
    }
};

/// ReLU moved up or down by what is learned.
struct FlexibleRelu {
    static constexpr Info info{
        .name = "flexible_relu",
        .formula = "max(x, 0) + b",
        .slope = "x > 0 ? 1 : 0",
        .source = "Qiu et al. 2018, arXiv:1706.08098",
        .strengths = "can bring the mean of a layer to zero",
        .weaknesses = "learns nothing from negative input",
        .note = "starts as ReLU; the paper starts at a negative b",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{Trainable{"b", 0.0, "value to the left"}};

    template <class V>
    KASANE_FN V operator()(V x, V b) const {
        return select(x <= V(0), V(0), x) + b;
    }
};

/// The square of the positive part, scaled and moved so that mean and variance are kept.
struct StarRelu {
    static constexpr Info info{
        .name = "star_relu",
        .formula = "s * max(x, 0)^2 + b",
        .slope = "2 * s * max(x, 0)",
        .source = "Yu et al. 2022, arXiv:2210.13452",
        .strengths = "squared ReLU without the shift of the distribution it causes",
        .weaknesses = "grows with the square; learns nothing from negative input but b",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{Trainable{"s", 0.8944, "scale"},
                                          Trainable{"b", -0.4472, "value to the left"}};

    template <class V>
    KASANE_FN V operator()(V x, V s, V b) const {
        const V p = gate(s, x);
        const V rest = select(abs(x) < V(1e10), fma(s, x, -p) * x, V(0));
        return select(x <= V(0), b, gate_add(p, x, b) + rest);
    }
};

/// A smooth maximum of x and p2 x.
struct Aconb {
    static constexpr Info info{
        .name = "aconb",
        .formula = "(1 - p2) * x * sigmoid(beta * (1 - p2) * x) + p2 * x",
        .slope =
            "(1 - p2) * (sigmoid(beta * (1 - p2) * x) + beta * (1 - p2) * x * "
            "sigmoid(beta * (1 - p2) * x) * sigmoid(-beta * (1 - p2) * x)) + p2",
        .source = "Ma et al. 2020, arXiv:2009.04759",
        .strengths = "goes from a straight line to leaky ReLU as beta grows",
        .weaknesses = "an exponential per element for what is often close to leaky ReLU",
        .note = "p1 is fixed at 1, as published",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{Trainable{"p2", 0.25, "slope to the left"},
                                          Trainable{"beta", 1.0, "sharpness of the bend"}};

    template <class V>
    KASANE_FN V operator()(V x, V p2, V beta) const {
        return smooth_maximum(x, V(1), p2, beta);
    }

    /// x (p1 sigmoid(z) + p2 sigmoid(-z)) with z = beta (p1 - p2) x, as the line that wins and the
    /// way to it: neither this nor its derivatives cancel.
    template <class V>
    KASANE_FN static V smooth_maximum(V x, V p1, V p2, V beta) {
        const V way = gate(p1 - p2, x);
        const V z = gate(beta, way);
        const auto first = z >= V(0);
        const V rest = sigmoid_times(select(first, -z, z), select(first, -way, way));
        return gate_add(select(first, p1, p2), x, rest);
    }
};

/// A smooth maximum of p1 x and p2 x: activate or not.
struct Aconc {
    static constexpr Info info{
        .name = "aconc",
        .aliases = {"acon"},
        .formula = "(p1 - p2) * x * sigmoid(beta * (p1 - p2) * x) + p2 * x",
        .slope =
            "(p1 - p2) * (sigmoid(beta * (p1 - p2) * x) + beta * (p1 - p2) * x * "
            "sigmoid(beta * (p1 - p2) * x) * sigmoid(-beta * (p1 - p2) * x)) + p2",
        .source = "Ma et al. 2020, arXiv:2009.04759",
        .strengths = "learns both slopes and how sharply to switch between them",
        .weaknesses = "three parameters; an exponential per element",
        .note = "starts at p1 = 1, p2 = 0.25 as in the documents; the paper draws both at random",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{Trainable{"p1", 1.0, "slope to the right"},
                                          Trainable{"p2", 0.25, "slope to the left"},
                                          Trainable{"beta", 1.0, "sharpness of the bend"}};

    template <class V>
    KASANE_FN V operator()(V x, V p1, V p2, V beta) const {
        return Aconb::smooth_maximum(x, p1, p2, beta);
    }
};

/// x with a squared sine on top: for what repeats.
struct Snake {
    static constexpr Info info{
        .name = "snake",
        .formula = "x + sin(alpha * x)^2 / alpha",
        .slope = "1 + sin(2 * alpha * x)",
        .source = "Ziyin et al. 2020, arXiv:2006.08195",
        .strengths = "extrapolates periodic signals; never falls",
        .weaknesses = "its slope is 0 once per period; arguments up to 2^16",
        .note = "alpha from 0.2 for slow signals to 50 for fast ones",
        .initializer = "he",
        .double_from = 1,
    };
    static constexpr std::tuple trainable{Trainable{"alpha", 1.0, "frequency", positive}};

    // sin^2 where it is small against x, (1 - cos) / 2 where the two nearly cancel.
    template <class V>
    KASANE_FN V operator()(V x, V alpha) const {
        const V u = alpha * x;
        const V s = sin(u);
        const V half = V(0.5) / alpha;
        const V by_cos = fma(-half, cos(u + u), x + half);
        const V by_sin = fma(s / alpha, s, x);
        const V y = select((u < V(-0.5)) & (u > V(-2)), by_cos, by_sin);
        return select(abs(x) < V(infinity), y, x);
    }
    // 1 + sin(2 u) = (sin(u) + cos(u))^2
    template <class V>
    KASANE_FN V slope(V x, V alpha) const {
        const V u = alpha * x;
        const V s = sin(u + u);
        return select(s > V(-0.5), V(1) + s, square(sin(u) + cos(u)));
    }
};

/// A parabola to the right, an integrated ELU to the left.
struct Xielu {
    double beta = 0.5;

    static constexpr Info info{
        .name = "xielu",
        .formula =
            "x > 0 ? softplus(p) * x^2 + beta * x : (beta + softplus(n)) * (expm1(x) - x) + "
            "beta * x",
        .slope = "x > 0 ? 2 * softplus(p) * x + beta : (beta + softplus(n)) * expm1(x) + beta",
        .source = "Huang & Schlag 2024, arXiv:2411.13010",
        .strengths = "smooth, with slopes that are learned for each layer; good in language models",
        .weaknesses = "grows with the square to the right, so large inputs explode",
        .note = "p and n start where both factors are 0.8",
        .initializer = "he",
        .double_from = 0,
    };
    static constexpr std::tuple params{
        Param<Xielu>{"beta", &Xielu::beta, positive, "slope at 0"},
    };
    static constexpr std::tuple trainable{
        Trainable{"p", 0.20338232081102456, "strength to the right, before softplus"},
        Trainable{"n", -1.0502256128148466, "strength to the left, before softplus"}};

    template <class V>
    KASANE_FN V operator()(V x, V p, V n) const {
        const V strength = softplus(n);
        const V right = x * fma(softplus(p), x, V(beta));
        const V bend = (V(beta) + strength) * expm1_less_identity(max(x, V(-0.5)));
        const V far = fma(-strength, x, (V(beta) + strength) * expm1(x));
        const V left = select(x < V(-0.5), far, fma(V(beta), x, bend));
        return select(x > V(0), right, left);
    }
    template <class V>
    KASANE_FN V slope(V x, V p, V n) const {
        const V left = fma(V(beta) + softplus(n), expm1(x), V(beta));
        return select(x > V(0), fma(V(2) * softplus(p), x, V(beta)), left);
    }

    /// exp(x) - 1 - x for -0.5 <= x <= 0.
    template <class V>
    KASANE_FN static V expm1_less_identity(V x) {
        return x * x *
               series(x, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320,
                      1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600,
                      1.0 / 6227020800, 1.0 / 87178291200);
    }
};

/// Three straight lines whose bends and slopes are learned.
struct Srelu {
    static constexpr Info info{
        .name = "srelu",
        .formula = "x >= tr ? tr + ar * (x - tr) : x <= tl ? tl + al * (x - tl) : x",
        .slope = "x >= tr ? ar : x <= tl ? al : 1",
        .source = "Jin et al. 2015, arXiv:1512.07030",
        .strengths = "learns convex and concave shapes, S-shaped ones too",
        .weaknesses = "four parameters, and a start that matters",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{
        Trainable{"tl", 0.0, "left bend"}, Trainable{"al", 0.2, "slope left of it"},
        Trainable{"tr", 1.0, "right bend"}, Trainable{"ar", 1.0, "slope right of it"}};

    template <class V>
    KASANE_FN V operator()(V x, V tl, V al, V tr, V ar) const {
        const V right = gate_add(ar, x, fma(-ar, tr, tr));
        const V left = gate_add(al, x, fma(-al, tl, tl));
        return select(x >= tr, right, select(x <= tl, left, x));
    }
};

/// From a logarithm through the identity to an exponential, as alpha goes from -1 to 1.
struct SoftExponential {
    static constexpr Info info{
        .name = "soft_exponential",
        .formula =
            "alpha < 0 ? -log1p(-alpha * (x + alpha)) / alpha : alpha > 0 ? "
            "expm1(alpha * x) / alpha + alpha : x",
        .slope = "alpha < 0 ? 1 / (1 - alpha * (alpha + x)) : exp(alpha * x)",
        .source = "Godfrey & Gashler 2016, arXiv:1602.01321",
        .strengths = "a layer can learn to add, to multiply or to take powers",
        .weaknesses =
            "no number where alpha < 0 and alpha (x + alpha) >= 1; explodes for alpha > 0",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{Trainable{"alpha", 0.0, "-1 logarithm, 1 exponential"}};

    // At alpha = 0 the line x + alpha (1 + x^2 / 2) touches both sides.
    template <class V>
    KASANE_FN V operator()(V x, V alpha) const {
        const V left = -(log1p(-(alpha * (x + alpha))) / alpha);
        const V right = expm1(alpha * x) / alpha + alpha;
        const V middle = gate_add(alpha, fma(V(0.5) * x, x, V(1)), x);
        return select(alpha < V(0), left, select(alpha > V(0), right, middle));
    }
};

/// ReLU with both slopes learned, through functions that keep them in bounds.
struct Arelu {
    static constexpr Info info{
        .name = "arelu",
        .formula = "x > 0 ? (1 + sigmoid(b)) * x : clip(a, 0.01, 0.99) * x",
        .slope = "x > 0 ? 1 + sigmoid(b) : clip(a, 0.01, 0.99)",
        .source = "Chen & Xu 2020, arXiv:2006.13858",
        .strengths =
            "amplifies what is positive, so training starts fast, small learning rates too",
        .weaknesses = "the slope to the right is above 1: deep plain stacks grow",
        .note = "the slope at 0 is the left one",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{Trainable{"a", 0.9, "slope to the left"},
                                          Trainable{"b", 2.0, "slope to the right, as a logit"}};

    template <class V>
    KASANE_FN V operator()(V x, V a, V b) const {
        const V left = select(a < V(0.01), V(0.01), select(a > V(0.99), V(0.99), a));
        return x * select(x > V(0), V(1) + sigmoid(b), left);
    }
};

/// tanh with a learned steepness, size and shift, in place of a normalisation layer.
struct DynamicTanh {
    static constexpr Info info{
        .name = "dynamic_tanh",
        .aliases = {"dyt"},
        .formula = "gamma * tanh(alpha * x) + beta",
        .slope = "gamma * alpha / cosh(alpha * x)^2",
        .source = "Zhu et al. 2025, arXiv:2503.10622",
        .strengths = "does the work of a layer norm without any mean or variance",
        .weaknesses = "sensitive to the start of alpha in wide networks",
        .note = "one gamma and one beta per layer here, one per channel in the paper",
    };
    static constexpr std::tuple trainable{Trainable{"alpha", 0.5, "steepness"},
                                          Trainable{"gamma", 1.0, "size"},
                                          Trainable{"beta", 0.0, "shift"}};

    template <class V>
    KASANE_FN V operator()(V x, V alpha, V gamma, V beta) const {
        return gate_add(gamma, tanh(gate(alpha, x)), beta);
    }
};

/// Swish of x with a sine on top.
struct Sinlu {
    static constexpr Info info{
        .name = "sinlu",
        .formula = "(x + a * sin(b * x)) * sigmoid(x)",
        .slope =
            "(1 + a * b * cos(b * x)) * sigmoid(x) + (x + a * sin(b * x)) * sigmoid(x) * "
            "sigmoid(-x)",
        .source = "Paul et al. 2022, Mathematics 10(3)",
        .strengths = "swish that can wiggle: fits waves with few units",
        .weaknesses = "not monotonic on either side; arguments up to 2^16",
        .initializer = "he",
        .double_from = 0,
    };
    static constexpr std::tuple trainable{Trainable{"a", 1.0, "height of the wave"},
                                          Trainable{"b", 1.0, "frequency of the wave"}};

    template <class V>
    KASANE_FN V operator()(V x, V a, V b) const {
        const V waved = gate_add(a, sin(b * x), x);
        return sigmoid_times(x, select(abs(x) < V(infinity), waved, x));
    }
};

/// tanh of a line and an exponential, times a softplus: the family of TanhSoft.
struct Tanhsoft {
    static constexpr Info info{
        .name = "tanhsoft",
        .formula = "tanh(alpha * x + beta * exp(gamma * x)) * log(delta + exp(x))",
        .slope =
            "(alpha + beta * gamma * exp(gamma * x)) / cosh(alpha * x + beta * exp(gamma * "
            "x))^2 * log(delta + exp(x)) + tanh(alpha * x + beta * exp(gamma * x)) * exp(x) / "
            "(delta + exp(x))",
        .source = "Biswas et al. 2020, arXiv:2009.03863",
        .strengths = "one family from ReLU to tanhexp, learned",
        .weaknesses = "four parameters and four transcendental functions",
        .note = "starts as tanhsoft1",
        .initializer = "he",
        .double_from = 0,
    };
    static constexpr std::tuple trainable{
        Trainable{"alpha", 0.87, "straight part of the gate"},
        Trainable{"beta", 0.0, "exponential part of the gate", non_negative},
        Trainable{"gamma", 1.0, "its steepness", positive},
        Trainable{"delta", 1.0, "1 softplus, 0 the identity", from_zero_to_one}};

    // log(delta + e^x) with the larger of the two taken out.
    template <class V>
    KASANE_FN V operator()(V x, V alpha, V beta, V gamma, V delta) const {
        const V right = x + log1p(gate(delta, exp(-x)));
        const V left = log(delta) + log1p(exp(x) / delta);
        const V grown = select(exp(x) >= delta, right, left);
        const V inside = gate_add(alpha, x, gate(beta, exp(gate(gamma, x))));
        return gate(tanh(inside), grown);
    }
};

using LearnedActivations = List<Prelu, FlexibleRelu, StarRelu, Aconb, Aconc, Snake, Xielu, Srelu,
                                SoftExponential, Arelu, DynamicTanh, Sinlu, Tanhsoft>;

}  // namespace kasane::catalog
