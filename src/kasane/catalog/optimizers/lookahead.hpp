#pragma once
// Adam with Nesterov's momentum, in its several forms.

#include "kasane/catalog/optimizers/adaptive.hpp"

namespace kasane::catalog {

/// A momentum that grows towards beta1 with the steps.
inline double warmed_momentum(double beta1, double psi, std::int64_t t) {
    return beta1 * (1 - 0.5 * pow(0.96, static_cast<double>(t) * psi));
}

/// Nadam's rule once the factors of the gradient and of the mean are known.
struct NadamRule {
    static constexpr std::array<Slot, 2> slots{{{"m"}, {"v"}}};
    static constexpr std::array<Slot, 1> scalars{{{"mu_product", 1}}};

    template <class N>
    struct Coeffs {
        N of_g, of_m, root, eps, gain1, gain2, coupled, shrink;
    };

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        auto& [m, v] = slot;
        const V d = fma(c.coupled, w, g);
        average_moments(d, m, v, c.gain1, c.gain2);
        const V mixed = fma(c.of_g, d, c.of_m * m);
        return fma(c.shrink, w, mixed / fma(sqrt(v), c.root, c.eps));
    }
};

/// PyTorch's form: m has a constant memory, only its use is warmed up.
struct NadamTorchNumbers : NadamRule {
    double lr = 0.002;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double eps = 1e-8;
    double momentum_decay = 0.004;

    Coeffs<double> coefficients(const Step& step, double* product) const {
        const double now = warmed_momentum(beta1, momentum_decay, step.t);
        const double next = warmed_momentum(beta1, momentum_decay, step.t + 1);
        *product *= now;
        return {.of_g = -lr * (1 - now) / (1 - *product),
                .of_m = -lr * next / (1 - *product * next),
                .root = 1 / sqrt(bias_correction(beta2, step)),
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2,
                .coupled = 0,
                .shrink = 0};
    }
};

inline constexpr std::tuple nadam_params{
    learning_rate(&NadamTorchNumbers::lr), beta1_of(&NadamTorchNumbers::beta1),
    beta2_of(&NadamTorchNumbers::beta2), eps_of(&NadamTorchNumbers::eps),
    Param<NadamTorchNumbers>{"momentum_decay",
                             &NadamTorchNumbers::momentum_decay,
                             non_negative,
                             "how fast the momentum warms up",
                             {"psi"}}};

struct Nadam : NadamTorchNumbers {
    double weight_decay = 0;

    static constexpr Info info{
        .name = "nadam",
        .variants = {"torch"},
        .formula =
            "mu_t = beta1 * (1 - 0.96^(t * psi) / 2); w - lr * ((1 - mu_t) / (1 - P_t) * g "
            "+ mu_(t+1) / (1 - P_(t+1)) * m) / (sqrt(v / (1 - beta2^t)) + eps)",
        .source = "Dozat 2016, Incorporating Nesterov momentum into Adam; PyTorch's form",
        .note =
            "P_t is the product of mu_1 to mu_t. Paper: m averaged with mu_t, v with a further "
            "factor beta2; document: constant mu, eps inside the root",
    };
    static constexpr std::tuple params =
        std::tuple_cat(nadam_params, std::tuple{coupled_decay(&Nadam::weight_decay)});
    Coeffs<double> at(const Step& step, double* product) const {
        Coeffs<double> c = coefficients(step, product);
        c.coupled = weight_decay;
        return c;
    }
};

struct NadamW : NadamTorchNumbers {
    double weight_decay = 0.01;

    static constexpr Info info{
        .name = "nadamw",
        .formula = "nadam; w - lr * weight_decay * w besides",
        .source = "Dozat 2016; Loshchilov & Hutter 2019",
    };
    static constexpr std::tuple params =
        std::tuple_cat(nadam_params, std::tuple{decoupled_decay(&NadamW::weight_decay)});
    Coeffs<double> at(const Step& step, double* product) const {
        Coeffs<double> c = coefficients(step, product);
        c.shrink = -lr * weight_decay;
        return c;
    }
};

struct NadamPaper : NadamRule {
    double lr = 0.002;
    double beta1 = 0.975;
    double beta2 = 0.999;
    double eps = 1e-8;

    static constexpr Info info{
        .name = "nadam",
        .variants = {"paper"},
        .formula =
            "mu_t = beta1 * (1 - 0.96^(t / 250) / 2); m = mu_t * m + (1 - mu_t) * g; "
            "w - lr * ((1 - mu_t) / (1 - P_t) * g + mu_(t+1) / (1 - P_(t+1)) * m) / "
            "(sqrt(beta2 * v / (1 - beta2^t)) + eps)",
        .source = "Dozat 2016, Incorporating Nesterov momentum into Adam, algorithm 2",
    };
    static constexpr std::tuple params{learning_rate(&NadamPaper::lr), beta1_of(&NadamPaper::beta1),
                                       beta2_of(&NadamPaper::beta2), eps_of(&NadamPaper::eps)};

    Coeffs<double> at(const Step& step, double* product) const {
        const double now = warmed_momentum(beta1, 1.0 / 250, step.t);
        const double next = warmed_momentum(beta1, 1.0 / 250, step.t + 1);
        *product *= now;
        return {.of_g = -lr * (1 - now) / (1 - *product),
                .of_m = -lr * next / (1 - *product * next),
                .root = sqrt(beta2 / bias_correction(beta2, step)),
                .eps = eps,
                .gain1 = 1 - now,
                .gain2 = 1 - beta2,
                .coupled = 0,
                .shrink = 0};
    }
};

struct NadamDocument {
    double lr = 0.002;
    double beta1 = 0.975;
    double beta2 = 0.999;
    double eps = 1e-8;

    static constexpr Info info{
        .name = "nadam",
        .variants = {"document"},
        .formula =
            "w - lr * (beta1 * m / (1 - beta1^(t+1)) + (1 - beta1) * g / (1 - beta1^t)) / "
            "sqrt(beta2 * v / (1 - beta2^t) + eps)",
        .source = "the articles; Dozat 2016 with constant momentum and eps inside the root",
    };
    static constexpr std::tuple params{
        learning_rate(&NadamDocument::lr), beta1_of(&NadamDocument::beta1),
        beta2_of(&NadamDocument::beta2), eps_of(&NadamDocument::eps)};
    static constexpr std::array<Slot, 2> slots{{{"m"}, {"v"}}};

    template <class N>
    struct Coeffs {
        N of_g, of_m, of_v, eps, gain1, gain2;
    };
    Coeffs<double> at(const Step& step) const {
        return {.of_g = -lr * (1 - beta1) / bias_correction(beta1, step),
                .of_m = -lr * beta1 / (1 - whole_power(beta1, step.t + 1)),
                .of_v = beta2 / bias_correction(beta2, step),
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2};
    }

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        auto& [m, v] = slot;
        average_moments(g, m, v, c.gain1, c.gain2);
        return fma(c.of_g, g, c.of_m * m) / sqrt(fma(c.of_v, v, c.eps));
    }
};

/// Adam that also averages how the gradient changes.
struct Adan {
    double lr = 0.001;
    double beta1 = 0.98;
    double beta2 = 0.92;
    double beta3 = 0.99;
    double eps = 1e-8;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "adan",
        .formula =
            "d = g - previous g; m, v: means of g, d; n: mean of (g + beta2 * d)^2; "
            "(w - lr * (m^ + beta2 * v^) / (sqrt(n^) + eps)) / (1 + lr * weight_decay)",
        .source = "Xie et al. 2022, arXiv:2208.06677",
        .note = "betas are kept shares, as in the authors' program; ^ is the bias correction",
    };
    static constexpr std::tuple params{
        learning_rate(&Adan::lr),
        Param<Adan>{"beta1", &Adan::beta1, below_one, "memory of the mean gradient"},
        Param<Adan>{"beta2", &Adan::beta2, below_one, "memory of the mean change"},
        Param<Adan>{"beta3", &Adan::beta3, below_one, "memory of the square"},
        eps_of(&Adan::eps),
        Param<Adan>{"weight_decay", &Adan::weight_decay, non_negative, "proximal decay", {"wd"}},
    };
    static constexpr std::array<Slot, 4> slots{{{"m"}, {"v"}, {"n"}, {"previous"}}};

    template <class N>
    struct Coeffs {
        N of_m, of_v, root, eps, gain1, gain2, gain3, ahead, changes, shrink, decay;
    };
    Coeffs<double> at(const Step& step) const {
        return {.of_m = -lr / bias_correction(beta1, step),
                .of_v = -lr * beta2 / bias_correction(beta2, step),
                .root = 1 / sqrt(bias_correction(beta3, step)),
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2,
                .gain3 = 1 - beta3,
                .ahead = beta2,
                .changes = step.t == 1 ? 0.0 : 1.0,
                .shrink = 1 / (1 + lr * weight_decay),
                .decay = -lr * weight_decay / (1 + lr * weight_decay)};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 4>& slot, const Coeffs<V>& c) const {
        auto& [m, v, n, previous] = slot;
        const V d = c.changes * (g - previous);
        previous = g;
        m = averaged(m, g, c.gain1);
        v = averaged(v, d, c.gain2);
        const V led = fma(c.ahead, d, g);
        n = fma(c.gain3, fma(led, led, -n), n);
        const V step = fma(c.of_m, m, c.of_v * v) / fma(sqrt(n), c.root, c.eps);
        return fma(c.shrink, step, c.decay * w);
    }
};

using LookaheadOptimizers = List<Nadam, NadamPaper, NadamDocument, NadamW, Adan>;

}  // namespace kasane::catalog
