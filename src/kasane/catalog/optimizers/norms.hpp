#pragma once
// Rules that measure each tensor: its norm, its gradient's, and angles between them.

#include "kasane/catalog/optimizers/adaptive.hpp"

namespace kasane::catalog {

/// Momentum whose rate is in proportion to the norm of the weights over that of the gradient.
struct Lars {
    double lr = 0.1;
    double momentum = 0.9;
    double trust = 0.001;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "lars",
        .formula =
            "r = trust * norm(w) / (norm(g) + weight_decay * norm(w)); "
            "b = momentum * b + lr * r * (g + weight_decay * w); w - b",
        .source = "You et al. 2017, arXiv:1708.03888",
        .note = "r = 1 where a norm is 0; vectors (biases) go without r and decay",
    };
    static constexpr std::tuple params{
        learning_rate(&Lars::lr),
        momentum_of(&Lars::momentum),
        Param<Lars>{"trust",
                    &Lars::trust,
                    non_negative,
                    "factor of the ratio of norms",
                    {"trust_coefficient", "coefficient"}},
        coupled_decay(&Lars::weight_decay),
    };
    static constexpr std::array<Slot, 1> slots{{{"b"}}};
    static constexpr Scope scope = Scope::tensor;
    static constexpr int passes = 2, terms = 2;

    template <class N>
    struct Coeffs {
        N rate, keep, decay;
    };
    Coeffs<double> at(const Step& step) const {
        return {.rate = lr, .keep = momentum, .decay = step.rank < 2 ? 0 : weight_decay};
    }
    void between(int, const Step& step, const double* sums, Coeffs<double>& c, double*) const {
        const double w = sqrt(sums[0]);
        const double g = sqrt(sums[1]);
        if (step.rank < 2 || w == 0 || g == 0) return;
        c.rate = lr * trust * w / (g + weight_decay * w);
    }

    template <int k, class V>
    KASANE_FN V pass(V w, V g, Slots<V, 1>& slot, Terms<V, 2>& terms_of, const Coeffs<V>& c) const {
        if constexpr (k == 0) {
            terms_of = {w * w, g * g};
            return V(0);
        } else {
            slot[0] = fma(c.keep, slot[0], c.rate * fma(c.decay, w, g));
            return -slot[0];
        }
    }
};

/// Adam's step, as long as the weights say.
struct Lamb : AdamNumbers {
    constexpr Lamb() { eps = 1e-6; }

    double weight_decay = 0.01;

    static constexpr Info info{
        .name = "lamb",
        .formula = "u = m^ / (sqrt(v^) + eps) + weight_decay * w; w - lr * norm(w) / norm(u) * u",
        .source = "You et al. 2020, arXiv:1904.00962",
        .note = "the ratio is 1 where a norm is 0",
    };
    static constexpr std::tuple params = std::tuple_cat(
        AdamNumbers::params,
        std::tuple{Param<Lamb>{
            "weight_decay", &Lamb::weight_decay, non_negative, "added to u times w", {"wd"}}});
    static constexpr Scope scope = Scope::tensor;
    static constexpr int passes = 2, terms = 2;

    template <class N>
    struct Coeffs {
        N rate, of_m, root, eps, gain1, gain2, decay;
    };
    Coeffs<double> at(const Step& step) const {
        return {.rate = -lr,
                .of_m = 1 / bias_correction(beta1, step),
                .root = 1 / sqrt(bias_correction(beta2, step)),
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2,
                .decay = weight_decay};
    }
    void between(int, const Step&, const double* sums, Coeffs<double>& c, double*) const {
        if (sums[0] > 0 && sums[1] > 0) c.rate = -lr * sqrt(sums[0]) / sqrt(sums[1]);
    }

    template <int k, class V>
    KASANE_FN V pass(V w, V g, Slots<V, 2>& slot, Terms<V, 2>& terms_of, const Coeffs<V>& c) const {
        auto& [m, v] = slot;
        if constexpr (k == 0) average_moments(g, m, v, c.gain1, c.gain2);
        const V u = fma(c.decay, w, c.of_m * m / fma(sqrt(v), c.root, c.eps));
        terms_of = {w * w, u * u};
        return k == 0 ? V(0) : c.rate * u;
    }
};

/// Momentum over gradients that are divided by a running norm of their tensor.
struct NovoGrad {
    double lr = 0.001;
    double beta1 = 0.9;
    double beta2 = 0.25;
    double eps = 1e-6;
    double weight_decay = 0;
    bool averaging = false;

    static constexpr Info info{
        .name = "novograd",
        .formula =
            "v: mean of norm(g)^2; m = beta1 * m + g / (sqrt(v) + eps) + weight_decay * w; "
            "w - lr * m",
        .source = "Ginsburg et al. 2019, arXiv:1905.11286",
        .note = "the paper has betas 0.95 and 0.98; averaging=true weights g with 1 - beta1",
    };
    static constexpr std::tuple params{
        learning_rate(&NovoGrad::lr),
        beta1_of(&NovoGrad::beta1),
        beta2_of(&NovoGrad::beta2),
        eps_of(&NovoGrad::eps),
        coupled_decay(&NovoGrad::weight_decay),
        Param<NovoGrad, bool>{"averaging", &NovoGrad::averaging, any_number,
                              "takes the mean of gradients, not their sum"}};
    static constexpr std::array<Slot, 1> slots{{{"m"}}};
    static constexpr std::array<Slot, 1> scalars{{{"v"}}};
    static constexpr Scope scope = Scope::tensor;
    static constexpr int passes = 2, terms = 1;

    template <class N>
    struct Coeffs {
        N rate, keep, gain, inverse, decay;
    };
    Coeffs<double> at(const Step&, double*) const {
        return {.rate = -lr,
                .keep = beta1,
                .gain = averaging ? 1 - beta1 : 1,
                .inverse = 0,
                .decay = weight_decay};
    }
    void between(int, const Step& step, const double* sums, Coeffs<double>& c, double* v) const {
        *v = step.t == 1 ? sums[0] : beta2 * *v + (1 - beta2) * sums[0];
        const double below = sqrt(*v) + eps;
        c.inverse = below > 0 ? 1 / below : 0;
    }

    template <int k, class V>
    KASANE_FN V pass(V w, V g, Slots<V, 1>& slot, Terms<V, 1>& terms_of, const Coeffs<V>& c) const {
        if constexpr (k == 0) {
            terms_of = {g * g};
            return V(0);
        } else {
            slot[0] = fma(c.keep, slot[0], c.gain * fma(c.decay, w, g * c.inverse));
            return c.rate * slot[0];
        }
    }
};

/// A step as long as the weights, taken back onto their sphere.
struct Fromage {
    double lr = 0.01;

    static constexpr Info info{
        .name = "fromage",
        .formula = "(w - lr * norm(w) / norm(g) * g) / sqrt(1 + lr^2)",
        .source = "Bernstein et al. 2020, arXiv:2002.03432",
        .note = "where a norm is 0 their ratio counts as 1",
    };
    static constexpr std::tuple params{learning_rate(&Fromage::lr)};
    static constexpr Scope scope = Scope::tensor;
    static constexpr int passes = 2, terms = 2;

    template <class N>
    struct Coeffs {
        N rate, shrink;
    };
    Coeffs<double> at(const Step&) const {
        const double back = 1 / sqrt(1 + lr * lr);
        return {.rate = -lr * back, .shrink = back - 1};
    }
    void between(int, const Step&, const double* sums, Coeffs<double>& c, double*) const {
        if (sums[0] > 0 && sums[1] > 0) c.rate *= sqrt(sums[0]) / sqrt(sums[1]);
    }

    template <int k, class V>
    KASANE_FN V pass(V w, V g, Slots<V, 0>&, Terms<V, 2>& terms_of, const Coeffs<V>& c) const {
        terms_of = {w * w, g * g};
        return k == 0 ? V(0) : fma(c.shrink, w, c.rate * g);
    }
};

/// Descent whose rate falls with the gradients it has seen.
struct WnGrad {
    double lr = 1;
    double b0 = 1;

    static constexpr Info info{
        .name = "wngrad",
        .formula = "b = b + norm(g)^2 / b; w - lr * g / b",
        .source = "Wu et al. 2018, arXiv:1803.02865",
    };
    static constexpr std::tuple params{learning_rate(&WnGrad::lr),
                                       Param<WnGrad>{"b0", &WnGrad::b0, positive, "start of b"}};
    static constexpr std::array<Slot, 1> scalars{{{"b"}}};
    static constexpr Scope scope = Scope::tensor;
    static constexpr int passes = 2, terms = 1;

    template <class N>
    struct Coeffs {
        N rate;
    };
    Coeffs<double> at(const Step& step, double* b) const {
        if (step.t == 1) *b = b0;
        return {.rate = 0};
    }
    void between(int, const Step&, const double* sums, Coeffs<double>& c, double* b) const {
        *b += sums[0] / *b;
        c.rate = -lr / *b;
    }

    template <int k, class V>
    KASANE_FN V pass(V, V g, Slots<V, 0>&, Terms<V, 1>& terms_of, const Coeffs<V>& c) const {
        terms_of = {g * g};
        return k == 0 ? V(0) : c.rate * g;
    }
};

/// Adam that does not grow weights whose scale is of no consequence.
struct AdamP : AdamNumbers {
    double delta = 0.1;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "adamp",
        .formula =
            "u = m^ / (sqrt(v^) + eps); where abs(cos(g, w)) < delta / sqrt(n): u without "
            "its part along w, and a tenth of the decay; w - lr * weight_decay * w - lr * u",
        .source = "Heo et al. 2021, arXiv:2006.08217",
        .note = "angles are taken of whole tensors; vectors go the way of adamw",
    };
    static constexpr std::tuple params = std::tuple_cat(
        AdamNumbers::params, std::tuple{Param<AdamP>{"delta", &AdamP::delta, non_negative,
                                                     "which angles are right ones"},
                                        decoupled_decay(&AdamP::weight_decay)});
    static constexpr Scope scope = Scope::tensor;
    static constexpr int passes = 2, terms = 4;

    template <class N>
    struct Coeffs {
        N rate, along, of_m, root, eps, gain1, gain2, shrink;
    };
    Coeffs<double> at(const Step& step) const {
        return {.rate = -lr,
                .along = 0,
                .of_m = 1 / bias_correction(beta1, step),
                .root = 1 / sqrt(bias_correction(beta2, step)),
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2,
                .shrink = -lr * weight_decay};
    }
    void between(int, const Step& step, const double* sums, Coeffs<double>& c, double*) const {
        const double norms = sqrt(sums[1]) * sqrt(sums[2]);
        const double limit = delta / sqrt(static_cast<double>(step.size)) * norms;
        if (step.rank < 2 || !(abs(sums[0]) < limit)) return;
        c.along = -sums[3] / sums[2];
        c.shrink *= 0.1;
    }

    template <int k, class V>
    KASANE_FN V pass(V w, V g, Slots<V, 2>& slot, Terms<V, 4>& terms_of, const Coeffs<V>& c) const {
        auto& [m, v] = slot;
        if constexpr (k == 0) average_moments(g, m, v, c.gain1, c.gain2);
        const V u = c.of_m * m / fma(sqrt(v), c.root, c.eps);
        terms_of = {g * w, g * g, w * w, u * w};
        return k == 0 ? V(0) : fma(c.shrink, w, c.rate * fma(c.along, w, u));
    }
};

/// AdamW that moves only where its mean agrees with the gradient.
struct CautiousAdamW : AdamNumbers {
    constexpr CautiousAdamW() { eps = 1e-6; }

    double weight_decay = 0;

    static constexpr Info info{
        .name = "cautious_adamw",
        .aliases = {"c_adamw"},
        .formula =
            "k = 1 where m * g > 0, else 0; w - lr * weight_decay * w - "
            "lr * m^ / (sqrt(v^) + eps) * k / max(mean(k), 0.001)",
        .source = "Liang et al. 2024, arXiv:2411.16085",
    };
    static constexpr std::tuple params = std::tuple_cat(
        AdamNumbers::params, std::tuple{decoupled_decay(&CautiousAdamW::weight_decay)});
    static constexpr Scope scope = Scope::tensor;
    static constexpr int passes = 2, terms = 1;

    Coeffs<double> at(const Step& step) const { return corrected(step, -lr * weight_decay); }
    void between(int, const Step& step, const double* sums, Coeffs<double>& c, double*) const {
        c.rate /= max(sums[0] / static_cast<double>(step.size), 1e-3);
    }

    template <int k, class V>
    KASANE_FN V pass(V w, V g, Slots<V, 2>& slot, Terms<V, 1>& terms_of, const Coeffs<V>& c) const {
        auto& [m, v] = slot;
        if constexpr (k == 0) average_moments(g, m, v, c.gain1, c.gain2);
        const V agrees = select(m * g > V(0), V(1), V(0));
        terms_of = {agrees};
        const V step = agrees * stepped(m, v, c);
        return k == 0 ? V(0) : fma(c.decay, w, step);
    }
};

/// Lion that moves only where its direction agrees with the gradient.
struct CautiousLion {
    double lr = 1e-4;
    double beta1 = 0.9;
    double beta2 = 0.99;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "cautious_lion",
        .aliases = {"c_lion"},
        .formula =
            "u = sign(beta1 * m + (1 - beta1) * g); k = 1 where u * g > 0, else 0; "
            "w - lr * weight_decay * w - lr * u * k / max(mean(k), 0.001)",
        .source = "Liang et al. 2024, arXiv:2411.16085",
    };
    static constexpr std::tuple params{
        learning_rate(&CautiousLion::lr),
        Param<CautiousLion>{"beta1", &CautiousLion::beta1, below_one, "memory in the step"},
        Param<CautiousLion>{"beta2", &CautiousLion::beta2, below_one, "memory of the mean"},
        decoupled_decay(&CautiousLion::weight_decay),
    };
    static constexpr std::array<Slot, 1> slots{{{"m"}}};
    static constexpr Scope scope = Scope::tensor;
    static constexpr int passes = 2, terms = 1;

    template <class N>
    struct Coeffs {
        N rate, gain1, gain2, shrink;
    };
    Coeffs<double> at(const Step&) const {
        return {.rate = -lr, .gain1 = 1 - beta1, .gain2 = 1 - beta2, .shrink = -lr * weight_decay};
    }
    void between(int, const Step& step, const double* sums, Coeffs<double>& c, double*) const {
        c.rate /= max(sums[0] / static_cast<double>(step.size), 1e-3);
    }

    template <int k, class V>
    KASANE_FN V pass(V w, V g, Slots<V, 1>& slot, Terms<V, 1>& terms_of, const Coeffs<V>& c) const {
        V& m = slot[0];
        const V u = sign(averaged(m, g, c.gain1));
        const V agrees = select(u * g > V(0), V(1), V(0));
        terms_of = {agrees};
        if constexpr (k == 0) return V(0);
        m = averaged(m, g, c.gain2);
        return fma(c.shrink, w, c.rate * agrees * u);
    }
};

using NormOptimizers =
    List<Lars, Lamb, NovoGrad, Fromage, WnGrad, AdamP, CautiousAdamW, CautiousLion>;

}  // namespace kasane::catalog
