#pragma once
// Optimizers before Adam that divide by the root of squared gradients.

#include "kasane/catalog/optimizers/rule.hpp"

namespace kasane::catalog {

/// Divides by the root of the sum of all squared gradients.
struct Adagrad {
    double lr = 0.01;
    double lr_decay = 0;
    double eps = 1e-10;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "adagrad",
        .variants = {"torch"},
        .formula = "G = G + g^2; w - lr / (1 + (t - 1) * lr_decay) * g / (sqrt(G) + eps)",
        .source = "Duchi et al. 2011; PyTorch's defaults",
        .note = "paper: lr 0.001, eps 1e-8; the document's form has no eps, 0/0 counts as 0",
    };
    static constexpr std::tuple params{
        learning_rate(&Adagrad::lr),
        Param<Adagrad>{"lr_decay", &Adagrad::lr_decay, non_negative, "how fast lr falls"},
        eps_of(&Adagrad::eps),
        coupled_decay(&Adagrad::weight_decay),
    };
    static constexpr std::array<Slot, 1> slots{{{"G"}}};

    template <class N>
    struct Coeffs {
        N rate, eps, decay;
    };
    Coeffs<double> at(const Step& step) const {
        return {.rate = -lr / (1 + static_cast<double>(step.t - 1) * lr_decay),
                .eps = eps,
                .decay = weight_decay};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 1>& slot, const Coeffs<V>& c) const {
        const V d = fma(c.decay, w, g);
        slot[0] = fma(d, d, slot[0]);
        return c.rate * zero_safe(d, sqrt(slot[0]) + c.eps);
    }
};

/// What Adagrad's paper and the articles have: one rate and the sum of squares.
struct PlainAdagrad {
    static constexpr std::array<Slot, 1> slots{{{"G"}}};

    template <class N>
    struct Coeffs {
        N rate, eps;
    };

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 1>& slot, const Coeffs<V>& c) const {
        slot[0] = fma(g, g, slot[0]);
        return c.rate * zero_safe(g, sqrt(slot[0]) + c.eps);
    }
};

struct AdagradPaper : PlainAdagrad {
    double lr = 0.001;
    double eps = 1e-8;

    static constexpr Info info{
        .name = "adagrad",
        .variants = {"paper"},
        .formula = "G = G + g^2; w - lr * g / (sqrt(G) + eps)",
        .source = "Duchi et al. 2011, Adaptive subgradient methods",
    };
    static constexpr std::tuple params{learning_rate(&AdagradPaper::lr),
                                       eps_of(&AdagradPaper::eps)};
    Coeffs<double> at(const Step&) const { return {.rate = -lr, .eps = eps}; }
};

struct AdagradDocument : PlainAdagrad {
    double lr = 0.001;

    static constexpr Info info{
        .name = "adagrad",
        .variants = {"document"},
        .formula = "G = G + g^2; w - lr * g / sqrt(G)",
        .source = "the articles; Duchi et al. 2011 without eps, 0/0 is 0",
    };
    static constexpr std::tuple params{learning_rate(&AdagradDocument::lr)};
    Coeffs<double> at(const Step&) const { return {.rate = -lr, .eps = 0}; }
};

/// Divides by the root of a running mean of squared gradients.
struct RmsProp {
    double lr = 0.01;
    double alpha = 0.99;
    double eps = 1e-8;
    double momentum = 0;
    double weight_decay = 0;
    bool centered = false;

    static constexpr Info info{
        .name = "rmsprop",
        .variants = {"torch", "paper"},
        .formula = "v = alpha * v + (1 - alpha) * g^2; w - lr * g / (sqrt(v) + eps)",
        .source = "Tieleman & Hinton 2012, lecture 6.5; Graves 2013 (centered)",
        .note = "the lecture has alpha 0.9; the document's form has eps inside the root",
    };
    static constexpr std::tuple params{
        Param<RmsProp>{"lr", &RmsProp::lr, non_negative, "learning rate", {"eta", "learning_rate"}},
        Param<RmsProp>{"alpha", &RmsProp::alpha, below_one, "memory of the square", {"rho"}},
        eps_of(&RmsProp::eps),
        momentum_of(&RmsProp::momentum),
        coupled_decay(&RmsProp::weight_decay),
        Param<RmsProp, bool>{"centered", &RmsProp::centered, any_number,
                             "takes the square of the mean gradient off v"},
    };
    static constexpr std::array<Slot, 3> slots{{{"v"}, {"buffer"}, {"mean"}}};

    int used_slots() const { return centered ? 3 : momentum == 0 ? 1 : 2; }

    template <class N>
    struct Coeffs {
        N rate, gain, eps, keep, decay;
    };
    Coeffs<double> at(const Step&) const {
        return {
            .rate = -lr, .gain = 1 - alpha, .eps = eps, .keep = momentum, .decay = weight_decay};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 3>& slot, const Coeffs<V>& c) const {
        auto& [v, buffer, mean] = slot;
        const V d = fma(c.decay, w, g);
        v = fma(c.gain, fma(d, d, -v), v);
        V square = v;
        if (centered) {
            mean = averaged(mean, d, c.gain);
            square = max(fma(-mean, mean, v), V(0));
        }
        buffer = fma(c.keep, buffer, d / (sqrt(square) + c.eps));
        return c.rate * buffer;
    }
};

struct RmsPropDocument {
    double lr = 0.01;
    double rho = 0.99;
    double eps = 1e-8;

    static constexpr Info info{
        .name = "rmsprop",
        .variants = {"document"},
        .formula = "v = rho * v + (1 - rho) * g^2; w - lr * g / sqrt(v + eps)",
        .source = "the articles; Tieleman & Hinton 2012 with eps inside the root",
    };
    static constexpr std::tuple params{learning_rate(&RmsPropDocument::lr),
                                       memory_of(&RmsPropDocument::rho),
                                       eps_of(&RmsPropDocument::eps)};
    static constexpr std::array<Slot, 1> slots{{{"v"}}};

    template <class N>
    struct Coeffs {
        N rate, gain, eps;
    };
    Coeffs<double> at(const Step&) const { return {.rate = -lr, .gain = 1 - rho, .eps = eps}; }

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 1>& slot, const Coeffs<V>& c) const {
        V& v = slot[0];
        v = fma(c.gain, fma(g, g, -v), v);
        return c.rate * (g / sqrt(v + c.eps));
    }
};

/// Steps as long as the mean step was, per unit of the mean gradient: no learning rate is needed.
struct AdadeltaRule {
    static constexpr std::array<Slot, 2> slots{{{"v"}, {"u"}}};

    template <class N>
    struct Coeffs {
        N rate, gain, eps, decay;
    };

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        auto& [v, u] = slot;
        const V d = fma(c.decay, w, g);
        v = fma(c.gain, fma(d, d, -v), v);
        const V step = d * sqrt(u + c.eps) / sqrt(v + c.eps);
        u = fma(c.gain, fma(step, step, -u), u);
        return c.rate * step;
    }
};

struct Adadelta : AdadeltaRule {
    double lr = 1;
    double rho = 0.9;
    double eps = 1e-6;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "adadelta",
        .variants = {"torch"},
        .formula =
            "v = rho * v + (1 - rho) * g^2; D = g * sqrt(u + eps) / sqrt(v + eps); "
            "u = rho * u + (1 - rho) * D^2; w - lr * D",
        .source = "Zeiler 2012, arXiv:1212.5701; PyTorch's defaults",
        .note = "paper and document: rho 0.95 and no lr",
    };
    static constexpr std::tuple params{learning_rate(&Adadelta::lr), memory_of(&Adadelta::rho),
                                       eps_of(&Adadelta::eps),
                                       coupled_decay(&Adadelta::weight_decay)};
    Coeffs<double> at(const Step&) const {
        return {.rate = -lr, .gain = 1 - rho, .eps = eps, .decay = weight_decay};
    }
};

struct AdadeltaPaper : AdadeltaRule {
    double rho = 0.95;
    double eps = 1e-6;

    static constexpr Info info{
        .name = "adadelta",
        .variants = {"paper", "document"},
        .formula =
            "v = rho * v + (1 - rho) * g^2; D = g * sqrt(u + eps) / sqrt(v + eps); "
            "u = rho * u + (1 - rho) * D^2; w - D",
        .source = "Zeiler 2012, arXiv:1212.5701",
    };
    static constexpr std::tuple params{memory_of(&AdadeltaPaper::rho), eps_of(&AdadeltaPaper::eps)};
    Coeffs<double> at(const Step&) const {
        return {.rate = -1, .gain = 1 - rho, .eps = eps, .decay = 0};
    }
};

/// Divides by the running standard deviation of the gradient.
struct GravesRule {
    double lr = 1e-4;
    double rho = 0.95;
    double eps = 1e-4;

    template <class N>
    struct Coeffs {
        N rate, gain, eps, keep;
    };

    template <class V>
    KASANE_FN static V deviation_step(V g, V& m, V& v, const Coeffs<V>& c) {
        m = averaged(m, g, c.gain);
        v = fma(c.gain, fma(g, g, -v), v);
        // Rounding makes a variance negative.
        return c.rate * (g / sqrt(max(fma(-m, m, v), V(0)) + c.eps));
    }
};

struct RmsPropGraves : GravesRule {
    double momentum = 0.9;

    static constexpr Info info{
        .name = "rmspropgraves",
        .variants = {"paper"},
        .formula = "m, v: means of g, g^2; D = momentum * D - lr * g / sqrt(v - m^2 + eps); w + D",
        .source = "Graves 2013, arXiv:1308.0850, equations 38 to 41",
        .note = "the document's form has no momentum",
    };
    static constexpr std::tuple params{learning_rate(&RmsPropGraves::lr),
                                       memory_of(&RmsPropGraves::rho), eps_of(&RmsPropGraves::eps),
                                       momentum_of(&RmsPropGraves::momentum)};
    static constexpr std::array<Slot, 3> slots{{{"m"}, {"v"}, {"D"}}};

    Coeffs<double> at(const Step&) const {
        return {.rate = -lr, .gain = 1 - rho, .eps = eps, .keep = momentum};
    }

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 3>& slot, const Coeffs<V>& c) const {
        auto& [m, v, last] = slot;
        return last = fma(c.keep, last, deviation_step(g, m, v, c));
    }
};

struct RmsPropGravesDocument : GravesRule {
    static constexpr Info info{
        .name = "rmspropgraves",
        .variants = {"document"},
        .formula = "m, v: means of g, g^2; w - lr * g / sqrt(v - m^2 + eps)",
        .source = "the articles; Graves 2013 without its momentum",
    };
    static constexpr std::tuple params{learning_rate(&RmsPropGravesDocument::lr),
                                       memory_of(&RmsPropGravesDocument::rho),
                                       eps_of(&RmsPropGravesDocument::eps)};
    static constexpr std::array<Slot, 2> slots{{{"m"}, {"v"}}};

    Coeffs<double> at(const Step&) const {
        return {.rate = -lr, .gain = 1 - rho, .eps = eps, .keep = 0};
    }

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        return deviation_step(g, slot[0], slot[1], c);
    }
};

/// RMSprop whose memory follows how steady the gradient is.
struct Smorms3Rule {
    static constexpr std::array<Slot, 3> slots{{{"s", 1}, {"m"}, {"v"}}};

    template <class N>
    struct Coeffs {
        N lr, eps;
    };

    /// The share of m^2 in v after both took the gradient in with weight `gain`.
    template <class V>
    KASANE_FN static V steadiness(V g, V gain, Slots<V, 3>& slot, const Coeffs<V>& c) {
        auto& [s, m, v] = slot;
        average_moments_of(g, m, v, gain);
        const V zeta = m * m / (v + c.eps);
        s = fma(V(1) - zeta, s, V(1));
        return zeta;
    }

    template <class V>
    KASANE_FN static void average_moments_of(V g, V& m, V& v, V gain) {
        m = averaged(m, g, gain);
        v = fma(gain, fma(g, g, -v), v);
    }
};

struct Smorms3 : Smorms3Rule {
    double lr = 0.001;
    double eps = 1e-8;

    static constexpr Info info{
        .name = "smorms3",
        .variants = {"paper"},
        .formula =
            "r = 1 / (1 + s); m, v: means of g, g^2 with weight r; z = m^2 / (v + eps); "
            "s = 1 + (1 - z) * s; w - g * min(lr, z) / (sqrt(v) + eps)",
        .source = "Funk 2015, RMSprop loses to SMORMS3 - beware the epsilon!",
        .note =
            "the publication has eps 1e-16; the document's form has weight 1 - r and eps inside "
            "the root",
    };
    static constexpr std::tuple params{learning_rate(&Smorms3::lr), eps_of(&Smorms3::eps)};
    Coeffs<double> at(const Step&) const { return {.lr = lr, .eps = eps}; }

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 3>& slot, const Coeffs<V>& c) const {
        const V zeta = steadiness(g, V(1) / (slot[0] + V(1)), slot, c);
        return zero_safe(-g * min(c.lr, zeta), sqrt(slot[2]) + c.eps);
    }
};

struct Smorms3Document : Smorms3Rule {
    double lr = 0.001;
    double eps = 1e-8;

    static constexpr Info info{
        .name = "smorms3",
        .variants = {"document"},
        .formula =
            "r = 1 / (1 + s); m, v: means of g, g^2 with weight 1 - r; "
            "z = m^2 / (v + eps); s = 1 + (1 - z) * s; w - g * min(lr, z) / sqrt(v + eps)",
        .source = "the articles; Funk 2015 with the weights of the means swapped",
    };
    static constexpr std::tuple params{learning_rate(&Smorms3Document::lr),
                                       eps_of(&Smorms3Document::eps)};
    Coeffs<double> at(const Step&) const { return {.lr = lr, .eps = eps}; }

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 3>& slot, const Coeffs<V>& c) const {
        const V s = slot[0];
        const V zeta = steadiness(g, s / (s + V(1)), slot, c);
        return -g * min(c.lr, zeta) / sqrt(slot[2] + c.eps);
    }
};

using SquareOptimizers =
    List<Adagrad, AdagradPaper, AdagradDocument, RmsProp, RmsPropDocument, Adadelta, AdadeltaPaper,
         RmsPropGraves, RmsPropGravesDocument, Smorms3, Smorms3Document>;

}  // namespace kasane::catalog
