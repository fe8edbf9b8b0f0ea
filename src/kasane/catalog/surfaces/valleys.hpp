#pragma once
// Bowls and valleys: polynomials with one place to end in, or a few equal ones.

#include <tuple>

#include "kasane/catalog/info.hpp"
#include "kasane/catalog/landscape.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/surfaces/article.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// The easiest of all.
struct Sphere {
    static constexpr Info info{
        .name = "sphere",
        .formula = "x^2 + y^2",
        .source = "De Jong 1975, function F1",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-4, 3},
        .least = 0,
        .minimum_count = 1,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        return x * x + y * y;
    }
};

/// Twenty times as steep across as along.
struct Bowl {
    static constexpr Info info{
        .name = "bowl",
        .aliases = {"textbook_bowl", "book"},
        .formula = "x^2 / 20 + y^2",
        .source = "Saitoh 2016, Deep Learning from Scratch, section 6.1",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-7, 2},
        .domain = {-10, 10, -10, 10},
        .least = 0,
        .minimum_count = 1,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        return fma(V(0.05) * x, x, y * y);
    }
};

/// A quadratic whose axes differ by the factor kappa, turned by an angle.
struct IllConditioned {
    double kappa = 100;
    double angle = 0;

    static constexpr Info info{
        .name = "ill_conditioned",
        .aliases = {"ill_conditioned_quadratic"},
        .formula =
            "((x * cos(angle * pi / 180) + y * sin(angle * pi / 180))^2 + "
            "kappa * (y * cos(angle * pi / 180) - x * sin(angle * pi / 180))^2) / 2",
        .source = "Nocedal & Wright 2006, Numerical Optimization, section 3.3",
        .note = "with angle=30 no step along an axis is a step down the valley",
    };
    static constexpr std::tuple params{
        Param<IllConditioned>{"kappa", &IllConditioned::kappa, positive, "condition number"},
        Param<IllConditioned>{"angle", &IllConditioned::angle, finite, "of its axes, in degrees"},
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-4, 1},
        .least = 0,
        .minimum_count = 1,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        const double turn = angle * (surface_pi / 180);
        const V u = fma(V(cos(turn)), x, V(sin(turn)) * y);
        const V v = fma(V(cos(turn)), y, V(-sin(turn)) * x);
        return V(0.5) * fma(V(kappa) * v, v, u * u);
    }
};

/// A bent valley: easy to find, hard to follow.
struct Rosenbrock {
    static constexpr Info info{
        .name = "rosenbrock",
        .aliases = {"banana"},
        .formula = "(1 - x)^2 + 100 * (y - x^2)^2",
        .source = "Rosenbrock 1960, The Computer Journal 3(3)",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-1.2, 1},
        .domain = {-2, 2, -1, 3},
        .least = 0,
        .minimum_count = 1,
        .minima = {{{1, 1}}},
        .has_log_scale = true,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        const V miss = fma(-x, x, y);
        return fma(V(100) * miss, miss, square(V(1) - x));
    }
};

/// Flat around a sharp cross; steep at the corners.
struct Beale {
    static constexpr Info info{
        .name = "beale",
        .formula = "(1.5 - x + x * y)^2 + (2.25 - x + x * y^2)^2 + (2.625 - x + x * y^3)^2",
        .source = "Beale 1958, On an iterative method for finding a local minimum",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {1, 1.5},
        .domain = {-4.5, 4.5, -4.5, 4.5},
        .least = 0,
        .minimum_count = 1,
        .minima = {{{3, 0.5}}},
        .has_log_scale = true,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        const V a = fma(x, y, V(1.5) - x);
        const V b = fma(x, y * y, V(2.25) - x);
        const V c = fma(x, y * y * y, V(2.625) - x);
        return a * a + b * b + c * c;
    }
};

/// Four minima, equally low.
struct Himmelblau {
    static constexpr Info info{
        .name = "himmelblau",
        .formula = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
        .source = "Himmelblau 1972, Applied Nonlinear Programming",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {0, 0},
        .domain = {-6, 6, -6, 6},
        .least = 0,
        .minimum_count = 4,
        .minima = {{{3, 2},
                    {-2.805118086952745, 3.131312518250573},
                    {-3.779310253377747, -3.2831859912861696},
                    {3.5844283403304917, -1.8481265269644034}}},
        .has_log_scale = true,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        const V a = fma(x, x, y - V(11));
        const V b = fma(y, y, x - V(7));
        return a * a + b * b;
    }
};

/// A quadratic with slanted axes.
struct Booth {
    static constexpr Info info{
        .name = "booth",
        .formula = "(x + 2 * y - 7)^2 + (2 * x + y - 5)^2",
        .source = "Jamil & Yang 2013, arXiv:1308.4008, function 17",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-9, -9},
        .domain = {-10, 10, -10, 10},
        .least = 0,
        .minimum_count = 1,
        .minima = {{{1, 3}}},
        .has_log_scale = true,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        return square(fma(V(2), y, x - V(7))) + square(fma(V(2), x, y - V(5)));
    }
};

/// A shallow valley along the diagonal.
struct Matyas {
    static constexpr Info info{
        .name = "matyas",
        .formula = "0.26 * (x^2 + y^2) - 0.48 * x * y",
        .source = "Jamil & Yang 2013, arXiv:1308.4008, function 71",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-9, 5},
        .domain = {-10, 10, -10, 10},
        .least = 0,
        .minimum_count = 1,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        return fma(V(0.26), x * x + y * y, V(-0.48) * x * y);
    }
};

/// A valley bent to a parabola, with a minimum on each arm.
struct DixonPrice {
    static constexpr Info info{
        .name = "dixon_price",
        .formula = "(x - 1)^2 + 2 * (2 * y^2 - x)^2",
        .source = "Dixon & Price 1989, J. Optim. Theory Appl. 60",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-8, 5},
        .domain = {-10, 10, -10, 10},
        .least = 0,
        .minimum_count = 2,
        .minima = {{{1, 0.7071067811865476}, {1, -0.7071067811865476}}},
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        const V miss = fma(V(2) * y, y, -x);
        return fma(V(2) * miss, miss, square(x - V(1)));
    }
};

/// A bowl that grows like the fourth power.
struct Zakharov {
    static constexpr Info info{
        .name = "zakharov",
        .formula = "x^2 + y^2 + (x / 2 + y)^2 + (x / 2 + y)^4",
        .source = "Jamil & Yang 2013, arXiv:1308.4008, function 173",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-4, 8},
        .domain = {-5, 10, -5, 10},
        .least = 0,
        .minimum_count = 1,
        .has_log_scale = true,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        const V s = square(fma(V(0.5), x, y));
        return fma(s, s, s) + (x * x + y * y);
    }
};

/// Values over six orders of magnitude.
struct GoldsteinPrice {
    static constexpr Info info{
        .name = "goldstein_price",
        .formula =
            "(1 + (x + y + 1)^2 * (19 - 14 * x + 3 * x^2 - 14 * y + 6 * x * y + 3 * y^2)) * "
            "(30 + (2 * x - 3 * y)^2 * (18 - 32 * x + 12 * x^2 + 48 * y - 36 * x * y + 27 * y^2))",
        .source = "Goldstein & Price 1971, Math. Comp. 25",
        .note = "drawn by its logarithm",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {0.2, -0.5},
        .domain = {-2, 2, -2, 2},
        .least = 3,
        .minimum_count = 1,
        .minima = {{{0, -1}}},
        .has_log_scale = true,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        const V s = x + y;
        const V d = fma(V(2), x, V(-3) * y);
        const V a = fma(V(3) * s - V(14), s, V(19));
        const V b = fma(V(3) * d - V(16), d, V(18));
        return fma(square(s + V(1)), a, V(1)) * fma(square(d), b, V(30));
    }
};

/// Three minima in a row.
struct ThreeHumpCamel {
    static constexpr Info info{
        .name = "three_hump_camel",
        .formula = "2 * x^2 - 1.05 * x^4 + x^6 / 6 + x * y + y^2",
        .source = "Jamil & Yang 2013, arXiv:1308.4008, function 29",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-2, -1.5},
        .least = 0,
        .minimum_count = 1,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        const V z = x * x;
        return fma(z, fma(z, fma(V(1.0 / 6), z, V(-1.05)), V(2)), y * (x + y));
    }
};

/// Six minima, two of them lowest.
struct SixHumpCamel {
    static constexpr Info info{
        .name = "six_hump_camel",
        .formula = "(4 - 2.1 * x^2 + x^4 / 3) * x^2 + x * y + (4 * y^2 - 4) * y^2",
        .source = "Dixon & Szego 1978, Towards Global Optimization 2",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-1.5, 0.3},
        .domain = {-3, 3, -2, 2},
        .least = -1.0316284534898774,
        .minimum_count = 2,
        .minima = {{{0.08984201368301331, -0.7126564032704137},
                    {-0.08984201368301331, 0.7126564032704137}}},
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        const V z = x * x;
        const V w = y * y;
        return fma(z, fma(z, fma(V(1.0 / 3), z, V(-2.1)), V(4)), fma(x, y, V(4) * w * (w - V(1))));
    }
};

/// Four minima, one of them lowest.
struct StyblinskiTang {
    static constexpr Info info{
        .name = "styblinski_tang",
        .formula = "(x^4 - 16 * x^2 + 5 * x + y^4 - 16 * y^2 + 5 * y) / 2",
        .source = "Styblinski & Tang 1990, Neural Networks 3",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {0, 0},
        .least = -78.332331407542828,
        .minimum_count = 1,
        .minima = {{{-2.903534027771177, -2.903534027771177}}},
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        const auto half = [](V z) KASANE_LAMBDA {
            const V w = z * z;
            return fma(w, w - V(16), V(5) * z);
        };
        return V(0.5) * (half(x) + half(y));
    }
};

using ValleySurfaces =
    List<Sphere, Bowl, IllConditioned, Rosenbrock, Beale, Himmelblau, Booth, Matyas, DixonPrice,
         Zakharov, GoldsteinPrice, ThreeHumpCamel, SixHumpCamel, StyblinskiTang>;

}  // namespace kasane::catalog
