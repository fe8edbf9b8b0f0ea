#pragma once
// Rare activations that oscillate, bumps, and polynomials and exponentials.

#include <tuple>

#include "kasane/catalog/activations/rare/pieces.hpp"
#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// A cosine on a falling line.
struct Cosid {
    static constexpr Info info{
        .name = "cosid",
        .formula = "cos(x) - x",
        .slope = "-(1 + sin(x))",
        .source = "Eger et al. 2018, EMNLP, arXiv:1901.02671",
        .strengths = "falls without end but never rises: unbounded, yet with waves",
        .weaknesses = "flat spots at every 2 pi; of little use in the comparison that names it",
        .note = "sine and cosine lose digits for |x| > 2^16",
        .double_from = 0,
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V near = rare::near_root(
            x, 0x1.7a695ep-1, -0x1.3e18e92352ae8p-28, -0x1.ac71d68388bb2p+0, -0x1.7a695dd83ce2ep-2,
            0x1.cbda3c096c9ccp-4, 0x1.f88c7d20512e4p-6, -0x1.6fe1c9a122241p-8,
            -0x1.0d17ba335e122p-10, 0x1.184a813bc0430p-13, 0x1.3388d4cbdb6aep-16,
            -0x1.f24b8b2be4fdfp-20, -0x1.b561e1ced0a8ep-23, 0x1.21e75f0c69b2cp-26,
            0x1.a81d19ccc33b6p-30, -0x1.d75221b8f86d2p-34, -0x1.27d9c9b61b926p-37);
        const V far = select(abs(x) < V(infinity), cos(x), V(0)) - x;
        return select(abs(x - V(0x1.7a695ep-1)) < V(0.75), near, far);
    }
    // 1 + sin(x) is the square of sin(x / 2) + cos(x / 2), which keeps the digits of the double
    // roots.
    template <class V>
    KASANE_FN V slope(V x) const {
        const V half = V(0.5) * x;
        const V s = sin(x);
        return -select(s > V(-0.8), V(1) + s, square(sin(half) + cos(half)));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        return -cos(x);
    }
};

/// The smaller one of x and sin(x).
struct MinSin {
    static constexpr Info info{
        .name = "minsin",
        .formula = "x > 0 ? sin(x) : x",
        .slope = "x > 0 ? cos(x) : 1",
        .source = "Eger et al. 2018, EMNLP, arXiv:1901.02671",
        .strengths = "identity to the left, bounded waves to the right",
        .weaknesses = "many inputs share an output; the gradient changes its sign",
        .note = "sine and cosine lose digits for x > 2^16",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x > V(0), sin(x), x);
    }
};

/// sin(x) / x.
struct Sinc {
    static constexpr Info info{
        .name = "sinc",
        .formula = "x == 0 ? 1 : sin(x) / x",
        .slope = "x == 0 ? 0 : (cos(x) - sin(x) / x) / x",
        .source = "Efe 2008, Neural Processing Letters 28",
        .strengths = "a bump with decaying waves: interpolates band-limited signals",
        .weaknesses = "even, and its gradient decays like 1 / x",
        .note = "unnormalised; NumPy's and PyTorch's sinc(x) is sinc(pi x) here",
        .double_from = 0,
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V wave = select(x == V(0), V(1), sin(x) / x);
        return select(abs(x) == V(infinity), V(0), wave);
    }
    // Its power series where the textbook form cancels.
    template <class V>
    KASANE_FN V slope(V x) const {
        const V near = x * series(x * x);
        const V far = (cos(x) - sin(x) / x) / x;
        const V wave = select(abs(x) < V(2), near, far);
        return select(abs(x) == V(infinity), V(0), wave);
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V z = x * x;
        const V near = fma(V(-2), series(z), select(x == V(0), V(-1), -sin(x) / x));
        const V s = sin(x) / x;
        const V far = fma(V(-2) / x, (cos(x) - s) / x, -s);
        const V wave = select(abs(x) < V(2), near, far);
        return select(abs(x) == V(infinity), V(0), wave);
    }

private:
    /// sinc'(x) / x with z = x^2: the sum of (-1)^k 2 k z^(k - 1) / (2 k + 1)!.
    template <class V>
    KASANE_FN static V series(V z) {
        V sum = V(3.166789608205361e-30);
        sum = fma(sum, z, V(-2.387759364586842e-27));
        sum = fma(sum, z, V(1.5472680682522736e-24));
        sum = fma(sum, z, V(-8.509974375387503e-22));
        sum = fma(sum, z, V(3.9145882126782523e-19));
        sum = fma(sum, z, V(-1.4797143443923793e-16));
        sum = fma(sum, z, V(4.498331606952833e-14));
        sum = fma(sum, z, V(-1.0706029224547743e-11));
        sum = fma(sum, z, V(1 / 518918400.0));
        sum = fma(sum, z, V(-1 / 3991680.0));
        sum = fma(sum, z, V(1 / 45360.0));
        sum = fma(sum, z, V(-1 / 840.0));
        sum = fma(sum, z, V(1 / 30.0));
        return fma(sum, z, V(-1 / 3.0));
    }
};

/// expm1(|x|) with the sign of x: the inverse of symlog.
struct Symexp {
    static constexpr Info info{
        .name = "symexp",
        .aliases = {"symmetric_exp"},
        .formula = "x >= 0 ? expm1(x) : -expm1(-x)",
        .slope = "exp(abs(x))",
        .source = "Hafner et al. 2023, arXiv:2301.04104",
        .strengths = "brings predictions made on a symlog scale back to their own",
        .weaknesses = "explodes: an output, not a hidden layer",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return copysign(expm1(abs(x)), x);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return exp(abs(x));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        return gate(sign(x), exp(abs(x)));
    }
};

/// The second derivative of a Gaussian, upside down.
struct MexicanHat {
    static constexpr Info info{
        .name = "mexican_hat",
        .aliases = {"ricker", "marr_wavelet"},
        .formula = "(1 - x^2) * exp(-x^2 / 2)",
        .slope = "x * (x^2 - 3) * exp(-x^2 / 2)",
        .source = "Alexandridis & Zapranis 2013, Wavelet neural networks, Neural Networks 42",
        .strengths = "local in position and in frequency: wavelet networks",
        .weaknesses = "no gradient for |x| > 6; inputs must be scaled to it",
        .double_from = 0,
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return bell_times(x, fma(-x, x, V(1)));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return bell_times(x, x * fma(x, x, V(-3)));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V z = x * x;
        return bell_times(x, fma(z, V(6) - z, V(-3)));
    }

private:
    /// y exp(-x^2 / 2).
    template <class V>
    KASANE_FN static V bell_times(V x, V y) {
        // sqrt(2 pi) in two parts; the high one fits a float.
        return normal_pdf_times(x, fma(V(0x1.40d9300000000p+1), y, V(0x1.ff627059657cap-23) * y));
    }
};

/// A bump with a sharp top and exponential sides.
struct Laplacian {
    double a = 1;

    static constexpr Info info{
        .name = "laplacian",
        .formula = "exp(-abs(x) / a)",
        .slope = "-sign(x) / a * exp(-abs(x) / a)",
        .source = "Ramasinghe & Lucey 2022, arXiv:2111.15135",
        .strengths = "encodes position as well as a sine does, without tuning a frequency",
        .weaknesses = "a kink at 0, and no gradient far from it",
        .note = "the slope at 0 is 0",
    };
    static constexpr std::tuple params{
        Param<Laplacian>{"a", &Laplacian::a, positive, "width"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return exp(a == 1 ? -abs(x) : -abs(x) / V(a));
    }
};

/// exp(-sin(a x)).
struct ExpSin {
    double a = 1;

    static constexpr Info info{
        .name = "exp_sin",
        .formula = "exp(-sin(a * x))",
        .slope = "-a * cos(a * x) * exp(-sin(a * x))",
        .source = "Ramasinghe & Lucey 2022, arXiv:2111.15135",
        .strengths = "a periodic feature of coordinates with many harmonics",
        .weaknesses = "always positive; periodic, so it cannot extrapolate a trend",
        .note = "the sine loses digits for |a x| > 2^16",
        .double_from = 1,
    };
    static constexpr std::tuple params{
        Param<ExpSin>{"a", &ExpSin::a, positive, "frequency"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return exp(-sin(a == 1 ? x : V(a) * x));
    }
};

/// A cubic with roots at -1, 0 and 1.
struct NonMonotonicCubic {
    static constexpr Info info{
        .name = "ncu",
        .aliases = {"non_monotonic_cubic"},
        .formula = "x - x^3",
        .slope = "1 - 3 * x^2",
        .source = "Noel et al. 2021, arXiv:2111.04020",
        .strengths = "a single unit learns XOR",
        .weaknesses = "explodes for |x| > 1",
        .double_from = 0,
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return x * ((V(1) - x) * (V(1) + x));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const V z = x * x;
        const V inside = fma(V(-3), fma(x, x, -z), fma(V(-3), z, V(1)));
        return select(abs(x) < V(1e10), inside, fma(V(-3) * x, x, V(1)));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        return V(-6) * x;
    }
};

/// A parabola with roots at -1 and 0.
struct ShiftedQuadratic {
    static constexpr Info info{
        .name = "squ",
        .aliases = {"shifted_quadratic"},
        .formula = "x^2 + x",
        .slope = "2 * x + 1",
        .source = "Noel et al. 2021, arXiv:2111.04020",
        .strengths = "a single unit learns XOR; cheap",
        .weaknesses = "explodes for |x| > 1",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return x * (x + V(1));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return fma(V(2), x, V(1));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        return keep_nan(x, V(2));
    }
};

/// The slope of the sigmoid, as an activation.
struct DSigmoid {
    static constexpr Info info{
        .name = "dsigmoid",
        .formula = "sigmoid(x) * sigmoid(-x)",
        .slope = "sigmoid(x) * sigmoid(-x) * (sigmoid(-x) - sigmoid(x))",
        .source = "Kocak & Ustundag Siray 2021, Expert Systems with Applications 164",
        .strengths = "a bump with exponential tails: responds to a band of inputs",
        .weaknesses = "at most 1/4, and its slope below 1/10",
        .double_from = 1,
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return sigmoid_slope(x);
    }
};

using RareWaves = List<Cosid, MinSin, Sinc, Symexp, MexicanHat, Laplacian, ExpSin,
                       NonMonotonicCubic, ShiftedQuadratic, DSigmoid>;

}  // namespace kasane::catalog
