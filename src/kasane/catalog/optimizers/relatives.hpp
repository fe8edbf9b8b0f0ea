#pragma once
// Further relatives of Adam, weight by weight.

#include "kasane/catalog/optimizers/adaptive.hpp"

namespace kasane::catalog {

/// Adam mixed with plain descent, above and below the line.
struct QhAdam : AdamNumbers {
    double nu1 = 1;
    double nu2 = 1;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "qhadam",
        .formula = "w - lr * ((1 - nu1) * g + nu1 * m^) / (sqrt((1 - nu2) * g^2 + nu2 * v^) + eps)",
        .source = "Ma & Yarats 2019, arXiv:1810.06801",
        .note = "the defaults are Adam; suggested: beta1 0.995, nu1 0.7",
    };
    static constexpr std::tuple params = std::tuple_cat(
        AdamNumbers::params,
        std::tuple{Param<QhAdam>{"nu1", &QhAdam::nu1, from_zero_to_one, "share of the mean"},
                   Param<QhAdam>{"nu2", &QhAdam::nu2, from_zero_to_one, "share of the square"},
                   coupled_decay(&QhAdam::weight_decay)});

    template <class N>
    struct Coeffs {
        N of_g, of_m, of_square, of_v, eps, gain1, gain2, decay;
    };
    Coeffs<double> at(const Step& step) const {
        return {.of_g = -lr * (1 - nu1),
                .of_m = -lr * nu1 / bias_correction(beta1, step),
                .of_square = 1 - nu2,
                .of_v = nu2 / bias_correction(beta2, step),
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2,
                .decay = weight_decay};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        auto& [m, v] = slot;
        const V d = fma(c.decay, w, g);
        average_moments(d, m, v, c.gain1, c.gain2);
        const V below = sqrt(fma(c.of_square, d * d, c.of_v * v)) + c.eps;
        return fma(c.of_g, d, c.of_m * m) / below;
    }
};

/// The size of Adam's step in the direction of the gradient at hand.
struct Grams : AdamNumbers {
    constexpr Grams() { eps = 1e-6; }

    double weight_decay = 0;

    static constexpr Info info{
        .name = "grams",
        .formula =
            "w - lr * sqrt(1 - beta2^t) / (1 - beta1^t) * sign(g) * abs(m) / (sqrt(v) + eps)",
        .source = "Cao et al. 2024, arXiv:2412.17107",
    };
    static constexpr std::tuple params =
        std::tuple_cat(AdamNumbers::params, std::tuple{decoupled_decay(&Grams::weight_decay)});

    template <class N>
    struct Coeffs {
        N rate, eps, gain1, gain2, shrink;
    };
    Coeffs<double> at(const Step& step) const {
        return {.rate = -lr * sqrt(bias_correction(beta2, step)) / bias_correction(beta1, step),
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2,
                .shrink = -lr * weight_decay};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        auto& [m, v] = slot;
        average_moments(g, m, v, c.gain1, c.gain2);
        return fma(c.shrink, w, c.rate * sign(g) * abs(m) / (sqrt(v) + c.eps));
    }
};

/// Adam in the other order: first divides, then averages.
struct LaProp : AdamNumbers {
    constexpr LaProp() {
        lr = 4e-4;
        eps = 1e-15;
    }

    double weight_decay = 0;

    static constexpr Info info{
        .name = "laprop",
        .formula =
            "m = beta1 * m + (1 - beta1) * g / (sqrt(v / (1 - beta2^t)) + eps); "
            "w - lr * m / (1 - beta1^t)",
        .source = "Ziyin et al. 2020, arXiv:2002.04839",
    };
    static constexpr std::tuple params =
        std::tuple_cat(AdamNumbers::params, std::tuple{decoupled_decay(&LaProp::weight_decay)});

    Coeffs<double> at(const Step& step) const { return corrected(step, -lr * weight_decay); }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        auto& [m, v] = slot;
        v = fma(c.gain2, fma(g, g, -v), v);
        m = averaged(m, g / fma(sqrt(v), c.root, c.eps), c.gain1);
        return fma(c.decay, w, c.rate * m);
    }
};

/// Adam slowed down where the gradient hardly changes.
struct DiffGrad : AdamNumbers {
    static constexpr Info info{
        .name = "diffgrad",
        .formula = "w - lr * sigmoid(abs(previous g - g)) * m^ / (sqrt(v^) + eps)",
        .source = "Dubey et al. 2020, arXiv:1909.11015",
    };
    static constexpr std::array<Slot, 3> slots{{{"m"}, {"v"}, {"previous"}}};

    Coeffs<double> at(const Step& step) const { return corrected(step); }

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 3>& slot, const Coeffs<V>& c) const {
        auto& [m, v, previous] = slot;
        average_moments(g, m, v, c.gain1, c.gain2);
        const V friction = sigmoid(abs(previous - g));
        previous = g;
        return friction * stepped(m, v, c);
    }
};

/// Adam whose rates may not exceed their own running mean.
struct AdaMod : AdamNumbers {
    double beta3 = 0.999;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "adamod",
        .formula =
            "a = lr * sqrt(1 - beta2^t) / (1 - beta1^t) / (sqrt(v) + eps); "
            "s = beta3 * s + (1 - beta3) * a; w - min(a, s) * m",
        .source = "Ding et al. 2019, arXiv:1910.12249",
    };
    static constexpr std::tuple params = std::tuple_cat(
        AdamNumbers::params,
        std::tuple{Param<AdaMod>{"beta3", &AdaMod::beta3, below_one, "memory of the rates"},
                   decoupled_decay(&AdaMod::weight_decay)});
    static constexpr std::array<Slot, 3> slots{{{"m"}, {"v"}, {"s"}}};

    template <class N>
    struct Coeffs {
        N rate, eps, gain1, gain2, gain3, shrink;
    };
    Coeffs<double> at(const Step& step) const {
        return {.rate = lr * sqrt(bias_correction(beta2, step)) / bias_correction(beta1, step),
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2,
                .gain3 = 1 - beta3,
                .shrink = -lr * weight_decay};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 3>& slot, const Coeffs<V>& c) const {
        auto& [m, v, s] = slot;
        average_moments(g, m, v, c.gain1, c.gain2);
        const V rate = c.rate / (sqrt(v) + c.eps);
        s = averaged(s, rate, c.gain3);
        return fma(c.shrink, w, -min(rate, s) * m);
    }
};

/// Adam with a look at how its step changes, against circling.
struct OptimisticAdam : AdamNumbers {
    double alpha = 1;
    double beta = 1;

    static constexpr Info info{
        .name = "optimistic_adam",
        .aliases = {"optimistic_adam_v2"},
        .formula = "u = m^ / (sqrt(v^) + eps); w - lr * ((alpha + beta) * u - beta * previous u)",
        .source = "Daskalakis et al. 2018, arXiv:1711.00141, algorithm 1",
        .note = "at the first step the previous u is u itself",
    };
    static constexpr std::tuple params{
        Param<OptimisticAdam>{"lr", &OptimisticAdam::lr, non_negative, "learning rate", {"eta"}},
        beta1_of(&OptimisticAdam::beta1),
        beta2_of(&OptimisticAdam::beta2),
        eps_of(&OptimisticAdam::eps),
        Param<OptimisticAdam>{"alpha", &OptimisticAdam::alpha, finite, "weight of the step"},
        Param<OptimisticAdam>{"beta", &OptimisticAdam::beta, finite, "weight of its change"},
    };
    static constexpr std::array<Slot, 3> slots{{{"m"}, {"v"}, {"previous"}}};

    template <class N>
    struct Coeffs {
        N of_m, root, eps, gain1, gain2, now, before;
    };
    Coeffs<double> at(const Step& step) const {
        const bool first = step.t == 1;
        return {.of_m = 1 / bias_correction(beta1, step),
                .root = 1 / sqrt(bias_correction(beta2, step)),
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2,
                .now = first ? -lr * alpha : -lr * (alpha + beta),
                .before = first ? 0 : lr * beta};
    }

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 3>& slot, const Coeffs<V>& c) const {
        auto& [m, v, previous] = slot;
        average_moments(g, m, v, c.gain1, c.gain2);
        const V u = c.of_m * m / fma(sqrt(v), c.root, c.eps);
        const V d = fma(c.now, u, c.before * previous);
        previous = u;
        return d;
    }
};

/// The gradient divided by how far the gradients before it strayed from their mean.
struct AcProp : AdamNumbers {
    static constexpr Info info{
        .name = "acprop",
        .formula =
            "w - lr * g / (sqrt(s / (1 - beta2^(t-1))) + eps); then m, and s: mean of "
            "(g - m)^2; the first step moves nothing",
        .source = "Zhuang et al. 2021, arXiv:2110.05454",
    };
    static constexpr std::array<Slot, 2> slots{{{"m"}, {"s"}}};

    template <class N>
    struct Coeffs {
        N rate, root, eps, gain1, gain2;
    };
    Coeffs<double> at(const Step& step) const {
        const double known = 1 - whole_power(beta2, step.t - 1);
        return {.rate = step.t == 1 ? 0 : -lr,
                .root = step.t == 1 ? 1 : 1 / sqrt(known),
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2};
    }

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        auto& [m, s] = slot;
        const V d = select(c.rate == V(0), V(0), c.rate * g / fma(sqrt(s), c.root, c.eps));
        m = averaged(m, g, c.gain1);
        const V away = g - m;
        s = fma(c.gain2, fma(away, away, -s), s);
        return d;
    }
};

using RelativeOptimizers = List<QhAdam, Grams, LaProp, DiffGrad, AdaMod, OptimisticAdam, AcProp>;

}  // namespace kasane::catalog
