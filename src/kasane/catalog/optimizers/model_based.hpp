#pragma once
// Rules that find their learning rate from the value of the loss.

#include "kasane/catalog/optimizers/adaptive.hpp"
#include "kasane/core/error.hpp"

namespace kasane::catalog {

/// The loss of a step. Throws ValueError if it was not told.
inline double told_loss(const Step& step, std::string_view name) {
    if (!(step.loss == step.loss)) {
        core::value_error(name, "needs the loss of every step", {},
                          "give it to step(loss), or step with a closure");
    }
    return step.loss;
}

/// Steps to where the line along the gradient reaches the smallest loss.
struct PolyakSgd {
    double lr = 1;
    double scaling = 1;
    double f_min = 0;
    double eps = 0;

    static constexpr Info info{
        .name = "polyak_sgd",
        .aliases = {"polyak"},
        .formula = "w - min(lr, scaling * (f - f_min) / (norm(g)^2 + eps)) * g",
        .source = "Polyak 1987; Loizou et al. 2021, arXiv:2002.10542 (the bound lr)",
        .note = "needs the loss f of every step",
    };
    static constexpr std::tuple params{
        Param<PolyakSgd>{"lr", &PolyakSgd::lr, non_negative, "largest rate", {"max_lr", "eta"}},
        Param<PolyakSgd>{"scaling", &PolyakSgd::scaling, non_negative, "factor of the rate"},
        Param<PolyakSgd>{"f_min", &PolyakSgd::f_min, finite, "smallest loss there is", {"fstar"}},
        eps_of(&PolyakSgd::eps),
    };
    static constexpr int passes = 2, terms = 1;

    template <class N>
    struct Coeffs {
        N rate;
    };
    Coeffs<double> at(const Step& step) const {
        told_loss(step, info.name);
        return {.rate = 0};
    }
    void between(int, const Step& step, const double* sums, Coeffs<double>& c, double*) const {
        if (sums[0] + eps == 0) return;
        c.rate = -min(lr, scaling * max(step.loss - f_min, 0.0) / (sums[0] + eps));
    }

    template <int k, class V>
    KASANE_FN V pass(V, V g, Slots<V, 0>&, Terms<V, 1>& terms_of, const Coeffs<V>& c) const {
        terms_of = {g * g};
        return k == 0 ? V(0) : c.rate * g;
    }
};

/// Momentum whose rate comes from a model of the loss that its gradients make.
struct Momo {
    double lr = 1;
    double beta = 0.9;
    double f_min = 0;

    static constexpr Info info{
        .name = "momo",
        .formula =
            "d, f', c: means of g, f, <g, w>; w - min(lr, max(f' + <d, w> - c - f_min, 0) / "
            "norm(d)^2) * d",
        .source = "Schaipp et al. 2023, arXiv:2305.07583, algorithm 1",
        .note = "needs the loss f of every step; the means start at their first values",
    };
    static constexpr std::tuple params{
        learning_rate(&Momo::lr),
        Param<Momo>{"beta", &Momo::beta, below_one, "memory of the means", {"momentum"}},
        Param<Momo>{"f_min", &Momo::f_min, finite, "smallest loss there is", {"fstar", "lb"}},
    };
    static constexpr std::array<Slot, 1> slots{{{"d"}}};
    static constexpr std::array<Slot, 2> scalars{{{"loss"}, {"offset"}}};
    static constexpr int passes = 2, terms = 3;

    template <class N>
    struct Coeffs {
        N gain, rate;
    };
    Coeffs<double> at(const Step& step, double* kept) const {
        const double gain = step.t == 1 ? 1 : 1 - beta;
        kept[0] += gain * (told_loss(step, info.name) - kept[0]);
        return {.gain = gain, .rate = 0};
    }
    void between(int, const Step&, const double* sums, Coeffs<double>& c, double* kept) const {
        kept[1] += c.gain * (sums[0] - kept[1]);
        if (sums[2] == 0) return;
        c.rate = -min(lr, max(kept[0] + sums[1] - kept[1] - f_min, 0.0) / sums[2]);
    }

    template <int k, class V>
    KASANE_FN V pass(V w, V g, Slots<V, 1>& slot, Terms<V, 3>& terms_of, const Coeffs<V>& c) const {
        V& d = slot[0];
        if constexpr (k == 0) d = averaged(d, g, c.gain);
        terms_of = {g * w, d * w, d * d};
        return k == 0 ? V(0) : c.rate * d;
    }
};

struct MomoAdam : AdamNumbers {
    constexpr MomoAdam() { lr = 0.01; }

    double f_min = 0;

    static constexpr Info info{
        .name = "momo_adam",
        .formula =
            "D = eps + sqrt(v^); w - min(lr / (1 - beta1^t), max(f' + <m, w> - c - "
            "(1 - beta1^t) * f_min, 0) / sum(m^2 / D)) * m / D",
        .source = "Schaipp et al. 2023, arXiv:2305.07583, algorithm 3",
        .note = "f' and c are means of f and <g, w> that start at 0, as m does",
    };
    static constexpr std::tuple params = std::tuple_cat(
        AdamNumbers::params,
        std::tuple{Param<MomoAdam>{
            "f_min", &MomoAdam::f_min, finite, "smallest loss there is", {"fstar", "lb"}}});
    static constexpr std::array<Slot, 2> scalars{{{"loss"}, {"offset"}}};
    static constexpr int passes = 2, terms = 3;

    template <class N>
    struct Coeffs {
        N rate, root, eps, gain1, gain2;
    };
    Coeffs<double> at(const Step& step, double* kept) const {
        kept[0] += (1 - beta1) * (told_loss(step, info.name) - kept[0]);
        return {.rate = 0,
                .root = 1 / sqrt(bias_correction(beta2, step)),
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2};
    }
    void between(int, const Step& step, const double* sums, Coeffs<double>& c, double* kept) const {
        kept[1] += (1 - beta1) * (sums[0] - kept[1]);
        if (sums[2] == 0) return;
        const double grown = bias_correction(beta1, step);
        const double model = kept[0] + sums[1] - kept[1] - grown * f_min;
        c.rate = -min(lr / grown, max(model, 0.0) / sums[2]);
    }

    template <int k, class V>
    KASANE_FN V pass(V w, V g, Slots<V, 2>& slot, Terms<V, 3>& terms_of, const Coeffs<V>& c) const {
        auto& [m, v] = slot;
        if constexpr (k == 0) average_moments(g, m, v, c.gain1, c.gain2);
        const V scaled = zero_safe(m, fma(sqrt(v), c.root, c.eps));
        terms_of = {g * w, m * w, m * scaled};
        return k == 0 ? V(0) : c.rate * scaled;
    }
};

using LossOptimizers = List<PolyakSgd, Momo, MomoAdam>;

}  // namespace kasane::catalog
