#pragma once
// Rare activations that are bounded on both sides, and odd ones that grow slowly.

#include <tuple>

#include "kasane/catalog/activations/rare/pieces.hpp"
#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// The arc tangent: saturates at +-pi/2, slowly.
struct Arctan {
    static constexpr Info info{
        .name = "arctan",
        .aliases = {"atan"},
        .formula = "atan(x)",
        .slope = "1 / (1 + x^2)",
        .source = "Kunc & Klema 2024, arXiv:2402.09092, sec. 3.2.5",
        .strengths = "its slope decays like 1 / x^2 only, so saturated units recover",
        .weaknesses = "slower than tanh, and not within [-1, 1]",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return atan(x);
    }
};

/// The error function.
struct ErrorFunction {
    static constexpr Info info{
        .name = "erf",
        .formula = "erf(x)",
        .slope = "2 / sqrt(pi) * exp(-x^2)",
        .source = "Williams 1996, Computing with infinite networks, NIPS 9",
        .strengths = "expectations under a normal distribution have closed forms",
        .weaknesses = "saturates faster than tanh: no gradient beyond |x| = 4",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return erf(x);
    }
};

/// The distribution function of the standard normal.
struct Probit {
    static constexpr Info info{
        .name = "probit",
        .aliases = {"normal_cdf"},
        .formula = "Phi(x)",
        .slope = "phi(x)",
        .source = "Gomes & Ludermir 2008, Int. Conf. on Hybrid Intelligent Systems",
        .strengths = "a probability whose noise is normal; the gate of GELU",
        .weaknesses = "its gradient vanishes much faster than that of the sigmoid",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return normal_cdf(x);
    }
};

/// From 0 to 1: slow to leave 0, quick to reach 1.
struct CLogLog {
    static constexpr Info info{
        .name = "cloglog",
        .aliases = {"complementary_log_log"},
        .formula = "1 - exp(-exp(x))",
        .slope = "exp(x - exp(x))",
        .source = "Gomes & Ludermir 2008, Int. Conf. on Hybrid Intelligent Systems",
        .strengths = "probability that at least one rare event happens: an output for hazards",
        .weaknesses = "asymmetric, and its gradient is gone from x = 5 on",
        .note = "some surveys print exp(-x) inside, which is 1 - loglog",
        .double_from = 1,
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return -expm1(-exp(x));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return gompertz_times(-x, exp(x));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        return gompertz_times(-x, gate(-exp(x), expm1(x)));
    }
};

/// From 0 to 1: quick to leave 0, slow to reach 1.
struct LogLog {
    static constexpr Info info{
        .name = "loglog",
        .aliases = {"gompertz_sigmoid"},
        .formula = "exp(-exp(-x))",
        .slope = "exp(-x - exp(-x))",
        .source = "Gomes et al. 2011, Neural Computing and Applications 20",
        .strengths = "the distribution of a largest value: for skewed targets",
        .weaknesses = "asymmetric, and its gradient is gone below x = -5",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return gompertz(x);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return gompertz_times(x, exp(-x));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        return gompertz_times(x, gate(exp(-x), expm1(-x)));
    }
};

/// Two exponentials: a sigmoid whose sides have heights and widths of their own.
struct Hexpo {
    double a = 1;
    double b = 1;
    double c = 1;
    double d = 1;

    static constexpr Info info{
        .name = "hexpo",
        .formula = "x >= 0 ? -a * expm1(-x / b) : c * expm1(x / d)",
        .slope = "x >= 0 ? a / b * exp(-x / b) : c / d * exp(x / d)",
        .source = "Kong & Takatsuka 2017, IJCNN",
        .strengths = "height and decay of the gradient are set per side",
        .weaknesses = "four numbers to choose; saturates on both sides",
    };
    static constexpr std::tuple params{
        Param<Hexpo>{"a", &Hexpo::a, positive, "height to the right"},
        Param<Hexpo>{"b", &Hexpo::b, positive, "width to the right"},
        Param<Hexpo>{"c", &Hexpo::c, positive, "depth to the left"},
        Param<Hexpo>{"d", &Hexpo::d, positive, "width to the left"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x >= V(0), scaled(-a, expm1(-divided(x, b))),
                      scaled(c, expm1(divided(x, d))));
    }

private:
    template <class V>
    KASANE_FN static V divided(V x, double width) {
        return width == 1 ? x : x / V(width);
    }
};

/// tanh with a smaller slope to the left.
struct PenalizedTanh {
    double alpha = 0.25;

    static constexpr Info info{
        .name = "penalized_tanh",
        .aliases = {"ptanh"},
        .formula = "x > 0 ? tanh(x) : alpha * tanh(x)",
        .slope = "x > 0 ? 1 / cosh(x)^2 : alpha / cosh(x)^2",
        .source = "Xu et al. 2016, arXiv:1602.05980",
        .strengths = "bounded like tanh, asymmetric like leaky ReLU; steady across text tasks",
        .weaknesses = "saturates on both sides; the slope jumps at 0",
        .note = "surveys write tanh(x) / a, a = 4; the slope at 0 is alpha",
    };
    static constexpr std::tuple params{
        Param<PenalizedTanh>{"alpha", &PenalizedTanh::alpha, positive, "factor to the left"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V t = tanh(x);
        return select(x > V(0), t, scaled(alpha, t));
    }
};

/// An algebraic sigmoid: the tangent of half the angle whose tangent is a x.
struct RootSig {
    double a = 1;

    static constexpr Info info{
        .name = "rootsig",
        .formula = "a * x / (1 + sqrt(1 + (a * x)^2))",
        .slope = "a / (sqrt(1 + (a * x)^2) * (1 + sqrt(1 + (a * x)^2)))",
        .source = "Duch & Jankowski 1999, Neural Computing Surveys 2",
        .strengths = "bounded and smooth at the price of a root and a division",
        .weaknesses = "slope only a / 2 at 0; approaches +-1 slowly",
        .double_from = 0,
    };
    static constexpr std::tuple params{
        Param<RootSig>{"a", &RootSig::a, positive, "twice the slope at 0"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V z = a == 1 ? x : V(a) * x;
        const V near = z / (V(1) + root_of_one_and_square(z));
        return select(abs(z) < V(1e30), near, sign(z));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return scaled(a, unit_slope(V(a) * x));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V z = V(a) * x;
        const V q = root_of_one_and_square(z);
        const V s = unit_slope(z);
        const V u = select(abs(z) < V(1e30), z / q, sign(z));
        return gate(V(-a * a) * u * s, gate(fma(V(2), q, V(1)), s));
    }

private:
    /// 1 / (q (1 + q)) with q = sqrt(1 + z^2).
    template <class V>
    KASANE_FN static V unit_slope(V z) {
        const V d = fma(z, z, V(1));
        const V far = V(1) / (V(1) + abs(z));
        return select(abs(z) < V(1e10), V(1) / (d + sqrt(d)), far / abs(z));
    }
};

/// The logarithm of 1 + |x| with the sign of x.
struct Symlog {
    static constexpr Info info{
        .name = "symlog",
        .aliases = {"symmetric_log"},
        .formula = "x >= 0 ? log1p(x) : -log1p(-x)",
        .slope = "1 / (1 + abs(x))",
        .source = "Hafner et al. 2023, arXiv:2301.04104",
        .strengths = "tames inputs and targets of any magnitude, both signs; never saturates",
        .weaknesses = "its curvature jumps at 0",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return copysign(log1p(abs(x)), x);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return V(1) / (V(1) + abs(x));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V q = V(1) / (V(1) + abs(x));
        return gate(-sign(x), q * q);
    }
};

/// tanh of SiLU: bounded, and 0 far to the left.
struct TanhSilu {
    static constexpr Info info{
        .name = "tsilu",
        .aliases = {"tanh_silu"},
        .formula = "tanh(x * sigmoid(x))",
        .slope = "sigmoid(x) * (1 + x * sigmoid(-x)) / cosh(x * sigmoid(x))^2",
        .source = "Verma et al. 2020, as corrected by Kunc & Klema 2024, arXiv:2402.09092",
        .strengths = "bounded, smooth, with SiLU's dip",
        .weaknesses = "saturates to the right and vanishes to the left",
        .note = "the paper prints a denominator that makes no tanh; this is what it means",
        .double_from = 0,
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return tanh(sigmoid_times(x, x));
    }
    // To the right the rounding of SiLU, which is x - x sigmoid(-x), would show.
    template <class V>
    KASANE_FN V slope(V x) const {
        const V s = sigmoid_times(x, x);
        const V rounding = select(x > V(0), (x - s) - sigmoid_times(-x, x), V(0));
        const V known = select(x < V(1e4), V(-2) * rounding * tanh(s), V(0));
        const V inner = swish_slope(x);
        return tanh_slope(s) * fma(known, inner, inner);
    }
};

using RareSigmoids = List<Arctan, ErrorFunction, Probit, CLogLog, LogLog, Hexpo, PenalizedTanh,
                          RootSig, Symlog, TanhSilu>;

}  // namespace kasane::catalog
