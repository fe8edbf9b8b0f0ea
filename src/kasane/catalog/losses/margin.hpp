#pragma once
// Losses of a score y that should have the sign of t, by a margin.

#include <array>
#include <tuple>

#include "kasane/catalog/losses/regression.hpp"

namespace kasane::catalog {

/// What is missing to a margin of 1.
struct Hinge {
    static constexpr Info info{
        .name = "hinge",
        .formula = "max(1 - t * y, 0)",
        .source = "Cortes & Vapnik 1995, Machine Learning 20",
        .strengths = "examples beyond the margin no longer matter",
        .weaknesses = "no probabilities; a bend at the margin",
        .note = "t is -1 or 1, not 0 or 1",
    };
    static constexpr std::array takes{given::score, given::side};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return positive_part(V(1) - t * y);
    }
};

/// The square of the hinge.
struct SquaredHinge {
    static constexpr Info info{
        .name = "squared_hinge",
        .formula = "max(1 - t * y, 0)^2",
        .source = "Rosasco et al. 2004, Neural Computation 16",
        .strengths = "as `hinge`, without its bend",
        .weaknesses = "one outlier may outweigh all the rest",
    };
    static constexpr std::array takes{given::score, given::side};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return square(positive_part(V(1) - t * y));
    }
};

/// Cross-entropy of two classes called -1 and 1.
struct SoftMargin {
    static constexpr Info info{
        .name = "soft_margin",
        .aliases = {"logistic"},
        .formula = "log(1 + exp(-t * y))",
        .source = "Berkson 1944",
        .strengths = "a smooth hinge that gives probabilities",
        .weaknesses = "right examples are never quite done with",
    };
    static constexpr std::array takes{given::score, given::side};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return softplus(-t * y);
    }
};

/// Of a distance y: itself for pairs that belong together, else what is missing to the margin.
struct HingeEmbedding {
    double margin = 1;

    static constexpr Info info{
        .name = "hinge_embedding",
        .formula = "t > 0 ? y : max(margin - y, 0)",
        .source = "Hadsell et al. 2006, Dimensionality reduction by learning an invariant mapping",
        .strengths = "learns distances from pairs",
        .weaknesses = "the margin has to suit the scale of the distances",
    };
    static constexpr std::tuple params{
        Param<HingeEmbedding>{"margin", &HingeEmbedding::margin, finite, "distance that is enough"},
    };
    static constexpr std::array takes{Input{"y", Layout::element, finite, "distance"}, given::side};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return keep_nan(t, select(t > V(0), y, positive_part(V(margin) - y)));
    }
};

/// The size of a score of the wrong sign.
struct Perceptron {
    static constexpr Info info{
        .name = "perceptron",
        .formula = "max(-t * y, 0)",
        .source = "Rosenblatt 1958, Psychological Review 65",
        .strengths = "the simplest rule; stops when all signs are right",
        .weaknesses = "no margin: right by a hair is right",
    };
    static constexpr std::array takes{given::score, given::side};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return positive_part(-t * y);
    }
};

/// Asks that x1 be larger than x2 by a margin if t is 1, smaller if it is -1.
struct MarginRanking {
    double margin = 0;

    static constexpr Info info{
        .name = "margin_ranking",
        .formula = "max(margin - t * (x1 - x2), 0)",
        .source = "Herbrich et al. 2000, Large margin rank boundaries for ordinal regression",
        .strengths = "learns an order from comparisons",
        .weaknesses = "without a margin it stops at equal scores",
    };
    static constexpr std::tuple params{
        Param<MarginRanking>{"margin", &MarginRanking::margin, finite, "how much larger"},
    };
    static constexpr std::array takes{Input{"x1", Layout::element, finite, "score of the one"},
                                      Input{"x2", Layout::element, finite, "score of the other"},
                                      given::side};

    template <class V>
    KASANE_FN V operator()(V x1, V x2, V t) const {
        return positive_part(V(margin) - t * (x1 - x2));
    }
};

/// Of a score for the class 1: 0 from a margin of 1 on, quadratic, then linear.
struct SparsemaxLoss {
    static constexpr Info info{
        .name = "sparsemax_loss",
        .aliases = {"binary_sparsemax"},
        .formula = "(abs(y) >= 1 ? max(y, 0) : (y + 1)^2 / 4) - t * y",
        .source = "Blondel et al. 2020, arXiv:1901.02324, sec. 4.4",
        .strengths = "exactly 0 for scores beyond the margin, and smooth",
        .weaknesses = "no probabilities for sure scores",
        .note = "of rows: `multiclass_sparsemax`",
    };
    static constexpr std::array takes{given::score, given::truth};

    // sparse_plus(y) - y is sparse_plus(-y): nothing cancels for a large score.
    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return gate(sparse_plus(-y), t) + gate(sparse_plus(y), V(1) - t);
    }

private:
    template <class V>
    KASANE_FN static V sparse_plus(V y) {
        const V bent = V(0.25) * square(y + V(1));
        return select(y >= V(1), y, select(y <= V(-1), V(0), bent));
    }
};

/// The score of a critic against a side: its mean is the difference of two means.
struct Wasserstein {
    static constexpr Info info{
        .name = "wasserstein",
        .aliases = {"emd", "earth_mover", "wasserstein_critic"},
        .formula = "-t * y",
        .source = "Arjovsky et al. 2017, arXiv:1701.07875",
        .strengths = "critics whose slope is kept bounded",
        .weaknesses = "no minimum by itself",
    };
    static constexpr std::array takes{given::score, given::side};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return -gate(y, t);
    }
};

using MarginLosses = List<Hinge, SquaredHinge, SoftMargin, HingeEmbedding, Perceptron,
                          MarginRanking, SparsemaxLoss, Wasserstein>;

}  // namespace kasane::catalog
