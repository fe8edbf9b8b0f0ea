#pragma once
// Activations that weigh x by a gate made of x.
//
// Where a gate vanishes, x goes into the word as a factor: the product keeps the digits that the
// gate alone would have lost, and an infinite x does not turn 0 into NaN.

#include <tuple>

#include "kasane/catalog/activations/pieces.hpp"
#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// x weighed by its own sigmoid; beta says how sharply, and can be learned.
struct Swish {
    static constexpr Info info{
        .name = "swish",
        .aliases = {"silu", "swish_beta", "swish_1", "acona", "sil"},
        .formula = "x / (1 + exp(-beta * x))",
        .slope = "sigmoid(beta * x) * (1 + beta * x * sigmoid(-beta * x))",
        .source =
            "Ramachandran et al. 2017, arXiv:1710.05941; Elfwing et al. 2017, arXiv:1702.03118",
        .strengths = "smooth and never flat; better than ReLU in deep networks",
        .weaknesses = "an exponential per element; not monotonic",
        .note = "ACON-A is swish with a learned beta, Ma et al. 2020, arXiv:2009.04759",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{Trainable{"beta", 1.0, "sharpness of the gate"}};
    // With beta = 0 this is x / 2, also at infinity.
    template <class V>
    KASANE_FN V operator()(V x, V beta) const {
        return sigmoid_times(gate(beta, x), x);
    }
    template <class V>
    KASANE_FN V slope(V x, V beta) const {
        return swish_slope(gate(beta, x));
    }
};

/// Swish times a constant.
struct ESwish {
    double beta = 1.25;

    static constexpr Info info{
        .name = "e_swish",
        .formula = "beta * x / (1 + exp(-x))",
        .slope = "beta * sigmoid(x) * (1 + x * sigmoid(-x))",
        .source = "Alcaide 2018, arXiv:1801.07145",
        .strengths = "steeper than swish, which helps very deep networks a little",
        .weaknesses = "the factor is one more choice, and layers grow by it",
        .note = "the paper recommends factors from 1.25 to 1.75",
        .initializer = "he",
        .double_from = 0,
    };
    static constexpr std::tuple params{
        Param<ESwish>{"beta", &ESwish::beta, positive, "factor"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return sigmoid_times(x, scaled(beta, x));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return scaled(beta, swish_slope(x));
    }
};

/// Swish to the right, moved down by a threshold; flat to the left.
struct Ftswish {
    double t = -0.2;

    static constexpr Info info{
        .name = "ftswish",
        .aliases = {"flatten_t_swish"},
        .formula = "x >= 0 ? x * sigmoid(x) + t : t",
        .slope = "x >= 0 ? sigmoid(x) * (1 + x * sigmoid(-x)) : 0",
        .source = "Chieng et al. 2018, arXiv:1812.06247",
        .strengths = "sparse slopes like ReLU with a mean nearer to zero",
        .weaknesses = "learns nothing from negative input; the slope jumps at 0",
        .note = "the slope at 0 is 1/2",
        .initializer = "he",
        .double_from = 0,
    };
    static constexpr std::tuple params{
        Param<Ftswish>{"t", &Ftswish::t, finite, "value to the left", {"threshold"}},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V at_zero = V(0.5) * x;
        return select(x > V(0), sigmoid_times(x, x), select(x < V(0), V(0), at_zero)) + V(t);
    }
};

/// x weighed by the sigmoid of 1.702 x: the cheap approximation of GELU.
struct QuickGelu {
    static constexpr Info info{
        .name = "quick_gelu",
        .aliases = {"gelu_fast_approx", "gelu_quick"},
        .formula = "x * sigmoid(1.702 * x)",
        .slope = "sigmoid(1.702 * x) * (1 + 1.702 * x * sigmoid(-1.702 * x))",
        .source = "Hendrycks & Gimpel 2016, arXiv:1606.08415",
        .strengths = "GELU for the price of swish",
        .weaknesses = "up to 0.02 off GELU: weights trained with one do not fit the other exactly",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return sigmoid_times(exponent(x), x);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const auto z = exponent(x);
        const V y = swish_slope(z.value);
        // The rest moves the slope by the curvature of swish: a polynomial from -2.7 to 0, left of
        // it about y (z + 2.4) / (z + 1.43); to the right the rest is too small to count.
        const V middle =
            series(z.value, 0.49998787, -0.021546884, -0.3535035, -0.15341094, -0.019204071);
        const V left = y * ((z.value + V(2.4)) / (z.value + V(1.43)));
        const V curvature = select(z.value < V(-2.6), left, middle);
        return select(z.value < V(0), fma(z.rest, curvature, y), y);
    }

    template <class V>
    KASANE_FN static Product<V> exponent(V x) {
        const V c = max(min(x, V(2000)), V(-2000));
        return product_pair(Parts{0x1.b3b646p+0, -2.193450927734375e-08}, c);
    }
};

/// x weighed by the probability that a normal variable is below it.
struct Gelu {
    static constexpr Info info{
        .name = "gelu",
        .aliases = {"gelu_erf", "gelu_exact"},
        .choices = {Choice{"approximate=none", "gelu"}, Choice{"approximate=tanh", "gelu_tanh"}},
        .formula = "x * Phi(x)",
        .slope = "Phi(x) + x * phi(x)",
        .source = "Hendrycks & Gimpel 2016, arXiv:1606.08415",
        .strengths = "smooth; the standard of transformers",
        .weaknesses = "the normal distribution is dearer than an exponential; not monotonic",
        .note = "approximate=tanh is gelu_tanh",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return normal_cdf_times(x, x);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return gelu_slope(x);
    }
};

/// GELU with the normal distribution approximated by tanh.
struct GeluTanh {
    static constexpr Info info{
        .name = "gelu_tanh",
        .aliases = {"gelu_new", "gelu_pytorch_tanh", "gelu_approx"},
        .formula = "x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))",
        .slope =
            "(1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2 + x / 2 * sqrt(2 / pi) * "
            "(1 + 0.134145 * x^2) / cosh(sqrt(2 / pi) * (x + 0.044715 * x^3))^2",
        .source = "Hendrycks & Gimpel 2016, arXiv:1606.08415",
        .strengths = "what GPT-2 and BERT were trained with; one exponential",
        .weaknesses = "differs from gelu by up to 0.0005",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return gelu_tanh(x);
    }
};

/// x weighed by the error function of its softplus.
struct Serf {
    static constexpr Info info{
        .name = "serf",
        .formula = "x * erf(softplus(x))",
        .slope = "erf(softplus(x)) + x * sigmoid(x) * 2 / sqrt(pi) * exp(-softplus(x)^2)",
        .source = "Nag et al. 2021, arXiv:2108.09598",
        .strengths = "like mish, with a slightly steeper middle",
        .weaknesses = "three transcendental functions per element",
        .initializer = "he",
        .double_from = 0,
    };

    // To the far left softplus(x) is e^x and erf(e^x) is 2/sqrt(pi) e^x.
    template <class V>
    KASANE_FN V operator()(V x) const {
        const V far = exp_times(x, scaled(1.1283791670955126, x));
        return select(x < V(-38), far, x * erf(softplus(x)));
    }
};

/// x weighed by log(1 + sigmoid(x)).
struct Logish {
    static constexpr Info info{
        .name = "logish",
        .formula = "x * log1p(sigmoid(x))",
        .slope = "log1p(sigmoid(x)) + x * sigmoid(x) * sigmoid(-x) / (1 + sigmoid(x))",
        .source = "Zhu et al. 2021, Neurocomputing 458",
        .strengths = "smooth, with a slope below 0.7 that damps large inputs",
        .weaknesses = "two transcendental functions per element",
        .initializer = "he",
        .double_from = 0,
    };

    // Where the sigmoid is small, it is its own log1p.
    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x < V(-38), sigmoid_times(x, x), x * log1p(sigmoid(x)));
    }
};

/// x weighed by the Gompertz curve.
struct Golu {
    static constexpr Info info{
        .name = "golu",
        .formula = "x * exp(-exp(-x))",
        .slope = "exp(-exp(-x)) * (1 + x * exp(-x))",
        .source = "Das et al. 2025, arXiv:2502.03654",
        .strengths = "less slope at 0 than GELU, so less noise passes; lopsided gate",
        .weaknesses = "two exponentials; 0 very soon to the left",
        .initializer = "he",
        .double_from = 1,
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return gompertz_times(max(x, V(-20)), x);  // where it is 0 anyway
    }
};

/// Swish to the right, a gated exponential to the left.
struct Elish {
    static constexpr Info info{
        .name = "elish",
        .formula = "x >= 0 ? x * sigmoid(x) : expm1(x) * sigmoid(x)",
        .slope =
            "x >= 0 ? sigmoid(x) * (1 + x * sigmoid(-x)) : sigmoid(x) * (exp(x) + expm1(x) * "
            "sigmoid(-x))",
        .source = "Basirat & Roth 2018, arXiv:1808.00783",
        .strengths = "found by a search: swish with a shallower negative bay",
        .weaknesses = "two exponentials to the left; not monotonic",
        .initializer = "he",
        .double_from = 0,
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return sigmoid_times(x, select(x >= V(0), x, expm1(x)));
    }
};

/// ELiSH with a hard sigmoid as its gate.
struct HardElish {
    static constexpr Info info{
        .name = "hard_elish",
        .formula = "(x >= 0 ? x : expm1(x)) * clip((x + 1) / 2, 0, 1)",
        .slope =
            "x <= -1 ? 0 : x >= 1 ? 1 : x >= 0 ? x + 0.5 : exp(x) * (x + 1) / 2 + expm1(x) / 2",
        .source = "Basirat & Roth 2018, arXiv:1808.00783",
        .strengths = "exactly 0 to the far left and x to the far right",
        .weaknesses = "dead below -1; its slope jumps at 1",
        .note = "slope 0 at -1 and 1 at 1",
        .initializer = "he",
        .double_from = 0,
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V middle = select(x >= V(0), x, expm1(x)) * fma(V(0.5), x, V(0.5));
        return select(x <= V(-1), V(0), select(x >= V(1), x, middle));
    }
};

using SelfGatedActivations =
    List<Swish, ESwish, Ftswish, QuickGelu, Gelu, GeluTanh, Serf, Logish, Golu, Elish, HardElish>;

}  // namespace kasane::catalog
