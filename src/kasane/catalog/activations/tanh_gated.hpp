#pragma once
// Activations that weigh x by a gate made with tanh.
//
// Where a gate vanishes, x goes into the word as a factor; see self_gated.hpp.

#include <tuple>

#include "kasane/catalog/activations/pieces.hpp"
#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// Smooth and non-monotonic; keeps a little of every negative input.
struct Mish {
    static constexpr Info info{
        .name = "mish",
        .formula = "x * tanh(log(1 + exp(x)))",
        .slope = "tanh(softplus(x)) + x * sigmoid(x) / cosh(softplus(x))^2",
        .source = "Misra 2019, arXiv:1908.08681",
        .strengths = "smooth and never flat; often a little better than swish",
        .weaknesses = "dearer than swish; not monotonic",
        .initializer = "he",
    };
    // One word for x * tanh(softplus(x)): the factor goes in before the last scaling, which keeps
    // the digits of the far left tail.
    template <class V>
    KASANE_FN V operator()(V x) const {
        return tanh_softplus_times(x, x);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return mish_slope(x);
    }
};

/// x weighed by tanh(exp(x)).
struct Tanhexp {
    static constexpr Info info{
        .name = "tanhexp",
        .aliases = {"telu"},
        .formula = "x * tanh(exp(x))",
        .slope = "tanh(exp(x)) + x * exp(x) / cosh(exp(x))^2",
        .source = "Liu & Di 2020, arXiv:2003.09855; Fernandez & Mali 2024, arXiv:2412.20269",
        .strengths = "nearly the identity to the right: quick to converge",
        .weaknesses = "its curvature near 0 is large; not monotonic",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return tanhexp(x);
    }
};

/// x weighed by tanh of its GELU; positive on both sides.
struct Phish {
    static constexpr Info info{
        .name = "phish",
        .formula = "x * tanh(x * Phi(x))",
        .slope = "tanh(x * Phi(x)) + x * (Phi(x) + x * phi(x)) / cosh(x * Phi(x))^2",
        .source = "Naveen 2022, TechRxiv 17283824",
        .strengths = "smooth, flat at 0 to the second order, small to the left",
        .weaknesses = "two costly functions; slope 0 at 0, where most inputs are",
        .initializer = "he",
        .double_from = 0,
    };

    // To the far left the GELU is so small that it is its own tanh.
    template <class V>
    KASANE_FN V operator()(V x) const {
        const V c = max(x, V(-100));
        return select(x < V(-7), normal_cdf_times(c, c * c), x * tanh(normal_cdf_times(x, x)));
    }
};

/// x weighed by tanh(log(1 + sigmoid(x))).
struct Smish {
    static constexpr Info info{
        .name = "smish",
        .formula = "x * tanh(log1p(sigmoid(x)))",
        .slope =
            "tanh(log1p(sigmoid(x))) + x * sigmoid(x) * sigmoid(-x) / (1 + sigmoid(x)) / "
            "cosh(log1p(sigmoid(x)))^2",
        .source = "Wang et al. 2022, Electronics 11(4)",
        .strengths = "smooth, with a slope of 0.6 to the right that damps large inputs",
        .weaknesses = "dear for what it adds to swish",
        .initializer = "he",
        .double_from = 0,
    };

    // tanh(log(1 + s)) = s (2 + s) / (2 + s (2 + s)) = s (1 - s (1 + s) / (2 + s (2 + s))).
    template <class V>
    KASANE_FN V operator()(V x) const {
        const V s = sigmoid(x);
        const V less = fma(s, s, s) / fma(s, s + V(2), V(2));
        return sigmoid_times(x, select(abs(x) < V(infinity), fma(-x, less, x), V(0.6) * x));
    }
};

/// x weighed by tanh(x): even and positive.
struct Lisht {
    static constexpr Info info{
        .name = "lisht",
        .formula = "x * tanh(x)",
        .slope = "tanh(x) + x / cosh(x)^2",
        .source = "Roy et al. 2019, arXiv:1901.05894",
        .strengths = "never flat far from zero: no dying units",
        .weaknesses = "forgets the sign; slope 0 at 0",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return x * tanh(x);
    }
};

/// The softplus weighed by tanh(alpha x).
struct Tanhsoft1 {
    double alpha = 0.87;

    static constexpr Info info{
        .name = "tanhsoft1",
        .formula = "tanh(alpha * x) * softplus(x)",
        .slope = "alpha / cosh(alpha * x)^2 * softplus(x) + tanh(alpha * x) * sigmoid(x)",
        .source = "Biswas et al. 2020, arXiv:2009.03863",
        .strengths = "close to ReLU, smooth, with a small negative bay",
        .weaknesses = "two transcendental functions; not monotonic",
        .initializer = "he",
        .double_from = 0,
    };
    static constexpr std::tuple params{
        Param<Tanhsoft1>{"alpha", &Tanhsoft1::alpha, positive, "sharpness of the gate"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return tanh(scaled(alpha, x)) * softplus(x);
    }
};

/// x weighed by tanh of an exponential: a family around tanhexp.
struct Tanhsoft2 {
    double beta = 0.6;
    double gamma = 1;

    static constexpr Info info{
        .name = "tanhsoft2",
        .formula = "x * tanh(beta * exp(gamma * x))",
        .slope =
            "tanh(beta * exp(gamma * x)) + x * beta * gamma * exp(gamma * x) / "
            "cosh(beta * exp(gamma * x))^2",
        .source = "Biswas et al. 2020, arXiv:2009.03863",
        .strengths = "close to ReLU, smooth, with a small negative bay",
        .weaknesses = "two transcendental functions; not monotonic",
        .note = "tanhexp is beta = gamma = 1",
        .initializer = "he",
        .double_from = 0,
    };
    static constexpr std::tuple params{
        Param<Tanhsoft2>{"beta", &Tanhsoft2::beta, positive, "gate at 0, before tanh"},
        Param<Tanhsoft2>{"gamma", &Tanhsoft2::gamma, positive, "sharpness of the gate"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V z = gamma == 1 ? x : scaled(gamma, x);
        const V e = scaled(beta, exp(z));
        return select(e < V(1e-9), exp_times(z, scaled(beta, x)), x * tanh(e));
    }
};

using TanhGatedActivations = List<Mish, Tanhexp, Phish, Smish, Lisht, Tanhsoft1, Tanhsoft2>;

}  // namespace kasane::catalog
