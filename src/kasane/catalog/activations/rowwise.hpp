#pragma once
// Activations of a whole row: the softmax family.
//
// A row program is written once over Row, which gives the elements as vectors of V: x(i) the
// input, g(i) the upstream gradient, out(i) what was stored; max, sum, store, store_sum and
// update walk the row. With Dual values the same program yields second derivatives; max is then
// a constant, so a program may use it only as a shift that cancels.

#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// Probabilities proportional to exp(x); they sum to 1 along a row.
struct Softmax {
    static constexpr Info info{
        .name = "softmax",
        .formula = "exp(x_i) / sum_k exp(x_k)",
        .source = "Bridle 1990",
    };

    template <class Row>
    KASANE_FN void value(Row& row) const {
        const auto total = exponentials(row);
        row.update([&](auto, auto e) KASANE_LAMBDA { return e / total; });
    }

    /// dx_i = y_i (g_i - <g, y>)
    template <class Row>
    KASANE_FN void vjp(Row& row) const {
        const auto total = exponentials(row);
        const auto mean =
            row.sum([&](auto i) KASANE_LAMBDA { return row.g(i) * row.out(i); }) / total;
        row.update([&](auto i, auto e) KASANE_LAMBDA { return e / total * (row.g(i) - mean); });
    }

    /// Stores exp(x - max x) and returns its sum.
    template <class Row>
    KASANE_FN static auto exponentials(Row& row) {
        const auto top = row.max([&](auto i) KASANE_LAMBDA { return row.x(i); });
        return row.store_sum([&](auto i) KASANE_LAMBDA { return exp(row.x(i) - top); });
    }
};

/// Logarithm of softmax, accurate also where the probability is near 1.
struct LogSoftmax {
    static constexpr Info info{
        .name = "log_softmax",
        .formula = "x_i - log(sum_k exp(x_k))",
        .source = "Bridle 1990",
    };

    template <class Row>
    KASANE_FN void value(Row& row) const {
        const auto top = row.max([&](auto i) KASANE_LAMBDA { return row.x(i); });
        const auto rest = log_of_total(row, top);
        row.store([&](auto i) KASANE_LAMBDA { return (row.x(i) - top) - rest; });
    }

    /// dx_i = g_i - softmax(x)_i sum_k g_k
    template <class Row>
    KASANE_FN void vjp(Row& row) const {
        const auto total = Softmax::exponentials(row);
        const auto share = row.sum([&](auto i) KASANE_LAMBDA { return row.g(i); }) / total;
        row.update([&](auto i, auto e) KASANE_LAMBDA { return row.g(i) - e * share; });
    }

    /// log(sum exp(x - top)). The largest term is exactly 1; it is taken out of the sum, so that
    /// log(1 + others) stays accurate where the others are tiny.
    template <class Row>
    KASANE_FN static auto log_of_total(Row& row, typename Row::value_type top) {
        using V = typename Row::value_type;
        const auto one_at_top = [&](auto i)
                                    KASANE_LAMBDA { return select(row.x(i) == top, V(1), V(0)); };
        const auto others =
            row.sum([&](auto i) KASANE_LAMBDA { return exp(row.x(i) - top) - one_at_top(i); });
        const auto ties = row.sum([&](auto i) KASANE_LAMBDA { return one_at_top(i); });
        return log1p(others + (ties - V(1)));
    }
};

using RowwiseActivations = List<Softmax, LogSoftmax>;

}  // namespace kasane::catalog
