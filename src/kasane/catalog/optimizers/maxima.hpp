#pragma once
// Relatives of Adam that keep a maximum or bound their rate.

#include "kasane/catalog/optimizers/adaptive.hpp"

namespace kasane::catalog {

/// Adam with the largest gradient, slowly forgotten, in place of the root mean square.
struct AdamaxRule {
    double lr = 0.002;
    double beta1 = 0.9;
    double beta2 = 0.999;

    static constexpr std::array<Slot, 2> slots{{{"m"}, {"u"}}};

    template <class N>
    struct Coeffs {
        N rate, gain, keep, eps, coupled, shrink;
    };
    Coeffs<double> coefficients(const Step& step, double eps, double coupled,
                                double decoupled) const {
        return {.rate = -lr / bias_correction(beta1, step),
                .gain = 1 - beta1,
                .keep = beta2,
                .eps = eps,
                .coupled = coupled,
                .shrink = -lr * decoupled};
    }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        auto& [m, u] = slot;
        const V d = fma(c.coupled, w, g);
        m = averaged(m, d, c.gain);
        u = max(c.keep * u, abs(d) + c.eps);
        return fma(c.shrink, w, c.rate * zero_safe(m, u));
    }
};

struct Adamax : AdamaxRule {
    double eps = 1e-8;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "adamax",
        .variants = {"torch"},
        .formula = "u = max(beta2 * u, abs(g) + eps); w - lr / (1 - beta1^t) * m / u",
        .source = "Kingma & Ba 2015, arXiv:1412.6980, algorithm 2; PyTorch's eps",
        .note = "paper and document have no eps, 0/0 is 0",
    };
    static constexpr std::tuple params{learning_rate(&Adamax::lr), beta1_of(&Adamax::beta1),
                                       beta2_of(&Adamax::beta2), eps_of(&Adamax::eps),
                                       coupled_decay(&Adamax::weight_decay)};
    Coeffs<double> at(const Step& step) const { return coefficients(step, eps, weight_decay, 0); }
};

struct AdamaxPaper : AdamaxRule {
    static constexpr Info info{
        .name = "adamax",
        .variants = {"paper", "document"},
        .formula = "u = max(beta2 * u, abs(g)); w - lr / (1 - beta1^t) * m / u",
        .source = "Kingma & Ba 2015, arXiv:1412.6980, algorithm 2",
    };
    static constexpr std::tuple params{learning_rate(&AdamaxPaper::lr),
                                       beta1_of(&AdamaxPaper::beta1),
                                       beta2_of(&AdamaxPaper::beta2)};
    Coeffs<double> at(const Step& step) const { return coefficients(step, 0, 0, 0); }
};

struct AdamaxW : AdamaxRule {
    double eps = 1e-8;
    double weight_decay = 0.01;

    static constexpr Info info{
        .name = "adamaxw",
        .formula = "adamax; w - lr * weight_decay * w besides",
        .source = "Kingma & Ba 2015; Loshchilov & Hutter 2019",
    };
    static constexpr std::tuple params{learning_rate(&AdamaxW::lr), beta1_of(&AdamaxW::beta1),
                                       beta2_of(&AdamaxW::beta2), eps_of(&AdamaxW::eps),
                                       decoupled_decay(&AdamaxW::weight_decay)};
    Coeffs<double> at(const Step& step) const { return coefficients(step, eps, 0, weight_decay); }
};

/// Adam that divides by the largest mean square so far.
struct AmsGrad : AdamNumbers {
    double weight_decay = 0;

    static constexpr Info info{
        .name = "amsgrad",
        .variants = {"torch"},
        .formula =
            "vmax = max(vmax, v); w - lr * (m / (1 - beta1^t)) / "
            "(sqrt(vmax / (1 - beta2^t)) + eps)",
        .source = "Reddi et al. 2018, arXiv:1904.09237; PyTorch's form",
        .note =
            "the paper's form has lr / sqrt(t), no bias correction and no eps; the document's "
            "eps inside the root",
    };
    static constexpr std::tuple params =
        std::tuple_cat(AdamNumbers::params, std::tuple{coupled_decay(&AmsGrad::weight_decay)});
    static constexpr std::array<Slot, 3> slots{{{"m"}, {"v"}, {"vmax"}}};

    Coeffs<double> at(const Step& step) const { return corrected(step, weight_decay); }

    template <class V>
    KASANE_FN V operator()(V w, V g, Slots<V, 3>& slot, const Coeffs<V>& c) const {
        auto& [m, v, top] = slot;
        average_moments(fma(c.decay, w, g), m, v, c.gain1, c.gain2);
        top = max(top, v);
        return stepped(m, top, c);
    }
};

/// The paper's AMSGrad and the document's: a falling rate, no bias correction.
struct AmsGradRule {
    static constexpr std::array<Slot, 3> slots{{{"m"}, {"v"}, {"vmax"}}};

    template <class N>
    struct Coeffs {
        N rate, eps, gain1, gain2;
    };

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 3>& slot, const Coeffs<V>& c) const {
        auto& [m, v, top] = slot;
        average_moments(g, m, v, c.gain1, c.gain2);
        top = max(top, v);
        return c.rate * zero_safe(m, sqrt(top + c.eps));
    }
};

struct AmsGradPaper : AmsGradRule {
    double lr = 0.001;
    double beta1 = 0.9;
    double beta2 = 0.999;

    static constexpr Info info{
        .name = "amsgrad",
        .variants = {"paper"},
        .formula = "vmax = max(vmax, v); w - lr / sqrt(t) * m / sqrt(vmax)",
        .source = "Reddi et al. 2018, arXiv:1904.09237, algorithm 2",
    };
    static constexpr std::tuple params{learning_rate(&AmsGradPaper::lr),
                                       beta1_of(&AmsGradPaper::beta1),
                                       beta2_of(&AmsGradPaper::beta2)};
    Coeffs<double> at(const Step& step) const {
        return {.rate = -lr / sqrt(static_cast<double>(step.t)),
                .eps = 0,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2};
    }
};

struct AmsGradDocument : AmsGradRule, AdamNumbers {
    static constexpr Info info{
        .name = "amsgrad",
        .variants = {"document"},
        .formula = "vmax = max(vmax, v); w - lr / sqrt(t) * m / sqrt(vmax + eps)",
        .source = "the articles; Reddi et al. 2018 with eps inside the root",
    };
    using AdamNumbers::params;
    using AmsGradRule::Coeffs;
    using AmsGradRule::slots;
    Coeffs<double> at(const Step& step) const {
        return {.rate = -lr / sqrt(static_cast<double>(step.t)),
                .eps = eps,
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2};
    }
};

/// The numbers of AdaBound: a rate per weight, kept between bounds that close on that of SGD.
struct BoundNumbers {
    double lr = 0.001;
    double final_lr = 0.1;
    double beta1 = 0.9;
    double beta2 = 0.999;

    static constexpr Param<BoundNumbers> rate_param{
        "lr", &BoundNumbers::lr, non_negative, "learning rate of the start", {"alpha"}};
    static constexpr Param<BoundNumbers> final_param{
        "final_lr", &BoundNumbers::final_lr, non_negative, "the rate it ends as", {"eta"}};
    static constexpr std::tuple shared{rate_param, final_param, beta1_of(&BoundNumbers::beta1),
                                       beta2_of(&BoundNumbers::beta2)};

    template <class N>
    struct Coeffs {
        N lr, low, high, scale, gain1, gain2;
    };

    /// As published: bounds by beta2, everything divided by sqrt(t).
    Coeffs<double> published(const Step& step, double eps) const {
        const double reach = (1 - beta2) * static_cast<double>(step.t);
        return {.lr = lr,
                .low = final_lr * (1 - 1 / (reach + 1)),
                .high = final_lr * (1 + 1 / (reach + eps)),
                .scale = -1 / sqrt(static_cast<double>(step.t)),
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2};
    }

    template <class V>
    KASANE_FN static V bounded_step(V m, V square, const Coeffs<V>& c) {
        return c.scale * min(max(c.lr / sqrt(square), c.low), c.high) * m;
    }
};

struct AdaBoundRule : BoundNumbers {
    static constexpr std::array<Slot, 2> slots{{{"m"}, {"v"}}};

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        auto& [m, v] = slot;
        average_moments(g, m, v, c.gain1, c.gain2);
        return bounded_step(m, v, c);
    }
};

struct AmsBoundRule : BoundNumbers {
    static constexpr std::array<Slot, 3> slots{{{"m"}, {"v"}, {"vmax"}}};

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 3>& slot, const Coeffs<V>& c) const {
        auto& [m, v, top] = slot;
        average_moments(g, m, v, c.gain1, c.gain2);
        top = max(top, v);
        return bounded_step(m, top, c);
    }
};

struct AdaBoundPaper : AdaBoundRule {
    static constexpr Info info{
        .name = "adabound",
        .variants = {"paper"},
        .formula =
            "w - clip(lr / sqrt(v), final_lr * (1 - 1 / ((1 - beta2) * t + 1)), "
            "final_lr * (1 + 1 / ((1 - beta2) * t))) / sqrt(t) * m",
        .source = "Luo et al. 2019, arXiv:1902.09843, algorithm 2",
        .note =
            "the document's form has eps in the upper bound; variant=code is the authors' "
            "program: bias correction, bounds by gamma, no 1 / sqrt(t)",
    };
    static constexpr std::tuple params = shared;
    Coeffs<double> at(const Step& step) const { return published(step, 0); }
};

struct AdaBoundDocument : AdaBoundRule {
    double eps = 1e-8;

    static constexpr Info info{
        .name = "adabound",
        .variants = {"document"},
        .formula =
            "w - clip(lr / sqrt(v), final_lr * (1 - 1 / ((1 - beta2) * t + 1)), "
            "final_lr * (1 + 1 / ((1 - beta2) * t + eps))) / sqrt(t) * m",
        .source = "the articles; Luo et al. 2019 with eps in the upper bound",
    };
    static constexpr std::tuple params =
        std::tuple_cat(shared, std::tuple{eps_of(&AdaBoundDocument::eps)});
    Coeffs<double> at(const Step& step) const { return published(step, eps); }
};

struct AdaBoundCode : AdamNumbers {
    double final_lr = 0.1;
    double gamma = 0.001;

    static constexpr Info info{
        .name = "adabound",
        .variants = {"code"},
        .formula =
            "w - clip(lr * sqrt(1 - beta2^t) / (1 - beta1^t) / (sqrt(v) + eps), "
            "final_lr * (1 - 1 / (gamma * t + 1)), final_lr * (1 + 1 / (gamma * t))) * m",
        .source = "the program of Luo et al. 2019, arXiv:1902.09843",
    };
    static constexpr std::tuple params = std::tuple_cat(
        AdamNumbers::params, std::tuple{Param<AdaBoundCode>{"final_lr",
                                                            &AdaBoundCode::final_lr,
                                                            non_negative,
                                                            "the rate it ends as",
                                                            {"final"}},
                                        Param<AdaBoundCode>{"gamma", &AdaBoundCode::gamma, positive,
                                                            "how fast the bounds close"}});

    template <class N>
    struct Coeffs {
        N rate, eps, low, high, gain1, gain2;
    };
    Coeffs<double> at(const Step& step) const {
        const double reach = gamma * static_cast<double>(step.t);
        return {.rate = lr * sqrt(bias_correction(beta2, step)) / bias_correction(beta1, step),
                .eps = eps,
                .low = final_lr * (1 - 1 / (reach + 1)),
                .high = final_lr * (1 + 1 / reach),
                .gain1 = 1 - beta1,
                .gain2 = 1 - beta2};
    }

    template <class V>
    KASANE_FN V operator()(V, V g, Slots<V, 2>& slot, const Coeffs<V>& c) const {
        auto& [m, v] = slot;
        average_moments(g, m, v, c.gain1, c.gain2);
        return -min(max(c.rate / (sqrt(v) + c.eps), c.low), c.high) * m;
    }
};

struct AmsBoundPaper : AmsBoundRule {
    static constexpr Info info{
        .name = "amsbound",
        .variants = {"paper"},
        .formula = "adabound with vmax = max(vmax, v) in place of v",
        .source = "Luo et al. 2019, arXiv:1902.09843, algorithm 3",
        .note = "the document's form has eps in the upper bound",
    };
    static constexpr std::tuple params = shared;
    Coeffs<double> at(const Step& step) const { return published(step, 0); }
};

struct AmsBoundDocument : AmsBoundRule {
    double eps = 1e-8;

    static constexpr Info info{
        .name = "amsbound",
        .variants = {"document"},
        .formula = "adabound(variant=document) with vmax = max(vmax, v) in place of v",
        .source = "the articles; Luo et al. 2019 with eps in the upper bound",
    };
    static constexpr std::tuple params =
        std::tuple_cat(shared, std::tuple{eps_of(&AmsBoundDocument::eps)});
    Coeffs<double> at(const Step& step) const { return published(step, eps); }
};

using MaximumOptimizers =
    List<Adamax, AdamaxPaper, AdamaxW, AmsGrad, AmsGradPaper, AmsGradDocument, AdaBoundPaper,
         AdaBoundDocument, AdaBoundCode, AmsBoundPaper, AmsBoundDocument>;

}  // namespace kasane::catalog
