#pragma once
// Activations made of parabolas and straight lines. Their slopes are written out: those of the
// value forms would cancel where the slope is small.

#include <tuple>

#include "kasane/catalog/activations/pieces.hpp"
#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// The square of the positive part.
struct Relu2 {
    static constexpr Info info{
        .name = "relu2",
        .aliases = {"squared_relu", "relu_squared"},
        .formula = "max(x, 0)^2",
        .slope = "2 * max(x, 0)",
        .source = "So et al. 2021, arXiv:2109.08668",
        .strengths = "cheap and sparse; better than GELU in some transformers",
        .weaknesses = "grows with the square, so large inputs explode; dead below zero",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x <= V(0), V(0), x * x);
    }
};

/// Swish of straight lines: x times a hard sigmoid with corners at -3 and 3.
struct Hardswish {
    static constexpr Info info{
        .name = "hardswish",
        .aliases = {"hard_silu", "hswish"},
        .formula = "x * clip(x + 3, 0, 6) / 6",
        .slope = "x <= -3 ? 0 : x >= 3 ? 1 : (2 * x + 3) / 6",
        .source = "Howard et al. 2019, arXiv:1905.02244",
        .strengths = "close to swish without an exponential; good in low precision",
        .weaknesses = "dead below -3; its slope has two bends",
        .note = "slope 0 at -3 and 1 at 3",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const auto [sum, rest] = sum_pair(x, V(3));
        const V product = fma(x, sum, x * rest);
        const V lost = fma(x, sum, -product) + x * rest;
        const V sixth = product / V(6);
        const V middle = fma(fma(V(-6), sixth, product) + lost, V(1.0 / 6), sixth);
        return select(x <= V(-3), V(0), select(x >= V(3), x, middle));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return select(x <= V(-3), V(0), select(x >= V(3), V(1), fma(V(2), x, V(3)) / V(6)));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        return keep_nan(x, select(abs(x) < V(3), V(1.0 / 3), V(0)));
    }
};

/// Mish of straight lines: x times a hard sigmoid with corners at -2 and 0.
struct HardMish {
    static constexpr Info info{
        .name = "hard_mish",
        .formula = "x / 2 * clip(x + 2, 0, 2)",
        .slope = "x <= -2 ? 0 : x >= 0 ? 1 : x + 1",
        .source = "Misra 2020, github.com/digantamisra98/H-Mish",
        .strengths = "the shape of mish for three operations",
        .weaknesses = "dead below -2",
        .note = "slope 0 at -2",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const auto [sum, rest] = sum_pair(x, V(2));
        const V middle = V(0.5) * fma(x, sum, x * rest);
        return select(x <= V(-2), V(0), select(x >= V(0), x, middle));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return select(x <= V(-2), V(0), select(x >= V(0), V(1), x + V(1)));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        return keep_nan(x, select((x > V(-2)) & (x < V(0)), V(1), V(0)));
    }
};

/// ReLU with its bend rounded off by a parabola between -beta and beta.
struct Smelu {
    double beta = 1;

    static constexpr Info info{
        .name = "smelu",
        .aliases = {"sparse_plus"},
        .formula = "x <= -beta ? 0 : x >= beta ? x : (x + beta)^2 / (4 * beta)",
        .slope = "x <= -beta ? 0 : x >= beta ? 1 : (x + beta) / (2 * beta)",
        .source = "Shamir et al. 2022, arXiv:2202.06499",
        .strengths = "smooth, yet exactly 0 to the left; training repeats more closely than ReLU's",
        .weaknesses = "dead below -beta",
        .note = "beta = 1 is the sparse_plus of others",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<Smelu>{"beta", &Smelu::beta, positive, "half the width of the bend"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const auto [sum, rest] = sum_pair(x, V(beta));
        const V square = fma(sum, sum, V(2) * sum * rest);
        return ends(x, x, square / V(4 * beta));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return ends(x, V(1), (x + V(beta)) / V(2 * beta));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        return keep_nan(x, ends(x, V(0), V(0.5 / beta)));
    }

    template <class V>
    KASANE_FN V ends(V x, V right, V middle) const {
        return select(x <= V(-beta), V(0), select(x >= V(beta), right, middle));
    }
};

/// Two parabolas that meet at zero and end at -1 and 1.
struct Sqnl {
    static constexpr Info info{
        .name = "sqnl",
        .formula = "abs(x) >= 2 ? sign(x) : x - x * abs(x) / 4",
        .slope = "abs(x) >= 2 ? 0 : 1 - abs(x) / 2",
        .source = "Wuraola & Patel 2018, IJCNN",
        .strengths = "tanh for two multiplications; reaches its bounds exactly",
        .weaknesses = "learns nothing beyond 2",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(abs(x) >= V(2), sign(x), fma(V(-0.25) * x, abs(x), x));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return select(abs(x) >= V(2), V(0), fma(V(-0.5), abs(x), V(1)));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        return select(abs(x) >= V(2), V(0), V(-0.5) * sign(x));
    }
};

/// The square.
struct Quadratic {
    static constexpr Info info{
        .name = "quadratic",
        .aliases = {"square"},
        .formula = "x^2",
        .slope = "2 * x",
        .source = "Livni et al. 2014, arXiv:1410.1141",
        .strengths = "polynomial, so it can be computed on encrypted data",
        .weaknesses = "forgets the sign and explodes with depth",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return x * x;
    }
};

using ParabolaActivations = List<Relu2, Hardswish, HardMish, Smelu, Sqnl, Quadratic>;

}  // namespace kasane::catalog
