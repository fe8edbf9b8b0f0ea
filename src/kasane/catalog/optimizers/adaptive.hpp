#pragma once
// Optimizers that scale each weight's step by the size of its gradients.

#include <array>
#include <tuple>

#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// x to a whole power, in double; the same bits wherever it runs.
constexpr double whole_power(double x, std::int64_t n) {
    double result = 1;
    for (; n > 0; n >>= 1) {
        if (n & 1) result *= x;
        x *= x;
    }
    return result;
}

/// Momentum over a running mean of the gradient, divided by the root of its running square.
struct Adam {
    double lr = 0.001;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double eps = 1e-8;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "adam",
        .formula = "w - lr * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)",
        .source = "Kingma & Ba 2015, arXiv:1412.6980, algorithm 1",
    };
    static constexpr std::tuple params{
        Param<Adam>{"lr", &Adam::lr, non_negative, "learning rate", {"alpha", "learning_rate"}},
        Param<Adam>{"beta1", &Adam::beta1, below_one, "memory of the mean gradient"},
        Param<Adam>{"beta2", &Adam::beta2, below_one, "memory of the squared gradient"},
        Param<Adam>{"eps", &Adam::eps, non_negative, "keeps the division finite"},
        Param<Adam>{"weight_decay", &Adam::weight_decay, non_negative, "added to g times w (L2)"},
    };
    static constexpr std::array<Slot, 2> slots{{{"m"}, {"v"}}};

    /// What depends on the step alone, worked out once per step in double.
    struct Coeffs {
        double rate, root, eps, gain1, gain2, decay;
    };

    Coeffs at(const Step& step) const {
        const double c1 = 1 - whole_power(beta1, step.t);
        const double c2 = 1 - whole_power(beta2, step.t);
        return {.rate = -lr / c1,
                .root = 1 / sqrt(c2),
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2,
                .decay = weight_decay};
    }

    template <class V>
    KASANE_FN void operator()(V& w, V g, V (&slot)[2], const Coeffs& c) const {
        V& m = slot[0];
        V& v = slot[1];
        const V d = fma(V(c.decay), w, g);
        m = fma(V(c.gain1), d - m, m);
        v = fma(V(c.gain2), fma(d, d, -v), v);
        w = fma(V(c.rate), m / fma(sqrt(v), V(c.root), V(c.eps)), w);
    }
};

using AdaptiveOptimizers = List<Adam>;

}  // namespace kasane::catalog
