#pragma once
// Losses of a number y that should be t.

#include <array>
#include <tuple>

#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/losses/inputs.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// x above 0, else 0; at the bend the slope is 0.
template <class V>
KASANE_FN V positive_part(V x) {
    return select(x <= V(0), V(0), x);
}

/// The squared difference; its mean is the mean squared error.
struct Mse {
    static constexpr Info info{
        .name = "mse",
        .aliases = {"squared_error", "mean_squared_error"},
        .formula = "(y - t)^2",
        .source = "Gauss 1809, Theoria motus",
        .strengths = "smooth; the best prediction is the mean of the targets",
        .weaknesses = "one outlier may outweigh all the rest",
        .note = "twice the article's `square`",
    };
    static constexpr std::array takes{given::prediction, given::target};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return square(y - t);
    }
};

/// The absolute difference.
struct Mae {
    static constexpr Info info{
        .name = "mae",
        .aliases = {"l1", "absolute_error", "mean_absolute_error"},
        .formula = "abs(y - t)",
        .source = "Laplace 1774",
        .strengths = "outliers count no more than others; the best prediction is the median",
        .weaknesses = "the gradient does not shrink near the target",
        .note = "the slope at y = t is 0",
    };
    static constexpr std::array takes{given::prediction, given::target};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return abs(y - t);
    }
};

/// Half the squared difference near the target, linear beyond delta.
struct Huber {
    double delta = 1;

    static constexpr Info info{
        .name = "huber",
        .formula = "abs(y - t) <= delta ? (y - t)^2 / 2 : delta * (abs(y - t) - delta / 2)",
        .source = "Huber 1964, Ann. Math. Stat. 35",
        .strengths = "smooth at the target, bounded gradient for outliers",
        .weaknesses = "delta has to suit the scale of the targets",
    };
    static constexpr std::tuple params{
        Param<Huber>{"delta", &Huber::delta, positive, "where it becomes linear"},
    };
    static constexpr std::array takes{given::prediction, given::target};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        const V size = abs(y - t);
        return select(size <= V(delta), V(0.5) * square(y - t), V(delta) * (size - V(delta / 2)));
    }
};

/// Huber's loss divided by its bend: the far slope is 1.
struct SmoothL1 {
    double beta = 1;

    static constexpr Info info{
        .name = "smooth_l1",
        .formula = "abs(y - t) < beta ? (y - t)^2 / (2 * beta) : abs(y - t) - beta / 2",
        .source = "Girshick 2015, Fast R-CNN, arXiv:1504.08083",
        .strengths = "as `huber`, and it becomes `mae` as beta goes to 0",
        .weaknesses = "beta has to suit the scale of the targets",
    };
    static constexpr std::tuple params{
        Param<SmoothL1>{"beta", &SmoothL1::beta, non_negative, "where it becomes linear"},
    };
    static constexpr std::array takes{given::prediction, given::target};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        const V size = abs(y - t);
        return select(size < V(beta), square(y - t) / V(2 * beta), size - V(beta / 2));
    }
};

/// Quadratic near the target, linear far away, smooth everywhere.
struct LogCosh {
    static constexpr Info info{
        .name = "log_cosh",
        .formula = "log(cosh(y - t))",
        .source = "Saleh & Saleh 2022, arXiv:2208.04564",
        .strengths = "as `huber`, with a second derivative everywhere",
        .weaknesses = "no parameter for the scale",
    };
    static constexpr std::array takes{given::prediction, given::target};

    // The textbook form is 0 below 3e-4 in float and infinite above 89. Here cosh e - 1 is
    // -expm1(e) expm1(-e) / 2; from 19 on abs(e) - log 2 is exact even in double.
    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        const V e = y - t;
        const V small = min(max(e, V(-19)), V(19));
        const V near = log1p(V(-0.5) * expm1(small) * expm1(-small));
        return select(abs(e) < V(19), near, abs(e) - V(0.6931471805599453));
    }
    template <class V>
    KASANE_FN V slope(V y, V t) const {
        return tanh(y - t);
    }
    template <class V>
    KASANE_FN V curvature(V y, V t) const {
        return tanh_slope(y - t);
    }
};

/// The absolute difference in percent of the target.
struct Mape {
    double eps = 1e-7;

    static constexpr Info info{
        .name = "mape",
        .aliases = {"mean_absolute_percentage_error"},
        .formula = "100 * abs(y - t) / max(abs(t), eps)",
        .source = "Makridakis 1993, Int. J. Forecasting 9",
        .strengths = "does not depend on the unit of the targets",
        .weaknesses = "explodes for targets near 0; prefers predictions that are too small",
    };
    static constexpr std::tuple params{
        Param<Mape>{"eps", &Mape::eps, positive, "smallest size of a target"},
    };
    static constexpr std::array takes{given::prediction, given::target};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return V(100) * abs(y - t) / max(abs(t), V(eps));
    }
};

/// The squared difference of the logarithms of 1 + y and 1 + t.
struct Msle {
    double eps = 1e-7;

    static constexpr Info info{
        .name = "msle",
        .aliases = {"mean_squared_logarithmic_error"},
        .formula = "(log1p(max(y, eps)) - log1p(max(t, eps)))^2",
        .source = "Keras, losses.MeanSquaredLogarithmicError",
        .strengths = "counts ratios, so large targets do not dominate",
        .weaknesses = "no gradient for predictions below eps",
    };
    static constexpr std::tuple params{
        Param<Msle>{"eps", &Msle::eps, non_negative, "smallest prediction and target"},
    };
    static constexpr std::array takes{given::prediction, given::target};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return square(log1p(max(y, V(eps))) - log1p(max(t, V(eps))));
    }
};

/// Asks for the q-quantile of the targets: too low costs q, too high 1 - q.
struct Quantile {
    double q = 0.5;

    static constexpr Info info{
        .name = "quantile",
        .aliases = {"pinball"},
        .formula = "max(q * (t - y), (q - 1) * (t - y))",
        .source = "Koenker & Bassett 1978, Econometrica 46",
        .strengths = "bounds of what is likely, not only its middle",
        .weaknesses = "the gradient does not shrink near the target",
    };
    static constexpr std::tuple params{
        Param<Quantile>{"q", &Quantile::q, from_zero_to_one, "the quantile asked for", {"tau"}},
    };
    static constexpr std::array takes{given::prediction, given::target};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        const V missing = t - y;
        return select(missing >= V(0), V(q) * missing, V(q - 1) * missing);
    }
};

/// The absolute difference as far as it exceeds epsilon.
struct EpsilonInsensitive {
    double epsilon = 0.1;

    static constexpr Info info{
        .name = "epsilon_insensitive",
        .presets = {Preset{"absolute_eps", "epsilon=0.01"}},
        .formula = "max(abs(y - t) - epsilon, 0)",
        .source = "Vapnik 1995, The Nature of Statistical Learning Theory",
        .strengths = "small errors cost nothing, outliers little",
        .weaknesses = "epsilon has to suit the scale of the targets",
    };
    static constexpr std::tuple params{
        Param<EpsilonInsensitive>{
            "epsilon", &EpsilonInsensitive::epsilon, non_negative, "error that is free", {"eps"}},
    };
    static constexpr std::array takes{given::prediction, given::target};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return positive_part(abs(y - t) - V(epsilon));
    }
};

/// The absolute difference to the power p.
struct Lp {
    double p = 2;

    static constexpr Info info{
        .name = "lp",
        .presets = {Preset{"minkowski", "p=1.5"}},
        .formula = "abs(y - t)^p",
        .source = "Minkowski 1896, Geometrie der Zahlen",
        .strengths = "between `mae` (p = 1) and `mse` (p = 2), or beyond",
        .weaknesses = "below p = 2 the curvature at the target is infinite",
    };
    static constexpr std::tuple params{
        Param<Lp>{"p", &Lp::p, {1, infinity, false, true}, "the power", {"parameter"}},
    };
    static constexpr std::array takes{given::prediction, given::target};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return pow(abs(y - t), V(p));
    }
};

/// The absolute difference relative to the mean size of prediction and target.
struct Smape {
    double eps = 1e-7;

    static constexpr Info info{
        .name = "smape",
        .formula = "abs(y - t) / max((abs(y) + abs(t)) / 2, eps)",
        .source = "Armstrong 1985, Long-Range Forecasting",
        .strengths = "at most 2, also for targets near 0",
        .weaknesses = "flat where prediction and target have different signs",
        .note = "a ratio: times 100 for percent",
    };
    static constexpr std::tuple params{
        Param<Smape>{"eps", &Smape::eps, positive, "smallest mean size"},
    };
    static constexpr std::array takes{given::prediction, given::target};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return abs(y - t) / max(V(0.5) * (abs(y) + abs(t)), V(eps));
    }
};

/// What is missing, with its sign.
struct MeanBias {
    static constexpr Info info{
        .name = "mean_bias",
        .formula = "t - y",
        .source = "mlpack, MeanBiasError",
        .strengths = "its mean tells whether predictions are too low or too high",
        .weaknesses = "no objective by itself: it has no minimum",
    };
    static constexpr std::array takes{given::prediction, given::target};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return t - y;
    }
};

/// The squared difference, weighed by the class that a target of 0 or 1 names.
struct WeightedSquared {
    double positives = 1;
    double negatives = 1;

    static constexpr Info info{
        .name = "weighted_squared",
        .formula = "(t > 0.5 ? positives : negatives) * (y - t)^2",
        .source = "OpenNN, WeightedSquaredError",
        .strengths = "two classes of very different size",
        .weaknesses = "the weights have to be found",
    };
    static constexpr std::tuple params{
        Param<WeightedSquared>{"positives", &WeightedSquared::positives, non_negative,
                               "weight of targets above 0.5"},
        Param<WeightedSquared>{"negatives", &WeightedSquared::negatives, non_negative,
                               "weight of the others"},
    };
    static constexpr std::array takes{given::prediction, given::truth};

    template <class V>
    KASANE_FN V operator()(V y, V t) const {
        return select(t > V(0.5), V(positives), V(negatives)) * square(y - t);
    }
};

using RegressionLosses = List<Mse, Mae, Huber, SmoothL1, LogCosh, Mape, Msle, Quantile,
                              EpsilonInsensitive, Lp, Smape, MeanBias, WeightedSquared>;

}  // namespace kasane::catalog
