#pragma once
// Rare rectifiers with parameters that are learned.

#include <tuple>

#include "kasane/catalog/activations/rare/pieces.hpp"
#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// SiLU to the left; a line plus a saturating exponential to the right.
struct Delu {
    static constexpr Info info{
        .name = "delu",
        .formula = "x > 0 ? (n + 0.5) * x - expm1(-x) : x * sigmoid(x)",
        .slope = "x > 0 ? n + 0.5 + exp(-x) : sigmoid(x) * (1 + x * sigmoid(-x))",
        .source = "Pishchik 2023, Preprints 202301.0463",
        .strengths = "small positive inputs are amplified, negative ones keep SiLU's dip",
        .weaknesses = "the slope jumps at 0 unless n = -1",
        .note = "not Catalbas & Morgul's extended ELU of the same name; start value ours",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{
        Trainable{"n", 0.5, "slope far to the right, less 1/2"},
    };

    template <class V>
    KASANE_FN V operator()(V x, V n) const {
        const V right = fma(n + V(0.5), x, -expm1(-max(x, V(0))));
        return select(x > V(0), right, sigmoid_times(x, x));
    }
    template <class V>
    KASANE_FN V slope(V x, V n) const {
        // A number at the bend itself, so that the curvature there is 0.
        const V left = select(x == V(0), V(0.5), swish_slope(x));
        return select(x > V(0), (n + V(0.5)) + exp(-x), left);
    }
};

/// Identity to the right, a learned error function to the left.
struct ErfRelu {
    static constexpr Info info{
        .name = "erf_relu",
        .formula = "x >= 0 ? x : alpha * erf(x)",
        .slope = "x >= 0 ? 1 : 2 / sqrt(pi) * alpha * exp(-x^2)",
        .source = "Rajanand & Singh 2023, arXiv:2306.01822",
        .strengths = "ELU with a left side that reaches its plateau faster",
        .weaknesses = "no gradient below -4; the slope jumps at 0",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{
        Trainable{"alpha", 1, "depth of the plateau"},
    };

    template <class V>
    KASANE_FN V operator()(V x, V alpha) const {
        return select(x >= V(0), x, alpha * erf(x));
    }
    template <class V>
    KASANE_FN V slope(V x, V alpha) const {
        const V left = gaussian_times(x, rare::times_two_over_root_pi(alpha));
        return select(x >= V(0), V(1), left);
    }
    template <class V>
    KASANE_FN V curvature(V x, V alpha) const {
        const V left = gaussian_times(x, V(-2) * x * rare::times_two_over_root_pi(alpha));
        return select(x >= V(0), V(0), left);
    }
};

/// ELU with a learned depth and a learned decay.
struct Mpelu {
    static constexpr Info info{
        .name = "mpelu",
        .formula = "x >= 0 ? x : alpha * expm1(beta * x)",
        .slope = "x >= 0 ? 1 : alpha * beta * exp(beta * x)",
        .source = "Li et al. 2018, Neurocomputing 301, arXiv:1606.00305",
        .strengths = "learns to be ReLU, leaky ReLU or ELU, per channel",
        .weaknesses = "alpha and beta trade off against each other; no decay on them",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{
        Trainable{"alpha", 1, "depth of the plateau"},
        Trainable{"beta", 1, "sharpness of the decay"},
    };

    template <class V>
    KASANE_FN V operator()(V x, V alpha, V beta) const {
        return select(x >= V(0), x, alpha * expm1(beta * x));
    }
    template <class V>
    KASANE_FN V slope(V x, V alpha, V beta) const {
        const V left = rare::exp_of_product_times(beta, x, alpha * beta);
        return select(x >= V(0), V(1), left);
    }
};

/// ELU whose two parameters keep it smooth at 0.
struct Pelu {
    static constexpr Info info{
        .name = "pelu",
        .formula = "x >= 0 ? a / b * x : a * expm1(x / b)",
        .slope = "x >= 0 ? a / b : a / b * exp(x / b)",
        .source = "Trottier et al. 2017, arXiv:1605.09332",
        .strengths = "depth, decay and slope are learned together and stay smooth at 0",
        .weaknesses = "a and b must stay positive, so clip them after each step",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{
        Trainable{"a", 1, "depth of the plateau", positive},
        Trainable{"b", 1, "width of the decay", positive},
    };

    template <class V>
    KASANE_FN V operator()(V x, V a, V b) const {
        return select(x >= V(0), a / b * x, a * expm1(x / b));
    }
};

/// A line to the right, x exp(beta x) to the left.
struct Preu {
    static constexpr Info info{
        .name = "preu",
        .aliases = {"reu"},
        .formula = "x >= 0 ? alpha * x : alpha * x * exp(beta * x)",
        .slope = "x >= 0 ? alpha : alpha * (1 + beta * x) * exp(beta * x)",
        .source = "Ying et al. 2019, IEEE Access 7",
        .strengths = "smooth like Swish, exactly linear to the right",
        .weaknesses = "no gradient far to the left",
        .note = "the start values make it REU, the form without parameters",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{
        Trainable{"alpha", 1, "slope to the right"},
        Trainable{"beta", 1, "sharpness of the dip", positive},
    };

    template <class V>
    KASANE_FN V operator()(V x, V alpha, V beta) const {
        const V left = rare::exp_of_product_times(beta, min(x, V(0)), alpha * x);
        return select(x >= V(0), alpha * x, left);
    }
};

/// tanh between two points, its tangents outside.
struct RelTanh {
    static constexpr Info info{
        .name = "reltanh",
        .aliases = {"rectified_linear_tanh"},
        .formula =
            "x >= high ? tanh(high) + (x - high) / cosh(high)^2 : "
            "x <= low ? tanh(low) + (x - low) / cosh(low)^2 : tanh(x)",
        .slope = "x >= high ? 1 / cosh(high)^2 : x <= low ? 1 / cosh(low)^2 : 1 / cosh(x)^2",
        .source = "Wang et al. 2019, Neurocomputing 363",
        .strengths = "tanh whose gradient does not vanish, smooth where the pieces meet",
        .weaknesses = "unbounded; low must stay below high",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{
        Trainable{"high", 0, "start of the right tangent"},
        Trainable{"low", -1.5, "start of the left tangent"},
    };

    template <class V>
    KASANE_FN V operator()(V x, V high, V low) const {
        const V right = fma(tanh_slope(high), x - high, tanh(high));
        const V left = fma(tanh_slope(low), x - low, tanh(low));
        return select(x >= high, right, select(x <= low, left, tanh(x)));
    }
};

/// ReLU with a learned slope and offset.
struct ShiLu {
    static constexpr Info info{
        .name = "shilu",
        .formula = "x > 0 ? alpha * x + beta : beta",
        .slope = "x > 0 ? alpha : 0",
        .source = "Pishchik 2023, Preprints 202301.0463",
        .strengths = "learns the scale and mean that a layer wants",
        .weaknesses = "dead to the left; a bias and weights behind it can do the same",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{
        Trainable{"alpha", 1, "slope to the right"},
        Trainable{"beta", 0, "offset"},
    };

    template <class V>
    KASANE_FN V operator()(V x, V alpha, V beta) const {
        return select(x > V(0), fma(alpha, x, beta), keep_nan(x, beta));
    }
};

/// Leaky ReLU smoothed by the error function.
struct Smu {
    double alpha = 0.25;

    static constexpr Info info{
        .name = "smu",
        .aliases = {"smooth_maximum_unit"},
        .formula = "((1 + alpha) * x + (1 - alpha) * x * erf(mu * (1 - alpha) * x)) / 2",
        .slope =
            "(1 + alpha + (1 - alpha) * erf(mu * (1 - alpha) * x) + 2 / sqrt(pi) * mu * "
            "(1 - alpha)^2 * x * exp(-(mu * (1 - alpha) * x)^2)) / 2",
        .source = "Biswas et al. 2021, arXiv:2111.04682",
        .strengths = "as smooth as training wants; GELU for alpha = 0 and mu = 1 / sqrt(2)",
        .weaknesses = "the start value makes mu too large for its gradient to be felt",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<Smu>{"alpha", &Smu::alpha, from_zero_to_one, "slope to the left"},
    };
    static constexpr std::tuple trainable{
        Trainable{"mu", 1e6, "sharpness of the bend"},
    };

    // The weight of 1 - alpha is a normal distribution function, which cancels nowhere.
    template <class V>
    KASANE_FN V operator()(V x, V mu) const {
        const V z = gate(V(1.4142135623730951 * (1 - alpha)) * mu, x);
        return fma(V(1 - alpha), normal_cdf_times(z, x), scaled(alpha, x));
    }
};

/// Leaky ReLU smoothed by a square root.
struct Smu1 {
    double alpha = 0.25;

    static constexpr Info info{
        .name = "smu1",
        .formula = "((1 + alpha) * x + sqrt((1 - alpha)^2 * x^2 + mu^2)) / 2",
        .slope = "(1 + alpha + (1 - alpha)^2 * x / sqrt((1 - alpha)^2 * x^2 + mu^2)) / 2",
        .source = "Biswas et al. 2021, arXiv:2111.04682",
        .strengths = "a smooth leaky ReLU without transcendental functions",
        .weaknesses = "not 0 at 0 unless mu is; its start value is hardly smooth at all",
        .initializer = "he",
        .double_from = 0,
    };
    static constexpr std::tuple params{
        Param<Smu1>{"alpha", &Smu1::alpha, from_zero_to_one, "slope to the left"},
    };
    static constexpr std::tuple trainable{
        Trainable{"mu", 4.352665993287951e-9, "size of the bend"},
    };

    // The bend is leaky ReLU plus what the root adds to |(1 - alpha) x|.
    template <class V>
    KASANE_FN V operator()(V x, V mu) const {
        const V s = V(1 - alpha) * abs(x);
        const V added = V(0.5) * mu * (mu / (root(s, mu) + s));
        return select(x < V(0), scaled(alpha, x), x) + added;
    }
    template <class V>
    KASANE_FN V slope(V x, V mu) const {
        const V s = V(1 - alpha) * abs(x);
        const V q = root(s, mu);
        const V lost = V(0.5 - 0.5 * alpha) * (mu / q) * (mu / (q + s));
        return select(x < V(0), V(alpha) + lost, V(1) - lost);
    }
    template <class V>
    KASANE_FN V curvature(V x, V mu) const {
        const V q = root(V(1 - alpha) * abs(x), mu);
        const V r = mu / q;
        return V(0.5 * (1 - alpha) * (1 - alpha)) * r * r / q;
    }

private:
    template <class V>
    KASANE_FN static V root(V s, V mu) {
        return select(s > V(1e15), s, sqrt(fma(s, s, mu * mu)));
    }
};

/// Identity to the right, a learned tanh to the left.
struct Ptelu {
    static constexpr Info info{
        .name = "ptelu",
        .formula = "x >= 0 ? x : alpha * tanh(beta * x)",
        .slope = "x >= 0 ? 1 : alpha * beta / cosh(beta * x)^2",
        .source = "Duggal & Gupta 2017, ICCV Workshops",
        .strengths = "ELU with a learned plateau that is reached faster",
        .weaknesses = "no gradient far to the left",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{
        Trainable{"alpha", 1, "depth of the plateau"},
        Trainable{"beta", 1, "sharpness of the left side"},
    };

    template <class V>
    KASANE_FN V operator()(V x, V alpha, V beta) const {
        return select(x >= V(0), x, alpha * tanh(beta * x));
    }
};

/// PReLU with a learned shift before it and another behind it.
struct RPrelu {
    static constexpr Info info{
        .name = "rprelu",
        .aliases = {"react_prelu"},
        .formula = "x > gamma ? x - gamma + zeta : beta * (x - gamma) + zeta",
        .slope = "x > gamma ? 1 : beta",
        .source = "Liu et al. 2020, ReActNet, arXiv:2003.03488",
        .strengths = "reshapes the distribution of activations: binary networks",
        .weaknesses = "three parameters per channel",
        .note = "the slope at gamma is beta",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{
        Trainable{"gamma", 0, "place of the bend"},
        Trainable{"zeta", 0, "height of the bend"},
        Trainable{"beta", 0.25, "slope to the left"},
    };

    template <class V>
    KASANE_FN V operator()(V x, V gamma, V zeta, V beta) const {
        const V z = x - gamma;
        return select(x > gamma, z + zeta, fma(beta, z, zeta));
    }
};

/// Leaky ReLU times a learned factor.
struct LeLeLu {
    static constexpr Info info{
        .name = "lelelu",
        .formula = "x > 0 ? alpha * x : 0.01 * alpha * x",
        .slope = "x > 0 ? alpha : 0.01 * alpha",
        .source = "Maniatopoulos & Mitianoudis 2021, Information 12(12):513",
        .strengths = "learns the gain of a layer; no dead side",
        .weaknesses = "the weights behind it can do the same",
        .note = "the slope at 0 is 0.01 alpha",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{
        Trainable{"alpha", 1, "slope to the right"},
    };

    template <class V>
    KASANE_FN V operator()(V x, V alpha) const {
        return select(x > V(0), alpha * x, scaled(0.01, alpha * x));
    }
};

using RareLearnedRectifiers =
    List<Delu, ErfRelu, Mpelu, Pelu, Preu, RelTanh, ShiLu, Smu, Smu1, Ptelu, RPrelu, LeLeLu>;

}  // namespace kasane::catalog
