#pragma once
// Losses of a whole row of scores: one number a row.
//
// Row programs as in activations/rowwise.hpp, with t(i) the target (from a class number it is 1
// at the class and 0 elsewhere). `loss` returns the row's number; `gradient` stores the
// derivative with respect to x, times the upstream scale of the row; `loss_and_gradient` does
// both from one exponential, with the bits of each alone.

#include <array>
#include <tuple>

#include "kasane/catalog/activations/rowwise.hpp"
#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/losses/inputs.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// Softmax and cross-entropy in one, on logits.
struct SoftmaxCrossEntropy {
    double label_smoothing = 0;
    double ignore_index = -100;
    double eps = 0;
    bool consistent_gradient = false;
    double clip = 0;

    static constexpr Info info{
        .name = "softmax_cross_entropy",
        .aliases = {"cross_entropy", "ce", "softmax_with_loss", "softmax_with_cross_entropy",
                    "safe_softmax_ce", "safe_softmax_cross_entropy"},
        .presets = {Preset{"soft_target_ce", ""}, Preset{"soft_target_cross_entropy", ""},
                    Preset{"loss_multiclass_log_per_pixel", ""}},
        .formula = "log(sum_k exp(x_k)) * sum_k t_k - sum_k t_k * x_k",
        .source = "Bridle 1990",
        .strengths = "exact for scores of any size; keeps its digits where the class is certain",
        .weaknesses = "grows without bound for wrong labels",
        .note =
            "eps is added to the probability and clip is its smallest value inside the "
            "logarithm, as the article has it; the gradient stays that of the exact form "
            "unless consistent_gradient. Class weights: weight=(..) or Loss::weigh. "
            "Keras calls it categorical_crossentropy(from_logits=True)",
    };
    static constexpr std::tuple params{
        Param<SoftmaxCrossEntropy>{"label_smoothing", &SoftmaxCrossEntropy::label_smoothing,
                                   from_zero_to_one, "share of the target given to all classes"},
        Param<SoftmaxCrossEntropy>{"ignore_index",
                                   &SoftmaxCrossEntropy::ignore_index,
                                   {-1e9, 1e9, false, false, true},
                                   "class number of rows left out"},
        Param<SoftmaxCrossEntropy>{"eps", &SoftmaxCrossEntropy::eps, non_negative,
                                   "added to probabilities; the article has 1e-7"},
        Param<SoftmaxCrossEntropy, bool>{"consistent_gradient",
                                         &SoftmaxCrossEntropy::consistent_gradient, any_number,
                                         "whether the gradient knows of eps and clip"},
        Param<SoftmaxCrossEntropy>{"clip", &SoftmaxCrossEntropy::clip, from_zero_to_one,
                                   "smallest probability in the logarithm"},
    };
    static constexpr std::array takes{given::scores, given::classes};

    template <class Row>
    KASANE_FN auto loss(Row& row) const {
        const auto top = row.max([&](auto i) KASANE_LAMBDA { return row.x(i); });
        return loss_given(row, top, LogSoftmax::log_of_total(row, top));
    }
    template <class Row>
    KASANE_FN void gradient(Row& row) const {
        using V = typename Row::value_type;
        const auto top = row.max([&](auto i) KASANE_LAMBDA { return row.x(i); });
        const auto sums = row.template store_sums<3>([&](auto i, auto add) KASANE_LAMBDA {
            const V e = exp(row.x(i) - top);
            const V t = row.t(i);
            add(e, t, e * (V(1) - t));
        });
        store_gradient(row, sums[0], sums[1], sums[2]);
    }
    template <class Row>
    KASANE_FN auto loss_and_gradient(Row& row) const {
        using V = typename Row::value_type;
        const auto top = row.max([&](auto i) KASANE_LAMBDA { return row.x(i); });
        const auto sums = row.template store_sums<5>([&](auto i, auto add) KASANE_LAMBDA {
            const V e = exp(row.x(i) - top);
            const V t = row.t(i);
            const V at_top = LogSoftmax::one_at_top(row.x(i), top);
            add(e, t, e * (V(1) - t), e - at_top, at_top);
        });
        store_gradient(row, sums[0], sums[1], sums[2]);
        return loss_given(row, top, LogSoftmax::log_of_total(sums[3], sums[4]));
    }

private:
    // Per class t_i ((max x - x_i) + log(1 + others)): nothing cancels when one class dominates.
    template <class Row, class V>
    KASANE_FN static V loss_given(Row& row, V top, V rest) {
        return row.sum([&](auto i)
                           KASANE_LAMBDA { return gate((top - row.x(i)) + rest, row.t(i)); });
    }

    // dx_i = y_i sum(t) - t_i. Where t_i is 1 that is -(sum of the other y), which keeps its
    // digits when y_i comes near 1.
    template <class Row, class V>
    KASANE_FN static void store_gradient(Row& row, V total, V weight, V missed) {
        const auto share = weight / total;
        const auto hit = -missed / total;
        const auto is_whole = weight == V(1);
        const auto scale = row.scale();
        row.update([&](auto i, auto e) KASANE_LAMBDA {
            const auto t = row.t(i);
            return scale * select((t == V(1)) & is_whole, hit, e * share - t);
        });
    }
};

using RowwiseLosses = List<SoftmaxCrossEntropy>;

}  // namespace kasane::catalog
