#pragma once
// Negative log-likelihoods and divergences of single predictions, and their focal kin.

#include <array>
#include <tuple>

#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/losses/inputs.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// Cross-entropy of two classes for a logit y; neither end loses digits.
template <class V>
KASANE_FN V logit_cross_entropy(V y, V t) {
    return gate(softplus(-y), t) + gate(softplus(y), V(1) - t);
}

/// Sigmoid and binary cross-entropy in one, on logits.
struct BceWithLogits {
    double pos_weight = 1;

    static constexpr Info info{
        .name = "bce_with_logits",
        .aliases = {"sigmoid_with_binary", "binary_cross_entropy_with_logits", "sigmoid_bce",
                    "sigmoid_binary_cross_entropy"},
        .formula = "pos_weight * t * softplus(-y) + (1 - t) * softplus(y)",
        .source = "Good 1952, Rational decisions",
        .strengths = "accurate for logits of any size, where `binary` after a sigmoid is not",
        .weaknesses = "the logit of a wrong, certain prediction counts linearly",
    };
    static constexpr std::tuple params{
        Param<BceWithLogits>{"pos_weight", &BceWithLogits::pos_weight, non_negative,
                             "weight of the class 1"},
    };
    static constexpr std::array takes{given::logit, given::truth};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return gate(softplus(-y), V(pos_weight) * t) + gate(softplus(y), V(1) - t);
    }

    // sigmoid(y) - t: of a certain target one term is left, which keeps its digits far out; of
    // others the halves of both are taken out, which keeps those near the target.
    template <class V>
    KASANE_FN V slope(V y, V t) const {
        const V one = V(pos_weight) * t;
        const V zero = V(1) - t;
        const V half = V(0.5) * tanh(V(0.5) * y);
        const V between = V(0.5) * (zero - one) + half * (zero + one);
        return select(t == V(0), sigmoid(y), select(t == V(1), -one * sigmoid(-y), between));
    }
};

/// Binary cross-entropy of a probability that counts certain, right predictions less.
struct BinaryFocal {
    double gamma = 2;
    double alpha = 0.25;
    bool balanced = false;

    static constexpr Info info{
        .name = "binary_focal",
        .aliases = {"binary_focal_crossentropy"},
        .presets = {Preset{"bce_focal", "balanced=true"}},
        .formula =
            "(balanced ? alpha * t + (1 - alpha) * (1 - t) : 1) * (t * (1 - y) + (1 - t) * "
            "y)^gamma * (-t * log(y) - (1 - t) * log(1 - y))",
        .source = "Lin et al. 2017, arXiv:1708.02002",
        .strengths = "many easy examples do not drown the few hard ones",
        .weaknesses = "the probabilities it learns are not calibrated",
        .note = "of logits: `sigmoid_focal`",
    };
    static constexpr std::tuple params{
        Param<BinaryFocal>{"gamma", &BinaryFocal::gamma, non_negative, "how much less"},
        Param<BinaryFocal>{"alpha", &BinaryFocal::alpha, from_zero_to_one, "weight of the class 1"},
        Param<BinaryFocal, bool>{"balanced",
                                 &BinaryFocal::balanced,
                                 any_number,
                                 "whether alpha is used",
                                 {"apply_class_balancing"}},
    };
    static constexpr std::array takes{given::probability, given::truth};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        const V other = V(1) - t;
        const V missed = t * (V(1) - y) + other * y;
        const V loss = -gate(log(y), t) - gate(log1p(-y), other);
        const V weight = balanced ? V(alpha) * t + V(1 - alpha) * other : V(1);
        return weight * gate(loss, pow(missed, V(gamma)));
    }
};

/// The same of a logit.
struct SigmoidFocal {
    double alpha = 0.25;
    double gamma = 2;

    static constexpr Info info{
        .name = "sigmoid_focal",
        .formula =
            "(alpha < 0 ? 1 : alpha * t + (1 - alpha) * (1 - t)) * (t * sigmoid(-y) + (1 - "
            "t) * sigmoid(y))^gamma * (t * softplus(-y) + (1 - t) * softplus(y))",
        .source = "Lin et al. 2017, arXiv:1708.02002",
        .strengths = "as `binary_focal`, and accurate for logits of any size",
        .weaknesses = "the probabilities it learns are not calibrated",
    };
    static constexpr std::tuple params{
        Param<SigmoidFocal>{
            "alpha", &SigmoidFocal::alpha, {-1, 1}, "weight of the class 1; below 0 both weigh 1"},
        Param<SigmoidFocal>{"gamma", &SigmoidFocal::gamma, non_negative,
                            "how much less certain, right predictions count"},
    };
    static constexpr std::array takes{given::logit, given::truth};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        const V other = V(1) - t;
        const V missed = t * sigmoid(-y) + other * sigmoid(y);
        const V weight = alpha < 0 ? V(1) : V(alpha) * t + V(1 - alpha) * other;
        return weight * gate(logit_cross_entropy(y, t), pow(missed, V(gamma)));
    }
};

/// Focal cross-entropy of many labels: its own power for each side, and easy negatives dropped.
struct Asymmetric {
    double gamma_neg = 4;
    double gamma_pos = 1;
    double clip = 0.05;

    static constexpr Info info{
        .name = "asymmetric",
        .aliases = {"asl", "asymmetric_multi_label"},
        .formula =
            "t * sigmoid(-y)^gamma_pos * softplus(-y) - (1 - t) * (1 - min(sigmoid(-y) + "
            "clip, 1))^gamma_neg * log(min(sigmoid(-y) + clip, 1))",
        .source = "Ridnik et al. 2021, arXiv:2009.14119",
        .strengths = "pictures with few of very many labels",
        .weaknesses = "three parameters to tune",
    };
    static constexpr std::tuple params{
        Param<Asymmetric>{"gamma_neg", &Asymmetric::gamma_neg, non_negative,
                          "how much less certain negatives count"},
        Param<Asymmetric>{"gamma_pos", &Asymmetric::gamma_pos, non_negative,
                          "how much less certain positives count"},
        Param<Asymmetric>{"clip",
                          &Asymmetric::clip,
                          {0, 1, true},
                          "negatives of a smaller probability cost nothing"},
    };
    static constexpr std::array takes{given::logit, given::truth};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        const V against = min(sigmoid(-y) + V(clip), V(1));
        const V of_one = gate(softplus(-y), pow(sigmoid(-y), V(gamma_pos)));
        const V of_zero = gate(-log(against), pow(V(1) - against, V(gamma_neg)));
        return gate(of_one, t) + gate(of_zero, V(1) - t);
    }
};

/// Of a predicted rate, up to what does not depend on it.
struct Poisson {
    double eps = 1e-7;

    static constexpr Info info{
        .name = "poisson",
        .formula = "y - t * log(y + eps)",
        .source = "Keras, losses.Poisson",
        .strengths = "counts of rare events",
        .weaknesses = "rates have to stay positive; `poisson_nll` takes their logarithm",
    };
    static constexpr std::tuple params{
        Param<Poisson>{"eps", &Poisson::eps, non_negative, "keeps the logarithm finite"},
    };
    static constexpr std::array takes{given::rate, given::count};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return y - gate(log(y + V(eps)), t);
    }
};

/// Of the logarithm of a rate, or of the rate; `full` adds Stirling's form of log t!.
struct PoissonNll {
    bool log_input = true;
    bool full = false;
    double eps = 1e-8;

    static constexpr Info info{
        .name = "poisson_nll",
        .formula =
            "(log_input ? exp(y) - t * y : y - t * log(y + eps)) + (full && t > 1 ? t * "
            "log(t) - t + log(2 * pi * t) / 2 : 0)",
        .source = "PyTorch, nn.PoissonNLLLoss",
        .strengths = "counts; a prediction of any sign is a rate",
        .weaknesses = "exponential in predictions that are too large",
    };
    static constexpr std::tuple params{
        Param<PoissonNll, bool>{"log_input", &PoissonNll::log_input, any_number,
                                "whether y is the logarithm of the rate"},
        Param<PoissonNll, bool>{"full", &PoissonNll::full, any_number,
                                "whether to add what depends on t alone"},
        Param<PoissonNll>{"eps", &PoissonNll::eps, non_negative, "keeps the logarithm finite"},
    };
    static constexpr std::array takes{Input{"y", Layout::element, finite, "rate or its logarithm"},
                                      given::count};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        const V loss = log_input ? exp(y) - t * y : y - gate(log(y + V(eps)), t);
        if (!full) return loss;
        const V stirling = t * log(t) - t + V(0.5) * log(V(6.283185307179586) * t);
        return loss + select(t > V(1), stirling, V(0));
    }
};

/// Of a normal distribution with predicted mean and variance.
struct GaussianNll {
    bool full = false;
    double eps = 1e-6;

    static constexpr Info info{
        .name = "gaussian_nll",
        .formula =
            "(log(max(var, eps)) + (y - t)^2 / max(var, eps)) / 2 + (full ? log(2 * pi) / 2 "
            ": 0)",
        .source = "Nix & Weigend 1994",
        .strengths = "the network also tells how sure it is",
        .weaknesses = "badly predicted targets get a large variance and are learned slowly",
        .note = "below eps the variance has no gradient; PyTorch passes it on there",
    };
    static constexpr std::tuple params{
        Param<GaussianNll, bool>{"full", &GaussianNll::full, any_number,
                                 "whether to add log(2 pi) / 2"},
        Param<GaussianNll>{"eps", &GaussianNll::eps, positive, "smallest variance"},
    };
    static constexpr std::array takes{
        given::prediction, given::target,
        Input{"var", Layout::element, positive, "predicted variance"}};

    template <class V>
    KASANE_FN V operator()(V y, V t, V var) const {
        const V safe = max(var, V(eps));
        const V loss = V(0.5) * (log(safe) + square(y - t) / safe);
        return full ? loss + V(0.9189385332046727) : loss;
    }
};

/// Of a predicted log-probability and a target probability (or its logarithm).
struct KlDiv {
    bool log_target = false;

    static constexpr Info info{
        .name = "kl_div",
        .aliases = {"kl_divergence", "kld"},
        .presets = {Preset{"kl_divergence_with_log_targets", "log_target=true"}},
        .formula = "log_target ? exp(t) * (t - y) : t > 0 ? t * (log(t) - y) : 0",
        .source = "Kullback & Leibler 1951",
        .strengths = "soft targets, as in distillation",
        .weaknesses = "single terms may be negative: only sums over a distribution mean something",
        .note = "y is a logarithm; the divergence of a batch is Reduction batch_mean",
    };
    static constexpr std::tuple params{
        Param<KlDiv, bool>{"log_target", &KlDiv::log_target, any_number,
                           "whether t is a logarithm, too"},
    };
    static constexpr std::array takes{
        Input{"y", Layout::element, log_probabilities, "predicted log-probability"},
        Input{"t", Layout::element, probabilities, "probability or its logarithm"}};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return log_target ? gate(t - y, exp(t)) : gate(log(t), t) - gate(y, t);
    }
};

/// Kullback-Leibler divergence of positive numbers that need not sum to 1.
struct GeneralizedKl {
    static constexpr Info info{
        .name = "generalized_kl",
        .aliases = {"i_divergence", "generalized_kl_divergence"},
        .formula = "(t > 0 ? t * log(t / y) : 0) - t + y",
        .source = "Csiszar 1975, Ann. Probability 3",
        .strengths = "non-negative term by term, also for what is not normalised",
        .weaknesses = "infinite where a prediction is 0 and its target is not",
    };
    static constexpr std::array takes{Input{"y", Layout::element, positive, "prediction"},
                                      Input{"t", Layout::element, non_negative, "target"}};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return gate(log(t), t) - gate(log(y), t) - t + y;
    }
};

/// The same of a predicted logarithm, in which it is convex.
struct ConvexKl {
    static constexpr Info info{
        .name = "convex_kl",
        .aliases = {"convex_kl_divergence"},
        .formula = "(t > 0 ? t * (log(t) - y) : 0) + exp(y) - t",
        .source = "optax, losses.convex_kl_divergence",
        .strengths = "convex in both inputs together; single terms are not negative",
        .weaknesses = "exponential in predictions that are too large",
    };
    static constexpr std::array takes{
        Input{"y", Layout::element, finite, "logarithm of the prediction"},
        Input{"t", Layout::element, non_negative, "target"}};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return gate(log(t), t) - gate(y, t) + exp(y) - t;
    }
};

using LikelihoodLosses = List<BceWithLogits, BinaryFocal, SigmoidFocal, Asymmetric, Poisson,
                              PoissonNll, GaussianNll, KlDiv, GeneralizedKl, ConvexKl>;

}  // namespace kasane::catalog
