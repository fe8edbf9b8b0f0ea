#pragma once
// Rare activations of the form x times a gate, with hyperbolic functions in it.

#include "kasane/catalog/activations/rare/pieces.hpp"
#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

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
        .double_from = 0,
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return sech_times(x, x);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const V a = abs(x);
        const V near =
            rare::near_root(a, 0x1.331e24p+0, -0x1.49887ba563aa1p-26, -0x1.53531aff7ce6dp-1,
                            0x1.1ad8a5441bec0p-1, -0x1.f9658f14e871fp-5, -0x1.82e70b37c8d9cp-3,
                            0x1.45c2ffa1e3e1bp-3, -0x1.7743c15a59294p-5, -0x1.67a887fcc902cp-6,
                            0x1.eec141f065b36p-6, -0x1.bd42712428629p-7, -0x1.154b10bb054dbp-12,
                            0x1.1d25e4765ef48p-8, -0x1.70fba9cfe682bp-9, 0x1.26f89586a9c72p-11,
                            0x1.e3a2eba2b4e38p-12, -0x1.e96339051746bp-12, 0x1.6641de816faf4p-13,
                            0x1.842ffaeb7ef27p-16, -0x1.0d68467e3e7fap-14, 0x1.296fc6464f96dp-15,
                            -0x1.e6abd95a508cep-19, -0x1.1da5a1ed17fcdp-17, 0x1.3a907ac672575p-18);
        const V far = sech_times(x, fma(-x, tanh(x), V(1)));
        return select(abs(a - V(0x1.331e24p+0)) < V(0.5), near, far);
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
        .double_from = 0,
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return sigmoid_times(x, x + tanh(x));
    }
    // Summed so that the large terms cancel before they are rounded.
    template <class V>
    KASANE_FN V slope(V x) const {
        const V t = tanh(x);
        const V sum = x + t;
        const V lost = select(abs(x) < V(1e4), (x - sum) + t, V(0));
        const V m = sigmoid(-x);
        const V inner = gate_add(sum, m, V(1)) + fma(lost, m, tanh_slope(x));
        const V near =
            rare::near_root(x, -0x1.10e8c4p+0, -0x1.956a04f47e843p-26, 0x1.033a17aa0efa2p-1,
                            0x1.e36376e189fe8p-2, 0x1.176f09469927ap-3, -0x1.2b6a86b408533p-4,
                            -0x1.91d2152a329f4p-4, -0x1.5ad6c07f16416p-5, 0x1.71344142c2352p-8,
                            0x1.335fa821cecddp-6, 0x1.5b14cebd1bb12p-7, 0x1.33a7a57274ec2p-11,
                            -0x1.9e26d2c9e75cep-9, -0x1.23c5534e919eep-9, -0x1.9f286e66149e0p-12,
                            0x1.e4fa6d99ba125p-12, 0x1.b600eaf9bfdfap-12, 0x1.eb51bf4d07cd1p-14,
                            -0x1.e15469497d1e5p-15, -0x1.2fc20307c45e6p-14, -0x1.bb322c4ed777dp-16,
                            0x1.b95e1fb79062fp-18, 0x1.5f4f2f4f27b4fp-17, 0x1.a91093b86cf2dp-19);
        return select(abs(x - V(-0x1.10e8c4p+0)) < V(0.5), near, sigmoid_times(x, inner));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V t = tanh(x);
        const V s = tanh_slope(x);
        const V m = sigmoid(-x);
        const V inner = fma(V(2), s, gate_add(-tanh(V(0.5) * x), x + t, V(2)));
        return sigmoid_times(x, gate_add(m, inner, V(-2) * s * t));
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
        .double_from = 0,
    };

    // sech is the root of the slope of tanh; where that underflows, x swallows it.
    template <class V>
    KASANE_FN V operator()(V x) const {
        const V near =
            rare::near_root(x, -0x1.87af62p-1, -0x1.ff475aa257485p-27, 0x1.e5642c5328accp-2,
                            0x1.360bb533d7847p-2, -0x1.518ee6b5344c4p-6, -0x1.6af3019a0edf2p-4,
                            -0x1.7ef2143041227p-6, 0x1.341a3ede703e1p-6, 0x1.060ef7f7554f2p-6,
                            0x1.94338641888ccp-10, -0x1.210dd1a1dcaa7p-8, -0x1.5ee75fe7fa196p-9,
                            0x1.b18348e01fcf1p-14, 0x1.e50da1c5a623bp-11, 0x1.c22415a51c13fp-12,
                            -0x1.6f9903d064206p-14, -0x1.8307bdc2b958cp-13, -0x1.0b91b733fe94ep-14,
                            0x1.e4c5f6d9e9ae8p-16, 0x1.288363fd5baabp-15, 0x1.d513b6245f8b8p-18,
                            -0x1.0bb699015fc70p-17, -0x1.1761ec8abb4bcp-18, 0x1.86227248c373ep-22);
        const V far = sigmoid_times(x, x + sqrt(tanh_slope(x)));
        return select(abs(x - V(-0x1.87af62p-1)) < V(0.5), near, far);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const V s = sqrt(tanh_slope(x));
        const V near = rare::near_root(
            x, -0x1.d2c36ap+0, -0x1.e4a2ced642f04p-28, 0x1.b9b311f058c80p-3, 0x1.92c384a8ff0d8p-3,
            0x1.091e059d2b347p-4, -0x1.09ed2a008c078p-7, -0x1.35c12ea501a43p-6,
            -0x1.4b4532b30d85bp-7, -0x1.67050bcb45c4cp-9, 0x1.7b24a082dcc44p-13,
            0x1.5ad690defa2e8p-11, 0x1.b2721cdf69b67p-12, 0x1.3c81c257214d5p-13,
            0x1.4e805d311ad61p-16, -0x1.1895392c77850p-16, -0x1.015fcab33b22cp-16,
            -0x1.d90723a7d7585p-18, -0x1.ced68f275a84dp-20, 0x1.fce10b42ae6c3p-23,
            0x1.1040574baae6ap-21, 0x1.230306f48b7cap-22, 0x1.080848be61acfp-24);
        const V far = sigmoid_times_slope(x, x + s, fma(-s, tanh(x), V(1)));
        return select(abs(x - V(-0x1.d2c36ap+0)) < V(0.6), near, far);
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

using RareHyperbolic = List<ReSech, TanhSig, SechSig>;

}  // namespace kasane::catalog
