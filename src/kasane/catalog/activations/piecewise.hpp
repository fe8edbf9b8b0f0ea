#pragma once
// Activations that are straight lines with bends and jumps.
//
// Comparisons stand so that a NaN fails them and passes on with x.

#include <tuple>

#include "kasane/catalog/activations/pieces.hpp"
#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// The input itself.
struct Identity {
    static constexpr Info info{
        .name = "identity",
        .aliases = {"linear"},
        .formula = "x",
        .slope = "1",
        .source = "Widrow & Hoff 1960, IRE WESCON",
        .strengths = "what the output of a regression should be",
        .weaknesses = "layers joined by it are one linear layer",
    };
    static constexpr bool constant_slope = true;

    template <class V>
    KASANE_FN V operator()(V x) const {
        return x;
    }
};

/// 1 above zero, 0 elsewhere.
struct Heaviside {
    static constexpr Info info{
        .name = "step",
        .aliases = {"heaviside", "binary_step"},
        .formula = "x > 0 ? 1 : 0",
        .slope = "0",
        .source = "McCulloch & Pitts 1943, Bull. Math. Biophys. 5",
        .strengths = "a yes or no",
        .weaknesses = "its slope is 0 everywhere, so nothing before it learns by gradients",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return keep_nan(x, select(x > V(0), V(1), V(0)));
    }
    // Also where x is NaN.
    template <class V>
    KASANE_FN V slope(V) const {
        return V(0);
    }
    template <class V>
    KASANE_FN V curvature(V) const {
        return V(0);
    }
};

/// -1, 0 or 1: the sign.
struct Sgn {
    static constexpr Info info{
        .name = "sgn",
        .aliases = {"sign", "signum"},
        .formula = "sign(x)",
        .slope = "0",
        .source = "Rosenblatt 1958, Psychological Review 65",
        .strengths = "a zero-centred yes or no, for binary networks",
        .weaknesses = "its slope is 0 everywhere, so nothing before it learns by gradients",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return sign(x);
    }
    template <class V>
    KASANE_FN V slope(V) const {
        return V(0);
    }
    template <class V>
    KASANE_FN V curvature(V) const {
        return V(0);
    }
};

/// The size without the sign.
struct Abs {
    static constexpr Info info{
        .name = "abs",
        .aliases = {"absolute"},
        .formula = "abs(x)",
        .slope = "sign(x)",
        .source = "Jarrett et al. 2009, ICCV",
        .strengths = "never saturates and keeps all of the size",
        .weaknesses = "forgets the sign: x and -x become one",
        .note = "the slope at 0 is 0",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return abs(x);
    }
};

/// Identity above zero, zero below; the slope at 0 is 0.
struct Relu {
    static constexpr Info info{
        .name = "relu",
        .aliases = {"ramp"},
        .formula = "max(x, 0)",
        .slope = "x > 0 ? 1 : 0",
        .source = "Nair & Hinton 2010, ICML",
        .strengths = "cheap, sparse, and slope 1 for every positive input",
        .weaknesses = "learns nothing from negative input: a unit that is always there is dead",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x <= V(0), V(0), x);
    }
};

/// ReLU that stops growing at a ceiling.
struct Relu6 {
    double ceiling = 6;

    static constexpr Info info{
        .name = "relu6",
        .aliases = {"relu_n"},
        .presets = {Preset{"clipped_relu", "ceiling=20"}},
        .formula = "min(max(x, 0), ceiling)",
        .slope = "x > 0 && x < ceiling ? 1 : 0",
        .source = "Krizhevsky 2010, Convolutional Deep Belief Networks on CIFAR-10",
        .strengths = "bounded, so it fits fixed-point numbers of few bits",
        .weaknesses = "learns nothing outside of (0, ceiling)",
        .note = "clipped_relu has the ceiling of Hannun et al. 2014, arXiv:1412.5567",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<Relu6>{"ceiling", &Relu6::ceiling, positive, "largest value", {"n", "max_value"}},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x <= V(0), V(0), select(x >= V(ceiling), V(ceiling), x));
    }
};

/// ReLU with a gentle slope below zero.
struct LeakyRelu {
    double alpha = 0.01;

    static constexpr Info info{
        .name = "leaky_relu",
        .aliases = {"lrelu"},
        .presets = {Preset{"very_leaky_relu", "alpha=0.3333333333333333"},
                    Preset{"vlrelu", "alpha=0.3333333333333333"}},
        .formula = "x > 0 ? x : alpha * x",
        .slope = "x > 0 ? 1 : alpha",
        .source = "Maas et al. 2013, ICML workshop",
        .strengths = "cheap, and no unit is ever quite dead",
        .weaknesses =
            "negative input is not bounded, so noise passes; the slope is one more choice",
        .note = "the slope at 0 is alpha",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<LeakyRelu>{
            "alpha", &LeakyRelu::alpha, finite, "slope below zero", {"negative_slope"}},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        if (alpha == 0) return select(x <= V(0), V(0), x);  // also at -inf
        return select(x > V(0), x, scaled(alpha, x));
    }
};

/// The input above a threshold, a fixed value elsewhere.
struct Threshold {
    double threshold = -1;
    double value = -2;

    static constexpr Info info{
        .name = "threshold",
        .presets = {Preset{"thresholded_relu", "threshold=1, value=0"},
                    Preset{"trec", "threshold=1, value=0"}},
        .formula = "x > threshold ? x : value",
        .slope = "x > threshold ? 1 : 0",
        .source = "Konda et al. 2014, arXiv:1402.3337",
        .strengths = "suppresses everything that is not large enough",
        .weaknesses = "jumps unless value = threshold, and learns nothing below",
        .note = "both numbers have to be given; thresholded_relu is the case 1, 0",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<Threshold>{"threshold",
                         &Threshold::threshold,
                         finite,
                         "where the identity begins",
                         {"theta"},
                         required},
        Param<Threshold>{"value", &Threshold::value, finite, "what stands below it", {}, required},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x <= V(threshold), V(value), x);
    }
};

/// A straight line between two bounds.
struct Hardtanh {
    double lower = -1;
    double upper = 1;

    static constexpr Info info{
        .name = "hardtanh",
        .aliases = {"clip", "clamp"},
        .formula = "clip(x, lower, upper)",
        .slope = "x >= lower && x <= upper ? 1 : 0",
        .source = "Collobert 2004, thesis, Paris 6",
        .strengths = "tanh at the price of two comparisons",
        .weaknesses = "learns nothing outside of its bounds",
        .note = "the slope at the bounds is 1",
    };
    static constexpr std::tuple params{
        Param<Hardtanh>{"lower", &Hardtanh::lower, finite, "smallest value", {"min_val"}},
        Param<Hardtanh>{"upper", &Hardtanh::upper, finite, "largest value", {"max_val"}},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x < V(lower), V(lower), select(x > V(upper), V(upper), x));
    }
};

/// A straight line from 0 at -corner to 1 at corner.
struct Hardsigmoid {
    double corner = 2.5;

    static constexpr Info info{
        .name = "hardsigmoid",
        .presets = {Preset{"hardsigmoid_torch", "corner=3"}, Preset{"sparse_sigmoid", "corner=1"}},
        .formula = "clip(x / (2 * corner) + 0.5, 0, 1)",
        .slope = "abs(x) <= corner ? 1 / (2 * corner) : 0",
        .source = "Courbariaux et al. 2015, arXiv:1511.00363",
        .strengths = "a sigmoid without an exponential",
        .weaknesses = "learns nothing outside of its corners",
        .note =
            "0.2 x + 0.5 as in the first Keras; PyTorch's slope 1/6 is corner=3 or "
            "hardsigmoid_torch; the slope at the corners is the one between them",
    };
    static constexpr std::tuple params{
        Param<Hardsigmoid>{"corner", &Hardsigmoid::corner, positive, "where it becomes flat"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const auto [sum, rest] = sum_pair(x, V(corner));
        const V line = fma(rest, V(0.5 / corner), sum / V(2 * corner));
        return select(x < V(-corner), V(0), select(x > V(corner), V(1), line));
    }
};

/// Zero where |x| is at most lambda; elsewhere x, brought nearer to zero by bias.
struct Hardshrink {
    double lambda = 0.5;
    double bias = 0;

    static constexpr Info info{
        .name = "hardshrink",
        .aliases = {"shrink", "hard_threshold"},
        .formula = "abs(x) <= lambda ? 0 : x - bias * sign(x)",
        .slope = "abs(x) <= lambda ? 0 : 1",
        .source = "Donoho & Johnstone 1994, Biometrika 81",
        .strengths = "removes small values and leaves large ones as they are: denoising",
        .weaknesses = "jumps at the ends of the gap, and learns nothing inside",
        .note = "with a bias it is ONNX's Shrink",
    };
    static constexpr std::tuple params{
        Param<Hardshrink>{
            "lambda", &Hardshrink::lambda, non_negative, "half the width of the gap", {"lambd"}},
        Param<Hardshrink>{"bias", &Hardshrink::bias, finite, "how far the rest moves to zero"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(abs(x) <= V(lambda), V(0), fma(V(-bias), sign(x), x));
    }
};

/// Everything brought nearer to zero by lambda, and to zero what is within.
struct Softshrink {
    double lambda = 0.5;

    static constexpr Info info{
        .name = "softshrink",
        .aliases = {"soft_threshold"},
        .formula = "abs(x) <= lambda ? 0 : x - lambda * sign(x)",
        .slope = "abs(x) <= lambda ? 0 : 1",
        .source = "Donoho 1995, IEEE Trans. Inf. Theory 41",
        .strengths = "the step of the LASSO: sparse and continuous",
        .weaknesses = "makes large values smaller too, and learns nothing inside the gap",
    };
    static constexpr std::tuple params{
        Param<Softshrink>{
            "lambda", &Softshrink::lambda, non_negative, "half the width of the gap", {"lambd"}},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(abs(x) <= V(lambda), V(0), fma(V(-lambda), sign(x), x));
    }
};

using PiecewiseActivations = List<Identity, Heaviside, Sgn, Abs, Relu, Relu6, LeakyRelu, Threshold,
                                  Hardtanh, Hardsigmoid, Hardshrink, Softshrink>;

}  // namespace kasane::catalog
