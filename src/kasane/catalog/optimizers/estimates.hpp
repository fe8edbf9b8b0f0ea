#pragma once
// Rules that estimate something of the whole tensor on the way: a rate, a scale, a curvature.

#include "kasane/catalog/optimizers/adaptive.hpp"

namespace kasane::catalog {

/// Adam that turns into momentum once it knows the rate that momentum would need.
struct Swats : AdamNumbers {
    constexpr Swats() { eps = 1e-9; }

    double tolerance = 1e-9;

    static constexpr Info info{
        .name = "swats",
        .formula =
            "adam with step p and l: mean of <p, p> / -<p, g>; once abs(l^ - <p, p> / "
            "-<p, g>) < tolerance: b = beta1 * b + g; w - (1 - beta1) * l^ * b",
        .source = "Keskar & Socher 2017, arXiv:1712.07628",
        .note = "every tensor turns by itself",
    };
    static constexpr std::tuple params = std::tuple_cat(
        AdamNumbers::params, std::tuple{Param<Swats>{"tolerance", &Swats::tolerance, non_negative,
                                                     "turns when the rate is known so well"}});
    static constexpr std::array<Slot, 3> slots{{{"m"}, {"v"}, {"b"}}};
    static constexpr std::array<Slot, 2> scalars{{{"rate"}, {"turned"}}};
    static constexpr Scope scope = Scope::tensor;
    static constexpr int passes = 2, terms = 2;

    template <class N>
    struct Coeffs {
        N turned, rate, eps, gain1, gain2, keep, plain;
    };
    Coeffs<double> at(const Step& step, double* kept) const {
        return {.turned = kept[1],
                .rate = -lr * sqrt(bias_correction(beta2, step)) / bias_correction(beta1, step),
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2,
                .keep = beta1,
                .plain = -(1 - beta1) * kept[0]};
    }
    void between(int, const Step& step, const double* sums, Coeffs<double>&, double* kept) const {
        if (kept[1] != 0 || sums[0] == 0) return;
        const double seen = sums[1] / -sums[0];
        kept[0] = beta2 * kept[0] + (1 - beta2) * seen;
        const double known = kept[0] / bias_correction(beta2, step);
        if (step.t > 1 && abs(known - seen) < tolerance) {
            kept[0] = known;
            kept[1] = 1;
        }
    }

    template <int k, class V>
    KASANE_FN V pass(V, V g, Slots<V, 3>& slot, Terms<V, 2>& terms_of, const Coeffs<V>& c) const {
        auto& [m, v, b] = slot;
        const auto turned = c.turned == V(1);
        if constexpr (k == 0) average_moments(g, m, v, c.gain1, c.gain2);
        const V p = c.rate * (m / (sqrt(v) + c.eps));
        terms_of = {p * g, p * p};
        if constexpr (k == 0) return V(0);
        b = select(turned, fma(c.keep, b, g), b);
        return select(turned, c.plain * b, p);
    }
};

/// A diagonal quasi-Newton method.
struct Apollo {
    double lr = 0.01;
    double beta = 0.9;
    double eps = 1e-4;
    double warmup = 500;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "apollo",
        .formula =
            "y = g - m; m = m + a * y, a = (1 - beta) / (1 - beta^t); d = d / (norm4(d) + "
            "eps / 0.01); B = B - d^2 * (a * <y / norm, d> + sum(B * d^2)); "
            "d = m / max(abs(B), 0.01); w - lr_t * d",
        .source = "Ma 2020, arXiv:2009.13586, constant rebound",
        .note =
            "lr_t rises from lr / 1000 over `warmup` steps; without them the first step is 100 "
            "times the gradient",
    };
    static constexpr std::tuple params{
        learning_rate(&Apollo::lr),
        Param<Apollo>{"beta", &Apollo::beta, below_one, "memory of the mean gradient"},
        eps_of(&Apollo::eps),
        Param<Apollo>{"warmup", &Apollo::warmup, non_negative, "steps of rising lr"},
        coupled_decay(&Apollo::weight_decay),
    };
    static constexpr std::array<Slot, 3> slots{{{"m"}, {"d"}, {"B"}}};
    static constexpr Scope scope = Scope::tensor;
    static constexpr int passes = 3, terms = 2;

    template <class N>
    struct Coeffs {
        N rate, gain, inverse, change, decay;
    };
    Coeffs<double> at(const Step& step) const {
        const auto before = static_cast<double>(step.t - 1);
        const double part = before < warmup ? 0.001 + 0.999 * before / warmup : 1;
        return {.rate = -lr * part,
                .gain = (1 - beta) / bias_correction(beta, step),
                .inverse = 0,
                .change = 0,
                .decay = weight_decay};
    }
    void between(int pass, const Step&, const double* sums, Coeffs<double>& c, double*) const {
        if (pass == 0) {
            c.inverse = 1 / (sqrt(sqrt(sums[0])) + eps / 0.01);
        } else {
            c.change = -c.gain * sums[0] - sums[1];
        }
    }

    template <int k, class V>
    KASANE_FN V pass(V w, V g, Slots<V, 3>& slot, Terms<V, 2>& terms_of, const Coeffs<V>& c) const {
        auto& [m, d, b] = slot;
        if constexpr (k == 0) {
            terms_of = {square(d * d), V(0)};
            return V(0);
        } else {
            const V change = fma(c.decay, w, g) - m;
            const V unit = d * c.inverse;
            terms_of = {change * c.inverse * unit, b * unit * unit};
            if constexpr (k == 1) return V(0);
            m = fma(c.gain, change, m);
            b = fma(unit * unit, c.change, b);
            d = m / max(abs(b), V(0.01));
            return c.rate * d;
        }
    }
};

/// Decay and rates from the expected scale of each tensor.
struct Amos {
    double lr = 0.01;
    double beta = 0.999;
    double scale = 0;

    static constexpr Info info{
        .name = "amos",
        .formula =
            "M = mean(g^2); v: mean of M; c = (1 + sqrt(lr) * b / 4)^-0.5; "
            "d = 1 / (1 + sqrt(lr * scale) * b / 4); q = c * lr^2 * M / v^; "
            "w - d * (lr * scale * g / sqrt(v^) + q * w / 2); b = b + q * (1 + b)",
        .source = "Tian & Parikh 2022, arXiv:2210.11693",
        .note = "scale 0 means 0.5 for vectors and 1 / sqrt(rows) for matrices",
    };
    static constexpr std::tuple params{
        learning_rate(&Amos::lr),
        Param<Amos>{"beta", &Amos::beta, below_one, "memory of the mean square", {"beta2"}},
        Param<Amos>{"scale", &Amos::scale, non_negative, "expected size of the weights"},
    };
    static constexpr std::array<Slot, 2> scalars{{{"v"}, {"b"}}};
    static constexpr Scope scope = Scope::tensor;
    static constexpr int passes = 2, terms = 1;

    template <class N>
    struct Coeffs {
        N rate, shrink;
    };
    Coeffs<double> at(const Step&, double*) const { return {.rate = 0, .shrink = 0}; }
    void between(int, const Step& step, const double* sums, Coeffs<double>& c, double* kept) const {
        double& v = kept[0];
        double& b = kept[1];
        const double mean = sums[0] / static_cast<double>(step.size);
        v = beta * v + (1 - beta) * mean;
        const double known = v / bias_correction(beta, step);
        if (!(known > 0)) return;
        const double size = scale > 0       ? scale
                            : step.rank < 2 ? 0.5
                                            : 1 / sqrt(static_cast<double>(step.rows));
        const double slow = 1 / sqrt(1 + 0.25 * sqrt(lr) * b);
        const double damp = 1 / (1 + 0.25 * sqrt(lr * size) * b);
        const double decay = slow * lr * lr * mean / known;
        c = {.rate = -damp * lr * size / sqrt(known), .shrink = -damp * 0.5 * decay};
        b += decay * (1 + b);
    }

    template <int k, class V>
    KASANE_FN V pass(V w, V g, Slots<V, 0>&, Terms<V, 1>& terms_of, const Coeffs<V>& c) const {
        terms_of = {g * g};
        return k == 0 ? V(0) : fma(c.shrink, w, c.rate * g);
    }
};

/// AdamW on gradients corrected for how they change, no longer than 1.
struct MarsAdamW : AdamNumbers {
    constexpr MarsAdamW() {
        lr = 0.003;
        beta1 = 0.95;
        beta2 = 0.99;
    }

    double gamma = 0.025;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "mars_adamw",
        .aliases = {"mars"},
        .formula =
            "c = g + gamma * beta1 / (1 - beta1) * (g - previous g); c / max(1, norm(c)); "
            "adamw with c in place of g",
        .source = "Yuan et al. 2024, arXiv:2411.10438, the approximate form",
        .note = "vectors go the way of adamw with betas 0.9 and 0.95",
    };
    static constexpr std::tuple params = std::tuple_cat(
        AdamNumbers::params, std::tuple{Param<MarsAdamW>{"gamma", &MarsAdamW::gamma, non_negative,
                                                         "weight of the change of the gradient"},
                                        decoupled_decay(&MarsAdamW::weight_decay)});
    static constexpr std::array<Slot, 3> slots{{{"m"}, {"v"}, {"previous"}}};
    static constexpr Scope scope = Scope::tensor;
    static constexpr int passes = 2, terms = 1;

    template <class N>
    struct Coeffs {
        N rate, root, eps, gain1, gain2, lead, inverse, shrink;
    };
    Coeffs<double> at(const Step& step) const {
        const bool plain = step.rank < 2;
        const double keep1 = plain ? 0.9 : beta1;
        const double keep2 = plain ? 0.95 : beta2;
        return {.rate = -lr / bias_correction(keep1, step),
                .root = 1 / sqrt(bias_correction(keep2, step)),
                .eps = eps,
                .gain1 = 1 - keep1,
                .gain2 = 1 - keep2,
                .lead = plain || step.t == 1 ? 0 : gamma * beta1 / (1 - beta1),
                .inverse = 1,
                .shrink = -lr * weight_decay};
    }
    void between(int, const Step& step, const double* sums, Coeffs<double>& c, double*) const {
        if (step.rank >= 2 && sums[0] > 1) c.inverse = 1 / sqrt(sums[0]);
    }

    template <int k, class V>
    KASANE_FN V pass(V w, V g, Slots<V, 3>& slot, Terms<V, 1>& terms_of, const Coeffs<V>& c) const {
        auto& [m, v, previous] = slot;
        const V corrected = fma(c.lead, g - previous, g);
        terms_of = {corrected * corrected};
        if constexpr (k == 0) return V(0);
        previous = g;
        average_moments(corrected * c.inverse, m, v, c.gain1, c.gain2);
        return fma(c.shrink, w, c.rate * (m / fma(sqrt(v), c.root, c.eps)));
    }
};

using EstimatingOptimizers = List<Swats, Apollo, Amos, MarsAdamW>;

}  // namespace kasane::catalog
