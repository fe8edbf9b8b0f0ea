#pragma once
// Losses of embeddings: rows that should be near to or far from each other. Written like those of
// composed_classes.hpp.

#include <array>
#include <tuple>

#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/losses/inputs.hpp"
#include "kasane/catalog/param.hpp"

namespace kasane::catalog {

/// The cosine of the angle between the rows of a and b.
template <class R>
R cosine_of_rows(const R& a, const R& b, double eps) {
    return row_sum(unit_rows(a, eps) * unit_rows(b, eps));
}

/// Minus the cosine of the angle between prediction and target.
struct CosineSimilarity {
    double eps = 1e-8;

    static constexpr Info info{
        .name = "cosine_similarity",
        .formula = "-sum_k y_k * t_k / (norm(y) * norm(t))",
        .source = "Keras, losses.CosineSimilarity",
        .strengths = "only the direction counts",
        .weaknesses = "leaves the length open",
        .note = "from -1, the same direction, to 1",
    };
    static constexpr std::tuple params{
        Param<CosineSimilarity>{"eps", &CosineSimilarity::eps, positive, "smallest length"},
    };
    static constexpr std::array takes{given::predictions, given::targets};

    template <class R>
    R operator()(const R& y, const R& t) const {
        return -cosine_of_rows(y, t, eps);
    }
};

/// Of pairs that belong together 1 - cosine, of others the cosine above a margin.
struct CosineEmbedding {
    double margin = 0;
    double eps = 1e-8;

    static constexpr Info info{
        .name = "cosine_embedding",
        .formula = "t > 0 ? 1 - cos(x1, x2) : max(cos(x1, x2) - margin, 0)",
        .source = "PyTorch, nn.CosineEmbeddingLoss",
        .strengths = "learns directions from pairs",
        .weaknesses = "leaves the lengths open",
    };
    static constexpr std::tuple params{
        Param<CosineEmbedding>{"margin", &CosineEmbedding::margin, {-1, 1}, "cosine that is free"},
        Param<CosineEmbedding>{"eps", &CosineEmbedding::eps, positive, "smallest length"},
    };
    static constexpr std::array takes{Input{"x1", Layout::row, finite, "the one"},
                                      Input{"x2", Layout::row, finite, "the other"},
                                      given::side_of_pair};

    template <class R>
    R operator()(const R& x1, const R& x2, const R& t) const {
        const R cosine = cosine_of_rows(x1, x2, eps);
        const R together = (1.0 + t) * 0.5;
        return together * (1.0 - cosine) + (1.0 - together) * relu(cosine - margin);
    }
};

/// max(margin + d(a, p) - d(a, n), 0); with swap, the nearer of a and p to n counts.
template <class R, class Distance>
R triplet(const R& a, const R& p, const R& n, double margin, bool swap, Distance distance) {
    const R apart = distance(a, n);
    const R nearest = swap ? -maximum(-apart, -distance(p, n)) : apart;
    return relu(margin + distance(a, p) - nearest);
}

/// Asks that an anchor be nearer to a positive than to a negative, by a margin.
struct TripletMargin {
    double margin = 1;
    double p = 2;
    double eps = 1e-6;
    bool swap = false;

    static constexpr Info info{
        .name = "triplet_margin",
        .aliases = {"triplet"},
        .formula = "max(margin + norm(a - p) - norm(a - n), 0)",
        .source = "Balntas et al. 2016, Learning local feature descriptors with triplets",
        .strengths = "learns distances from comparisons",
        .weaknesses = "most triplets soon teach nothing",
    };
    static constexpr std::tuple params{
        Param<TripletMargin>{"margin", &TripletMargin::margin, finite, "how much nearer"},
        Param<TripletMargin>{"p", &TripletMargin::p, {1, infinity, false, true}, "of the norm"},
        Param<TripletMargin>{"eps", &TripletMargin::eps, non_negative,
                             "added to differences, as PyTorch does"},
        Param<TripletMargin, bool>{"swap", &TripletMargin::swap, any_number,
                                   "whether the negative may be compared with the positive"},
    };
    static constexpr std::array takes{Input{"a", Layout::row, finite, "anchors"},
                                      Input{"p", Layout::row, finite, "positives"},
                                      Input{"n", Layout::row, finite, "negatives"}};

    template <class R>
    R operator()(const R& a, const R& near, const R& far) const {
        return triplet(a, near, far, margin, swap,
                       [this](const R& x, const R& y) { return row_norm(x - y + eps, p); });
    }
};

/// The same with another distance.
struct TripletMarginWithDistance {
    double margin = 1;
    bool swap = false;
    bool cosine = false;

    static constexpr Info info{
        .name = "triplet_margin_with_distance",
        .formula = "max(margin + d(a, p) - d(a, n), 0)",
        .source = "PyTorch, nn.TripletMarginWithDistanceLoss",
        .strengths = "any distance",
        .weaknesses = "most triplets soon teach nothing",
        .note =
            "by name the distance is Euclidean or 1 - cosine; any function: "
            "loss::triplet_margin_with_distance",
    };
    static constexpr std::tuple params{
        Param<TripletMarginWithDistance>{"margin", &TripletMarginWithDistance::margin, finite,
                                         "how much nearer"},
        Param<TripletMarginWithDistance, bool>{"swap", &TripletMarginWithDistance::swap, any_number,
                                               "whether the negative may be compared with the "
                                               "positive"},
        Param<TripletMarginWithDistance, bool>{"cosine", &TripletMarginWithDistance::cosine,
                                               any_number, "1 - cosine instead of Euclidean"},
    };
    static constexpr std::array takes{Input{"a", Layout::row, finite, "anchors"},
                                      Input{"p", Layout::row, finite, "positives"},
                                      Input{"n", Layout::row, finite, "negatives"}};

    template <class R>
    R operator()(const R& a, const R& near, const R& far) const {
        return triplet(a, near, far, margin, swap, [this](const R& x, const R& y) {
            return cosine ? 1.0 - cosine_of_rows(x, y, 1e-8) : row_norm(x - y);
        });
    }
};

/// Of each pair that belongs together, cross-entropy against all samples that do not.
struct NtXent {
    double temperature = 0.07;

    static constexpr Info info{
        .name = "ntxent",
        .formula =
            "mean over pairs (i, j) of log(exp(s_ij) + sum_k exp(s_ik)) - s_ij, s = cosine / "
            "temperature, k not of i's group",
        .source = "Chen et al. 2020, arXiv:2002.05709",
        .strengths = "learns from two views of each sample",
        .weaknesses = "wants large batches; compares all samples with all",
        .note = "one number for the batch; 0 if no two samples belong together",
    };
    static constexpr std::tuple params{
        Param<NtXent>{
            "temperature", &NtXent::temperature, positive, "divides the cosines", {"tau"}},
    };
    static constexpr std::array takes{Input{"x", Layout::row, finite, "embeddings"}, given::groups};

    // The other groups' exponentials are shared by a row: their log-sum is one number, and
    // log(exp(a) + exp(b)) - a is softplus(b - a).
    template <class R>
    R operator()(const R& x, const R& same) const {
        const R unit = unit_rows(x, 1e-12);
        const R s = matmul(unit, transpose(unit)) * (1 / temperature);
        const R others = log_sum_exp(s + same * excluded);
        const R pairs = same - identity(x, 0);
        return total(pairs * softplus(others - s)) / at_least(total(pairs), 1);
    }

private:
    static constexpr double excluded = -1e30;  // a score that no exponential notices
};

/// Weighs each cosine by how far it is from its optimum.
struct Circle {
    double gamma = 80;
    double margin = 0.4;
    bool constant_weights = true;

    static constexpr Info info{
        .name = "circle",
        .formula =
            "softplus(log sum_n exp(gamma * w_n * (s_n - margin)) + log sum_p exp(-gamma * "
            "w_p * (s_p - 1 + margin))), w_n = max(s_n + margin, 0), w_p = max(1 + margin - "
            "s_p, 0)",
        .source = "Sun et al. 2020, arXiv:2002.10857",
        .strengths = "pulls hardest where most is missing",
        .weaknesses = "compares all samples with all",
        .note =
            "the weights count as constants in the gradient, as in the paper, unless "
            "constant_weights is false; a sample without partner or opponent costs about 0",
    };
    static constexpr std::tuple params{
        Param<Circle>{"gamma", &Circle::gamma, positive, "scale"},
        Param<Circle>{"margin", &Circle::margin, finite, "relaxation"},
        Param<Circle, bool>{"constant_weights", &Circle::constant_weights, any_number,
                            "whether the weights have no gradient"},
    };
    static constexpr std::array takes{Input{"x", Layout::row, finite, "embeddings"}, given::groups};

    template <class R>
    R operator()(const R& x, const R& same) const {
        const R unit = unit_rows(x, 1e-12);
        const R s = matmul(unit, transpose(unit));
        const R partners = same - identity(x, 0);
        const R against = weigh(relu(s + margin)) * (s - margin) * gamma;
        const R together = weigh(relu(1.0 + margin - s)) * (s - (1 - margin)) * -gamma;
        return softplus(log_sum_exp(against + same * excluded) +
                        log_sum_exp(together + (1.0 - partners) * excluded));
    }

private:
    static constexpr double excluded = -1e30;

    template <class R>
    R weigh(const R& w) const {
        return constant_weights ? constant(w) : w;
    }
};

/// Cross-entropy of each sample's own partner among all partners of the batch.
struct InfoNce {
    double temperature = 0.1;

    static constexpr Info info{
        .name = "info_nce",
        .formula = "log sum_j exp(s_ij) - s_ii, s = cosine(x1_i, x2_j) / temperature",
        .source = "van den Oord et al. 2018, arXiv:1807.03748",
        .strengths = "learns from pairs, the rest of the batch being the counter-examples",
        .weaknesses = "wants large batches",
    };
    static constexpr std::tuple params{
        Param<InfoNce>{
            "temperature", &InfoNce::temperature, positive, "divides the cosines", {"tau"}},
    };
    static constexpr std::array takes{Input{"x1", Layout::row, finite, "samples"},
                                      Input{"x2", Layout::row, finite, "their partners"}};

    template <class R>
    R operator()(const R& x1, const R& x2) const {
        const R s = matmul(unit_rows(x1, 1e-12), transpose(unit_rows(x2, 1e-12)));
        return softmax_cross_entropy(s * (1 / temperature), identity(x1, 0));
    }
};

/// Asks that two views agree in every feature, and that features not repeat each other.
struct BarlowTwins {
    double lambda = 0.005;

    static constexpr Info info{
        .name = "barlow_twins",
        .formula =
            "sum_i (1 - c_ii)^2 + lambda * sum_i sum_(j != i) c_ij^2, c the correlations of "
            "features over the batch",
        .source = "Zbontar et al. 2021, arXiv:2103.03230",
        .strengths = "no counter-examples needed",
        .weaknesses = "wants many features",
        .note = "one number for the batch",
    };
    static constexpr std::tuple params{
        Param<BarlowTwins>{"lambda", &BarlowTwins::lambda, non_negative, "weight of repetition"},
    };
    static constexpr std::array takes{Input{"x1", Layout::row, finite, "the one view"},
                                      Input{"x2", Layout::row, finite, "the other"}};

    template <class R>
    R operator()(const R& x1, const R& x2) const {
        const R c = matmul(standard(x1), transpose(standard(x2)));
        const R diagonal = identity(x1, -1);
        return total(square(c - diagonal) * (diagonal + (1.0 - diagonal) * lambda));
    }

private:
    /// Features as rows of length 1 around their mean.
    template <class R>
    static R standard(const R& x) {
        const R rows = transpose(x);
        return unit_rows(rows - row_sum(rows) * (1 / static_cast<double>(count_of(rows, -1))),
                         1e-12);
    }
};

using PairLosses = List<CosineSimilarity, CosineEmbedding, TripletMargin, TripletMarginWithDistance,
                        NtXent, Circle, InfoNce, BarlowTwins>;

}  // namespace kasane::catalog
