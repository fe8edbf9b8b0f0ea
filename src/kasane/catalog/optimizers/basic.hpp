#pragma once
// Gradient descent and its momentum.

#include "kasane/catalog/optimizers/rule.hpp"

namespace kasane::catalog {

/// Steps against the gradient; with momentum, against a running sum of gradients.
struct Sgd {
    double lr = 0.01;
    double momentum = 0;
    double dampening = 0;
    double weight_decay = 0;
    bool nesterov = false;

    static constexpr Info info{
        .name = "sgd",
        .variants = {"torch", "document", "paper"},
        .aliases = {"sdg", "gradient_descent", "gd"},
        .presets = {Preset{"momentum", "momentum=0.9"},
                    Preset{"nesterov", "momentum=0.9, nesterov=true"}},
        .formula = "m = momentum * m + (1 - dampening) * g; w - lr * m",
        .source = "Robbins & Monro 1951; Polyak 1964; Sutskever et al. 2013",
        .note = "PyTorch's form: the first step takes m = g, without dampening",
    };
    static constexpr std::tuple params{
        learning_rate(&Sgd::lr),
        momentum_of(&Sgd::momentum),
        Param<Sgd>{"dampening", &Sgd::dampening, from_zero_to_one, "share of g left out of m"},
        coupled_decay(&Sgd::weight_decay),
        Param<Sgd, bool>{"nesterov", &Sgd::nesterov, any_number, "looks one step ahead"},
    };
    static constexpr std::array<Slot, 1> slots{{{"momentum_buffer"}}};

    /// Plain descent needs no state.
    int used_slots() const { return momentum == 0 ? 0 : 1; }

    template <class N>
    struct Coeffs {
        N rate, keep, gain, decay, ahead, now;
    };

    /// Nesterov's step is g + momentum * m, the plain one m: one line with weights now and ahead.
    Coeffs<double> at(const Step& step) const {
        return {.rate = -lr,
                .keep = momentum,
                .gain = step.t == 1 || momentum == 0 ? 1 : 1 - dampening,
                .decay = weight_decay,
                .ahead = nesterov ? momentum : 1.0,
                .now = nesterov ? 1.0 : 0.0};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 1>& slot, const Coeffs<V>& c) const {
        V& m = slot[0];
        const V d = fma(c.decay, w, g);
        m = fma(c.keep, m, c.gain * d);
        return c.rate * fma(c.now, d, c.ahead * m);
    }
};

/// What all forms of momentum share: D = momentum * D + rate * g is the step.
struct HeavyBall {
    double lr = 0.01;
    double momentum = 0.9;

    static constexpr std::tuple params{learning_rate(&HeavyBall::lr),
                                       momentum_of(&HeavyBall::momentum)};
    static constexpr std::array<Slot, 1> slots{{{"D"}}};

    template <class N>
    struct Coeffs {
        N rate, keep;
    };
    Coeffs<double> sum_of_gradients() const { return {.rate = -lr, .keep = momentum}; }
    Coeffs<double> mean_of_gradients() const {
        return {.rate = -(1 - momentum) * lr, .keep = momentum};
    }

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 1>& slot, const Coeffs<V>& c) const {
        return slot[0] = fma(c.keep, slot[0], c.rate * g);
    }
};

/// Heavy ball: the last step, shortened, and a step against the gradient.
struct Msgd : HeavyBall {
    static constexpr Info info{
        .name = "msgd",
        .variants = {"paper"},
        .formula = "D = momentum * D - lr * g; w + D",
        .source = "Polyak 1964, Some methods of speeding up the convergence of iteration methods",
        .note =
            "under a constant gradient its steps grow to lr / (1 - momentum); the document's "
            "form has a factor 1 - momentum at g and stays at lr",
    };
    Coeffs<double> at(const Step&) const { return sum_of_gradients(); }
};

/// The same with a mean of gradients in place of their sum.
struct MsgdDocument : HeavyBall {
    static constexpr Info info{
        .name = "msgd",
        .variants = {"document"},
        .formula = "D = momentum * D - (1 - momentum) * lr * g; w + D",
        .source = "the articles; Polyak 1964 has no factor 1 - momentum",
    };
    Coeffs<double> at(const Step&) const { return mean_of_gradients(); }
};

/// Momentum whose gradient is taken where the momentum alone would lead.
struct LooksAhead : HeavyBall {
    /// Where step(closure) asks for the gradient, seen from w.
    template <class V>
    KASANE_FN V ahead(const Slots<V, 1>& slot, const Coeffs<V>& c) const {
        return c.keep * slot[0];
    }
};

struct Nag : LooksAhead {
    static constexpr Info info{
        .name = "nag",
        .variants = {"paper"},
        .aliases = {"nesterov_accelerated_gradient"},
        .formula = "D = momentum * D - lr * g(w + momentum * D); w + D",
        .source = "Nesterov 1983; Sutskever et al. 2013, equations 3 and 4",
        .note =
            "step(closure) takes the gradient at w + momentum * D; step() uses the one given. "
            "The document's form has a factor 1 - momentum at g",
    };
    Coeffs<double> at(const Step&) const { return sum_of_gradients(); }
};

struct NagDocument : LooksAhead {
    static constexpr Info info{
        .name = "nag",
        .variants = {"document"},
        .formula = "D = momentum * D - (1 - momentum) * lr * g(w + momentum * D); w + D",
        .source = "the articles; Nesterov 1983 has no factor 1 - momentum",
    };
    Coeffs<double> at(const Step&) const { return mean_of_gradients(); }
};

/// A plain step mixed with a momentum step.
struct Qhm {
    double lr = 1;
    double beta = 0.999;
    double nu = 0.7;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "qhm",
        .aliases = {"quasi_hyperbolic_momentum"},
        .formula = "m = beta * m + (1 - beta) * g; w - lr * ((1 - nu) * g + nu * m)",
        .source = "Ma & Yarats 2019, arXiv:1810.06801",
        .note = "from heavy ball: lr = lr_momentum / (1 - beta)",
    };
    static constexpr std::tuple params{
        learning_rate(&Qhm::lr),
        Param<Qhm>{"beta", &Qhm::beta, below_one, "memory of the mean gradient", {"momentum"}},
        Param<Qhm>{"nu", &Qhm::nu, from_zero_to_one, "share of the momentum in the step"},
        coupled_decay(&Qhm::weight_decay),
    };
    static constexpr std::array<Slot, 1> slots{{{"m"}}};

    template <class N>
    struct Coeffs {
        N rate, gain, mixed, decay;
    };
    Coeffs<double> at(const Step&) const {
        return {.rate = -lr, .gain = 1 - beta, .mixed = nu, .decay = weight_decay};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 1>& slot, const Coeffs<V>& c) const {
        V& m = slot[0];
        const V d = fma(c.decay, w, g);
        m = averaged(m, d, c.gain);
        return c.rate * averaged(d, m, c.mixed);
    }
};

/// The mean of several momenta: fast and slow ones damp each other.
struct AggMo {
    double lr = 0.1;
    double beta1 = 0;
    double beta2 = 0.9;
    double beta3 = 0.99;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "aggmo",
        .aliases = {"aggregated_momentum"},
        .formula = "b_i = beta_i * b_i + g; w - lr * mean(b_i)",
        .source = "Lucas et al. 2019, arXiv:1804.00325",
    };
    static constexpr std::tuple params{
        learning_rate(&AggMo::lr),
        Param<AggMo>{"beta1", &AggMo::beta1, below_one, "memory of the first sum"},
        Param<AggMo>{"beta2", &AggMo::beta2, below_one, "memory of the second sum"},
        Param<AggMo>{"beta3", &AggMo::beta3, below_one, "memory of the third sum"},
        coupled_decay(&AggMo::weight_decay),
    };
    static constexpr std::array<Slot, 3> slots{{{"b1"}, {"b2"}, {"b3"}}};

    template <class N>
    struct Coeffs {
        N rate, keep1, keep2, keep3, decay;
    };
    Coeffs<double> at(const Step&) const {
        return {
            .rate = -lr / 3, .keep1 = beta1, .keep2 = beta2, .keep3 = beta3, .decay = weight_decay};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 3>& slot, const Coeffs<V>& c) const {
        auto& [b1, b2, b3] = slot;
        const V d = fma(c.decay, w, g);
        b1 = fma(c.keep1, b1, d);
        b2 = fma(c.keep2, b2, d);
        b3 = fma(c.keep3, b3, d);
        return c.rate * (b1 + b2 + b3);
    }
};

/// Twice the new gradient less the last one: settles games that descent circles around.
struct OptimisticGd {
    double lr = 0.01;
    double alpha = 1;
    double beta = 1;

    static constexpr Info info{
        .name = "optimistic_gd",
        .aliases = {"optimistic_gradient_descent", "ogd"},
        .formula = "w - lr * ((alpha + beta) * g - beta * previous g)",
        .source =
            "Daskalakis et al. 2018, arXiv:1711.00141; Mokhtari et al. 2019, arXiv:1901.08511",
        .note = "at the first step the previous gradient is the gradient itself",
    };
    static constexpr std::tuple params{
        Param<OptimisticGd>{"lr", &OptimisticGd::lr, non_negative, "learning rate", {"eta"}},
        Param<OptimisticGd>{"alpha", &OptimisticGd::alpha, finite, "weight of the gradient"},
        Param<OptimisticGd>{"beta", &OptimisticGd::beta, finite, "weight of its change"},
    };
    static constexpr std::array<Slot, 1> slots{{{"previous"}}};

    template <class N>
    struct Coeffs {
        N now, before;
    };
    Coeffs<double> at(const Step& step) const {
        if (step.t == 1) return {.now = -lr * alpha, .before = 0};
        return {.now = -lr * (alpha + beta), .before = lr * beta};
    }

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 1>& slot, const Coeffs<V>& c) const {
        const V d = fma(c.now, g, c.before * slot[0]);
        slot[0] = g;
        return d;
    }
};

/// Descent with shrinking normal noise on the gradient.
struct NoisySgd {
    double lr = 0.01;
    double eta = 0.01;
    double gamma = 0.55;

    static constexpr Info info{
        .name = "noisy_sgd",
        .formula = "w - lr * (g + sqrt(eta / t^gamma) * normal noise)",
        .source = "Neelakantan et al. 2015, arXiv:1511.06807",
    };
    static constexpr std::tuple params{
        Param<NoisySgd>{"lr", &NoisySgd::lr, non_negative, "learning rate"},
        Param<NoisySgd>{"eta", &NoisySgd::eta, non_negative, "variance of the first noise"},
        Param<NoisySgd>{"gamma", &NoisySgd::gamma, non_negative, "how fast the variance falls"},
    };
    static constexpr int noises = 1;

    template <class N>
    struct Coeffs {
        N rate, noise;
    };
    Coeffs<double> at(const Step& step) const {
        return {.rate = -lr, .noise = -lr * sqrt(eta / pow(static_cast<double>(step.t), gamma))};
    }

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 0>&, const Noise<V, 1>& noise,
                           const Coeffs<V>& c) const {
        return fma(c.rate, g, c.noise * noise[0]);
    }
};

// Sgd has a kernel of its own: compiled_lists.hpp names it.
using BasicOptimizers =
    List<Msgd, MsgdDocument, Nag, NagDocument, Qhm, AggMo, OptimisticGd, NoisySgd>;

}  // namespace kasane::catalog
