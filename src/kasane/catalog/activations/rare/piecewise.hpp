#pragma once
// Rare activations made of straight lines and polynomials with bends.

#include <tuple>

#include "kasane/catalog/activations/rare/pieces.hpp"
#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// Leaky ReLU that leaks on both sides: steep only between 0 and a limit.
struct BoundedLeakyRelu {
    double alpha = 0.01;
    double limit = 1;

    static constexpr Info info{
        .name = "blrelu",
        .aliases = {"bounded_leaky_relu"},
        .formula = "x <= 0 ? alpha * x : x < limit ? x : limit + alpha * (x - limit)",
        .slope = "x <= 0 ? alpha : x < limit ? 1 : alpha",
        .source = "Liew et al. 2016, Neurocomputing 216",
        .strengths = "keeps activations small without a gradient that vanishes",
        .weaknesses = "two bends to place; the limit depends on the scale of the input",
        .note = "the slope at 0 and at the limit is alpha; the default limit is ours",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<BoundedLeakyRelu>{"alpha", &BoundedLeakyRelu::alpha, finite, "slope outside"},
        Param<BoundedLeakyRelu>{"limit", &BoundedLeakyRelu::limit, positive, "end of slope 1"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V above = V(limit) + scaled(alpha, x - V(limit));
        return select(x <= V(0), scaled(alpha, x), select(x < V(limit), x, above));
    }
};

/// Identity above zero, half a parabola down to -1 below.
struct SquareLinearUnit {
    static constexpr Info info{
        .name = "sqlu",
        .aliases = {"square_linear_unit"},
        .formula = "x >= 0 ? x : x > -2 ? x + x^2 / 4 : -1",
        .slope = "x >= 0 ? 1 : x > -2 ? 1 + x / 2 : 0",
        .source = "Wuraola et al. 2021, Neurocomputing 442",
        .strengths = "the shape of ELU without an exponential: for small processors",
        .weaknesses = "no gradient below -2",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V bend = x * fma(V(0.25), x, V(1));
        return select(x >= V(0), x, select(x <= V(-2), V(-1), bend));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const V bend = fma(V(0.5), x, V(1));
        return keep_nan(x, select(x >= V(0), V(1), select(x <= V(-2), V(0), bend)));
    }
};

/// |x|, rounded off by a cubic between -1 and 1.
struct SoftModulus {
    static constexpr Info info{
        .name = "softmodulus",
        .aliases = {"softmodulus_q"},
        .formula = "abs(x) < 1 ? x^2 * (2 - abs(x)) : abs(x)",
        .slope = "abs(x) < 1 ? x * (4 - 3 * abs(x)) : sign(x)",
        .source = "Valles-Perez et al. 2023, arXiv:2301.05993",
        .strengths = "gradient of size 1 almost everywhere, no dead side; cheap",
        .weaknesses = "even: x and -x cannot be told apart; little gradient near 0",
        .note = "the paper's quadratic SoftModulusQ; softmodulus_t is the one with tanh",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V a = abs(x);
        return select(a <= V(1), x * (x * (V(2) - a)), a);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const V a = abs(x);
        return select(a <= V(1), x * fma(V(-3), a, V(4)), sign(x));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V a = abs(x);
        return keep_nan(x, select(a < V(1), fma(V(-6), a, V(4)), V(0)));
    }
};

/// From 0 to 1 by a cubic of a given width, exactly 0 and 1 outside.
struct SmoothStep {
    double width = 1;

    static constexpr Info info{
        .name = "smooth_step",
        .formula =
            "x <= -width / 2 ? 0 : x >= width / 2 ? 1 : "
            "1 / 2 + 3 / 2 * (x / width) - 2 * (x / width)^3",
        .slope = "abs(x) < width / 2 ? (3 / 2 - 6 * (x / width)^2) / width : 0",
        .source = "Hazimeh et al. 2020, arXiv:2002.07772",
        .strengths = "a gate that closes completely, with a continuous slope: sparse routing",
        .weaknesses = "no gradient outside its width",
    };
    static constexpr std::tuple params{
        Param<SmoothStep>{"width", &SmoothStep::width, positive, "length of the ramp", {"gamma"}},
    };

    // Left of -1/4 by the distance u from the end, which is exact there.
    template <class V>
    KASANE_FN V operator()(V x) const {
        const V t = along(x);
        const V u = t + V(0.5);
        const V low = u * u * fma(V(-2), u, V(3));
        const V high = fma(t, fma(V(-2) * t, t, V(1.5)), V(0.5));
        const V inside = select(t < V(-0.25), low, high);
        return select(t >= V(0.5), V(1), select(t <= V(-0.5), V(0), inside));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const V t = along(x);
        const V inside = scaled(6 / width, (V(0.5) - t) * (V(0.5) + t));
        return keep_nan(x, select(abs(t) < V(0.5), inside, V(0)));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        const V t = along(x);
        return keep_nan(x, select(abs(t) < V(0.5), scaled(-12 / (width * width), t), V(0)));
    }

private:
    template <class V>
    KASANE_FN V along(V x) const {
        return width == 1 ? x : x / V(width);
    }
};

/// |x| with a parabola of a given half width at the bottom.
struct BiFiring {
    double width = 1;

    static constexpr Info info{
        .name = "bi_firing",
        .aliases = {"bfire"},
        .formula = "abs(x) < width ? x^2 / (2 * width) : abs(x) - width / 2",
        .slope = "abs(x) < width ? x / width : sign(x)",
        .source = "Li et al. 2014, Int. J. Machine Learning and Cybernetics 5",
        .strengths = "fires on both sides, never saturates, smooth at 0",
        .weaknesses = "even: x and -x cannot be told apart",
        .note = "Huber's loss function as an activation",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<BiFiring>{"width", &BiFiring::width, positive, "half width of the parabola", {"a"}},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V a = abs(x);
        return select(a <= V(width), scaled(0.5 / width, x * x), a - V(0.5 * width));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return select(abs(x) <= V(width), x / V(width), sign(x));
    }
    template <class V>
    KASANE_FN V curvature(V x) const {
        return keep_nan(x, select(abs(x) < V(width), V(1 / width), V(0)));
    }
};

using RarePiecewise = List<BoundedLeakyRelu, SquareLinearUnit, SoftModulus, SmoothStep, BiFiring>;

}  // namespace kasane::catalog
