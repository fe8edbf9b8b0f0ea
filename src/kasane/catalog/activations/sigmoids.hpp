#pragma once
// Activations that are bounded on both sides.

#include <tuple>

#include "kasane/catalog/activations/pieces.hpp"
#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// Squashes to (0, 1); its slope never exceeds 1/4, so stacked layers starve.
struct Sigmoid {
    static constexpr Info info{
        .name = "sigmoid",
        .aliases = {"logistic"},
        .formula = "1 / (1 + exp(-x))",
        .slope = "exp(-x) / (1 + exp(-x))^2",
        .source = "Verhulst 1845; Rumelhart et al. 1986, Nature 323",
        .strengths = "reads as a probability: the output layer for two classes",
        .weaknesses = "slope at most 1/4 and almost 0 for large inputs; never negative",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return sigmoid(x);
    }
};

/// Squashes to (-1, 1); zero-centred, slope 1 at 0, saturates on both sides.
struct Tanh {
    static constexpr Info info{
        .name = "tanh",
        .formula = "(exp(x) - exp(-x)) / (exp(x) + exp(-x))",
        .slope = "1 / cosh(x)^2",
        .source = "LeCun et al. 1998, Efficient BackProp",
        .strengths = "zero-centred and bounded; the classic of recurrent networks",
        .weaknesses = "saturates on both sides, so deep stacks learn slowly",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return tanh(x);
    }
};

/// The sigmoid stretched to (-1, 1): tanh(x / 2).
struct BipolarSigmoid {
    static constexpr Info info{
        .name = "bipolar_sigmoid",
        .formula = "(1 - exp(-x)) / (1 + exp(-x))",
        .slope = "2 * exp(-x) / (1 + exp(-x))^2",
        .source = "Fausett 1994, Fundamentals of Neural Networks",
        .strengths = "zero-centred sigmoid",
        .weaknesses = "slope at most 1/2, and almost 0 for large inputs",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return tanh(V(0.5) * x);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return V(2) * sigmoid_slope(x);
    }
};

/// tanh stretched so that -1 and 1 are fixed points.
struct ScaledTanh {
    double a = 1.7159;
    double b = 2.0 / 3;

    static constexpr Info info{
        .name = "scaled_tanh",
        .aliases = {"lecun_tanh"},
        .formula = "a * tanh(b * x)",
        .slope = "a * b / cosh(b * x)^2",
        .source = "LeCun et al. 1998, Efficient BackProp",
        .strengths = "targets of -1 and 1 lie where it is not yet flat",
        .weaknesses = "saturates like tanh",
        .initializer = "lecun",
        .double_from = 0,
    };
    static constexpr std::tuple params{
        Param<ScaledTanh>{"a", &ScaledTanh::a, positive, "largest value", {"alpha"}},
        Param<ScaledTanh>{"b", &ScaledTanh::b, positive, "steepness", {"beta"}},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return scaled(a, tanh(scaled(b, x)));
    }
    // cosh(z + rest)^-2 = cosh(z)^-2 (1 - 2 rest tanh(z))
    template <class V>
    KASANE_FN V slope(V x) const {
        const auto z = product_pair(parts_of(b), max(min(x, V(1000 / b)), V(-1000 / b)));
        const V factor = V(a * b) * fma(V(-2) * z.rest, tanh(z.value), V(1));
        return gate(tanh_slope(z.value), factor);
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        return V(-2 * b) * tanh(scaled(b, x)) * slope(x);
    }
};

/// tanh moved to (0, 1): the sigmoid of 2 x.
struct TanhP1m2 {
    static constexpr Info info{
        .name = "tanh_p1m2",
        .formula = "exp(x) / (exp(x) + exp(-x))",
        .slope = "2 / (exp(x) + exp(-x))^2",
        .source = "tiny-dnn",
        .strengths = "a sigmoid with twice the slope",
        .weaknesses = "saturates on both sides; never negative",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return sigmoid(x + x);
    }
};

/// x / (1 + |x|): saturates like 1/x, not exponentially.
struct Softsign {
    static constexpr Info info{
        .name = "softsign",
        .aliases = {"elliot"},
        .formula = "x / (1 + abs(x))",
        .slope = "1 / (1 + abs(x))^2",
        .source = "Elliott 1993, Univ. of Maryland TR 93-8; Turian et al. 2009",
        .strengths = "a tanh without an exponential, with slopes that fade slowly",
        .weaknesses = "reaches its bounds late; its curvature jumps at 0",
        .note = "elliot is also used for x / (1 + |x|) / 2 + 1/2 elsewhere",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V y = quotient_by(x, sum_pair(V(1), abs(x)));
        return select(abs(x) < V(infinity), y, sign(x));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const V a = abs(x);
        const auto d = sum_pair(V(1), a);
        const V near = V(1) / fma(d.value, d.value, V(2) * d.value * d.rest);
        return select(a < V(1e17), near, V(1) / a / a);
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V q = V(1) / (V(1) + abs(x));
        return V(-2) * sign(x) * q * q * q;
    }
};

/// The inverse square root unit: x / sqrt(1 + alpha x^2).
struct Isru {
    double alpha = 1;

    static constexpr Info info{
        .name = "isru",
        .formula = "x / sqrt(1 + alpha * x^2)",
        .slope = "(1 + alpha * x^2)^(-1.5)",
        .source = "Carlile et al. 2017, arXiv:1710.09967",
        .strengths = "a tanh without an exponential; the slope is the cube of a stored factor",
        .weaknesses = "saturates on both sides",
    };
    static constexpr std::tuple params{
        Param<Isru>{"alpha", &Isru::alpha, positive, "saturates at 1 / sqrt(alpha)"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return inverse_square_root_unit(alpha, x);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return inverse_square_root_slope(alpha, x);
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        return inverse_square_root_curvature(alpha, x);
    }
};

/// A line from (0, 0) to (1, 1) with rounded corners: the softened clip to [0, 1].
struct Softclipping {
    double alpha = 0.5;

    static constexpr Info info{
        .name = "softclipping",
        .formula = "log((1 + exp(alpha * x)) / (1 + exp(alpha * (x - 1)))) / alpha",
        .slope = "sigmoid(alpha * x) - sigmoid(alpha * (x - 1))",
        .source = "Klimek & Perelstein 2018, arXiv:1810.11509",
        .strengths = "almost linear inside, bounded to (0, 1)",
        .weaknesses = "saturates on both sides; for small alpha it is wide and flat",
        .double_from = 0,
    };
    static constexpr std::tuple params{
        Param<Softclipping>{"alpha", &Softclipping::alpha, positive, "sharpness of the corners"},
    };

    // The fraction is 1 + grow e^z / (1 + shrink e^z) with z = alpha x; nothing cancels.
    template <class V>
    KASANE_FN V operator()(V x) const {
        const double shrink = math::exp(-alpha);
        const double grow = -math::expm1(-alpha);
        const V z = scaled(alpha, x);
        const V near = log1p(V(grow) / (exp(-z) + V(shrink)));
        return select(z < V(-80), exp_times(z, V(grow)), near) / V(alpha);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const double shrink = math::exp(-alpha);
        const double grow = -math::expm1(-alpha);
        const V z = scaled(alpha, x);
        const V e = exp(select(z >= V(0), -z, z));  // abs has no slope at 0
        return select(z >= V(0), exp_times(-z, V(grow / shrink)) / product(1 / shrink, e),
                      exp_times(z, V(grow)) / product(shrink, e));
    }

    /// (1 + e) (1 + k e)
    template <class V>
    KASANE_FN static V product(double k, V e) {
        return fma(e, fma(V(k), e, V(1 + k)), V(1));
    }
};

/// A power of the sigmoid: its steepness and its lopsidedness are chosen apart.
struct Aria2 {
    double alpha = 1.5;
    double beta = 1;

    static constexpr Info info{
        .name = "aria2",
        .aliases = {"aria"},
        .formula = "(1 + exp(-beta * x))^(-alpha)",
        .slope = "alpha * beta * exp(-beta * x) * (1 + exp(-beta * x))^(-alpha - 1)",
        .source = "Patwardhan et al. 2018, arXiv:1805.08878",
        .strengths = "Richards' growth curve: a sigmoid that need not be symmetric",
        .weaknesses = "two parameters to choose; saturates on both sides",
        .double_from = 0,
    };
    static constexpr std::tuple params{
        Param<Aria2>{"alpha", &Aria2::alpha, positive, "lopsidedness; 1 is the sigmoid"},
        Param<Aria2>{"beta", &Aria2::beta, positive, "steepness"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return pow(sigmoid(scaled(beta, x)), V(alpha));
    }
};

using SigmoidActivations =
    List<Sigmoid, Tanh, BipolarSigmoid, ScaledTanh, TanhP1m2, Softsign, Isru, Softclipping, Aria2>;

}  // namespace kasane::catalog
