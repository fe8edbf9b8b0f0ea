#pragma once
// Rules that ask the gradient for its sign only.

#include "kasane/catalog/optimizers/rule.hpp"

namespace kasane::catalog {

/// A step of one size against every gradient.
struct SignSgd {
    double lr = 0.001;

    static constexpr Info info{
        .name = "signsgd",
        .formula = "w - lr * sign(g)",
        .source = "Bernstein et al. 2018, arXiv:1802.04434",
    };
    static constexpr std::tuple params{learning_rate(&SignSgd::lr)};

    template <class N>
    struct Coeffs {
        N rate;
    };
    Coeffs<double> at(const Step&) const { return {.rate = -lr}; }

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 0>&, const Coeffs<V>& c) const {
        return c.rate * sign(g);
    }
};

/// A step of one size against every mean gradient.
struct Signum {
    double lr = 0.001;
    double beta = 0.9;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "signum",
        .formula = "m = beta * m + (1 - beta) * g; w - lr * sign(m)",
        .source = "Bernstein et al. 2018, arXiv:1802.04434, algorithm 2",
    };
    static constexpr std::tuple params{
        learning_rate(&Signum::lr),
        Param<Signum>{
            "beta", &Signum::beta, below_one, "memory of the mean gradient", {"momentum"}},
        coupled_decay(&Signum::weight_decay),
    };
    static constexpr std::array<Slot, 1> slots{{{"m"}}};

    template <class N>
    struct Coeffs {
        N rate, gain, decay;
    };
    Coeffs<double> at(const Step&) const {
        return {.rate = -lr, .gain = 1 - beta, .decay = weight_decay};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 1>& slot, const Coeffs<V>& c) const {
        slot[0] = averaged(slot[0], fma(c.decay, w, g), c.gain);
        return c.rate * sign(slot[0]);
    }
};

/// The sign of a momentum that leans towards the new gradient; found by a search over programs.
struct Lion {
    double lr = 1e-4;
    double beta1 = 0.9;
    double beta2 = 0.99;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "lion",
        .formula =
            "w - lr * (sign(beta1 * m + (1 - beta1) * g) + weight_decay * w); "
            "m = beta2 * m + (1 - beta2) * g",
        .source = "Chen et al. 2023, arXiv:2302.06675",
        .note = "takes 3 to 10 times smaller lr and larger weight_decay than adamw",
    };
    static constexpr std::tuple params{
        learning_rate(&Lion::lr),
        Param<Lion>{"beta1", &Lion::beta1, below_one, "memory in the step"},
        Param<Lion>{"beta2", &Lion::beta2, below_one, "memory of the mean gradient"},
        decoupled_decay(&Lion::weight_decay),
    };
    static constexpr std::array<Slot, 1> slots{{{"m"}}};

    template <class N>
    struct Coeffs {
        N rate, gain1, gain2, shrink;
    };
    Coeffs<double> at(const Step&) const {
        return {.rate = -lr, .gain1 = 1 - beta1, .gain2 = 1 - beta2, .shrink = -lr * weight_decay};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 1>& slot, const Coeffs<V>& c) const {
        V& m = slot[0];
        const V d = fma(c.shrink, w, c.rate * sign(averaged(m, g, c.gain1)));
        m = averaged(m, g, c.gain2);
        return d;
    }
};

/// A step size per weight that grows while the sign stays and shrinks when it turns.
struct Rprop {
    double lr = 0.01;
    double eta_minus = 0.5;
    double eta_plus = 1.2;
    double step_min = 1e-6;
    double step_max = 50;

    static constexpr Info info{
        .name = "rprop",
        .formula =
            "q = g * previous g; s = min(s * eta_plus, step_max) if q > 0, "
            "max(s * eta_minus, step_min) and g = 0 if q < 0; w - s * sign(g)",
        .source = "Riedmiller & Braun 1993; Igel & Huesken 2000 (iRprop-)",
        .weaknesses = "for gradients of the whole data set: the noise of batches turns signs",
    };
    static constexpr std::tuple params{
        learning_rate(&Rprop::lr),
        Param<Rprop>{"eta_minus", &Rprop::eta_minus, {0, 1, true, true}, "factor after a turn"},
        Param<Rprop>{"eta_plus", &Rprop::eta_plus, {1, infinity, true, true}, "factor otherwise"},
        Param<Rprop>{"step_min", &Rprop::step_min, non_negative, "smallest step"},
        Param<Rprop>{"step_max", &Rprop::step_max, positive, "largest step"},
    };
    static constexpr std::array<Slot, 2> slots{{{"previous"}, {"step"}}};

    template <class N>
    struct Coeffs {
        N first, lr, shrink, grow, least, most;
    };
    Coeffs<double> at(const Step& step) const {
        return {.first = step.t == 1 ? 1.0 : 0.0,
                .lr = lr,
                .shrink = eta_minus,
                .grow = eta_plus,
                .least = step_min,
                .most = step_max};
    }

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        auto& [previous, step] = slot;
        const V q = g * previous;
        const V before = select(c.first == V(1), c.lr, step);
        step = select(q > V(0), min(before * c.grow, c.most),
                      select(q < V(0), max(before * c.shrink, c.least), before));
        previous = select(q < V(0), V(0), g);
        return -sign(previous) * step;
    }
};

using SignOptimizers = List<SignSgd, Signum, Lion, Rprop>;

}  // namespace kasane::catalog
