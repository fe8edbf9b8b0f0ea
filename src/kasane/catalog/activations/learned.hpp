#pragma once
// Activations with parameters that are learned: arguments behind x.

#include <tuple>

#include "kasane/catalog/activations/pieces.hpp"
#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// ReLU with a slope below zero that is learned.
struct Prelu {
    static constexpr Info info{
        .name = "prelu",
        .formula = "x > 0 ? x : a * x",
        .slope = "x > 0 ? 1 : a",
        .source = "He et al. 2015, arXiv:1502.01852",
        .strengths = "finds its own leak for one number per layer",
        .weaknesses = "can overfit on little data",
        .note = "the slope at 0 is a; no weight decay on it",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{Trainable{"a", 0.25, "slope below zero"}};

    template <class V>
    KASANE_FN V operator()(V x, V a) const {
        return select(x > V(0), x, gate(a, x));
    }
};

/// ReLU moved up or down by what is learned.
struct FlexibleRelu {
    static constexpr Info info{
        .name = "flexible_relu",
        .formula = "max(x, 0) + b",
        .slope = "x > 0 ? 1 : 0",
        .source = "Qiu et al. 2018, arXiv:1706.08098",
        .strengths = "can bring the mean of a layer to zero",
        .weaknesses = "learns nothing from negative input",
        .note = "starts as ReLU; the paper starts at a negative b",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{Trainable{"b", 0.0, "value to the left"}};

    template <class V>
    KASANE_FN V operator()(V x, V b) const {
        return select(x <= V(0), V(0), x) + b;
    }
};

/// The square of the positive part, scaled and moved so that mean and variance are kept.
struct StarRelu {
    static constexpr Info info{
        .name = "star_relu",
        .formula = "s * max(x, 0)^2 + b",
        .slope = "2 * s * max(x, 0)",
        .source = "Yu et al. 2022, arXiv:2210.13452",
        .strengths = "squared ReLU without the shift of the distribution it causes",
        .weaknesses = "grows with the square; learns nothing from negative input but b",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{Trainable{"s", 0.8944, "scale"},
                                          Trainable{"b", -0.4472, "value to the left"}};

    template <class V>
    KASANE_FN V operator()(V x, V s, V b) const {
        return select(x <= V(0), b, gate_add(gate(s, x), x, b));
    }
};

/// A smooth maximum of x and p2 x.
struct Aconb {
    static constexpr Info info{
        .name = "aconb",
        .aliases = {"acon_b"},
        .formula = "(1 - p2) * x * sigmoid(beta * (1 - p2) * x) + p2 * x",
        .slope = "(1 - p2) * (sigmoid(beta * (1 - p2) * x) + beta * (1 - p2) * x * "
                 "sigmoid(beta * (1 - p2) * x) * sigmoid(-beta * (1 - p2) * x)) + p2",
        .source = "Ma et al. 2020, arXiv:2009.04759",
        .strengths = "goes from a straight line to leaky ReLU as beta grows",
        .weaknesses = "an exponential per element for what is often close to leaky ReLU",
        .note = "p1 is fixed at 1, as published",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{Trainable{"p2", 0.25, "slope to the left"},
                                          Trainable{"beta", 1.0, "sharpness of the bend"}};

    template <class V>
    KASANE_FN V operator()(V x, V p2, V beta) const {
        return smooth_maximum(x, V(1), p2, beta);
    }

    /// x (p1 sigmoid(z) + p2 sigmoid(-z)) with z = beta (p1 - p2) x: nothing overflows.
    template <class V>
    KASANE_FN static V smooth_maximum(V x, V p1, V p2, V beta) {
        const V z = gate(gate(beta, p1 - p2), x);
        return sigmoid_times(z, gate(p1, x)) + sigmoid_times(-z, gate(p2, x));
    }
};

/// A smooth maximum of p1 x and p2 x: activate or not.
struct Aconc {
    static constexpr Info info{
        .name = "aconc",
        .aliases = {"acon", "acon_c"},
        .formula = "(p1 - p2) * x * sigmoid(beta * (p1 - p2) * x) + p2 * x",
        .slope = "(p1 - p2) * (sigmoid(beta * (p1 - p2) * x) + beta * (p1 - p2) * x * "
                 "sigmoid(beta * (p1 - p2) * x) * sigmoid(-beta * (p1 - p2) * x)) + p2",
        .source = "Ma et al. 2020, arXiv:2009.04759",
        .strengths = "learns both slopes and how sharply to switch between them",
        .weaknesses = "three parameters; an exponential per element",
        .note = "starts at p1 = 1, p2 = 0.25 as in the documents; the paper draws both at random",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{Trainable{"p1", 1.0, "slope to the right"},
                                          Trainable{"p2", 0.25, "slope to the left"},
                                          Trainable{"beta", 1.0, "sharpness of the bend"}};

    template <class V>
    KASANE_FN V operator()(V x, V p1, V p2, V beta) const {
        return Aconb::smooth_maximum(x, p1, p2, beta);
    }
};

using LearnedActivations = List<Prelu, FlexibleRelu, StarRelu, Aconb, Aconc>;

}  // namespace kasane::catalog
