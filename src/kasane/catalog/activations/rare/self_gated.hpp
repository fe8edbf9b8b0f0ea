#pragma once
// Rare activations of the form x times a gate of x.

#include <tuple>

#include "kasane/catalog/activations/rare/pieces.hpp"
#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// x over 1 - x exp(-x - exp(x)): nearly x to the right, exp(x) to the left.
struct Colu {
    static constexpr Info info{
        .name = "colu",
        .aliases = {"collapsing_linear_unit"},
        .formula = "x / (1 - x * exp(-(x + exp(x))))",
        .slope = "(1 - x^2 * (1 + exp(x)) * exp(-(x + exp(x)))) / "
                 "(1 - x * exp(-(x + exp(x))))^2",
        .source = "Vagerwal 2021, arXiv:2112.12078",
        .strengths = "smooth and not monotonic, like Mish; close to x already for small x > 0",
        .weaknesses = "two exponentials and a division",
        .initializer = "he",
    };

    // Left of -1 multiplied by exp(x): the denominator overflows there.
    template <class V>
    KASANE_FN V operator()(V x) const {
        const V e = exp(x);
        const V near = x / (V(1) - exp_times(-(x + e), x));
        const V far = exp_times(x, x / fma(-x, expm1(-e), e - x));
        return select(x > V(-1), near, keep_nan(x, select(x < V(-1e4), V(0), far)));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const V e = exp(x);
        const V near = V(1) - exp_times(-(x + e), x);
        const V lost = exp_times(-(x + e), gate(x * x, V(1) + e));
        const V g = fma(-x, expm1(-e), e - x);  // exp(-e) (exp(e) e - x)
        const V h = exp(-e);
        const V left = exp_times(x, fma(-x * x, (V(1) + e) * h, e) / (g * g));
        return select(x > V(-1), (V(1) - lost) / (near * near),
                      keep_nan(x, select(x < V(-1e4), V(0), left)));
    }
    // Right of 10 it is 0 in double, too.
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V c = min(x, V(10));
        const V e = exp(c);
        const V u = V(1) + e;
        const V a = c * fma(c, fma(e, u, V(1)), V(-2) * u);
        const V b = fma(c, u, V(-1));
        const V decay = exp_times(-(c + e), V(1));
        const V d = fma(-c, decay, V(1));
        const V n = fma(-c * c * u, decay, V(1));
        const V near = exp_times(-(c + e), fma(a, d, V(-2) * n * b) / (d * d * d));
        const V grown = exp(e);
        const V g = e * grown;
        const V w = g - c;
        const V inner = fma(a, w, V(-2) * b * fma(-c * c, u, g)) / (w * w * w);
        const V far = exp_times(c, grown * inner);
        return select(x > V(-1), near, keep_nan(x, select(x < V(-1e4), V(0), far)));
    }
};

/// The slope of SiLU, as an activation.
struct DSilu {
    static constexpr Info info{
        .name = "dsilu",
        .formula = "sigmoid(x) * (1 + x * sigmoid(-x))",
        .slope = "sigmoid(x) * sigmoid(-x) * (2 + x * (sigmoid(-x) - sigmoid(x)))",
        .source = "Elfwing et al. 2017, arXiv:1702.03118",
        .strengths = "a steeper sigmoid that overshoots: good in value networks",
        .weaknesses = "not monotonic, and bounded: saturates like a sigmoid",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return sigmoid_times_slope(x, x, V(1));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const V t = tanh(V(0.5) * x);
        return bell_times(x, V(2) - gate(x, t));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V t = tanh(V(0.5) * x);
        return bell_times(x, fma(V(0.5) * x, fma(V(3) * t, t, V(-1)), V(-3) * t));
    }

private:
    /// y sigmoid(x) sigmoid(-x).
    template <class V>
    KASANE_FN static V bell_times(V x, V y) {
        const V a = abs(x);
        return sigmoid_times(-a, y * sigmoid(a));
    }
};

/// x log(2 - exp(-exp(x))).
struct Gish {
    static constexpr Info info{
        .name = "gish",
        .formula = "x * log(2 - exp(-exp(x)))",
        .slope = "log(2 - exp(-exp(x))) + x * exp(x - exp(x)) / (2 - exp(-exp(x)))",
        .source = "Kaytan et al. 2023, Neural Computing and Applications 35",
        .strengths = "smooth and not monotonic; a small dip",
        .weaknesses = "three transcendental functions; grows like log(2) x only",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V e = exp(x);
        // ln 2 in two parts; the high one fits a float.
        const V rest = log1p(V(-0.5) * exp(-e)) + V(-0x1.05c610ca86c39p-29);
        const V right = gate(x, V(0x1.62e430p-1) + rest);
        const V middle = gate(x, log1p(-expm1(-e)));
        return select(x < V(-40), exp_times(x, x), select(x > V(0.5), right, middle));
    }
};

/// x sech(x): odd, 0 far away on both sides.
struct ReSech {
    static constexpr Info info{
        .name = "resech",
        .aliases = {"rectified_sech", "rehsec"},
        .formula = "x / cosh(x)",
        .slope = "(1 - x * tanh(x)) / cosh(x)",
        .source = "Njikam & Zhao 2016, Applied Intelligence 45",
        .strengths = "local and odd, slope 1 at 0: like a basis function",
        .weaknesses = "vanishes, and its gradient too, for large inputs of either sign",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return sech_times(x, x);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return sech_times(x, fma(-x, tanh(x), V(1)));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V s = tanh_slope(x);
        return sech_times(x, fma(x, fma(V(-2), s, V(1)), V(-2) * tanh(x)));
    }

private:
    template <class V>
    KASANE_FN static V sech_times(V x, V y) {
        const V a = abs(x);
        const V e = exp(V(-2) * a);
        const V d = V(1) + e;
        const V q = y / d;
        const V missing = (V(1) - d) + e;
        return exp_times(-a, V(2) * select(abs(q) < V(1e30), fma(-q, missing / d, q), q));
    }
};

/// x gated by an algebraic sigmoid of slope k at 0.
struct Swim {
    double k = 0.5;

    static constexpr Info info{
        .name = "swim",
        .presets = {Preset{"pflu", "k=1"}},
        .formula = "x / 2 * (1 + k * x / sqrt(1 + x^2))",
        .slope = "(1 + k * x * (2 + x^2) / (1 + x^2)^(3 / 2)) / 2",
        .source = "Abdool & Dear 2023, arXiv:2303.02640",
        .strengths = "the shape of Swish from a square root: fast and infinitely smooth",
        .weaknesses = "its tail to the left decays slowly, or grows for k < 1",
        .note = "k = 1 is PFLU of Zhu et al. 2021, Neurocomputing 429",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<Swim>{"k", &Swim::k, from_zero_to_one, "how far the gate closes", {"a"}},
    };

    // On the left 1 - |x| / q is 1 / (q (q + |x|)), q = sqrt(1 + x^2).
    template <class V>
    KASANE_FN V operator()(V x) const {
        const V q = rare::root_of_one_and_square(x);
        const V r = ratio(x, q);
        const V left = gate(V(0.5 - 0.5 * k), x) + rare::scaled(0.5 * k, r / (q + abs(x)));
        const V right = x * fma(V(0.5 * k), r, V(0.5));
        return select(x < V(-0.25), left, right);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const V a = abs(x);
        const V d = fma(x, x, V(1));
        const V q = rare::root_of_one_and_square(x);
        const V r = ratio(x, q);
        const V p = select(a < V(1e10), V(1) / d, V(1) / x / x);
        const V gap = select(a < V(1e10), V(1) / fma(q, a, d), V(0.5) / x / x);
        const V left = fma(V(0.5 * k) * gap, p + r, V(0.5 - 0.5 * k));
        const V right = fma(V(0.5 * k) * r, V(1) + p, V(0.5));
        return select(x < V(-0.25), left, right);
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V p = V(1) / rare::root_of_one_and_square(x);
        return V(0.5 * k) * (p * p * p) * fma(V(3) * p, p, V(-1));
    }

private:
    /// x / q, also where both are infinite.
    template <class V>
    KASANE_FN static V ratio(V x, V q) {
        return select(abs(x) < V(1e30), x / q, sign(x));
    }
};

/// (x + tanh(x)) sigmoid(x).
struct TanhSig {
    static constexpr Info info{
        .name = "tanhsig",
        .formula = "(x + tanh(x)) * sigmoid(x)",
        .slope = "(1 + 1 / cosh(x)^2 + (x + tanh(x)) * sigmoid(-x)) * sigmoid(x)",
        .source = "Kozkurt et al. 2023, Soft Computing 27",
        .strengths = "Swish with slope 1 at 0 and a deeper dip",
        .weaknesses = "two transcendental functions",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return sigmoid_times(x, x + tanh(x));
    }
};

/// (x + sech(x)) sigmoid(x).
struct SechSig {
    static constexpr Info info{
        .name = "sechsig",
        .formula = "(x + 1 / cosh(x)) * sigmoid(x)",
        .slope = "(1 - tanh(x) / cosh(x) + (x + 1 / cosh(x)) * sigmoid(-x)) * sigmoid(x)",
        .source = "Kozkurt et al. 2023, Soft Computing 27",
        .strengths = "Swish lifted around 0, so small inputs give a signal",
        .weaknesses = "not 0 at 0; two transcendental functions and a root",
        .initializer = "he",
    };

    // sech is the root of the slope of tanh; where that underflows, x swallows it.
    template <class V>
    KASANE_FN V operator()(V x) const {
        return sigmoid_times(x, x + sqrt(tanh_slope(x)));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const V s = sqrt(tanh_slope(x));
        return sigmoid_times_slope(x, x + s, fma(-s, tanh(x), V(1)));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V s2 = tanh_slope(x);
        const V s = sqrt(s2);
        const V t = tanh(x);
        const V inner = fma(V(-2) * s, t, gate_add(-tanh(V(0.5) * x), x + s, V(2)));
        return sigmoid_times(x, gate_add(sigmoid(-x), inner, s * fma(t, t, -s2)));
    }
};

/// x tanh(x / alpha): |x| with a small smooth bottom.
struct SoftModulusTanh {
    double alpha = 0.01;

    static constexpr Info info{
        .name = "softmodulus_t",
        .formula = "x * tanh(x / alpha)",
        .slope = "tanh(x / alpha) + x / alpha / cosh(x / alpha)^2",
        .source = "Valles-Perez et al. 2023, arXiv:2301.05993",
        .strengths = "gradient of size 1 almost everywhere, and smooth",
        .weaknesses = "even: x and -x cannot be told apart",
        .note = "alpha = 1 is lisht",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<SoftModulusTanh>{"alpha", &SoftModulusTanh::alpha, positive, "width of the bottom"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return x * tanh(rare::scaled(1 / alpha, x));
    }
};

/// x exp(x) / (exp(x) + 2).
struct Eanaf {
    static constexpr Info info{
        .name = "eanaf",
        .formula = "x * tanh(softplus(x) / 2)",
        .slope = "exp(x) / (exp(x) + 2) * (1 + 2 * x / (exp(x) + 2))",
        .source = "Chai et al. 2022, Symmetry 14(5):1027",
        .strengths = "close to Mish for the price of Swish",
        .weaknesses = "slope 1/3 at 0 only",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V left = exp_times(x, x / (exp(min(x, V(1))) + V(2)));
        return select(x <= V(0), left, x / fma(V(2), exp(-x), V(1)));
    }
};

using RareSelfGated =
    List<Colu, DSilu, Gish, ReSech, Swim, TanhSig, SechSig, SoftModulusTanh, Eanaf>;

}  // namespace kasane::catalog
