#pragma once
// Activations of a whole row: the softmax family.
//
// A row program is written once over Row, which gives the elements as vectors of V: x(i) the
// input, g(i) the upstream gradient, out(i) what was stored, index(i) their places in the row; max,
// sum, store, store_sum and update walk the row. With Dual values the same program yields second
// derivatives; max is then a constant, so a program may use it only as a shift that cancels.
//
// `axis` is the dimension that the rows run along: activate() brings it to the end. A row with a
// NaN, with +inf or with nothing but -inf (mirrored for softmin) is NaN throughout.
//
// The slope in the article's sense is the diagonal of the Jacobian; vjp is the whole of it.

#include <tuple>

#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// The parameter that all of them have.
template <class F>
constexpr Param<F> axis_of_rows() {
    return {"axis", &F::axis, any_axis, "the dimension that rows run along", {"dim"}};
}

/// Probabilities proportional to exp(x); they sum to 1 along a row.
struct Softmax {
    double axis = -1;

    static constexpr Info info{
        .name = "softmax",
        .formula = "exp(x_i) / sum_k exp(x_k)",
        .slope = "y_i * (1 - y_i)",
        .source = "Bridle 1990",
        .strengths = "outputs sum to 1 and read as probabilities",
        .weaknesses = "never exactly 0; a large gap between scores leaves no gradient",
    };
    static constexpr std::tuple params{axis_of_rows<Softmax>()};

    template <class Row>
    KASANE_FN void value(Row& row) const {
        probabilities(row, [&](auto i) KASANE_LAMBDA { return row.x(i); });
    }

    /// dx_i = y_i (g_i - <g, y>)
    template <class Row>
    KASANE_FN void vjp(Row& row) const {
        pull(row, [&](auto i) KASANE_LAMBDA { return row.x(i); });
    }

    /// Stores the probabilities of the scores.
    template <class Row>
    KASANE_FN static void probabilities(Row& row, auto score) {
        const auto total = exponentials(row, score);
        row.update([&](auto, auto e) KASANE_LAMBDA { return e / total; });
    }

    /// Stores the gradient by the scores.
    template <class Row>
    KASANE_FN static void pull(Row& row, auto score) {
        const auto total = exponentials(row, score);
        const auto mean =
            row.sum([&](auto i) KASANE_LAMBDA { return row.g(i) * row.out(i); }) / total;
        row.update([&](auto i, auto e) KASANE_LAMBDA { return e / total * (row.g(i) - mean); });
    }

    /// Stores exp(score - max score) and returns its sum.
    template <class Row>
    KASANE_FN static auto exponentials(Row& row, auto score) {
        const auto top = row.max(score);
        return row.store_sum([&](auto i) KASANE_LAMBDA { return exp(score(i) - top); });
    }
};

/// Softmax of -x: the smallest score gets the largest probability.
struct Softmin {
    double axis = -1;

    static constexpr Info info{
        .name = "softmin",
        .formula = "exp(-x_i) / sum_k exp(-x_k)",
        .slope = "-y_i * (1 - y_i)",
        .source = "Bridle 1990",
        .strengths = "turns distances and energies into probabilities",
        .weaknesses = "those of softmax",
    };
    static constexpr std::tuple params{axis_of_rows<Softmin>()};

    template <class Row>
    KASANE_FN void value(Row& row) const {
        Softmax::probabilities(row, [&](auto i) KASANE_LAMBDA { return -row.x(i); });
    }

    /// dx_i = -y_i (g_i - <g, y>)
    template <class Row>
    KASANE_FN void vjp(Row& row) const {
        Softmax::pull(row, [&](auto i) KASANE_LAMBDA { return -row.x(i); });
        row.update([&](auto, auto dx) KASANE_LAMBDA { return -dx; });
    }
};

/// Logarithm of softmax, accurate also where the probability is near 1.
struct LogSoftmax {
    double axis = -1;

    static constexpr Info info{
        .name = "log_softmax",
        .formula = "x_i - log(sum_k exp(x_k))",
        .slope = "1 - exp(y_i)",
        .source = "Bridle 1990",
        .strengths = "log-probabilities without underflow",
        .weaknesses = "not a probability: exp() comes after",
    };
    static constexpr std::tuple params{axis_of_rows<LogSoftmax>()};

    template <class Row>
    KASANE_FN void value(Row& row) const {
        const auto top = row.max([&](auto i) KASANE_LAMBDA { return row.x(i); });
        const auto rest = log_of_total(row, top);
        row.store([&](auto i) KASANE_LAMBDA { return (row.x(i) - top) - rest; });
    }

    /// dx_i = g_i - softmax(x)_i sum_k g_k
    template <class Row>
    KASANE_FN void vjp(Row& row) const {
        const auto total =
            Softmax::exponentials(row, [&](auto i) KASANE_LAMBDA { return row.x(i); });
        const auto share = row.sum([&](auto i) KASANE_LAMBDA { return row.g(i); }) / total;
        row.update([&](auto i, auto e) KASANE_LAMBDA { return row.g(i) - e * share; });
    }

    /// log(sum exp(x - top)). The largest term is exactly 1; it is taken out of the sum, so that
    /// log(1 + others) stays accurate where the others are tiny.
    template <class Row>
    KASANE_FN static auto log_of_total(Row& row, typename Row::value_type top) {
        using V = typename Row::value_type;
        const auto sums = row.template sums<2>([&](auto i, auto add) KASANE_LAMBDA {
            const V at_top = one_at_top(row.x(i), top);
            add(exp(row.x(i) - top) - at_top, at_top);
        });
        return log_of_total(sums[0], sums[1]);
    }
    template <class V>
    KASANE_FN static V log_of_total(V others, V ties) {
        return log1p(others + (ties - V(1)));
    }
    template <class V>
    KASANE_FN static V one_at_top(V x, V top) {
        return select(x == top, V(1), V(0));
    }
};

/// Softmax with one more score of 0 that is not shown, so that all probabilities can be near 0.
struct SoftmaxOffByOne {
    double axis = -1;

    static constexpr Info info{
        .name = "softmax_off_by_one",
        .aliases = {"softmax1", "softmax_plus_one", "quiet_softmax"},
        .formula = "exp(x_i) / (1 + sum_k exp(x_k))",
        .slope = "y_i * (1 - y_i)",
        .source = "Miller 2023, Attention is off by one (article)",
        .strengths = "an attention head may attend to nothing",
        .weaknesses = "the outputs do not sum to 1",
        .note = "a row of nothing but -inf is 0 here, not NaN",
    };
    static constexpr std::tuple params{axis_of_rows<SoftmaxOffByOne>()};

    template <class Row>
    KASANE_FN void value(Row& row) const {
        const auto total = exponentials(row);
        row.update([&](auto, auto e) KASANE_LAMBDA { return e / total; });
    }

    template <class Row>
    KASANE_FN void vjp(Row& row) const {
        const auto total = exponentials(row);
        const auto mean =
            row.sum([&](auto i) KASANE_LAMBDA { return row.g(i) * row.out(i); }) / total;
        row.update([&](auto i, auto e) KASANE_LAMBDA { return e / total * (row.g(i) - mean); });
    }

private:
    template <class Row>
    KASANE_FN static auto exponentials(Row& row) {
        using V = typename Row::value_type;
        const auto largest = row.max([&](auto i) KASANE_LAMBDA { return row.x(i); });
        const auto top = select(largest > V(0), largest, V(0));
        const auto sum = row.store_sum([&](auto i) KASANE_LAMBDA { return exp(row.x(i) - top); });
        return sum + exp(-top);
    }
};

/// Newton's method from the left on a convex falling function: `next` gives a step's end from a
/// threshold, and grows until rounding stops it. 64 steps are more than any row needs: value times
/// slope falls at least fourfold a step (Dinkelbach 1967), and starts below n^2.
template <class V>
KASANE_FN V climb(V threshold, auto next) {
    for (int step = 0; step < 64; ++step) {
        const V reached = next(threshold);
        const bool going_on = any(reached > threshold);
        threshold = reached;
        if (!going_on) break;
    }
    return threshold;
}

/// The nearest point of the probability simplex: exact zeros for all but the best scores.
struct Sparsemax {
    double axis = -1;

    static constexpr Info info{
        .name = "sparsemax",
        .formula = "max(x_i - tau, 0) with tau such that the row sums to 1",
        .slope = "y_i > 0 ? 1 - 1 / (number of y_k > 0) : 0",
        .source = "Martins & Astudillo 2016, arXiv:1602.02068",
        .strengths = "probabilities that are exactly 0",
        .weaknesses = "no gradient for the scores that got 0",
        .note = "at the border of the support the score counts as outside",
    };
    static constexpr std::tuple params{axis_of_rows<Sparsemax>()};

    template <class Row>
    KASANE_FN void value(Row& row) const {
        using V = typename Row::value_type;
        const Support<Row> support(row);
        row.store([&](auto i) KASANE_LAMBDA {
            const V rest = support.score(i) - support.threshold;
            return support.select_at(i, rest);
        });
    }

    /// dx_i = g_i - (mean of g over the support) there, 0 elsewhere
    template <class Row>
    KASANE_FN void vjp(Row& row) const {
        const Support<Row> support(row);
        const auto mean = row.sum([&](auto i) KASANE_LAMBDA {
            return support.select_at(i, row.g(i));
        }) / support.size();
        row.store([&](auto i) KASANE_LAMBDA {
            return keep_nan(support.threshold, support.select_at(i, row.g(i) - mean));
        });
    }

private:
    /// The scores above the threshold. Compared this way round, a NaN is in it and spreads.
    template <class Row>
    struct Support {
        using V = typename Row::value_type;

        Row& row;
        V top;
        V threshold;

        KASANE_FN explicit Support(Row& of)
            : row(of), top(of.max([&](auto i) KASANE_LAMBDA { return of.x(i); })), threshold(-1) {
            threshold = climb(threshold, [&](V tau) KASANE_LAMBDA {
                threshold = tau;
                const V total = row.sum(
                    [&](auto i) KASANE_LAMBDA { return select_at(i, score(i) - threshold); });
                return tau + (total - V(1)) / size();
            });
        }
        KASANE_FN V score(auto i) const { return row.x(i) - top; }
        KASANE_FN V select_at(auto i, V value) const {
            return select(score(i) <= threshold, V(0), value);
        }
        KASANE_FN V size() const {
            return row.sum([&](auto i) KASANE_LAMBDA { return select_at(i, V(1)); });
        }
    };
};

/// Between softmax and sparsemax: sparse, but smooth where it leaves 0.
struct Entmax15 {
    double axis = -1;

    static constexpr Info info{
        .name = "entmax15",
        .aliases = {"entmax"},
        .formula = "max(x_i / 2 - tau, 0)^2 with tau such that the row sums to 1",
        .slope = "sqrt(y_i) * (1 - sqrt(y_i) / sum_k sqrt(y_k))",
        .source = "Peters et al. 2019, arXiv:1905.05702",
        .strengths = "exact zeros, and a gradient that goes to 0 with them",
        .weaknesses = "several passes over a row",
    };
    static constexpr std::tuple params{axis_of_rows<Entmax15>()};

    template <class Row>
    KASANE_FN void value(Row& row) const {
        roots(row);
        row.update([&](auto, auto root) KASANE_LAMBDA { return root * root; });
    }

    /// dx_i = s_i (g_i - <g, s> / sum s), s_i = sqrt(y_i)
    template <class Row>
    KASANE_FN void vjp(Row& row) const {
        const auto total = roots(row);
        const auto mean =
            row.sum([&](auto i) KASANE_LAMBDA { return row.g(i) * row.out(i); }) / total;
        row.update([&](auto i, auto root) KASANE_LAMBDA { return root * (row.g(i) - mean); });
    }

private:
    /// Stores the square roots of the probabilities and returns their sum.
    template <class Row>
    KASANE_FN static auto roots(Row& row) {
        using V = typename Row::value_type;
        const V top = row.max([&](auto i) KASANE_LAMBDA { return row.x(i); });
        const auto root = [&](auto i, V tau) KASANE_LAMBDA {
            const V half = V(0.5) * (row.x(i) - top);
            return select(half <= tau, V(0), half - tau);  // NaN stays
        };
        const V threshold = climb(V(-1), [&](V tau) KASANE_LAMBDA {
            const V total = row.sum([&](auto i) KASANE_LAMBDA { return root(i, tau); });
            const V squares = row.sum([&](auto i) KASANE_LAMBDA { return square(root(i, tau)); });
            return tau + (squares - V(1)) / (V(2) * total);
        });
        return row.store_sum([&](auto i) KASANE_LAMBDA { return root(i, threshold); });
    }
};

/// Softmax of x / tau; with noise added to x, a differentiable draw from softmax(x).
struct GumbelSoftmax {
    double tau = 1;
    bool hard = false;
    double axis = -1;

    static constexpr Info info{
        .name = "gumbel_softmax",
        .aliases = {"concrete"},
        .formula = "exp((x_i + noise_i) / tau) / sum_k exp((x_k + noise_k) / tau)",
        .slope = "y_i * (1 - y_i) / tau",
        .source = "Jang et al. 2017, arXiv:1611.01144; Maddison et al. 2017, arXiv:1611.00712",
        .strengths = "gradients through a choice among classes",
        .weaknesses = "a small tau leaves few gradients, a large one no choice",
        .note =
            "noise = -log(-log(u)) comes from a generator: the layer draws it in training, "
            "gumbel_softmax(x, rng) always, activate() never. With hard=true the value is 1 at "
            "the largest and 0 elsewhere, and the gradient that of the soft form",
    };
    static constexpr std::tuple params{
        Param<GumbelSoftmax>{"tau", &GumbelSoftmax::tau, positive, "temperature", {"temperature"}},
        Param<GumbelSoftmax, bool>{"hard", &GumbelSoftmax::hard, {}, "all or nothing forward"},
        axis_of_rows<GumbelSoftmax>(),
    };

    template <class Row>
    KASANE_FN void value(Row& row) const {
        soft(row);
        if (hard) to_one_hot(row);
    }

    template <class Row>
    KASANE_FN void vjp(Row& row) const {
        using V = typename Row::value_type;
        Softmax::pull(row, [&](auto i) KASANE_LAMBDA { return row.x(i) / V(tau); });
        row.update([&](auto, auto dx) KASANE_LAMBDA { return dx / V(tau); });
    }

    /// What derivatives are taken of.
    template <class Row>
    KASANE_FN void soft(Row& row) const {
        using V = typename Row::value_type;
        Softmax::probabilities(row, [&](auto i) KASANE_LAMBDA { return row.x(i) / V(tau); });
    }

private:
    /// 1 at the first of the largest, 0 elsewhere; NaN stays.
    template <class Row>
    KASANE_FN static void to_one_hot(Row& row) {
        using V = typename Row::value_type;
        const V top = row.max([&](auto i) KASANE_LAMBDA { return row.out(i); });
        const V first = -row.max([&](auto i) KASANE_LAMBDA {
            return select(row.out(i) == top, -row.index(i), V(-1e30));
        });
        row.update([&](auto i, auto y) KASANE_LAMBDA {
            return keep_nan(y, select(row.index(i) == first, V(1), V(0)));
        });
    }
};

using RowwiseActivations =
    List<Softmax, Softmin, LogSoftmax, SoftmaxOffByOne, Sparsemax, Entmax15, GumbelSoftmax>;

}  // namespace kasane::catalog
