#pragma once
// Surfaces with ripples, and with one deep hole: many places to be caught in.

#include "kasane/catalog/info.hpp"
#include "kasane/catalog/landscape.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/surfaces/article.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// A lattice of local minima in a bowl.
struct Rastrigin {
    static constexpr Info info{
        .name = "rastrigin",
        .formula = "20 + x^2 - 10 * cos(2 * pi * x) + y^2 - 10 * cos(2 * pi * y)",
        .source = "Rastrigin 1974, Systems of Extremal Control",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-2, 3.5},
        .domain = {-5.12, 5.12, -5.12, 5.12},
        .least = 0,
        .minimum_count = 1,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        const V waves = cos(V(2 * surface_pi) * x) + cos(V(2 * surface_pi) * y);
        return fma(V(-10), waves, V(20)) + (x * x + y * y);
    }
};

/// Nearly flat and rippled, with a sharp hole.
struct Ackley {
    static constexpr Info info{
        .name = "ackley",
        .formula =
            "-20 * exp(-0.2 * sqrt((x^2 + y^2) / 2)) - "
            "exp((cos(2 * pi * x) + cos(2 * pi * y)) / 2) + exp(1) + 20",
        .source = "Ackley 1987, A Connectionist Machine for Genetic Hillclimbing",
        .note =
            "has no gradient at the origin, its minimum: 0 is taken; the full domain is +-32.768",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-3, 2},
        .least = 0,
        .minimum_count = 1,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        const V distance = sqrt(V(0.5) * (x * x + y * y));
        const V waves = cos(V(2 * surface_pi) * x) + cos(V(2 * surface_pi) * y);
        return V(-20) * expm1(V(-0.2) * distance) -
               V(0x1.5bf0a8b145769p+1) * expm1(fma(V(0.5), waves, V(-1)));
    }
};

/// Ripples on a very wide bowl.
struct Griewank {
    static constexpr Info info{
        .name = "griewank",
        .formula = "1 + (x^2 + y^2) / 4000 - cos(x) * cos(y / sqrt(2))",
        .source = "Griewank 1981, J. Optim. Theory Appl. 34",
        .note = "the full domain is +-600",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-8, 6},
        .domain = {-10, 10, -10, 10},
        .least = 0,
        .minimum_count = 1,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        return fma(V(1.0 / 4000), x * x + y * y,
                   fma(-cos(x), cos(V(0x1.6a09e667f3bcdp-1) * y), V(1)));
    }
};

/// Flat, but for one hole.
struct Easom {
    static constexpr Info info{
        .name = "easom",
        .formula = "-cos(x) * cos(y) * exp(-(x - pi)^2 - (y - pi)^2)",
        .source = "Easom 1990, M. Eng. thesis, University of Louisville",
        .note = "the full domain is +-100",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {2, 2},
        .domain = {-10, 10, -10, 10},
        .least = -1,
        .minimum_count = 1,
        .minima = {{{0x1.921fb54442d18p+1, 0x1.921fb54442d18p+1}}},
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        return -cos(x) * cos(y) * exp(-square(x - V(surface_pi)) - square(y - V(surface_pi)));
    }
};

/// Waves that grow with the distance.
struct Levy13 {
    static constexpr Info info{
        .name = "levy_13",
        .aliases = {"levy", "levy_n13"},
        .formula =
            "sin(3 * pi * x)^2 + (x - 1)^2 * (1 + sin(3 * pi * y)^2) + "
            "(y - 1)^2 * (1 + sin(2 * pi * y)^2)",
        .source = "Levy & Montalvo 1985, SIAM J. Sci. Stat. Comput. 6",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-4, 4},
        .domain = {-10, 10, -10, 10},
        .least = 0,
        .minimum_count = 1,
        .minima = {{{1, 1}}},
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        const V x_wave = square(sin(V(3 * surface_pi) * x));
        const V y_wave = square(sin(V(3 * surface_pi) * y));
        const V y_long = square(sin(V(2 * surface_pi) * y));
        return x_wave + fma(square(x - V(1)), V(1) + y_wave, square(y - V(1)) * (V(1) + y_long));
    }
};

/// A valley along the diagonal, with waves.
struct McCormick {
    static constexpr Info info{
        .name = "mccormick",
        .formula = "sin(x + y) + (x - y)^2 - 1.5 * x + 2.5 * y + 1",
        .source = "McCormick 1976, Mathematical Programming 10",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-1.5, 4},
        .domain = {-1.5, 4, -3, 4},
        .least = -1.9132229549810367,
        .minimum_count = 1,
        .minima = {{{-0.5471975511965977, -1.5471975511965976}}},
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        return sin(x + y) + square(x - y) + fma(V(-1.5), x, fma(V(2.5), y, V(1)));
    }
};

/// A bowl with small waves.
struct Bohachevsky {
    static constexpr Info info{
        .name = "bohachevsky",
        .aliases = {"bohachevsky_1"},
        .formula = "x^2 + 2 * y^2 - 0.3 * cos(3 * pi * x) - 0.4 * cos(4 * pi * y) + 0.7",
        .source = "Bohachevsky et al. 1986, Technometrics 28",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-60, 40},
        .domain = {-100, 100, -100, 100},
        .least = 0,
        .minimum_count = 1,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        const V waves =
            fma(V(-0.3), cos(V(3 * surface_pi) * x), V(-0.4) * cos(V(4 * surface_pi) * y));
        return fma(x, x, fma(V(2) * y, y, waves + V(0.7)));
    }
};

/// Rings around the centre.
struct DropWave {
    static constexpr Info info{
        .name = "drop_wave",
        .formula = "-(1 + cos(12 * sqrt(x^2 + y^2))) / ((x^2 + y^2) / 2 + 2)",
        .source = "Jamil & Yang 2013, arXiv:1308.4008; Surjanovic & Bingham 2013",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {1, 1},
        .domain = {-5.12, 5.12, -5.12, 5.12},
        .least = -1,
        .minimum_count = 1,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        const V z = x * x + y * y;
        return -(V(1) + cos(V(12) * sqrt(z))) / fma(V(0.5), z, V(2));
    }
};

/// The lowest place is far from the next lowest.
struct Schwefel {
    static constexpr Info info{
        .name = "schwefel",
        .aliases = {"schwefel_2_26"},
        .formula = "837.9657745448674 - x * sin(sqrt(abs(x))) - y * sin(sqrt(abs(y)))",
        .source = "Schwefel 1981, Numerical Optimization of Computer Models, problem 2.26",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-200, 300},
        .domain = {-500, 500, -500, 500},
        .least = 0,
        .minimum_count = 1,
        .minima = {{{420.96874635998203, 420.96874635998203}}},
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        return V(837.9657745448674) - x * sin(sqrt(abs(x))) - y * sin(sqrt(abs(y)));
    }
};

/// Three minima, equally low.
struct Branin {
    static constexpr Info info{
        .name = "branin",
        .formula =
            "(y - 5.1 * x^2 / (4 * pi^2) + 5 * x / pi - 6)^2 + "
            "10 * (1 - 1 / (8 * pi)) * cos(x) + 10",
        .source = "Branin 1972, IBM J. Res. Dev. 16",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {2.5, 7.5},
        .domain = {-5, 10, 0, 15},
        .least = 0.39788735772973816,
        .minimum_count = 3,
        .minima = {{{-0x1.921fb54442d18p+1, 12.275},
                    {0x1.921fb54442d18p+1, 2.275},
                    {9.4247779607693793, 2.475}}},
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        constexpr double bend = 5.1 / (4 * surface_pi * surface_pi);
        constexpr double wave = 10 * (1 - 1 / (8 * surface_pi));
        const V miss = fma(x, fma(V(-bend), x, V(5 / surface_pi)), y - V(6));
        return fma(miss, miss, fma(V(wave), cos(x), V(10)));
    }
};

/// Rugged everywhere; the lowest place lies on the border.
struct Eggholder {
    static constexpr Info info{
        .name = "eggholder",
        .formula = "-(y + 47) * sin(sqrt(abs(y + x / 2 + 47))) - x * sin(sqrt(abs(x - y - 47)))",
        .source = "Whitley et al. 1996, Artificial Intelligence 85",
        .note = "has bends where the numbers under the roots are 0",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-333, -333},
        .domain = {-512, 512, -512, 512},
        .least = -959.64066272085051,
        .minimum_count = 1,
        .minima = {{{512, 404.23180502482657}}},
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        const V top = y + V(47);
        return -top * sin(sqrt(abs(fma(V(0.5), x, top)))) - x * sin(sqrt(abs(x - top)));
    }
};

using WaveSurfaces = List<Rastrigin, Ackley, Griewank, Easom, Levy13, McCormick, Bohachevsky,
                          DropWave, Schwefel, Branin, Eggholder>;

}  // namespace kasane::catalog
