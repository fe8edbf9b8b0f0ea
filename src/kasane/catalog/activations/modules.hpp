#pragma once
// Activations that need more than numbers in, numbers out: weights of their own, a whole channel,
// random numbers. Here stand their names, parameters and papers; the work is done by layers (nn/),
// and for those without weights by functions (autograd/modules.hpp).

#include <tuple>

#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// Leaky ReLU whose slope below zero is drawn for each element in training.
struct RRelu {
    double lower = 1.0 / 8;
    double upper = 1.0 / 3;

    static constexpr Info info{
        .name = "rrelu",
        .aliases = {"randomized_relu"},
        .formula = "x > 0 ? x : (lower + upper) / 2 * x",
        .slope = "x > 0 ? 1 : (lower + upper) / 2",
        .source = "Xu et al. 2015, arXiv:1505.00853",
        .strengths = "the random slopes regularise where data are few",
        .weaknesses = "no better than leaky_relu where they are many",
        .note =
            "the formula is that of evaluation; in training the layer draws each slope from "
            "U(lower, upper). The slope at 0 is that of the left side",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<RRelu>{"lower", &RRelu::lower, finite, "smallest slope"},
        Param<RRelu>{"upper", &RRelu::upper, finite, "largest slope"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x > V(0), x, gate(V(0.5 * (lower + upper)), x));
    }
};

/// Those whose evaluation is a formula: kernels are made of them as of any other.
using RandomActivations = List<RRelu>;

/// The largest of k affine pieces, for each of n units.
struct Maxout {
    double n_prev = 8;
    double n = 4;
    double k = 2;
    double wb_width = 0.05;
    bool symmetric = false;

    static constexpr Info info{
        .name = "maxout",
        .formula = "max_j (sum_i x_i W_ij + b_j) over the k pieces j of a unit",
        .slope = "the weights of the winning piece",
        .source = "Goodfellow et al. 2013, arXiv:1302.4389",
        .strengths = "learns its own convex shape; never saturates",
        .weaknesses = "k times the weights",
        .note =
            "start values are wb_width times uniform [0, 1), with symmetric=true uniform (-1, "
            "1); ties go to the first piece",
    };
    static constexpr std::tuple params{
        Param<Maxout>{"n_prev", &Maxout::n_prev, any_count, "width of the input", {"in"}, required},
        Param<Maxout>{"n", &Maxout::n, any_count, "units", {"out"}, required},
        Param<Maxout>{"k", &Maxout::k, any_count, "affine pieces of a unit", {"pieces"}, required},
        Param<Maxout>{"wb_width", &Maxout::wb_width, non_negative, "size of the start values"},
        Param<Maxout, bool>{"symmetric", &Maxout::symmetric, {}, "start values of both signs"},
    };
};

/// Softmax over the channels at every pixel.
struct Softmax2d {
    static constexpr Info info{
        .name = "softmax2d",
        .formula = "exp(x_c) / sum_k exp(x_k) over the channels of a pixel",
        .slope = "y_c * (1 - y_c)",
        .source = "Bridle 1990",
        .strengths = "a class for every pixel",
        .weaknesses = "those of softmax",
        .note = "takes (N, C, H, W) or (C, H, W)",
    };
};

/// The positive and the negative part side by side: twice the channels.
struct CRelu {
    double axis = 1;

    static constexpr Info info{
        .name = "crelu",
        .aliases = {"concatenated_relu"},
        .formula = "concat(max(x, 0), max(-x, 0))",
        .slope = "1 on the side of its sign, else 0",
        .source = "Shang et al. 2016, arXiv:1603.05201",
        .strengths = "keeps both signs, where relu's filters learn mirrored pairs",
        .weaknesses = "doubles the width of what follows",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<CRelu>{"axis", &CRelu::axis, any_axis, "the dimension that doubles", {"dim"}},
    };
};

/// Even units keep what is positive, odd ones what is negative: the mean stays near 0.
struct BRelu {
    double axis = 1;

    static constexpr Info info{
        .name = "brelu",
        .aliases = {"bipolar_relu"},
        .formula = "max(x, 0) in even units, min(x, 0) in odd ones",
        .slope = "1 on the kept side, else 0",
        .source = "Eidnes & Nokland 2017, arXiv:1709.04054",
        .strengths = "zero-centred without normalisation",
        .weaknesses = "units are no longer alike: their order matters",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<BRelu>{
            "axis", &BRelu::axis, any_axis, "the dimension that units count along", {"dim"}},
    };
};

/// ReLU with noise of a learned size in training.
struct ProbAct {
    static constexpr Info info{
        .name = "probact",
        .formula = "max(x, 0) + sigma * noise, noise normal in training, 0 in evaluation",
        .slope = "x > 0 ? 1 : 0",
        .source = "Shridhar et al. 2019, arXiv:1905.10761",
        .strengths = "regularises, and gives an ensemble for free",
        .weaknesses = "slower to train; sigma may grow without bound",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{Trainable{"sigma", 0.05, "size of the noise"}};
};

/// A sum of hinges, learned: piecewise linear, identity far to the right.
struct Apl {
    double hinges = 2;
    double channels = 1;

    static constexpr Info info{
        .name = "apl",
        .aliases = {"adaptive_piecewise_linear"},
        .formula = "max(x, 0) + sum_s a_s * max(b_s - x, 0)",
        .slope = "(x > 0 ? 1 : 0) - sum_s (x < b_s ? a_s : 0)",
        .source = "Agostinelli et al. 2014, arXiv:1412.6830",
        .strengths = "every unit learns its own shape",
        .weaknesses = "2 S parameters a channel",
        .note = "starts at a = 0.2 and b = 0.5, hinge s at s times that",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<Apl>{"hinges", &Apl::hinges, any_count, "hinges", {"s"}},
        Param<Apl>{"channels", &Apl::channels, any_count, "shapes of their own, along axis 1"},
    };
};

/// A learned quotient of polynomials whose denominator is never below 1.
struct Pau {
    double channels = 1;

    static constexpr Info info{
        .name = "pau",
        .aliases = {"pade", "rational", "safe_pau"},
        .formula = "(a0 + a1 x + ... + a5 x^5) / (1 + abs(b1 x + ... + b4 x^4))",
        .slope = "(P' Q - P Q') / Q^2",
        .source = "Molina et al. 2019, arXiv:1907.06732",
        .strengths = "learns close to any common activation with ten numbers",
        .weaknesses = "grows like x far out; several powers an element",
        .note = "starts near leaky_relu",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<Pau>{"channels", &Pau::channels, any_count, "shapes of their own, along axis 1"},
    };
};

/// The larger of two lines a channel, which a small network draws for each sample.
struct DyRelu {
    double channels = 8;
    double reduction = 8;

    static constexpr Info info{
        .name = "dy_relu",
        .aliases = {"dynamic_relu", "dy_relu_b"},
        .formula = "max_k (a_ck x + b_ck), k = 1, 2, with a and b from the mean of the sample",
        .slope = "a of the winner, and the path through the mean",
        .source = "Chen et al. 2020, arXiv:2003.10027",
        .strengths = "much accuracy for little work in small convolutional networks",
        .weaknesses = "an extra network at every place; no use without channels",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<DyRelu>{"channels", &DyRelu::channels, any_count, "channels, axis 1", {}, required},
        Param<DyRelu>{"reduction",
                      &DyRelu::reduction,
                      any_count,
                      "channels over width of the small network",
                      {"r"}},
    };
};

/// Log-softmax over very many classes, in a head of frequent ones and tails of rare ones.
struct AdaptiveLogSoftmax {
    double features = 8;
    double classes = 10;
    Numbers cutoffs{};
    double div_value = 4;
    bool head_bias = false;

    static constexpr Info info{
        .name = "adaptive_log_softmax",
        .formula = "log P(class), a rare class having log P(its cluster) + log P(class | cluster)",
        .slope = "the vjp of its parts",
        .source = "Grave et al. 2017, arXiv:1609.04309",
        .strengths = "the head alone decides for most samples, the tails are small",
        .weaknesses = "classes must be sorted by frequency",
    };
    static constexpr std::tuple params{
        Param<AdaptiveLogSoftmax>{"features",
                                  &AdaptiveLogSoftmax::features,
                                  any_count,
                                  "width of the input",
                                  {"in_features"},
                                  required},
        Param<AdaptiveLogSoftmax>{
            "classes", &AdaptiveLogSoftmax::classes, any_count, "classes", {"n_classes"}, required},
        Param<AdaptiveLogSoftmax, Numbers>{"cutoffs", &AdaptiveLogSoftmax::cutoffs, any_count,
                                           "first class of each tail, rising"},
        Param<AdaptiveLogSoftmax>{"div_value", &AdaptiveLogSoftmax::div_value, positive,
                                  "by how much each tail is narrower than the one before"},
        Param<AdaptiveLogSoftmax, bool>{
            "head_bias", &AdaptiveLogSoftmax::head_bias, {}, "whether the head has a bias"},
    };
};

/// A linear map and a sine: networks of these represent signals and their derivatives.
struct SirenLinear {
    double in = 8;
    double out = 4;
    double omega = 30;
    bool first = false;

    static constexpr Info info{
        .name = "siren_linear",
        .aliases = {"siren_layer"},
        .formula = "sin(omega * (x W + b))",
        .slope = "omega * cos(omega * (x W + b)) * W",
        .source = "Sitzmann et al. 2020, arXiv:2006.09661",
        .strengths = "fits fine detail, and its derivatives are again such networks",
        .weaknesses = "lives by its start values; a wrong omega does not train",
        .note = "W starts uniform in +-1/in in the first layer, else in +-sqrt(6/in)/omega",
    };
    static constexpr std::tuple params{
        Param<SirenLinear>{
            "in", &SirenLinear::in, any_count, "width of the input", {"n_prev"}, required},
        Param<SirenLinear>{
            "out", &SirenLinear::out, any_count, "width of the result", {"n"}, required},
        Param<SirenLinear>{"omega", &SirenLinear::omega, positive, "frequency"},
        Param<SirenLinear, bool>{"first", &SirenLinear::first, {}, "whether x are coordinates"},
    };
};

/// Each picture's channel divided by its own root mean square, then cut off below a learned value.
struct FrnTlu {
    double channels = 8;
    double eps = 1e-6;

    static constexpr Info info{
        .name = "frn_tlu",
        .aliases = {"tlu"},
        .formula = "max(gamma_c * x / sqrt(mean(x^2) + eps) + beta_c, tau_c)",
        .slope = "that of its parts, and the path through the mean",
        .source = "Singh & Krishnan 2019, arXiv:1911.09737",
        .strengths = "replaces batch norm and relu, and does not depend on the batch",
        .weaknesses = "needs pixels to average over",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<FrnTlu>{"channels", &FrnTlu::channels, any_count, "channels, axis 1", {}, required},
        Param<FrnTlu>{"eps", &FrnTlu::eps, positive, "added to the mean square"},
    };
};

/// Swish divided by the standard deviation of a group of channels.
struct EvoNormS0 {
    double channels = 32;
    double groups = 32;
    double eps = 1e-5;

    static constexpr Info info{
        .name = "evonorm_s0",
        .formula = "gamma_c * x * sigmoid(v_c * x) / sqrt(variance of the group + eps) + beta_c",
        .slope = "that of its parts, and the path through the variance",
        .source = "Liu et al. 2020, arXiv:2004.02967",
        .strengths = "found by search: normalisation and activation in one, for any batch",
        .weaknesses = "the groups must divide the channels",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<EvoNormS0>{
            "channels", &EvoNormS0::channels, any_count, "channels, axis 1", {}, required},
        Param<EvoNormS0>{"groups", &EvoNormS0::groups, any_count, "groups of channels"},
        Param<EvoNormS0>{"eps", &EvoNormS0::eps, positive, "added to the variance"},
    };
};

using ModuleActivations = List<Maxout, Softmax2d, CRelu, BRelu, ProbAct, Apl, Pau, DyRelu,
                               AdaptiveLogSoftmax, SirenLinear, FrnTlu, EvoNormS0>;

}  // namespace kasane::catalog
