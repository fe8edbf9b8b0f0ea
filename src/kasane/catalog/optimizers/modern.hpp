#pragma once
// What was made of Adam after 2018, weight by weight.

#include "kasane/catalog/optimizers/adaptive.hpp"

namespace kasane::catalog {

/// RAdam's factor r, and whether the variance is known well enough to divide by it.
struct Rectification {
    double factor;
    bool is_known;
};
inline Rectification rectification(double beta2, const Step& step) {
    const double longest = 2 / (1 - beta2) - 1;
    const double kept = whole_power(beta2, step.t);
    const double length = longest - 2 * static_cast<double>(step.t) * kept / (1 - kept);
    if (!(length > 5)) return {1, false};
    return {sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)),
            true};
}

/// Adam that starts as momentum until its variance can be trusted.
struct RAdam : AdamNumbers {
    double weight_decay = 0;

    static constexpr Info info{
        .name = "radam",
        .aliases = {"rectified_adam"},
        .formula =
            "w - lr * r * (m / (1 - beta1^t)) * sqrt(1 - beta2^t) / (sqrt(v) + eps) once "
            "rho_t > 5; w - lr * m / (1 - beta1^t) before",
        .source = "Liu et al. 2020, arXiv:1908.03265; PyTorch's threshold 5",
    };
    static constexpr std::tuple params =
        std::tuple_cat(AdamNumbers::params, std::tuple{coupled_decay(&RAdam::weight_decay)});

    template <class N>
    struct Coeffs {
        N rate, adapts, eps, gain1, gain2, decay;
    };
    Coeffs<double> at(const Step& step) const {
        const Rectification r = rectification(beta2, step);
        const double plain = -lr / bias_correction(beta1, step);
        return {.rate = r.is_known ? plain * r.factor * sqrt(bias_correction(beta2, step)) : plain,
                .adapts = r.is_known ? 1.0 : 0.0,
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2,
                .decay = weight_decay};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        auto& [m, v] = slot;
        average_moments(fma(c.decay, w, g), m, v, c.gain1, c.gain2);
        return c.rate * select(c.adapts == V(1), m / (sqrt(v) + c.eps), m);
    }
};

/// Adam that divides by how far gradients stray from their mean.
struct AdaBelief : AdamNumbers {
    constexpr AdaBelief() { eps = 1e-16; }

    double weight_decay = 0;
    bool rectify = false;

    static constexpr Info info{
        .name = "adabelief",
        .formula =
            "s = beta2 * s + (1 - beta2) * (g - m)^2 + eps; "
            "w - lr * (m / (1 - beta1^t)) / (sqrt(s / (1 - beta2^t)) + eps)",
        .source = "Zhuang et al. 2020, arXiv:2010.07468",
        .note = "rectify=true applies RAdam's factor; weight decay is decoupled",
    };
    static constexpr std::tuple params =
        std::tuple_cat(AdamNumbers::params,
                       std::tuple{decoupled_decay(&AdaBelief::weight_decay),
                                  Param<AdaBelief, bool>{"rectify", &AdaBelief::rectify, any_number,
                                                         "starts as momentum, as radam does"}});

    template <class N>
    struct Coeffs {
        N rate, adapts, root, eps, gain1, gain2, shrink;
    };
    Coeffs<double> at(const Step& step) const {
        const Rectification r = rectify ? rectification(beta2, step) : Rectification{1, true};
        return {.rate = -lr * r.factor / bias_correction(beta1, step),
                .adapts = r.is_known ? 1.0 : 0.0,
                .root = 1 / sqrt(bias_correction(beta2, step)),
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2,
                .shrink = -lr * weight_decay};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        auto& [m, s] = slot;
        m = averaged(m, g, c.gain1);
        const V away = g - m;
        s = fma(c.gain2, fma(away, away, -s), s) + c.eps;
        const V scaled = m / fma(sqrt(s), c.root, c.eps);
        return fma(c.shrink, w, c.rate * select(c.adapts == V(1), scaled, m));
    }
};

/// Adam whose square follows the gradient's in steps of the gradient's size.
struct Yogi : AdamNumbers {
    constexpr Yogi() { lr = 0.01; }

    static constexpr Info info{
        .name = "yogi",
        .formula =
            "v = v - (1 - beta2) * sign(v - g^2) * g^2; "
            "w - lr * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)",
        .source = "Zaheer et al. 2018, Adaptive methods for nonconvex optimization",
        .note = "m and v start at 1e-6; many programs take eps 1e-3",
    };
    static constexpr std::array<Slot, 2> slots{{{"m", 1e-6}, {"v", 1e-6}}};

    Coeffs<double> at(const Step& step) const { return corrected(step); }

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        auto& [m, v] = slot;
        const V square = g * g;
        m = averaged(m, g, c.gain1);
        v = v - c.gain2 * sign(v - square) * square;
        return stepped(m, v, c);
    }
};

/// Between momentum (p = 0) and AMSGrad (p = 1/2).
struct PAdam : AdamNumbers {
    constexpr PAdam() { lr = 0.1; }

    double p = 0.25;
    double weight_decay = 0;
    bool amsgrad = true;

    static constexpr Info info{
        .name = "padam",
        .formula = "w - lr * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(vmax) + eps)^(2 p)",
        .source = "Chen et al. 2020, arXiv:1806.06763",
    };
    static constexpr std::tuple params = std::tuple_cat(
        AdamNumbers::params,
        std::tuple{Param<PAdam>{"p", &PAdam::p, {0, 0.5}, "power of the square", {"partial"}},
                   coupled_decay(&PAdam::weight_decay),
                   Param<PAdam, bool>{"amsgrad", &PAdam::amsgrad, any_number,
                                      "divides by the largest square so far"}});
    static constexpr std::array<Slot, 3> slots{{{"m"}, {"v"}, {"vmax"}}};

    int used_slots() const { return amsgrad ? 3 : 2; }

    template <class N>
    struct Coeffs {
        N rate, power, eps, gain1, gain2, decay;
    };
    Coeffs<double> at(const Step& step) const {
        return {.rate = -lr * sqrt(bias_correction(beta2, step)) / bias_correction(beta1, step),
                .power = 2 * p,
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2,
                .decay = weight_decay};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 3>& slot, const Coeffs<V>& c) const {
        auto& [m, v, top] = slot;
        average_moments(fma(c.decay, w, g), m, v, c.gain1, c.gain2);
        top = amsgrad ? max(top, v) : v;
        return c.rate * (m / pow(sqrt(top) + c.eps, c.power));
    }
};

/// Adam that divides by the square before this gradient entered it.
struct Adopt : AdamNumbers {
    constexpr Adopt() {
        beta2 = 0.9999;
        eps = 1e-6;
    }

    double weight_decay = 0;

    static constexpr Info info{
        .name = "adopt",
        .formula =
            "u = clamp(g / max(sqrt(v), eps), -(t - 1)^(1/4), (t - 1)^(1/4)); "
            "m = beta1 * m + (1 - beta1) * u; w - lr * m; then v; the first step only sets "
            "v = g^2",
        .source = "Taniguchi et al. 2024, arXiv:2411.02853",
    };
    static constexpr std::tuple params =
        std::tuple_cat(AdamNumbers::params, std::tuple{coupled_decay(&Adopt::weight_decay)});

    template <class N>
    struct Coeffs {
        N first, rate, limit, eps, gain1, gain2, decay;
    };
    Coeffs<double> at(const Step& step) const {
        return {.first = step.t == 1 ? 1.0 : 0.0,
                .rate = -lr,
                .limit = sqrt(sqrt(static_cast<double>(step.t - 1))),
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2,
                .decay = weight_decay};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        auto& [m, v] = slot;
        const auto first = c.first == V(1);
        const V d = fma(c.decay, w, g);
        const V u = min(max(d / max(sqrt(v), c.eps), -c.limit), c.limit);
        m = select(first, m, averaged(m, u, c.gain1));
        v = select(first, d * d, fma(c.gain2, fma(d, d, -v), v));
        return select(first, V(0), c.rate * m);
    }
};

/// Adam with a second, much slower momentum.
struct AdEmaMix : AdamNumbers {
    double beta3 = 0.9999;
    double alpha = 5;
    double warmup = 0;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "ademamix",
        .formula =
            "w - lr * ((m1 / (1 - beta1^t) + alpha * m2) / (sqrt(v / (1 - beta2^t)) + eps) "
            "+ weight_decay * w)",
        .source = "Pagliardini et al. 2024, arXiv:2409.03137",
        .note = "warmup=T raises alpha and beta3 over T steps, as the paper does",
    };
    static constexpr std::tuple params{
        Param<AdEmaMix>{"lr", &AdEmaMix::lr, non_negative, "learning rate", {"eta"}},
        beta1_of(&AdEmaMix::beta1),
        beta2_of(&AdEmaMix::beta2),
        Param<AdEmaMix>{"beta3", &AdEmaMix::beta3, below_one, "memory of the slow mean"},
        Param<AdEmaMix>{"alpha", &AdEmaMix::alpha, non_negative, "weight of the slow mean"},
        eps_of(&AdEmaMix::eps),
        Param<AdEmaMix>{"warmup", &AdEmaMix::warmup, non_negative, "steps until alpha and beta3"},
        decoupled_decay(&AdEmaMix::weight_decay),
    };
    static constexpr std::array<Slot, 3> slots{{{"m1"}, {"m2"}, {"v"}}};

    template <class N>
    struct Coeffs {
        N of_m1, of_m2, root, eps, gain1, gain2, gain3, shrink;
    };
    double slow_memory(double part) const {
        if (!(part < 1) || beta1 == 0) return beta3;
        const double fast = log(beta1);
        const double slow = log(beta3);
        return min(exp(fast * slow / ((1 - part) * slow + part * fast)), beta3);
    }
    Coeffs<double> at(const Step& step) const {
        const double part = warmup > 0 ? static_cast<double>(step.t) / warmup : 1;
        return {.of_m1 = -lr / bias_correction(beta1, step),
                .of_m2 = -lr * min(part, 1.0) * alpha,
                .root = 1 / sqrt(bias_correction(beta2, step)),
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2,
                .gain3 = 1 - slow_memory(part),
                .shrink = -lr * weight_decay};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 3>& slot, const Coeffs<V>& c) const {
        auto& [m1, m2, v] = slot;
        average_moments(g, m1, v, c.gain1, c.gain2);
        m2 = averaged(m2, g, c.gain3);
        const V mixed = fma(c.of_m1, m1, c.of_m2 * m2);
        return fma(c.shrink, w, mixed / fma(sqrt(v), c.root, c.eps));
    }
};

/// One slow momentum and the gradient itself, divided as Adam does.
struct SimplifiedAdEmaMix : AdamNumbers {
    constexpr SimplifiedAdEmaMix() {
        beta1 = 0.99;
        beta2 = 0.95;
    }

    double alpha = 0;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "simplified_ademamix",
        .formula = "m = beta1 * m + g; w - lr * (alpha * g + m) / (sqrt(v / (1 - beta2^t)) + eps)",
        .source = "Morwani et al. 2025, arXiv:2502.02431",
        .note = "m is a sum, not a mean: take lr about 1 - beta1 times that of adam",
    };
    static constexpr std::tuple params{
        Param<SimplifiedAdEmaMix>{
            "lr", &SimplifiedAdEmaMix::lr, non_negative, "learning rate", {"eta"}},
        beta1_of(&SimplifiedAdEmaMix::beta1),
        beta2_of(&SimplifiedAdEmaMix::beta2),
        Param<SimplifiedAdEmaMix>{"alpha", &SimplifiedAdEmaMix::alpha, non_negative,
                                  "weight of the gradient itself"},
        eps_of(&SimplifiedAdEmaMix::eps),
        decoupled_decay(&SimplifiedAdEmaMix::weight_decay),
    };

    template <class N>
    struct Coeffs {
        N rate, keep, alpha, root, eps, gain2, shrink;
    };
    Coeffs<double> at(const Step& step) const {
        return {.rate = -lr,
                .keep = beta1,
                .alpha = alpha,
                .root = 1 / sqrt(bias_correction(beta2, step)),
                .eps = eps,
                .gain2 = 1 - beta2,
                .shrink = -lr * weight_decay};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        auto& [m, v] = slot;
        m = fma(c.keep, m, g);
        v = fma(c.gain2, fma(g, g, -v), v);
        const V mixed = c.rate * fma(c.alpha, g, m);
        return fma(c.shrink, w, mixed / fma(sqrt(v), c.root, c.eps));
    }
};

using ModernOptimizers = List<RAdam, AdaBelief, Yogi, PAdam, Adopt, AdEmaMix, SimplifiedAdEmaMix>;

}  // namespace kasane::catalog
