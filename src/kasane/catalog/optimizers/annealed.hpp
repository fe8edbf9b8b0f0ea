#pragma once
// Rules that listen to the loss (Eve) or shake the weights with noise that dies out (Santa).

#include "kasane/catalog/optimizers/adaptive.hpp"

namespace kasane::catalog {

/// Adam that goes slower while the loss jumps about.
struct EveRule : AdamNumbers {
    double beta3 = 0.999;
    double c = 10;
    double fstar = 0;

    static constexpr std::tuple params = std::tuple_cat(
        AdamNumbers::params,
        std::tuple{
            Param<EveRule>{"beta3", &EveRule::beta3, below_one, "memory of the feedback"},
            Param<EveRule>{
                "c", &EveRule::c, {1, infinity, false, true}, "the feedback stays in [1 / c, c]"},
            Param<EveRule>{
                "fstar", &EveRule::fstar, finite, "the smallest loss there is", {"f_star"}}});
    static constexpr std::array<Slot, 2> scalars{{{"d", 1}, {"f"}}};

    /// Updates the feedback d with the ratio `change(f, previous f)` : distance to the minimum.
    template <class Change>
    Coeffs<double> follow(const Step& step, double* kept, Change change) const {
        double& d = kept[0];
        double& before = kept[1];
        const bool told = step.loss == step.loss;
        if (told && step.t > 1) {
            const double distance = min(step.loss, before) - fstar;
            const double ratio = distance > 0 ? change(step.loss, before) / distance : c;
            d += (1 - beta3) * (min(max(ratio, 1 / c), c) - d);
        }
        if (told) before = step.loss;
        Coeffs<double> k = corrected(step);
        k.rate /= d;
        return k;
    }

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 2>& slot, const Coeffs<V>& k) const {
        auto& [m, v] = slot;
        average_moments(g, m, v, k.gain1, k.gain2);
        return stepped(m, v, k);
    }
};

struct Eve : EveRule {
    static constexpr Info info{
        .name = "eve",
        .variants = {"paper"},
        .formula =
            "d = beta3 * d + (1 - beta3) * clip(abs(f - f_before) / (min(f, f_before) - "
            "fstar), 1/c, c); w - lr * m^ / (d * (sqrt(v^) + eps))",
        .source = "Hayashi et al. 2018, arXiv:1611.01505",
        .note =
            "the loss f is that of the step; without one the rule is Adam. The document's form "
            "has abs(f - fstar) above, which only ever slows down",
    };
    Coeffs<double> at(const Step& step, double* kept) const {
        return follow(step, kept, [](double f, double before) { return abs(f - before); });
    }
};

struct EveDocument : EveRule {
    static constexpr Info info{
        .name = "eve",
        .variants = {"document"},
        .formula =
            "d = beta3 * d + (1 - beta3) * clip(abs(f - fstar) / (min(f, f_before) - "
            "fstar), 1/c, c); w - lr * m^ / (d * (sqrt(v^) + eps))",
        .source = "the articles; Hayashi et al. 2018 with another numerator",
    };
    Coeffs<double> at(const Step& step, double* kept) const {
        return follow(step, kept, [this](double f, double) { return abs(f - fstar); });
    }
};

/// The numbers of Santa: momentum with a thermostat, cooled down and then switched off.
struct SantaNumbers {
    double lr = 0.01;
    double sigma = 0.95;
    double lambda = 1e-8;
    double anne_rate = 0.5;
    double burnin = 100;
    double C = 5;
    double N = 16;

    static constexpr std::tuple params{
        learning_rate(&SantaNumbers::lr),
        Param<SantaNumbers>{
            "sigma", &SantaNumbers::sigma, below_one, "memory of the square", {"rho"}},
        Param<SantaNumbers>{
            "lambda", &SantaNumbers::lambda, positive, "keeps the scale finite", {"eps"}},
        Param<SantaNumbers>{"anne_rate",
                            &SantaNumbers::anne_rate,
                            non_negative,
                            "the temperature falls as t^-anne_rate",
                            {"annealing_rate"}},
        Param<SantaNumbers>{"burnin", &SantaNumbers::burnin, any_count, "steps with noise"},
        Param<SantaNumbers>{"C", &SantaNumbers::C, non_negative, "friction of the start"},
        Param<SantaNumbers>{"N", &SantaNumbers::N, positive,
                            "what gradients are divided by inside the square"},
    };
    static constexpr std::array<Slot, 4> slots{{{"u"}, {"alpha"}, {"v"}, {"g"}}};
    static constexpr int noises = 2;  // of the start, of the step

    template <class M>
    struct Coeffs {
        M first, exploring, lr, heat, root_lr, friction, keep, gain, lambda;
    };
    Coeffs<double> at(const Step& step) const {
        const auto t = static_cast<double>(step.t);
        return {.first = step.t == 1 ? 1.0 : 0.0,
                .exploring = t < burnin ? 1.0 : 0.0,
                .lr = lr,
                .heat = lr / pow(t, anne_rate),
                .root_lr = sqrt(lr),
                .friction = sqrt(lr) * C,
                .keep = sigma,
                .gain = (1 - sigma) / (N * N),
                .lambda = lambda};
    }

    /// The momentum before the step, and the scale before and after it; v and g move on.
    template <class V>
    struct Start {
        V u, scale, before;
    };
    template <class V>
    KASANE_FN static Start<V> start(V g, Slots<V, 4>& slot, V noise, const Coeffs<V>& c) {
        auto& [u, alpha, v, scale] = slot;
        const auto first = c.first == V(1);
        alpha = select(first, c.friction, alpha);
        const V u_before = select(first, c.root_lr * noise, u);
        const V scale_before = scale;
        v = fma(c.gain, g * g, c.keep * v);
        scale = V(1) / sqrt(c.lambda + sqrt(v));
        return {u_before, scale, scale_before};
    }
};

/// Santa with Euler's scheme.
struct SantaE : SantaNumbers {
    static constexpr Info info{
        .name = "santae",
        .variants = {"paper", "document"},
        .formula =
            "T = lr / t^anne_rate; v = sigma * v + (1 - sigma) * g^2 / N^2; "
            "G = 1 / sqrt(lambda + sqrt(v)); while t < burnin: alpha += u^2 - T, noise "
            "T * (1 - G_before / G) / u + sqrt(2 * T * G_before) * zeta; "
            "u = noise + (1 - alpha) * u - lr * G * g; w + G * u",
        .source = "Chen et al. 2016, arXiv:1512.07962, algorithm 1",
        .weaknesses =
            "stiff: where gradients vanish G is near lambda^-0.5 and the weights blow up "
            "within a few steps",
        .note = "gradients of a mean loss need N = 1",
    };

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 4>& slot, const Noise<V, 2>& noise,
                           const Coeffs<V>& c) const {
        const auto [last, scale, before] = start(g, slot, noise[0], c);
        V& alpha = slot[1];
        const auto exploring = c.exploring == V(1);
        alpha = select(exploring, alpha + (fma(last, last, -c.heat)), alpha);
        const V shaken =
            c.heat * (V(1) - before / scale) / last + sqrt(V(2) * c.heat * before) * noise[1];
        const V u = select(exploring, shaken, V(0)) + (V(1) - alpha) * last - c.lr * scale * g;
        slot[0] = u;
        return scale * u;
    }
};

/// Santa with the symmetric splitting scheme.
struct SantaSss : SantaNumbers {
    static constexpr Info info{
        .name = "santasss",
        .variants = {"paper", "document"},
        .aliases = {"santa"},
        .formula =
            "as santae, in half steps: D = G * u / 2; alpha += (u^2 - T) / 2; "
            "u = exp(-alpha / 2) * u - lr * G * g + noise; u *= exp(-alpha / 2); "
            "alpha += (u^2 - T) / 2; D += G * u / 2; w + D",
        .source = "Chen et al. 2016, arXiv:1512.07962, algorithm 2",
        .note = "gradients of a mean loss need N = 1",
    };

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 4>& slot, const Noise<V, 2>& noise,
                           const Coeffs<V>& c) const {
        const auto [last, scale, before] = start(g, slot, noise[0], c);
        V& alpha = slot[1];
        const auto exploring = c.exploring == V(1);
        const V half = V(0.5) * scale;
        alpha = select(exploring, fma(V(0.5), fma(last, last, -c.heat), alpha), alpha);
        const V fade = exp(V(-0.5) * alpha);
        const V shaken =
            sqrt(V(2) * before * c.heat) * noise[1] + c.heat * (V(1) - before / scale) / last;
        V u = fade * last - c.lr * scale * g + select(exploring, shaken, V(0));
        u = fade * u;
        alpha = select(exploring, fma(V(0.5), fma(u, u, -c.heat), alpha), alpha);
        slot[0] = u;
        return half * last + half * u;
    }
};

using AnnealedOptimizers = List<Eve, EveDocument, SantaE, SantaSss>;

}  // namespace kasane::catalog
