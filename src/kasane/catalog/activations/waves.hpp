#pragma once
// Waves, bumps, powers and exponentials.

#include <tuple>

#include "kasane/catalog/activations/pieces.hpp"
#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// A sine wave; omega is its frequency.
struct Sine {
    double omega = 1;

    static constexpr Info info{
        .name = "sine",
        .aliases = {"sin"},
        .presets = {Preset{"siren", "omega=30"}},
        .formula = "sin(omega * x)",
        .slope = "omega * cos(omega * x)",
        .source = "Parascandolo et al. 2017; Sitzmann et al. 2020, arXiv:2006.09661",
        .strengths = "all derivatives are alike: for signals, images and differential equations",
        .weaknesses = "many equally good inputs, so training needs small, special start weights",
        .note = "siren has omega = 30; arguments up to 2^16",
    };
    static constexpr std::tuple params{
        Param<Sine>{"omega", &Sine::omega, positive, "frequency"},
    };

    // sin(z + rest) = sin z + rest cos z
    template <class V>
    KASANE_FN V operator()(V x) const {
        if (omega == 1) return sin(x);
        const auto z = product_pair(parts_of(omega), x);
        return fma(z.rest, cos(z.value), sin(z.value));
    }
};

/// A cosine wave.
struct Cosine {
    static constexpr Info info{
        .name = "cosine",
        .aliases = {"cos"},
        .formula = "cos(x)",
        .slope = "-sin(x)",
        .source = "Gallant & White 1988, ICNN",
        .strengths = "a network of them is a Fourier series; random features of kernels",
        .weaknesses = "many equally good inputs; slope 0 at 0",
        .note = "arguments up to 2^16",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return cos(x);
    }
};

/// The growing cosine unit: x cos(x).
struct Gcu {
    static constexpr Info info{
        .name = "gcu",
        .aliases = {"growing_cosine"},
        .formula = "x * cos(x)",
        .slope = "cos(x) - x * sin(x)",
        .source = "Noel et al. 2021, arXiv:2108.12943",
        .strengths = "one neuron can learn the exclusive or",
        .weaknesses = "oscillates ever more strongly: sensitive to the scale of its input",
        .note = "arguments up to 2^16",
        .double_from = 0,
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return x * cos(x);
    }
};

/// A bell of width a around zero.
struct Gaussian {
    double a = 1;

    static constexpr Info info{
        .name = "gaussian",
        .formula = "exp(-x^2 / (2 * a^2))",
        .slope = "-x / a^2 * exp(-x^2 / (2 * a^2))",
        .source = "Broomhead & Lowe 1988; Ramasinghe & Lucey 2022, arXiv:2204.05735",
        .strengths = "local: a unit answers near its centre only; good for coordinates",
        .weaknesses = "nothing is learned far from the centre",
    };
    static constexpr std::tuple params{
        Param<Gaussian>{"a", &Gaussian::a, positive, "standard deviation", {"sigma"}},
    };

    // sqrt(2 pi) times the density of the normal distribution.
    template <class V>
    KASANE_FN V operator()(V x) const {
        return normal_pdf_times(a == 1 ? x : x / V(a), V(2.5066282746310002));
    }
    // (u^2 - 1) exp(-u^2 / 2) / a^2
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V u = a == 1 ? x : x / V(a);
        return normal_pdf_times(u, V(2.5066282746310002 / (a * a)) * (u - V(1)) * (u + V(1)));
    }
};

/// The radial basis function exp(-gamma x^2).
struct Rbf {
    double gamma = 1;

    static constexpr Info info{
        .name = "rbf",
        .formula = "exp(-gamma * x^2)",
        .slope = "-2 * gamma * x * exp(-gamma * x^2)",
        .source = "Broomhead & Lowe 1988, Complex Systems 2",
        .strengths = "local: a unit answers near its centre only",
        .weaknesses = "nothing is learned far from the centre",
    };
    static constexpr std::tuple params{
        Param<Rbf>{"gamma", &Rbf::gamma, positive, "narrowness"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return gaussian(gamma == 1 ? x : scaled(root_of(gamma), x));
    }
};

/// The square root of 1 + x^2.
struct Multiquadratic {
    static constexpr Info info{
        .name = "multiquadratic",
        .aliases = {"multiquadric"},
        .formula = "sqrt(1 + x^2)",
        .slope = "x / sqrt(1 + x^2)",
        .source = "Hardy 1971, J. Geophys. Res. 76",
        .strengths = "a smooth absolute value; interpolates scattered points well",
        .weaknesses = "forgets the sign; never below 1",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return root_of_one_and_square(x);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return select(abs(x) < V(infinity), x / root_of_one_and_square(x), sign(x));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V r = root_of_one_and_square(x);
        return V(1) / r / r / r;
    }
};

/// A bell with heavy tails: 1 / (1 + x^2).
struct InverseQuadratic {
    static constexpr Info info{
        .name = "inverse_quadratic",
        .formula = "1 / (1 + x^2)",
        .slope = "-2 * x / (1 + x^2)^2",
        .source = "Micchelli 1986, Constructive Approximation 2",
        .strengths = "a bell without an exponential, with some slope far away",
        .weaknesses = "forgets the sign; not very local",
        .double_from = 1,
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(abs(x) < V(1e10), V(1) / fma(x, x, V(1)), square(V(1) / x));
    }
};

/// (x - 1) exp(-x): a wave that has one hump.
struct Poisson1 {
    static constexpr Info info{
        .name = "poisson1",
        .formula = "(x - 1) * exp(-x)",
        .slope = "(2 - x) * exp(-x)",
        .source = "Poisson kernel of radial basis networks, as in mlpack",
        .strengths = "local to the right",
        .weaknesses = "explodes to the left: only for inputs that are not negative",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return exp_times(-x, x - V(1));
    }
};

/// The exponential function.
struct Exponential {
    static constexpr Info info{
        .name = "exponential",
        .aliases = {"exp"},
        .formula = "exp(x)",
        .slope = "exp(x)",
        .source = "Nelder & Wedderburn 1972, J. R. Stat. Soc. A 135",
        .strengths = "always positive: for rates and scales",
        .weaknesses = "explodes to the right; for outputs only",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return exp(x);
    }
};

/// The exponential function less 1: the identity near 0.
struct Expm1 {
    static constexpr Info info{
        .name = "expm1",
        .formula = "expm1(x)",
        .slope = "exp(x)",
        .source = "the ISO C library's function; Keras applications",
        .strengths = "0 at 0 with slope 1, and exact there",
        .weaknesses = "explodes to the right",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return expm1(x);
    }
};

/// The inverse hyperbolic sine: the identity near 0, a logarithm far away.
struct Asinh {
    static constexpr Info info{
        .name = "asinh",
        .aliases = {"arcsinh"},
        .formula = "asinh(x)",
        .slope = "1 / sqrt(1 + x^2)",
        .source = "Johnson 1949, Biometrika 36",
        .strengths = "tames large values of either sign and never saturates",
        .weaknesses = "small slopes far from zero",
        .double_from = 0,
    };

    // log(a + sqrt(1 + a^2)) as log1p; far away log(2 a), with the 2 as a half of what is left.
    template <class V>
    KASANE_FN V operator()(V x) const {
        const V a = abs(x);
        const V near = log1p(a + a * (a / (V(1) + sqrt(fma(a, a, V(1))))));
        const V far = log(a) + V(0.6931471805599453);
        return select(a < V(1e-9), x, copysign(select(a < V(1e10), near, far), x));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return V(1) / root_of_one_and_square(x);
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V r = root_of_one_and_square(x);
        return -(select(abs(x) < V(infinity), x / r, sign(x)) / r / r);
    }
};

/// The hyperbolic sine.
struct Sinh {
    static constexpr Info info{
        .name = "sinh",
        .formula = "sinh(x)",
        .slope = "cosh(x)",
        .source = "tiny-dnn and ELL, after the hyperbolic function",
        .strengths = "odd, and enlarges large inputs",
        .weaknesses = "explodes on both sides",
        .double_from = 0,
    };

    // With s = e^a - 1: (s + s / (1 + s)) / 2.
    template <class V>
    KASANE_FN V operator()(V x) const {
        const V a = abs(x);
        const V s = expm1(a);
        const V near = V(0.5) * (s + s / (s + V(1)));
        const V y = copysign(select(a < V(20), near, half_of_exp(a)), x);
        return select(a < V(1e-9), x, y);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return half_of_exp(abs(x)) + V(0.5) * exp(-abs(x));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        return (*this)(x);
    }

    /// exp(a) / 2, also where exp(a) is too large.
    template <class V>
    KASANE_FN static V half_of_exp(V a) {
        return exp_times(a - V(1), V(1.3591409142295225));
    }
};

using WaveActivations = List<Sine, Cosine, Gcu, Gaussian, Rbf, Multiquadratic, InverseQuadratic,
                             Poisson1, Exponential, Expm1, Asinh, Sinh>;

}  // namespace kasane::catalog
