#pragma once
// Activations that grow like x to the right and are bounded or small to the left, and smooth odd
// ones that grow like x on both sides.

#include <tuple>

#include "kasane/catalog/activations/pieces.hpp"
#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// Identity above zero, saturates at -alpha below.
struct Elu {
    double alpha = 1.0;

    static constexpr Info info{
        .name = "elu",
        .formula = "x >= 0 ? x : alpha * expm1(x)",
        .slope = "x >= 0 ? 1 : alpha * exp(x)",
        .source = "Clevert et al. 2015, arXiv:1511.07289",
        .strengths = "negative values bring the mean of a layer near zero; robust to noise there",
        .weaknesses = "an exponential for every negative input; a bend at 0 unless alpha = 1",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<Elu>{"alpha", &Elu::alpha, positive, "depth of the negative plateau"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x >= V(0), x, scaled(alpha, expm1(x)));
    }
};

/// ELU scaled so that mean 0 and variance 1 are a fixed point for normal input.
struct Selu {
    double lambda = 1.0507;
    double alpha = 1.67326;

    static constexpr Info info{
        .name = "selu",
        .presets = {Preset{"selu_exact", "lambda=1.0507009873554805, alpha=1.6732632423543772"}},
        .choices = {Choice{"constants=exact", "selu_exact"}, Choice{"constants=document", "selu"}},
        .formula = "lambda * (x >= 0 ? x : alpha * expm1(x))",
        .slope = "lambda * (x >= 0 ? 1 : alpha * exp(x))",
        .source = "Klambauer et al. 2017, arXiv:1706.02515",
        .strengths = "keeps deep plain networks normalised without a layer for it",
        .weaknesses = "needs lecun weights and alpha dropout; the slope jumps at 0",
        .note = "the constants have the document's five digits; constants=exact has all",
        .initializer = "lecun",
    };
    static constexpr std::tuple params{
        Param<Selu>{"lambda", &Selu::lambda, positive, "slope to the right", {"scale"}},
        Param<Selu>{"alpha", &Selu::alpha, positive, "depth of the negative plateau / lambda"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x >= V(0), scaled(lambda, x), expm1_times(x, V(lambda * alpha)));
    }
};

/// ELU that is smooth for every alpha.
struct Celu {
    double alpha = 1.0;

    static constexpr Info info{
        .name = "celu",
        .formula = "x >= 0 ? x : alpha * expm1(x / alpha)",
        .slope = "x >= 0 ? 1 : exp(x / alpha)",
        .source = "Barron 2017, arXiv:1704.07483",
        .strengths = "ELU whose slope does not jump, whatever alpha",
        .weaknesses = "an exponential and a division for every negative input",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<Celu>{"alpha", &Celu::alpha, positive, "depth of the negative plateau"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        if (alpha == 1) return select(x >= V(0), x, expm1(x));
        return select(x >= V(0), x, scaled(alpha, expm1(x / V(alpha))));
    }
};

/// A smooth ReLU: the logarithm of 1 + exp(x).
struct Softplus {
    double beta = 1;
    double threshold = infinity;

    static constexpr Info info{
        .name = "softplus",
        .aliases = {"smooth_relu"},
        .formula = "beta * x > threshold ? x : softplus(beta * x) / beta",
        .slope = "beta * x > threshold ? 1 : sigmoid(beta * x)",
        .source = "Dugas et al. 2001, NIPS 13",
        .strengths = "smooth and always positive: for variances, rates and scales",
        .weaknesses = "never 0, so nothing is sparse; slower than ReLU",
        .note = "no threshold by default; PyTorch has 20, which saves nothing here",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<Softplus>{"beta", &Softplus::beta, positive, "sharpness of the bend"},
        Param<Softplus>{"threshold", &Softplus::threshold, any_number,
                        "beta x from where it is x itself"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V z = beta == 1 ? x : V(beta) * x;
        const V y = beta == 1 ? softplus(z) : softplus(z) / V(beta);
        return threshold == infinity ? y : select(z > V(threshold), x, y);
    }
};

/// The logarithm of the sigmoid.
struct Logsigmoid {
    static constexpr Info info{
        .name = "logsigmoid",
        .formula = "-softplus(-x)",
        .slope = "sigmoid(-x)",
        .source = "Verhulst 1845; the log-likelihood of a Bernoulli variable",
        .strengths = "log-probabilities without a loss of digits",
        .weaknesses = "always negative and unbounded to the left: an output, not a hidden layer",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return -softplus(-x);
    }
};

/// Softplus moved down so that it is 0 at 0.
struct ShiftedSoftplus {
    static constexpr Info info{
        .name = "shifted_softplus",
        .aliases = {"ssp"},
        .formula = "softplus(x) - log(2)",
        .slope = "sigmoid(x)",
        .source = "Schuett et al. 2017, arXiv:1706.08566",
        .strengths = "infinitely smooth and 0 at 0: for models of molecules and forces",
        .weaknesses = "two transcendental functions; saturates at -log 2",
        .initializer = "he",
        .double_from = 0,
    };

    // log((1 + e^x) / 2) in two ways, each without cancellation on its side.
    template <class V>
    KASANE_FN V operator()(V x) const {
        const V left = log1p(V(0.5) * expm1(min(x, V(1))));
        const V right = x - (V(0.6931471805599453) - softplus(-x));
        return select(x > V(1), right, left);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return sigmoid(x);
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        return sigmoid_slope(x);
    }
};

/// A smooth ReLU from a square root instead of an exponential.
struct Squareplus {
    double b = 4;

    static constexpr Info info{
        .name = "squareplus",
        .formula = "(x + sqrt(x^2 + b)) / 2",
        .slope = "(1 + x / sqrt(x^2 + b)) / 2",
        .source = "Barron 2021, arXiv:2112.11687",
        .strengths = "softplus for the price of a square root",
        .weaknesses = "goes to 0 like 1/x only, so nothing is sparse",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<Squareplus>{"b", &Squareplus::b, positive, "width of the bend, squared"},
    };

    // With s = |x| + root it is s / 2 to the right and b / (2 s) to the left; the slope is that
    // over the root.
    template <class V>
    KASANE_FN V operator()(V x) const {
        const auto [s, root] = sum_and_root(x);
        const V right = V(0.5) * (s.value + s.rest);
        const V near = select(x >= V(0), right, quotient_by(V(0.5 * b), s));
        const V far = select(x > V(0), x, V(-0.25 * b) / x);
        return select(abs(x) > V(far_away()), far, near);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const auto [s, root] = sum_and_root(x);
        const V product = s.value * root.value;
        const V rest =
            fma(s.value, root.value, -product) + fma(s.value, root.rest, s.rest * root.value);
        const V right = quotient_by(V(0.5) * (s.value + s.rest), root);
        const V left = quotient_by(V(0.5 * b), Product<V>{product, rest});
        const V far = select(x > V(0), V(1), V(0.25 * b) / x / x);
        return select(abs(x) > V(far_away()), far, select(x >= V(0), right, left));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V r = select(abs(x) > V(far_away()), abs(x), sqrt(fma(x, x, V(b))));
        return V(0.5 * b) / r / r / r;
    }

    template <class V>
    struct SumAndRoot {
        Product<V> sum;
        Product<V> root;
    };
    template <class V>
    KASANE_FN SumAndRoot<V> sum_and_root(V x) const {
        const auto root = root_pair(x, x, V(b)).root;
        const auto s = sum_pair(root.value, select(x >= V(0), x, -x));
        return {{s.value, s.rest + root.rest}, root};
    }

    /// From here on the root is |x| in double too.
    KASANE_FN double far_away() const { return 1e9 * (1 + b); }
};

/// Identity to the right, an inverse square root unit to the left.
struct Isrlu {
    double alpha = 1;

    static constexpr Info info{
        .name = "isrlu",
        .formula = "x >= 0 ? x : x / sqrt(1 + alpha * x^2)",
        .slope = "x >= 0 ? 1 : (1 + alpha * x^2)^(-1.5)",
        .source = "Carlile et al. 2017, arXiv:1710.09967",
        .strengths = "the shape of ELU without an exponential; smooth to the second derivative",
        .weaknesses = "saturates slowly, so negative outliers keep some weight",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<Isrlu>{"alpha", &Isrlu::alpha, positive, "saturates at -1 / sqrt(alpha)"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x >= V(0), x, inverse_square_root_unit(alpha, x));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return select(x >= V(0), V(1), inverse_square_root_slope(alpha, x));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        return select(x >= V(0), V(0), inverse_square_root_curvature(alpha, x));
    }
};

/// A logarithm above zero, 0 below.
struct Nlrelu {
    double beta = 1;

    static constexpr Info info{
        .name = "nlrelu",
        .formula = "log1p(beta * max(x, 0))",
        .slope = "x > 0 ? beta / (1 + beta * x) : 0",
        .source = "Liu et al. 2019, arXiv:1908.03682",
        .strengths = "tames large activations, so layers stay alike",
        .weaknesses = "small slopes for large inputs, none for negative ones",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<Nlrelu>{"beta", &Nlrelu::beta, positive, "slope at 0"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x <= V(0), V(0), log1p(scaled(beta, x)));
    }
};

/// A bent straight line: slope 1/2 far to the left, 3/2 far to the right.
struct BentIdentity {
    static constexpr Info info{
        .name = "bentidentity",
        .formula = "(sqrt(x^2 + 1) - 1) / 2 + x",
        .slope = "x / (2 * sqrt(x^2 + 1)) + 1",
        .source = "the documents; of unknown origin",
        .strengths = "never saturates and can be inverted",
        .weaknesses = "nearly linear; grows on both sides",
        .note = "evaluated so that it neither cancels near 0 nor overflows",
        .initializer = "he",
        .double_from = 0,
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V r = root_of_one_and_square(x);
        const V t = select(abs(x) < V(infinity), x / (r + V(1)), sign(x));
        return x * fma(V(0.5), t, V(1));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const V r = root_of_one_and_square(x);
        return fma(V(0.5), select(abs(x) < V(infinity), x / r, sign(x)), V(1));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V r = root_of_one_and_square(x);
        return V(0.5) / r / r / r;
    }
};

/// What tanh leaves of the input.
struct Tanhshrink {
    static constexpr Info info{
        .name = "tanhshrink",
        .formula = "x - tanh(x)",
        .slope = "tanh(x)^2",
        .source = "PyTorch; the documents",
        .strengths = "a smooth shrinkage: small values become tiny, large ones stay",
        .weaknesses = "slope 0 at 0, where most inputs are",
        .note = "a continued fraction keeps the digits near 0",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return tanhshrink(x);
    }
};

using RectifierActivations = List<Elu, Selu, Celu, Softplus, Logsigmoid, ShiftedSoftplus,
                                  Squareplus, Isrlu, Nlrelu, BentIdentity, Tanhshrink>;

}  // namespace kasane::catalog
