#pragma once
// Losses of rows of scores, one a class, as compositions of operations on whole tensors.
//
// A formula takes tensors of some type R (autograd::Tensor); its words are those of
// autograd/rows.hpp, found by their arguments. t is dense: class numbers have become weights of
// 0 and 1. What is left of a row keeps its place with size 1; a number for the whole batch has
// shape [].

#include <array>
#include <cmath>
#include <tuple>

#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/losses/inputs.hpp"
#include "kasane/catalog/param.hpp"

namespace kasane::catalog {

inline constexpr Range any_class{-1e9, 1e9, false, false, true};

/// Negative log-likelihood of log-probabilities.
struct Nll {
    double ignore_index = -100;

    static constexpr Info info{
        .name = "nll",
        .aliases = {"negative_log_likelihood"},
        .formula = "-sum_k t_k * y_k",
        .source = "PyTorch, nn.NLLLoss",
        .strengths = "comes after anything that gives log-probabilities",
        .weaknesses = "does not check that they are normalised",
    };
    static constexpr std::tuple params{
        Param<Nll>{"ignore_index", &Nll::ignore_index, any_class, "class number of rows left out"},
    };
    static constexpr std::array takes{given::log_distribution, given::classes};

    template <class R>
    R operator()(const R& y, const R& t) const {
        return -row_sum(gated(y, t));
    }
};

/// The same behind the layer adaptive_log_softmax.
struct AdaptiveLogSoftmaxLoss {
    static constexpr Info info{
        .name = "adaptive_log_softmax_loss",
        .aliases = {"adaptive_log_softmax_with_loss"},
        .formula = "-sum_k t_k * y_k",
        .source = "Grave et al. 2017, arXiv:1609.04309",
        .strengths = "very many classes of very different frequency",
        .weaknesses = "classes have to be sorted by their frequency",
        .note =
            "y comes from the layer adaptive_log_softmax(features, classes, cutoffs), which has "
            "the weights",
    };
    static constexpr std::array takes{given::log_distribution, given::classes};

    template <class R>
    R operator()(const R& y, const R& t) const {
        return -row_sum(gated(y, t));
    }
};

/// Cross-entropy that counts certain, right predictions less.
struct CategoricalFocal {
    double alpha = 0.25;
    double gamma = 2;
    bool from_logits = false;

    static constexpr Info info{
        .name = "categorical_focal",
        .aliases = {"categorical_focal_crossentropy"},
        .formula = "-sum_k alpha * (1 - y_k)^gamma * t_k * log(y_k)",
        .source = "Lin et al. 2017, arXiv:1708.02002",
        .strengths = "many easy examples do not drown the few hard ones",
        .weaknesses = "the probabilities it learns are not calibrated",
    };
    static constexpr std::tuple params{
        Param<CategoricalFocal>{"alpha", &CategoricalFocal::alpha, non_negative, "weight"},
        Param<CategoricalFocal>{"gamma", &CategoricalFocal::gamma, non_negative, "how much less"},
        Param<CategoricalFocal, bool>{"from_logits", &CategoricalFocal::from_logits, any_number,
                                      "whether a softmax comes first"},
    };
    static constexpr std::array takes{given::distribution, given::classes};

    template <class R>
    R operator()(const R& y, const R& t) const {
        const R log_y = from_logits ? log_softmax(y) : log(y);
        const R missed = 1.0 - (from_logits ? softmax(y) : y);
        const R weight = gamma == 2 ? square(missed) : pow(missed, gamma);
        return -alpha * row_sum(gated(gated(log_y, t), weight));
    }
};

/// Cross-entropy plus the first term of its series, weighed.
struct PolyCe {
    double epsilon = 2;

    static constexpr Info info{
        .name = "poly_ce",
        .aliases = {"poly_loss_cross_entropy", "poly"},
        .formula = "cross_entropy(x, t) + epsilon * (1 - sum_k t_k * softmax(x)_k)",
        .source = "Leng et al. 2022, arXiv:2204.12511",
        .strengths = "one number bends cross-entropy towards or away from focal loss",
        .weaknesses = "epsilon has to be tuned",
    };
    static constexpr std::tuple params{
        Param<PolyCe>{"epsilon",
                      &PolyCe::epsilon,
                      {-1, infinity, false, true},
                      "weight of the first term",
                      {"eps"}},
    };
    static constexpr std::array takes{given::scores, given::classes};

    template <class R>
    R operator()(const R& x, const R& t) const {
        return softmax_cross_entropy(x, t) + epsilon * (1.0 - row_sum(t * softmax(x)));
    }
};

/// Cross-entropy of a list's relevances.
struct RankingSoftmax {
    static constexpr Info info{
        .name = "ranking_softmax",
        .aliases = {"listnet"},
        .formula = "-sum_k t_k * log(softmax(x)_k)",
        .source = "Cao et al. 2007, Learning to rank: from pairwise approach to listwise approach",
        .strengths = "learns an order from graded relevance",
        .weaknesses = "relevances count by their size, not only by their order",
    };
    static constexpr std::array takes{given::scores,
                                      Input{"t", Layout::row, non_negative, "relevances"}};

    template <class R>
    R operator()(const R& x, const R& t) const {
        return softmax_cross_entropy(x, t);
    }
};

/// Cross-entropy of x W, which is formed inside.
struct LinearCrossEntropy {
    static constexpr Info info{
        .name = "linear_cross_entropy",
        .formula = "cross_entropy(x W, t)",
        .source = "Wijmans et al. 2024, arXiv:2411.09009",
        .strengths = "the last layer and the loss in one",
        .weaknesses = "the scores are kept: memory is that of the two apart",
    };
    static constexpr std::array takes{Input{"x", Layout::row, finite, "features"}, given::classes,
                                      Input{"W", Layout::matrix, finite, "weights"}};

    template <class R>
    R operator()(const R& x, const R& t, const R& w) const {
        return softmax_cross_entropy(matmul(x, w), t);
    }
};

/// Cosines of classes, the right one by an angle further away.
struct Arcface {
    double scale = 64;
    double margin = 0.5;

    static constexpr Info info{
        .name = "arcface",
        .formula = "cross_entropy(scale * cos(arccos(x) + margin * t), t)",
        .source = "Deng et al. 2019, arXiv:1801.07698",
        .strengths = "classes apart by an angle: faces",
        .weaknesses = "hard to begin with for a large margin",
        .note = "x are cosines; the margin is not eased beyond pi - margin",
    };
    static constexpr std::tuple params{
        Param<Arcface>{"scale", &Arcface::scale, positive, "factor of the cosines", {"s"}},
        Param<Arcface>{"margin", &Arcface::margin, {0, 3.1415926}, "angle in radians", {"m"}},
    };
    static constexpr std::array takes{Input{"x", Layout::row, sides, "cosines"}, given::classes};

    template <class R>
    R operator()(const R& x, const R& t) const {
        const R sine = sqrt(relu(1.0 - square(x)));
        const R moved = x * std::cos(margin) - sine * std::sin(margin);
        return softmax_cross_entropy(scale * (t * moved + (1.0 - t) * x), t);
    }
};

/// What the best wrong class lacks to be a margin of 1 below the right one.
struct CategoricalHinge {
    static constexpr Info info{
        .name = "categorical_hinge",
        .formula = "max(1 + max_k (1 - t_k) * x_k - sum_k t_k * x_k, 0)",
        .source = "Keras, losses.CategoricalHinge",
        .strengths = "a margin between the right class and the next best",
        .weaknesses = "only one wrong class learns at a time",
        .note = "the right class itself counts as a score of 0 among the wrong ones",
    };
    static constexpr std::array takes{given::scores, given::classes};

    template <class R>
    R operator()(const R& x, const R& t) const {
        return relu(1.0 + row_max((1.0 - t) * x) - row_sum(t * x));
    }
};

/// What every wrong class lacks to be a margin below the right one, on average.
struct MultiMargin {
    double p = 1;
    double margin = 1;

    static constexpr Info info{
        .name = "multi_margin",
        .formula = "sum_k (1 - t_k) * max(margin - sum_j t_j * x_j + x_k, 0)^p / C",
        .source = "Weston & Watkins 1999",
        .strengths = "all wrong classes learn at once",
        .weaknesses = "no probabilities",
    };
    static constexpr std::tuple params{
        Param<MultiMargin>{"p", &MultiMargin::p, {1, 2, false, false, true}, "the power"},
        Param<MultiMargin>{"margin", &MultiMargin::margin, finite, "how far below"},
    };
    static constexpr std::array takes{given::scores, given::classes};

    template <class R>
    R operator()(const R& x, const R& t) const {
        const R missing = relu(margin - row_sum(t * x) + x);
        const R powers = p == 1 ? missing : square(missing);
        return row_sum((1.0 - t) * powers) * (1 / static_cast<double>(count_of(x, -1)));
    }
};

/// What classes of the set lack to be 1 above all others, over all pairs.
struct MultilabelMargin {
    static constexpr Info info{
        .name = "multilabel_margin",
        .formula = "sum_j t_j sum_k (1 - t_k) * max(1 - x_j + x_k, 0) / C",
        .source = "PyTorch, nn.MultiLabelMarginLoss",
        .strengths = "several right classes",
        .weaknesses = "takes the square of the classes in time and memory",
    };
    static constexpr std::array takes{given::scores, given::class_set};

    template <class R>
    R operator()(const R& x, const R& t) const {
        const R missing = relu(1.0 - differences(x));  // [N, j, k]
        const R of_right = row_sum(missing * as_row(1.0 - t));
        return row_sum(t * without_last(of_right)) * (1 / static_cast<double>(count_of(x, -1)));
    }
};

/// Binary cross-entropy of every class, on average.
struct MultilabelSoftMargin {
    static constexpr Info info{
        .name = "multilabel_soft_margin",
        .formula = "mean_k (t_k * softplus(-x_k) + (1 - t_k) * softplus(x_k))",
        .source = "PyTorch, nn.MultiLabelSoftMarginLoss",
        .strengths = "several right classes, with probabilities",
        .weaknesses = "classes do not know of each other",
    };
    static constexpr std::array takes{given::scores, given::class_set};

    template <class R>
    R operator()(const R& x, const R& t) const {
        return row_sum(logit_cross_entropy(x, t)) * (1 / static_cast<double>(count_of(x, -1)));
    }
};

/// How far the best class is above the right one.
struct MulticlassPerceptron {
    static constexpr Info info{
        .name = "multiclass_perceptron",
        .formula = "max_k x_k - sum_k t_k * x_k",
        .source = "Collins 2002, Discriminative training methods for hidden Markov models",
        .strengths = "the simplest rule; stops when all classes are right",
        .weaknesses = "no margin",
    };
    static constexpr std::array takes{given::scores, given::classes};

    template <class R>
    R operator()(const R& x, const R& t) const {
        return row_max(x) - row_sum(t * x);
    }
};

/// The Fenchel-Young loss of entmax: its gradient is entmax(x) - t.
template <class R>
R fenchel_young_of(double alpha, const R& x, const R& t) {
    if (alpha == 1) return softmax_cross_entropy(x, t) + row_sum(gated(log(t), t));
    const R y = entmax(x, alpha);
    // The root of 0 has no second derivative; a number that is nothing beside 1 has one.
    const auto sum_of_powers = [&](const R& p) {
        return row_sum(alpha == 2 ? square(p) : pow(at_least(p, 1e-30), alpha));
    };
    return row_sum((y - t) * x) +
           (sum_of_powers(t) - sum_of_powers(y)) * (1 / (alpha * (alpha - 1)));
}

/// The loss whose gradient is sparsemax(x) - t.
struct MulticlassSparsemax {
    static constexpr Info info{
        .name = "multiclass_sparsemax",
        .aliases = {"multiclass_sparsemax_loss"},
        .formula = "sum_k (y_k - t_k) * x_k + (sum_k t_k^2 - sum_k y_k^2) / 2, y = sparsemax(x)",
        .source = "Martins & Astudillo 2016, arXiv:1602.02068",
        .strengths = "exactly 0 from a margin of 1 on; sparse probabilities",
        .weaknesses = "no gradient for classes outside the support",
    };
    static constexpr std::array takes{given::scores, given::classes};

    template <class R>
    R operator()(const R& x, const R& t) const {
        return fenchel_young_of(2, x, t);
    }
};

/// The loss that belongs to a member of the softmax family: its gradient is entmax(x) - t.
struct FenchelYoung {
    double alpha = 1.5;

    static constexpr Info info{
        .name = "fenchel_young",
        .formula =
            "sum_k (y_k - t_k) * x_k + (sum_k t_k^alpha - sum_k y_k^alpha) / (alpha * (alpha "
            "- 1)), y = entmax(x, alpha)",
        .source = "Blondel et al. 2020, arXiv:1901.02324",
        .strengths = "from cross-entropy (alpha = 1) to sparsemax (2)",
        .weaknesses = "alpha can be 1, 1.5 or 2",
        .note = "of any other maximum: loss::fenchel_young(max_function, x, t)",
    };
    static constexpr std::tuple params{
        Param<FenchelYoung>{
            "alpha", &FenchelYoung::alpha, {1, 2}, "1 softmax, 2 sparsemax, or 1.5"},
    };
    static constexpr std::array takes{given::scores, given::classes};

    template <class R>
    R operator()(const R& x, const R& t) const {
        return fenchel_young_of(alpha, x, t);
    }
};

using ClassLosses =
    List<Nll, AdaptiveLogSoftmaxLoss, CategoricalFocal, PolyCe, RankingSoftmax, LinearCrossEntropy,
         Arcface, CategoricalHinge, MultiMargin, MultilabelMargin, MultilabelSoftMargin,
         MulticlassPerceptron, MulticlassSparsemax, FenchelYoung>;

}  // namespace kasane::catalog
