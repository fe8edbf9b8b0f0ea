#pragma once
// Activations that are straight lines with bends.

#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// Identity above zero, zero below; the slope at 0 is 0.
struct Relu {
    static constexpr Info info{
        .name = "relu",
        .aliases = {"ramp"},
        .formula = "max(x, 0)",
        .source = "Nair & Hinton 2010, ICML",
        .initializer = "he",
    };

    // Compared this way round, a NaN passes through.
    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x <= V(0), V(0), x);
    }
};

using PiecewiseActivations = List<Relu>;

}  // namespace kasane::catalog
