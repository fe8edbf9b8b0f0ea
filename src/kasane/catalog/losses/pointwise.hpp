#pragma once
// Losses that are a formula of single numbers: those of the article, and all others by their kind.

#include <array>
#include <tuple>

#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/losses/inputs.hpp"
#include "kasane/catalog/losses/likelihood.hpp"
#include "kasane/catalog/losses/margin.hpp"
#include "kasane/catalog/losses/regression.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// Half the squared difference: its gradient is the difference itself.
struct Square {
    static constexpr Info info{
        .name = "square",
        .aliases = {"square_error"},
        .formula = "(y - t)^2 / 2",
        .source = "Gauss 1809, Theoria motus",
        .strengths = "its gradient is the difference itself",
        .weaknesses = "one outlier may outweigh all the rest",
        .note = "the article's; without the half it is `mse`",
    };
    static constexpr std::array takes{given::prediction, given::target};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        const V difference = y - t;
        return V(0.5) * difference * difference;
    }
};

/// Negative log-likelihood of a probability y under a target t in [0, 1]; comes after a sigmoid.
struct Binary {
    double clip = 0;

    static constexpr Info info{
        .name = "binary",
        .aliases = {"binary_cross", "bce", "binary_cross_entropy"},
        .formula = "-t * log(max(y, clip)) - (1 - t) * log(1 - min(y, 1 - clip))",
        .source = "Good 1952, Rational decisions",
        .strengths = "after a sigmoid its gradient by the logit is y - t",
        .weaknesses =
            "a probability that rounds to 0 or 1 has lost the digits: `bce_with_logits` has not",
        .note =
            "without clip nothing is hidden: y = 0 with t > 0 is infinite; a term whose factor is "
            "0 is 0",
    };
    static constexpr std::tuple params{
        Param<Binary>{"clip", &Binary::clip, {0, 0.5}, "smallest probability in a logarithm"},
    };
    static constexpr std::array takes{given::probability, given::truth};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        // A mere max(y, 0) would give negative numbers a logarithm.
        const V low = clip > 0 ? max(y, V(clip)) : y;
        const V high = clip > 0 ? min(y, V(1 - clip)) : y;
        return -gate(log(low), t) - gate(log1p(-high), V(1) - t);
    }
};

/// Negative log-likelihood of a probability y with weight t; comes after a softmax.
struct Cross {
    double clip = 0;

    static constexpr Info info{
        .name = "cross",
        .formula = "-t * log(max(y, clip))",
        .source = "Good 1952, Rational decisions",
        .strengths = "after a softmax its gradient by the logits is y - t",
        .weaknesses = "a probability that rounds to 0 has lost its digits",
        .note = "for logits take softmax_cross_entropy, which is accurate at both ends",
    };
    static constexpr std::tuple params{
        Param<Cross>{"clip", &Cross::clip, from_zero_to_one,
                     "smallest probability in the logarithm"},
    };
    static constexpr std::array takes{given::probability, given::truth};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return -gate(log(clip > 0 ? max(y, V(clip)) : y), t);
    }
};

using ArticleLosses = List<Square, Binary, Cross>;

using PointwiseLosses = Concat<ArticleLosses, RegressionLosses, LikelihoodLosses, MarginLosses>;

}  // namespace kasane::catalog
