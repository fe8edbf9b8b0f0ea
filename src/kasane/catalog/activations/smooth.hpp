#pragma once
// Smooth activations.

#include <tuple>

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
        .source = "Verhulst 1845; Rumelhart et al. 1986, Nature 323",
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
        .source = "LeCun et al. 1998, Efficient BackProp",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return tanh(x);
    }
};

/// Identity above zero, saturates at -alpha below.
struct Elu {
    double alpha = 1.0;

    static constexpr Info info{
        .name = "elu",
        .formula = "max(x, 0) + alpha * (exp(min(x, 0)) - 1)",
        .source = "Clevert et al. 2015, arXiv:1511.07289",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<Elu>{"alpha", &Elu::alpha, positive, "depth of the negative plateau"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x >= V(0), x, V(alpha) * expm1(x));
    }
};

/// x weighed by its own sigmoid; beta says how sharply, and can be learned.
struct Swish {
    static constexpr Info info{
        .name = "swish",
        .aliases = {"silu"},
        .formula = "x / (1 + exp(-beta * x))",
        .source = "Ramachandran et al. 2017, arXiv:1710.05941",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{Trainable{"beta", 1.0, "sharpness of the gate"}};

    // With beta = 0 this is x / 2, also at infinity.
    template <class V>
    KASANE_FN V operator()(V x, V beta) const {
        return sigmoid_times(gate(beta, x), x);
    }
};

/// Smooth and non-monotonic; keeps a little of every negative input.
struct Mish {
    static constexpr Info info{
        .name = "mish",
        .formula = "x * tanh(log(1 + exp(x)))",
        .source = "Misra 2019, arXiv:1908.08681",
        .initializer = "he",
    };

    // One word for x * tanh(softplus(x)): the factor goes in before the last scaling, which keeps
    // the digits of the far left tail.
    template <class V>
    KASANE_FN V operator()(V x) const {
        return tanh_softplus_times(x, x);
    }
};

using SmoothActivations = List<Sigmoid, Tanh, Elu, Swish, Mish>;

}  // namespace kasane::catalog
