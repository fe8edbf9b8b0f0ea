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
        .slope =
            "(1 - x^2 * (1 + exp(x)) * exp(-(x + exp(x)))) / "
            "(1 - x * exp(-(x + exp(x))))^2",
        .source = "Vagerwal 2021, arXiv:2112.12078",
        .strengths = "smooth and not monotonic, like Mish; close to x already for small x > 0",
        .weaknesses = "two exponentials and a division",
        .initializer = "he",
        .double_from = 1,
    };

    // Left of -1 it is -exp(x) / (1 + u) with |u| < 0.07.
    template <class V>
    KASANE_FN V operator()(V x) const {
        const V e = exp(x);
        const V near = x / (V(1) - exp_times(-(x + e), x));
        const V u = expm1(-e) - e / x;
        const V far = exp_times(x, u / (V(1) + u) - V(1));
        return select(x > V(-1), near, far);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const V e = exp(x);
        const V near = V(1) - exp_times(-(x + e), x);
        const V lost = exp_times(-(x + e), gate(x * x, V(1) + e));
        const V decay = expm1(-e);
        const V u = decay - e / x;
        const V top = V(-1) - (fma(decay, V(1) + e, e) - e / x / x);
        const V far = exp_times(x, top / fma(u, V(2) + u, V(1)));
        const V by_root = rare::near_root(
            x, -0x1.742f84p-1, 0x1.cd56da63753b5p-26, 0x1.0d5fdf5b69d0ep+0, 0x1.622a7a3883f92p+0,
            -0x1.5efed2ed62d09p-4, -0x1.a04cc7306f118p+0, -0x1.352893b4559a1p+0,
            0x1.49f2d171af03dp-1, 0x1.9f306c661b060p+0, 0x1.4d46d6834ee02p-1, -0x1.dbd9a1e9d38edp-1,
            -0x1.3ee47bd96344cp+0, -0x1.18b6a06433ea7p-3, 0x1.db898973bcd25p-1,
            0x1.92a2159612089p-1, -0x1.7224e7cc7c26cp-3, -0x1.842e18725a26cp-1,
            -0x1.99c8d0e606a1ap-2, 0x1.3daf55963e64bp-2, 0x1.11430903d5ff6p-1, 0x1.1c36a386eed25p-3,
            -0x1.433fa76e8911fp-2, -0x1.5589ffebcd680p-2, 0x1.da8f5e986ceb2p-7,
            0x1.1bbf705d41935p-2, 0x1.419fe1f47c3aap-3, -0x1.0425c38e54cadp-3,
            -0x1.3288164116dfdp-3, 0x1.a918c4d75bfd5p-6, 0x1.cf06dd9f0e6d1p-5);
        const V right = (V(1) - lost) / (near * near);
        const V far_from_root = select(x > V(-1), right, far);
        return select(abs(x - V(-0x1.742f84p-1)) < V(0.5), by_root, far_from_root);
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
        .double_from = 0,
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return swish_slope(x);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const V a = abs(x);
        const V near =
            rare::near_root(a, 0x1.331e24p+1, -0x1.49887ba563aa1p-25, -0x1.76e8b4eb0ea41p-4,
                            0x1.388203715b23ep-4, -0x1.706e66bf3604ep-6, -0x1.e178d8d23919cp-10,
                            0x1.fa4e9f7432608p-9, -0x1.662f848d6d1a6p-10, 0x1.e2e4a65766575p-14,
                            0x1.94804c56e4bcep-14, -0x1.8e0bb0a3b75fdp-15, 0x1.1af1918974d1cp-17,
                            0x1.4e827a7d4901ep-20, -0x1.3f8f9d70da8c2p-20, 0x1.51bc00c3c7ed8p-22,
                            -0x1.54ccbb9121bebp-27, -0x1.881be88526b00p-26, 0x1.29a245d0b55e5p-27,
                            -0x1.ca50a81f8dd3ap-31, -0x1.8969cde5c4a20p-32);
        const V far = bell_times(x, V(2) - gate(x, tanh(V(0.5) * x)));
        return select(abs(a - V(0x1.331e24p+1)) < V(0.6), near, far);
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
        return select(a < V(80), sigmoid_slope(x) * y, sigmoid_times(-a, y * sigmoid(a)));
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
        .double_from = 0,
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
    template <class V>
    KASANE_FN V slope(V x) const {
        const V e = exp(x);
        const V decayed = exp(-e);
        const V grown = gompertz_times(-x, gate(e, x)) / (V(2) - decayed);
        const V far = log1p(-expm1(-e)) + grown;
        const V near = rare::near_root(
            x, -0x1.48348p+0, 0x1.3f4023dd7f836p-25, 0x1.bf51ffaf67177p-3, 0x1.2e155ad8cc22ap-3,
            0x1.2e638052394dfp-6, -0x1.13721a730ff2bp-6, -0x1.0a5cc8b8c4f42p-7,
            -0x1.55d61a428e939p-11, 0x1.41274af3d140ap-11, 0x1.ce34ee588345ep-13,
            0x1.a6103cd696a49p-18, -0x1.ad26dcae11cfbp-17, -0x1.e0ebe39daae25p-20,
            0x1.c541dbaf62650p-21, 0x1.e426f25422ff6p-23, -0x1.4910e0d147b47p-24,
            -0x1.83465493b6045p-25, -0x1.a3c5ecddbee53p-29, 0x1.c8387895b75bdp-29,
            0x1.d9f145f6a6957p-31, -0x1.d003634fbed1dp-34, -0x1.0d2400b563ad4p-34);
        const V right = select(abs(x - V(-0x1.48348p+0)) < V(0.75), near, far);
        return select(x < V(-40), exp_times(x, V(1) + x), right);
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V e = exp(min(x, V(10)));
        const V w = V(1) / (V(2) - exp(-e));
        const V bend = fma(x, fma(V(-2) * e, w, V(1)), V(2));
        return select(x < V(-40), exp_times(x, V(2) + x),
                      gompertz_times(-x, gate(gate(e, bend), w)));
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
        const V q = root_of_one_and_square(x);
        const V r = ratio(x, q);
        const V a = abs(x);
        const V gap = select(a < V(1e10), x / fma(q, a, fma(x, x, V(1))), V(0.5) / x);
        const V left = gate(V(0.5 - 0.5 * k), x) + scaled(0.5 * k, gap);
        const V right = x * fma(V(0.5 * k), r, V(0.5));
        return select(x < V(-0.2), left, right);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const V a = abs(x);
        const V d = fma(x, x, V(1));
        const V q = root_of_one_and_square(x);
        const V r = ratio(x, q);
        const V p = select(a < V(1e10), V(1) / d, V(1) / x / x);
        const V gap = select(a < V(1e10), V(1) / fma(q, a, d), V(0.5) / x / x);
        const V left = fma(V(0.5 * k) * gap, p + r, V(0.5 - 0.5 * k));
        const V right = fma(V(0.5 * k) * r, V(1) + p, V(0.5));
        return select(x < V(-0.2), left, right);
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V p = V(1) / root_of_one_and_square(x);
        return V(0.5 * k) * (p * p * p) * fma(V(3) * p, p, V(-1));
    }

private:
    /// x / q, also where both are infinite.
    template <class V>
    KASANE_FN static V ratio(V x, V q) {
        return select(abs(x) < V(1e30), x / q, sign(x));
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
        .double_from = 0,
    };
    static constexpr std::tuple params{
        Param<SoftModulusTanh>{"alpha", &SoftModulusTanh::alpha, positive, "width of the bottom"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return x * tanh(scaled(1 / alpha, x));
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
        .double_from = 0,
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V left = exp_times(x, x / (exp(min(x, V(1))) + V(2)));
        return select(x <= V(0), left, x / fma(V(2), exp(-x), V(1)));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const V d = exp(min(x, V(1))) + V(2);
        const V left = exp_times(x, fma(V(2), x / d, V(1)) / d);
        const V e = exp(-max(x, V(0)));
        const V c = V(1) + (e + e);
        const V right = fma(e + e, min(x, V(1e3)) / c, V(1)) / c;
        const V near = rare::near_root(
            x, -0x1.283d46p+0, 0x1.df423dbbee198p-28, 0x1.1630163294542p-3, 0x1.bb037eedd7042p-4,
            0x1.e98332f1875cdp-6, -0x1.35f3388368bf4p-9, -0x1.13637635efd53p-8,
            -0x1.278ee36400162p-10, 0x1.06ec26ec8935dp-14, 0x1.0e2c771e2e4f0p-13,
            0x1.1ce5f544fcf1cp-15, -0x1.843d67e3466ccp-20, -0x1.d676c182fa4e9p-19,
            -0x1.f27fd7f0b3d9cp-21, 0x1.f6894f1752ee4p-26, 0x1.7fa469845e42ap-24,
            0x1.9ce7070444f12p-26, -0x1.1b8fe78375d81p-31, -0x1.319863042f59cp-29,
            -0x1.47a3f08c2301cp-31, 0x1.766065324caeep-35, 0x1.ba6d622d07ce3p-35);
        const V far = select(x <= V(0), left, right);
        return select(abs(x - V(-0x1.283d46p+0)) < V(0.75), near, far);
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V a = abs(x);
        const V e = exp(-a);
        const V d = select(x > V(0), fma(V(2), e, V(1)), e + V(2));
        // s (1 - s) (2 + x (1 - 2 s)) with s = exp(x) / (exp(x) + 2)
        const V t = select(x > V(0), fma(V(2), e, V(-1)), V(2) - e) / d;
        return exp_times(-a, V(2) * fma(x, t, V(2)) / (d * d));
    }
};

using RareSelfGated = List<Colu, DSilu, Gish, Swim, SoftModulusTanh, Eanaf>;

}  // namespace kasane::catalog
