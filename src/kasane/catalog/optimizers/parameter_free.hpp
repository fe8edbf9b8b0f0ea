#pragma once
// Rules that find their learning rate from the distance gone.

#include "kasane/catalog/optimizers/adaptive.hpp"

namespace kasane::catalog {

/// Adam that learns how far the start is from the solution.
struct Prodigy : AdamNumbers {
    constexpr Prodigy() { lr = 1; }

    double beta3 = 0;
    double d0 = 1e-6;
    double factor = 1;
    double growth = infinity;
    double weight_decay = 0;
    bool bias_corrected = false;
    bool safeguard = false;

    static constexpr Info info{
        .name = "prodigy",
        .formula =
            "a = d * lr; N = beta3 * N + d / d0 * a * <g, w_0 - w>; m, v: means of d * g, "
            "(d * g)^2; s = beta3 * s + d / d0 * a * g; d = max(d, N / norm1(s)); "
            "w - a * weight_decay * w - a * m / (sqrt(v) + d * eps)",
        .source = "Mishchenko & Defazio 2023, arXiv:2306.06101",
        .note = "lr stays 1, schedules multiply it; beta3 0 means sqrt(beta2)",
    };
    static constexpr std::tuple params = std::tuple_cat(
        AdamNumbers::params,
        std::tuple{Param<Prodigy>{"beta3", &Prodigy::beta3, below_one, "memory of the distance"},
                   Param<Prodigy>{"d0", &Prodigy::d0, positive, "first guess of the distance"},
                   Param<Prodigy>{
                       "factor", &Prodigy::factor, positive, "factor of the estimate", {"d_coef"}},
                   Param<Prodigy>{"growth",
                                  &Prodigy::growth,
                                  {1, infinity},
                                  "largest growth of d in a step",
                                  {"growth_rate"}},
                   decoupled_decay(&Prodigy::weight_decay),
                   Param<Prodigy, bool>{"bias_corrected", &Prodigy::bias_corrected, any_number,
                                        "corrects the means as adam does"},
                   Param<Prodigy, bool>{"safeguard", &Prodigy::safeguard, any_number,
                                        "damps s while lr warms up"}});
    static constexpr std::array<Slot, 4> slots{{{"m"}, {"v"}, {"s"}, {"start"}}};
    static constexpr std::array<Slot, 3> scalars{{{"d"}, {"d_max"}, {"numerator"}}};
    static constexpr int passes = 2, terms = 2;

    template <class N>
    struct Coeffs {
        N first, d, d_squared, step, keep1, gain1, keep2, gain2, keep3, of_s, eps, shrink;
    };
    double kept3() const { return beta3 > 0 ? beta3 : sqrt(beta2); }
    Coeffs<double> at(const Step& step, double* kept) const {
        if (step.t == 1) kept[0] = kept[1] = d0;
        const double d = kept[0];
        const double k =
            bias_corrected ? sqrt(bias_correction(beta2, step)) / bias_correction(beta1, step) : 1;
        const double a = d * lr * k;
        return {.first = step.t == 1 ? 1.0 : 0.0,
                .d = (1 - beta1) * d,
                .d_squared = (1 - beta2) * d * d,
                .step = -a,
                .keep1 = beta1,
                .gain1 = 1 - beta1,
                .keep2 = beta2,
                .gain2 = 1 - beta2,
                .keep3 = kept3(),
                .of_s = d / d0 * (safeguard ? d : a),
                .eps = d * eps,
                .shrink = -a * weight_decay};
    }
    void between(int, const Step&, const double* sums, Coeffs<double>& c, double* kept) const {
        double& d = kept[0];
        const double a = -c.step;
        kept[2] = kept3() * kept[2] + d / d0 * a * sums[0];
        if (sums[1] == 0) {
            c.step = c.shrink = 0;
            return;
        }
        const double seen = factor * kept[2] / sums[1];
        if (d == d0) d = max(d, seen);
        kept[1] = max(kept[1], seen);
        d = min(kept[1], d * growth);
        c.eps = d * eps;
    }

    template <int k, class V>
    KASANE_FN V pass(V w, V g, Slots<V, 4>& slot, Terms<V, 2>& terms_of, const Coeffs<V>& c) const {
        auto& [m, v, s, begin] = slot;
        if constexpr (k == 0) {
            begin = select(c.first == V(1), w, begin);
            m = fma(c.keep1, m, c.d * g);
            v = fma(c.keep2, v, c.d_squared * g * g);
            s = fma(c.keep3, s, c.of_s * g);
            terms_of = {g * (begin - w), abs(s)};
            return V(0);
        } else {
            return fma(c.shrink, w, c.step * zero_safe(m, sqrt(v) + c.eps));
        }
    }
};

/// Adam that learns a lower bound of the distance to the solution.
struct DAdaptAdam : AdamNumbers {
    constexpr DAdaptAdam() { lr = 1; }

    double d0 = 1e-6;
    double growth = infinity;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "dadapt_adam",
        .aliases = {"dadaptation", "dadapt_adamw"},
        .formula =
            "a = d * lr; q = a * <g, s / (sqrt(v) + eps)>; m: mean of a * g; v: mean of g^2; "
            "s: mean of a * g with memory sqrt(beta2); N: mean of q; "
            "d = max(d, N / ((1 - sqrt(beta2)) * norm1(s))); w - m / (sqrt(v) + eps)",
        .source = "Defazio & Mishchenko 2023, arXiv:2301.07733",
        .note = "lr stays 1, schedules multiply it; weight decay is decoupled",
    };
    static constexpr std::tuple params = std::tuple_cat(
        AdamNumbers::params, std::tuple{Param<DAdaptAdam>{"d0", &DAdaptAdam::d0, positive,
                                                          "first guess of the distance"},
                                        Param<DAdaptAdam>{"growth",
                                                          &DAdaptAdam::growth,
                                                          {1, infinity},
                                                          "largest growth of d in a step",
                                                          {"growth_rate"}},
                                        decoupled_decay(&DAdaptAdam::weight_decay)});
    static constexpr std::array<Slot, 3> slots{{{"m"}, {"v"}, {"s"}}};
    static constexpr std::array<Slot, 2> scalars{{{"d"}, {"numerator"}}};
    static constexpr int passes = 2, terms = 2;

    template <class N>
    struct Coeffs {
        N a, keep1, of_m, gain2, keep3, of_s, eps, shrink;
    };
    Coeffs<double> at(const Step& step, double* kept) const {
        if (step.t == 1) kept[0] = d0;
        const double a = kept[0] * lr;
        return {.a = a,
                .keep1 = beta1,
                .of_m = (1 - beta1) * a,
                .gain2 = 1 - beta2,
                .keep3 = sqrt(beta2),
                .of_s = (1 - sqrt(beta2)) * a,
                .eps = eps,
                .shrink = -a * weight_decay};
    }
    void between(int, const Step&, const double* sums, Coeffs<double>&, double* kept) const {
        const double keep = sqrt(beta2);
        kept[1] = keep * kept[1] + (1 - keep) * sums[0];
        if (sums[1] == 0) return;
        const double seen = kept[1] / ((1 - keep) * sums[1]);
        kept[0] = max(kept[0], min(seen, kept[0] * growth));
    }

    template <int k, class V>
    KASANE_FN V pass(V w, V g, Slots<V, 3>& slot, Terms<V, 2>& terms_of, const Coeffs<V>& c) const {
        auto& [m, v, s] = slot;
        if constexpr (k == 0) {
            const V along = c.a * g * zero_safe(s, sqrt(v) + c.eps);
            m = fma(c.keep1, m, c.of_m * g);
            v = fma(c.gain2, fma(g, g, -v), v);
            s = fma(c.keep3, s, c.of_s * g);
            terms_of = {along, abs(s)};
            return V(0);
        } else {
            return fma(c.shrink, w, -zero_safe(m, sqrt(v) + c.eps));
        }
    }
};

/// The same for plain descent.
struct DAdaptSgd {
    double lr = 1;
    double momentum = 0;
    double d0 = 1e-6;
    double growth = infinity;

    static constexpr Info info{
        .name = "dadapt_sgd",
        .formula =
            "a = d * lr / norm(first g); N = N + a * <g, s>; s = s + a * g; "
            "d = max(d, 2 * N / norm(s)); w = momentum * w + (1 - momentum) * (w_0 - s)",
        .source = "Defazio & Mishchenko 2023, arXiv:2301.07733",
        .note = "lr stays 1, schedules multiply it",
    };
    static constexpr std::tuple params{
        learning_rate(&DAdaptSgd::lr), momentum_of(&DAdaptSgd::momentum),
        Param<DAdaptSgd>{"d0", &DAdaptSgd::d0, positive, "first guess of the distance"},
        Param<DAdaptSgd>{"growth",
                         &DAdaptSgd::growth,
                         {1, infinity},
                         "largest growth of d in a step",
                         {"growth_rate"}}};
    static constexpr std::array<Slot, 2> slots{{{"s"}, {"start"}}};
    static constexpr std::array<Slot, 3> scalars{{{"d"}, {"numerator"}, {"first_norm"}}};
    static constexpr int passes = 3, terms = 2;

    template <class N>
    struct Coeffs {
        N first, a, pull;
    };
    Coeffs<double> at(const Step& step, double* kept) const {
        if (step.t == 1) kept[0] = d0;
        return {.first = step.t == 1 ? 1.0 : 0.0, .a = 0, .pull = 1 - momentum};
    }
    void between(int pass, const Step& step, const double* sums, Coeffs<double>& c,
                 double* kept) const {
        if (pass == 0) {
            if (step.t == 1) kept[2] = sqrt(sums[0]);
            c.a = kept[2] > 0 ? kept[0] * lr / kept[2] : 0;
            return;
        }
        kept[1] += c.a * sums[0];
        if (sums[1] == 0) return;
        kept[0] = max(kept[0], min(2 * kept[1] / sqrt(sums[1]), kept[0] * growth));
    }

    template <int k, class V>
    KASANE_FN V pass(V w, V g, Slots<V, 2>& slot, Terms<V, 2>& terms_of, const Coeffs<V>& c) const {
        auto& [s, begin] = slot;
        if constexpr (k == 0) {
            begin = select(c.first == V(1), w, begin);
            terms_of = {g * g, V(0)};
            return V(0);
        } else if constexpr (k == 1) {
            const V along = g * s;
            s = fma(c.a, g, s);
            terms_of = {along, s * s};
            return V(0);
        } else {
            return c.pull * ((begin - s) - w);
        }
    }
};

/// What DoG and DoWG share: how far the weights have come, and the gradients on the way.
struct DistanceRule {
    static constexpr std::array<Slot, 1> slots{{{"start"}}};
    static constexpr std::array<Slot, 2> scalars{{{"distance"}, {"gradients"}}};
    static constexpr int passes = 2, terms = 3;

    template <class N>
    struct Coeffs {
        N first, rate;
    };
    Coeffs<double> at(const Step& step, double*) const {
        return {.first = step.t == 1 ? 1.0 : 0.0, .rate = 0};
    }

    template <int k, class V>
    KASANE_FN V pass(V w, V g, Slots<V, 1>& slot, Terms<V, 3>& terms_of, const Coeffs<V>& c) const {
        V& begin = slot[0];
        begin = select(c.first == V(1), w, begin);
        terms_of = {square(w - begin), g * g, w * w};
        return k == 0 ? V(0) : c.rate * g;
    }
};

struct Dog : DistanceRule {
    double lr = 1;
    double reps_rel = 1e-6;
    double eps = 1e-8;

    static constexpr Info info{
        .name = "dog",
        .aliases = {"distance_over_gradients"},
        .formula =
            "r = max(r, norm(w - w_0)), at first reps_rel * (1 + norm(w_0)); "
            "G = G + norm(g)^2; w - lr * r / sqrt(G + eps) * g",
        .source = "Ivgi et al. 2023, arXiv:2302.12022",
        .note = "the paper evaluates a running average of the weights",
    };
    static constexpr std::tuple params{
        learning_rate(&Dog::lr),
        Param<Dog>{"reps_rel", &Dog::reps_rel, positive, "first distance, relative to norm(w_0)"},
        eps_of(&Dog::eps),
    };
    void between(int, const Step& step, const double* sums, Coeffs<double>& c, double* kept) const {
        if (step.t == 1) kept[0] = reps_rel * (1 + sqrt(sums[2]));
        kept[0] = max(kept[0], sqrt(sums[0]));
        kept[1] += sums[1];
        c.rate = -lr * kept[0] / sqrt(kept[1] + eps);
    }
};

struct Dowg : DistanceRule {
    double lr = 1;
    double distance = 1e-4;
    double eps = 1e-8;

    static constexpr Info info{
        .name = "dowg",
        .aliases = {"distance_over_weighted_gradients"},
        .formula =
            "r = max(r, norm(w - w_0)); v = v + r^2 * norm(g)^2; "
            "w - lr * r^2 / sqrt(v + eps) * g",
        .source = "Khaled et al. 2023, arXiv:2305.16284",
    };
    static constexpr std::tuple params{
        learning_rate(&Dowg::lr),
        Param<Dowg>{"distance", &Dowg::distance, positive, "first distance", {"r_epsilon"}},
        eps_of(&Dowg::eps),
    };
    void between(int, const Step& step, const double* sums, Coeffs<double>& c, double* kept) const {
        if (step.t == 1) kept[0] = distance;
        kept[0] = max(kept[0], sqrt(sums[0]));
        const double r = kept[0] * kept[0];
        kept[1] += r * sums[1];
        c.rate = -lr * r / sqrt(kept[1] + eps);
    }
};

using ParameterFreeOptimizers = List<Prodigy, DAdaptAdam, DAdaptSgd, Dog, Dowg>;

}  // namespace kasane::catalog
