#pragma once
// Rules that work with sums over the whole way: averages of the weights, and dual averaging.

#include "kasane/catalog/optimizers/adaptive.hpp"

namespace kasane::catalog {

/// Descent whose averaged weights are the ones to evaluate.
struct Asgd {
    double lr = 0.01;
    double lambd = 1e-4;
    double alpha = 0.75;
    double t0 = 1e6;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "asgd",
        .formula =
            "eta_t = lr / (1 + lambd * lr * (t - 1))^alpha; w = w * (1 - lambd * eta_t) - "
            "eta_t * g; a = a + (w - a) / max(1, t - 1 - t0)",
        .source = "Polyak & Juditsky 1992; PyTorch's form",
        .note = "eval() moves to the average a",
    };
    static constexpr std::tuple params{
        Param<Asgd>{"lr", &Asgd::lr, non_negative, "learning rate", {"eta"}},
        Param<Asgd>{"lambd", &Asgd::lambd, non_negative, "decay", {"lambda"}},
        Param<Asgd>{"alpha", &Asgd::alpha, non_negative, "power of the rate's decay"},
        Param<Asgd>{"t0", &Asgd::t0, non_negative, "the average begins after so many steps"},
        coupled_decay(&Asgd::weight_decay),
    };
    static constexpr std::array<Slot, 1> slots{{{"average"}}};

    template <class N>
    struct Coeffs {
        N rate, shrink, share, decay;
    };
    Coeffs<double> at(const Step& step) const {
        const auto before = static_cast<double>(step.t - 1);
        const double rate = lr / pow(1 + lambd * lr * before, alpha);
        return {.rate = -rate,
                .shrink = -lambd * rate,
                .share = 1 / max(1.0, before - t0),
                .decay = weight_decay};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 1>& slot, const Coeffs<V>& c) const {
        V& average = slot[0];
        const V d = fma(c.shrink, w, c.rate * fma(c.decay, w, g));
        average = select(c.share == V(1), w + d, averaged(average, w + d, c.share));
        return d;
    }

    template <class V>
    KASANE_FN V rest(V, const Slots<V, 1>& slot, const Coeffs<V>&) const {
        return slot[0];
    }
};

/// The averaging that replaces a schedule: gradients at y between a fast z and the mean x.
struct ScheduleFree {
    static constexpr std::array<Slot, 2> scalars{{{"weight_sum"}, {"lr_max"}}};

    /// The rate at a step of the warm-up, and the share of the new z in the mean.
    struct Share {
        double rate;
        double part;
    };
    static Share share(const Step& step, double lr, double warmup, double r, double* kept) {
        double& sum = kept[0];
        double& largest = kept[1];
        const auto t = static_cast<double>(step.t);
        const double rate = warmup > 0 ? lr * min(1.0, t / warmup) : lr;
        largest = max(largest, rate);
        const double weight = pow(t, r) * largest * largest;
        sum += weight;
        return {rate, sum > 0 ? weight / sum : 0};
    }

    /// Moves z and x by a step of z, and says how y between them moves from w.
    template <class V>
    KASANE_FN static V follow(V w, V step, V first, V share, V beta, V& z, V& x) {
        const auto begins = first == V(1);
        z = select(begins, w, z) + step;
        x = averaged(select(begins, w, x), z, share);
        return averaged(z, x, beta) - w;
    }
};

struct ScheduleFreeSgd : ScheduleFree {
    double lr = 1;
    double beta = 0.9;
    double warmup = 0;
    double r = 0;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "schedule_free_sgd",
        .aliases = {"sfsgd"},
        .formula =
            "z = z - lr * (g + weight_decay * y); x: mean of all z, weighted with t^r and the "
            "square of the largest lr; "
            "w = y = (1 - beta) * z + beta * x",
        .source = "Defazio et al. 2024, arXiv:2405.15682",
        .note = "eval() moves to x; statistics of batch norms have to be taken again there",
    };
    static constexpr std::tuple params{
        learning_rate(&ScheduleFreeSgd::lr),
        Param<ScheduleFreeSgd>{"beta",
                               &ScheduleFreeSgd::beta,
                               from_zero_to_one,
                               "place of y between z and x",
                               {"momentum"}},
        Param<ScheduleFreeSgd>{"warmup", &ScheduleFreeSgd::warmup, non_negative,
                               "steps of rising lr"},
        Param<ScheduleFreeSgd>{"r", &ScheduleFreeSgd::r, non_negative, "power of t in the mean"},
        Param<ScheduleFreeSgd>{"weight_decay", &ScheduleFreeSgd::weight_decay, non_negative,
                               "added to g times y"},
    };
    static constexpr std::array<Slot, 2> slots{{{"z"}, {"x"}}};

    template <class N>
    struct Coeffs {
        N first, rate, share, beta, decay;
    };
    Coeffs<double> at(const Step& step, double* kept) const {
        const Share s = share(step, lr, warmup, r, kept);
        return {.first = step.t == 1 ? 1.0 : 0.0,
                .rate = -s.rate,
                .share = s.part,
                .beta = beta,
                .decay = weight_decay};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        const V step = c.rate * fma(c.decay, w, g);
        return follow(w, step, c.first, c.share, c.beta, slot[0], slot[1]);
    }
    template <class V>
    KASANE_FN V rest(V, const Slots<V, 2>& slot, const Coeffs<V>&) const {
        return slot[1];
    }
};

struct ScheduleFreeAdamW : ScheduleFree, AdamNumbers {
    constexpr ScheduleFreeAdamW() { lr = 0.0025; }

    double warmup = 0;
    double r = 0;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "schedule_free_adamw",
        .aliases = {"schedule_free_adam", "sfadamw"},
        .formula =
            "z = z - lr * (g / (sqrt(v / (1 - beta2^t)) + eps) + weight_decay * y); x: mean "
            "of all z, weighted with t^r and the square of the largest lr; w = y = (1 - beta1) * z "
            "+ beta1 * x",
        .source = "Defazio et al. 2024, arXiv:2405.15682",
        .note = "eval() moves to x; statistics of batch norms have to be taken again there",
    };
    static constexpr std::tuple params = std::tuple_cat(
        AdamNumbers::params,
        std::tuple{Param<ScheduleFreeAdamW>{"warmup", &ScheduleFreeAdamW::warmup, non_negative,
                                            "steps of rising lr"},
                   Param<ScheduleFreeAdamW>{"r", &ScheduleFreeAdamW::r, non_negative,
                                            "power of t in the mean"},
                   Param<ScheduleFreeAdamW>{"weight_decay", &ScheduleFreeAdamW::weight_decay,
                                            non_negative, "added to the step times y"}});
    static constexpr std::array<Slot, 3> slots{{{"z"}, {"x"}, {"v"}}};

    template <class N>
    struct Coeffs {
        N first, rate, share, beta, root, eps, gain2, decay;
    };
    Coeffs<double> at(const Step& step, double* kept) const {
        const Share s = share(step, lr, warmup, r, kept);
        return {.first = step.t == 1 ? 1.0 : 0.0,
                .rate = -s.rate,
                .share = s.part,
                .beta = beta1,
                .root = 1 / sqrt(bias_correction(beta2, step)),
                .eps = eps,
                .gain2 = 1 - beta2,
                .decay = weight_decay};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 3>& slot, const Coeffs<V>& c) const {
        V& v = slot[2];
        v = fma(c.gain2, fma(g, g, -v), v);
        const V step = c.rate * fma(c.decay, w, g / fma(sqrt(v), c.root, c.eps));
        return follow(w, step, c.first, c.share, c.beta, slot[0], slot[1]);
    }
    template <class V>
    KASANE_FN V rest(V, const Slots<V, 3>& slot, const Coeffs<V>&) const {
        return slot[1];
    }
};

/// Dual averaging with a cube root, and momentum towards its point.
struct Madgrad {
    double lr = 0.01;
    double momentum = 0.9;
    double eps = 1e-6;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "madgrad",
        .formula =
            "l = (lr + eps) * sqrt(t); nu = nu + l * g^2; s = s + l * g; "
            "z = w_0 - s / (cbrt(nu) + eps); w = momentum * w + (1 - momentum) * z",
        .source = "Defazio & Jelassi 2022, arXiv:2101.11075",
    };
    static constexpr std::tuple params{
        learning_rate(&Madgrad::lr),
        momentum_of(&Madgrad::momentum),
        eps_of(&Madgrad::eps),
        coupled_decay(&Madgrad::weight_decay),
    };
    static constexpr std::array<Slot, 3> slots{{{"nu"}, {"s"}, {"start"}}};

    template <class N>
    struct Coeffs {
        N first, weight, pull, eps, decay;
    };
    Coeffs<double> at(const Step& step) const {
        return {.first = step.t == 1 ? 1.0 : 0.0,
                .weight = (lr + eps) * sqrt(static_cast<double>(step.t)),
                .pull = 1 - momentum,
                .eps = eps,
                .decay = weight_decay};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 3>& slot, const Coeffs<V>& c) const {
        auto& [nu, s, begin] = slot;
        begin = select(c.first == V(1), w, begin);
        const V d = fma(c.decay, w, g);
        nu = fma(c.weight, d * d, nu);
        s = fma(c.weight, d, s);
        const V z = begin - s / (pow(nu, V(1.0 / 3)) + c.eps);
        return c.pull * (z - w);
    }
};

/// Follow the regularised leader: weights of features that rarely matter become exactly 0.
struct Ftrl {
    double lr = 0.001;
    double l1 = 0;
    double l2 = 0;
    double beta = 0;
    double initial = 0.1;

    static constexpr Info info{
        .name = "ftrl",
        .aliases = {"ftrl_proximal"},
        .formula =
            "n = n + g^2; z = z + g - (sqrt(n) - sqrt(n_before)) / lr * w; w = 0 if "
            "abs(z) <= l1, else -(z - sign(z) * l1) / ((beta + sqrt(n)) / lr + 2 * l2)",
        .source = "McMahan et al. 2013, Ad click prediction; Keras's form and defaults",
    };
    static constexpr std::tuple params{
        Param<Ftrl>{"lr", &Ftrl::lr, positive, "learning rate", {"eta", "alpha", "learning_rate"}},
        Param<Ftrl>{"l1", &Ftrl::l1, non_negative, "pull to 0 of every weight"},
        Param<Ftrl>{"l2", &Ftrl::l2, non_negative, "pull in proportion to the weight"},
        Param<Ftrl>{"beta", &Ftrl::beta, non_negative, "damps the first steps"},
        Param<Ftrl>{"initial",
                    &Ftrl::initial,
                    non_negative,
                    "value that n starts from",
                    {"initial_accumulator_value"}},
    };
    static constexpr std::array<Slot, 2> slots{{{"n"}, {"z"}}};

    template <class N>
    struct Coeffs {
        N first, start, inverse, l1, l2, beta;
    };
    Coeffs<double> at(const Step& step) const {
        return {.first = step.t == 1 ? 1.0 : 0.0,
                .start = initial,
                .inverse = 1 / lr,
                .l1 = l1,
                .l2 = 2 * l2,
                .beta = beta};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        auto& [n, z] = slot;
        const V before = select(c.first == V(1), c.start, n);
        n = fma(g, g, before);
        // sqrt(n) - sqrt(before), without cancellation.
        const V grown = zero_safe(g * g, sqrt(n) + sqrt(before));
        z = z + g - grown * c.inverse * w;
        const V below = fma(c.beta + sqrt(n), c.inverse, c.l2);
        const V target = select(abs(z) <= c.l1, V(0), (sign(z) * c.l1 - z) / below);
        return target - w;
    }
};

/// Bets on the direction of each weight with what it has won: no learning rate.
struct Cocob {
    double alpha = 100;
    double eps = 1e-8;

    static constexpr Info info{
        .name = "cocob",
        .formula =
            "L = max(L, abs(g)); G = G + abs(g); R = max(R - (w - w_0) * g, 0); s = s - g; "
            "w = w_0 + s / (L * max(G + L, alpha * L)) * (L + R)",
        .source = "Orabona & Tommasi 2017, arXiv:1705.07795, algorithm 2",
    };
    static constexpr std::tuple params{
        Param<Cocob>{"alpha", &Cocob::alpha, positive, "damps the first bets"},
        Param<Cocob>{"eps", &Cocob::eps, positive, "L starts from it"},
    };
    static constexpr std::array<Slot, 5> slots{{{"start"}, {"L"}, {"G"}, {"R"}, {"s"}}};

    template <class N>
    struct Coeffs {
        N first, alpha, eps;
    };
    Coeffs<double> at(const Step& step) const {
        return {.first = step.t == 1 ? 1.0 : 0.0, .alpha = alpha, .eps = eps};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 5>& slot, const Coeffs<V>& c) const {
        auto& [begin, largest, total, reward, sum] = slot;
        begin = select(c.first == V(1), w, begin);
        largest = max(max(largest, c.eps), abs(g));
        total = total + abs(g);
        reward = max(fma(begin - w, g, reward), V(0));
        sum = sum - g;
        const V bet = sum / (largest * max(total + largest, c.alpha * largest));
        return fma(bet, largest + reward, begin - w);
    }
};

using AverageOptimizers = List<Asgd, ScheduleFreeSgd, ScheduleFreeAdamW, Madgrad, Ftrl, Cocob>;

}  // namespace kasane::catalog
