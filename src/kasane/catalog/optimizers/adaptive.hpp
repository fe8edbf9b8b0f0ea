#pragma once
// Adam and its forms: a mean gradient divided by the root of a mean square.

#include "kasane/catalog/optimizers/rule.hpp"

namespace kasane::catalog {

/// The numbers and the state of Adam, shared by what was made of it.
struct AdamNumbers {
    double lr = 0.001;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double eps = 1e-8;

    static constexpr std::tuple params{learning_rate(&AdamNumbers::lr),
                                       beta1_of(&AdamNumbers::beta1), beta2_of(&AdamNumbers::beta2),
                                       eps_of(&AdamNumbers::eps)};
    static constexpr std::array<Slot, 2> slots{{{"m"}, {"v"}}};

    /// What depends on the step alone, worked out once per step in double.
    template <class N>
    struct Coeffs {
        N rate, root, eps, gain1, gain2, decay;
    };
    /// `decay` is what weights are multiplied with, in the gradient or in the step.
    Coeffs<double> corrected(const Step& step, double decay = 0) const {
        return {.rate = -lr / bias_correction(beta1, step),
                .root = 1 / sqrt(bias_correction(beta2, step)),
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2,
                .decay = decay};
    }

    /// The step that the two means make.
    template <class V>
    KASANE_FN static V stepped(V m, V v, const Coeffs<V>& c) {
        return c.rate * (m / fma(sqrt(v), c.root, c.eps));
    }
};

/// The two running means; V of the gradient and of its square.
template <class V>
KASANE_FN void average_moments(V g, V& m, V& v, V gain1, V gain2) {
    m = averaged(m, g, gain1);
    v = fma(gain2, fma(g, g, -v), v);
}

/// Momentum over a running mean of the gradient, divided by the root of its running square.
struct Adam : AdamNumbers {
    double weight_decay = 0;

    static constexpr Info info{
        .name = "adam",
        .variants = {"torch", "paper"},
        .formula = "w - lr * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)",
        .source = "Kingma & Ba 2015, arXiv:1412.6980, algorithm 1",
        .note = "the document's form has eps inside the root of the uncorrected v",
    };
    static constexpr std::tuple params =
        std::tuple_cat(AdamNumbers::params, std::tuple{coupled_decay(&Adam::weight_decay)});

    Coeffs<double> at(const Step& step) const { return corrected(step, weight_decay); }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        auto& [m, v] = slot;
        average_moments(fma(c.decay, w, g), m, v, c.gain1, c.gain2);
        return stepped(m, v, c);
    }
};

/// Adam as the articles write it: eps inside the root.
struct AdamDocument : AdamNumbers {
    static constexpr Info info{
        .name = "adam",
        .variants = {"document"},
        .formula = "w - lr * sqrt(1 - beta2^t) / (1 - beta1^t) * m / sqrt(v + eps)",
        .source = "the articles; Kingma & Ba 2015 with eps inside the root",
        .weaknesses = "eps inside the root acts like 1e-4 outside: small gradients hardly move",
    };

    template <class N>
    struct Coeffs {
        N rate, eps, gain1, gain2;
    };
    Coeffs<double> at(const Step& step) const {
        return {.rate = -lr * sqrt(bias_correction(beta2, step)) / bias_correction(beta1, step),
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2};
    }

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        auto& [m, v] = slot;
        average_moments(g, m, v, c.gain1, c.gain2);
        return c.rate * (m / sqrt(v + c.eps));
    }
};

/// Adam whose weight decay does not go through the moments.
struct AdamW : AdamNumbers {
    double weight_decay = 0.01;

    static constexpr Info info{
        .name = "adamw",
        .formula =
            "w - lr * weight_decay * w - lr * (m / (1 - beta1^t)) / "
            "(sqrt(v / (1 - beta2^t)) + eps)",
        .source = "Loshchilov & Hutter 2019, arXiv:1711.05101",
    };
    static constexpr std::tuple params =
        std::tuple_cat(AdamNumbers::params, std::tuple{decoupled_decay(&AdamW::weight_decay)});

    Coeffs<double> at(const Step& step) const { return corrected(step, -lr * weight_decay); }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        auto& [m, v] = slot;
        average_moments(g, m, v, c.gain1, c.gain2);
        return fma(c.decay, w, stepped(m, v, c));
    }
};

/// Adam that leaves weights with a gradient of exactly 0, and their moments, alone.
struct SparseAdam : AdamNumbers {
    static constexpr Info info{
        .name = "sparse_adam",
        .aliases = {"lazy_adam"},
        .formula =
            "w - lr * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + eps) where g is not 0; "
            "nothing elsewhere",
        .source = "PyTorch's SparseAdam; Kingma & Ba 2015, section 2",
    };

    template <class N>
    struct Coeffs {
        N rate, eps, gain1, gain2;
    };
    Coeffs<double> at(const Step& step) const {
        return {.rate = -lr * sqrt(bias_correction(beta2, step)) / bias_correction(beta1, step),
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2};
    }

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        V m = slot[0];
        V v = slot[1];
        average_moments(g, m, v, c.gain1, c.gain2);
        const auto idle = g == V(0);
        slot = {select(idle, slot[0], m), select(idle, slot[1], v)};
        return select(idle, V(0), c.rate * (m / (sqrt(v) + c.eps)));
    }
};

// Adam and AdamW have kernels of their own: compiled_lists.hpp names them.
using AdaptiveOptimizers = List<AdamDocument, SparseAdam>;

}  // namespace kasane::catalog
