#pragma once
// Places where the gradient vanishes, or nearly so, and that are no minimum.

#include "kasane/catalog/info.hpp"
#include "kasane/catalog/landscape.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// Escape test: how many steps until |y| > 1?
struct Saddle {
    static constexpr Info info{
        .name = "saddle",
        .formula = "x^2 - y^2",
        .source = "the simplest saddle",
        .note = "has no minimum",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-1, 0.001},
        .domain = {-2, 2, -2, 2},
        .is_unbounded = true,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        return (x - y) * (x + y);
    }
};

/// Three ways down, and no curvature at the origin.
struct MonkeySaddle {
    static constexpr Info info{
        .name = "monkey_saddle",
        .formula = "x^3 - 3 * x * y^2",
        .source = "Hilbert & Cohn-Vossen 1932, section 29",
        .note = "has no minimum; its Hessian at the origin is 0",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {0.9, 0.001},
        .domain = {-2, 2, -2, 2},
        .is_unbounded = true,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        return x * fma(x, x, V(-3) * y * y);
    }
};

/// A hole in a plain: far out the gradient vanishes.
struct Plateau {
    static constexpr Info info{
        .name = "plateau",
        .aliases = {"gaussian_hole"},
        .formula = "1 - exp(-(x^2 + y^2) / 8)",
        .source = "a Gaussian, upside down",
        .note = "with ramps of tanh instead: article_2",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-5, 4},
        .domain = {-6, 6, -6, 6},
        .least = 0,
        .minimum_count = 1,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        return -expm1(V(-0.125) * (x * x + y * y));
    }
};

using SaddleSurfaces = List<Saddle, MonkeySaddle, Plateau>;

}  // namespace kasane::catalog
