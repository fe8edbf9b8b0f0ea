#pragma once
// Losses of overlap, for pictures whose places are classified, and of sequences. Written like those
// of composed_classes.hpp.

#include <array>
#include <tuple>

#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/losses/inputs.hpp"
#include "kasane/catalog/param.hpp"

namespace kasane::catalog {

/// How many places overlap and how many are on one side only, softly.
template <class R>
struct Overlap {
    R hits;
    R predicted;
    R wanted;

    Overlap(const R& y, const R& t)
        : hits(row_sum(y * t)), predicted(row_sum(y)), wanted(row_sum(t)) {}

    /// Tversky's index.
    R index(double alpha, double beta, double smooth) const {
        return (hits + smooth) /
               (hits + alpha * (predicted - hits) + beta * (wanted - hits) + smooth);
    }
};

/// One minus Dice's coefficient of a picture's places.
struct BinaryDice {
    double smooth = 1;
    bool from_logits = true;

    static constexpr Info info{
        .name = "binary_dice",
        .formula = "1 - (I + smooth) / ((P + T) / 2 + smooth), I = sum y * t, P = sum y, T = sum t",
        .source = "Milletari et al. 2016, arXiv:1606.04797",
        .strengths = "small objects count as much as large ones",
        .weaknesses = "the gradient is noisy for tiny objects",
        .note = "rows are pictures with all their places; smooth as in optax",
    };
    static constexpr std::tuple params{
        Param<BinaryDice>{"smooth", &BinaryDice::smooth, non_negative, "added above and below"},
        Param<BinaryDice, bool>{"from_logits",
                                &BinaryDice::from_logits,
                                any_number,
                                "whether a sigmoid comes first",
                                {"apply_sigmoid"}},
    };
    static constexpr std::array takes{given::predictions, given::truths};

    template <class R>
    R operator()(const R& x, const R& t) const {
        return 1.0 - Overlap<R>(from_logits ? sigmoid(x) : x, t).index(0.5, 0.5, smooth);
    }
};

/// One minus Tversky's index: wrong places and missed places have weights of their own.
struct Tversky {
    double alpha = 0.5;
    double beta = 0.5;
    double smooth = 1e-7;

    static constexpr Info info{
        .name = "tversky",
        .formula = "1 - (I + smooth) / (I + alpha * (P - I) + beta * (T - I) + smooth)",
        .source = "Salehi et al. 2017, arXiv:1706.05721",
        .strengths = "chooses between missing places and inventing them",
        .weaknesses = "the gradient is noisy for tiny objects",
    };
    static constexpr std::tuple params{
        Param<Tversky>{"alpha", &Tversky::alpha, non_negative, "weight of invented places"},
        Param<Tversky>{"beta", &Tversky::beta, non_negative, "weight of missed places"},
        Param<Tversky>{"smooth", &Tversky::smooth, non_negative, "added above and below"},
    };
    static constexpr std::array takes{given::distribution, given::truths};

    template <class R>
    R operator()(const R& y, const R& t) const {
        return 1.0 - Overlap<R>(y, t).index(alpha, beta, smooth);
    }
};

/// A power of Tversky's loss, so that bad pictures count more.
struct FocalTversky {
    double alpha = 0.7;
    double beta = 0.3;
    double gamma = 0.75;
    double smooth = 1;

    static constexpr Info info{
        .name = "focal_tversky",
        .formula = "tversky(y, t)^gamma",
        .source = "Abraham & Khan 2019, arXiv:1810.07842",
        .strengths = "small objects that are hard to find",
        .weaknesses = "one more parameter to tune",
        .note = "the paper's 1 / gamma is this gamma",
    };
    static constexpr std::tuple params{
        Param<FocalTversky>{"alpha", &FocalTversky::alpha, non_negative,
                            "weight of invented places"},
        Param<FocalTversky>{"beta", &FocalTversky::beta, non_negative, "weight of missed places"},
        Param<FocalTversky>{"gamma", &FocalTversky::gamma, positive, "the power"},
        Param<FocalTversky>{"smooth", &FocalTversky::smooth, non_negative, "added above and below"},
    };
    static constexpr std::array takes{given::distribution, given::truths};

    template <class R>
    R operator()(const R& y, const R& t) const {
        return pow(1.0 - Overlap<R>(y, t).index(alpha, beta, smooth), gamma);
    }
};

/// One minus the share of the union that overlaps.
struct Jaccard {
    double smooth = 1;

    static constexpr Info info{
        .name = "jaccard",
        .aliases = {"iou"},
        .formula = "1 - (I + smooth) / (P + T - I + smooth)",
        .source = "Rahman & Wang 2016",
        .strengths = "the measure that segmentation is judged by",
        .weaknesses = "the gradient is noisy for tiny objects",
    };
    static constexpr std::tuple params{
        Param<Jaccard>{"smooth", &Jaccard::smooth, non_negative, "added above and below"},
    };
    static constexpr std::array takes{given::distribution, given::truths};

    template <class R>
    R operator()(const R& y, const R& t) const {
        return 1.0 - Overlap<R>(y, t).index(1, 1, smooth);
    }
};

/// One minus the F score of soft decisions.
struct SoftF1 {
    double beta = 1;
    double eps = 1e-7;

    static constexpr Info info{
        .name = "soft_f1",
        .formula = "1 - (1 + beta^2) * I / ((1 + beta^2) * I + beta^2 * (T - I) + P - I + eps)",
        .source = "Benedict et al. 2022, arXiv:2108.10566",
        .strengths = "the measure that retrieval is judged by",
        .weaknesses = "not convex even for linear models",
    };
    static constexpr std::tuple params{
        Param<SoftF1>{"beta", &SoftF1::beta, positive, "how much recall counts"},
        Param<SoftF1>{"eps", &SoftF1::eps, positive, "keeps the quotient finite"},
    };
    static constexpr std::array takes{given::distribution, given::truths};

    template <class R>
    R operator()(const R& y, const R& t) const {
        const Overlap<R> all(y, t);
        const double recall = beta * beta;
        const R gain = all.hits * (1 + recall);
        return 1.0 -
               gain / (gain + recall * (all.wanted - all.hits) + all.predicted - all.hits + eps);
    }
};

/// Dice's loss of each class over the places of a picture: [N, P, C] -> [N, C].
template <class R>
R dice_of_classes(const R& y, const R& t, double alpha, double beta, double smooth) {
    const R hits = column_sum(y * t);
    const R wrong = column_sum(y) - hits;
    const R missed = column_sum(t) - hits;
    return 1.0 - (hits + smooth) / (hits + alpha * wrong + beta * missed + smooth);
}

/// One minus Dice's coefficient of every class, on average.
struct Dice {
    double smooth = 1;
    double alpha = 0.5;
    double beta = 0.5;
    bool from_logits = true;

    static constexpr Info info{
        .name = "dice",
        .formula =
            "mean over classes of 1 - (I + smooth) / (I + alpha * (P - I) + beta * (T - I) + "
            "smooth)",
        .source = "Milletari et al. 2016, arXiv:1606.04797",
        .strengths = "small objects count as much as large ones",
        .weaknesses = "classes that are absent still count",
    };
    static constexpr std::tuple params{
        Param<Dice>{"smooth", &Dice::smooth, non_negative, "added above and below"},
        Param<Dice>{"alpha", &Dice::alpha, non_negative, "weight of invented places"},
        Param<Dice>{"beta", &Dice::beta, non_negative, "weight of missed places"},
        Param<Dice, bool>{"from_logits",
                          &Dice::from_logits,
                          any_number,
                          "whether a softmax comes first",
                          {"apply_softmax"}},
    };
    static constexpr std::array takes{Input{"x", Layout::places, finite, "scores"},
                                      Input{"t", Layout::places, probabilities, "0 or 1"}};

    template <class R>
    R operator()(const R& x, const R& t) const {
        const R of_classes = dice_of_classes(from_logits ? softmax(x) : x, t, alpha, beta, smooth);
        return row_sum(of_classes) * (1 / static_cast<double>(count_of(x, -1)));
    }
};

/// The same with classes weighed by the inverse square of their frequency in the batch.
struct GeneralizedDice {
    double smooth = 1;
    bool from_logits = true;

    static constexpr Info info{
        .name = "multiclass_generalized_dice",
        .aliases = {"generalized_dice"},
        .formula =
            "mean over pictures and classes of w * dice, w = 1 / (frequency^2 + 1e-7), "
            "normalised to mean 1",
        .source = "Sudre et al. 2017, arXiv:1707.03237",
        .strengths = "classes of very different size",
        .weaknesses = "a class that is absent from the batch outweighs all others",
        .note = "one number for the batch; the form of optax",
    };
    static constexpr std::tuple params{
        Param<GeneralizedDice>{"smooth", &GeneralizedDice::smooth, non_negative,
                               "added above and below"},
        Param<GeneralizedDice, bool>{"from_logits",
                                     &GeneralizedDice::from_logits,
                                     any_number,
                                     "whether a softmax comes first",
                                     {"apply_softmax"}},
    };
    static constexpr std::array takes{Input{"x", Layout::places, finite, "scores"},
                                      Input{"t", Layout::places, probabilities, "0 or 1"}};

    template <class R>
    R operator()(const R& x, const R& t) const {
        const R of_classes = dice_of_classes(from_logits ? softmax(x) : x, t, 0.5, 0.5, smooth);
        const R often = column_sum(column_sum(t));  // [N, C] -> [C]
        const R rarity = 1.0 / (square(often) + 1e-7);
        const double pictures = static_cast<double>(count_of(x, 0));
        return total(of_classes * (rarity / row_sum(rarity))) * (1 / pictures);
    }
};

/// Connectionist temporal classification: minus the log-probability of all ways to read the target.
struct Ctc {
    double blank = 0;
    bool zero_infinity = false;
    bool per_length = false;

    static constexpr Info info{
        .name = "ctc",
        .formula = "-log sum over alignments of prod_t exp(y_(t, alignment_t))",
        .source = "Graves et al. 2006, Connectionist temporal classification",
        .strengths = "sequences whose alignment is not known: speech, handwriting",
        .weaknesses = "takes steps to be independent; cannot be differentiated twice",
        .note = "PyTorch's mean divides by the targets' lengths first: per_length=true",
    };
    static constexpr std::tuple params{
        Param<Ctc>{"blank", &Ctc::blank, {0, 1e9, false, false, true}, "class that means nothing"},
        Param<Ctc, bool>{"zero_infinity", &Ctc::zero_infinity, any_number,
                         "whether targets that do not fit cost 0"},
        Param<Ctc, bool>{"per_length", &Ctc::per_length, any_number,
                         "whether to divide by the target's length"},
    };
    static constexpr std::array takes{
        Input{"y", Layout::steps, log_probabilities, "log-probabilities"},
        Input{"t", Layout::sequences, non_negative, "targets"},
        Input{"steps", Layout::lengths, non_negative, "lengths of the inputs"},
        Input{"lengths", Layout::lengths, non_negative, "lengths of the targets"}};

    template <class R>
    R operator()(const R& y, const R& t, const R& steps, const R& lengths) const {
        const R values = ctc(y, t, steps, lengths, static_cast<int>(blank), zero_infinity);
        return per_length ? values / ctc_lengths(lengths, y.dtype()) : values;
    }
};

using PlaceLosses =
    List<BinaryDice, Tversky, FocalTversky, Jaccard, SoftF1, Dice, GeneralizedDice, Ctc>;

}  // namespace kasane::catalog
