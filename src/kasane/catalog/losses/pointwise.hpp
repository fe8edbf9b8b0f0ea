#pragma once
// Losses that are a formula of one prediction y and one target t.

#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// Half the squared difference: its gradient is the difference itself.
struct Square {
    static constexpr Info info{
        .name = "square",
        .aliases = {"square_error"},
        .formula = "(y - t)^2 / 2",
        .source = "Gauss 1809",
    };
    static constexpr int inputs = 2;

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        const V difference = y - t;
        return V(0.5) * difference * difference;
    }
};

/// Negative log-likelihood of a probability y under a target t in [0, 1]; comes after a sigmoid.
struct Binary {
    static constexpr Info info{
        .name = "binary",
        .aliases = {"binary_cross"},
        .formula = "-t * log(y) - (1 - t) * log(1 - y)",
        .source = "Good 1952, Rational decisions",
        .note = "nothing is clipped: y = 0 with t > 0 is infinite; a term whose factor is 0 is 0",
    };
    static constexpr int inputs = 2;

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return -gate(log(y), t) - gate(log1p(-y), V(1) - t);
    }
};

/// Negative log-likelihood of a probability y with weight t; comes after a softmax.
struct Cross {
    static constexpr Info info{
        .name = "cross",
        .formula = "-t * log(y)",
        .source = "Good 1952, Rational decisions",
        .note = "for logits take softmax_cross_entropy, which is accurate at both ends",
    };
    static constexpr int inputs = 2;

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return -gate(log(y), t);
    }
};

using PointwiseLosses = List<Square, Binary, Cross>;

}  // namespace kasane::catalog
