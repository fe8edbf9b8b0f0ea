#pragma once
// The four surfaces that the article shows its optimizers on.

#include "kasane/catalog/info.hpp"
#include "kasane/catalog/landscape.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

inline constexpr double surface_pi = 0x1.921fb54442d18p+1;

/// A ridge along x: how fast does a method leave it?
struct ArticleSaddle {
    static constexpr Info info{
        .name = "article_1",
        .aliases = {"article_saddle", "ridge"},
        .formula = "y^2 - x^2",
        .source = "the article's test type 1",
        .note = "has no minimum; the article's exact point is one of the two lowest of its square",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {1e-4, 4},
        .least = -25,
        .minimum_count = 2,
        .minima = {{{5, 0}, {-5, 0}}},
        .is_unbounded = true,
        .contour_step = 1,
        .epochs = 128,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        return (y - x) * (y + x);
    }
};

/// Flat far out: gradients vanish there.
struct ArticlePlateaus {
    static constexpr Info info{
        .name = "article_2",
        .aliases = {"article_plateaus", "tanh_plateaus"},
        .formula = "tanh(x)^2 + tanh(y)^2",
        .source = "the article's test type 2",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-1, 2},
        .least = 0,
        .minimum_count = 1,
        .contour_step = 0.25,
        .elevation = 75,
        .epochs = 128,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        return square(tanh(x)) + square(tanh(y));
    }
};

/// sin(pi x) / (pi x). Near 0 the quotient's derivatives would cancel: there it is its series.
template <class V>
KASANE_FN V sinc(V x) {
    const V u = V(surface_pi) * x;
    const V z = u * u;
    const V near = math::polynomial(z, 1.0, -1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880,
                                    -1.0 / 39916800, 1.0 / 6227020800, -1.0 / 1307674368000,
                                    1.0 / 355687428096000, -1.0 / 121645100408832000);
    const V divisor = select(z < V(1), V(1), u);
    return select(z < V(1), near, sin(u) / divisor);
}

/// A bowl with ripples: many local minima around the lowest at the origin.
struct ArticleRipples {
    static constexpr Info info{
        .name = "article_3",
        .aliases = {"article_ripples", "sinc_bowl"},
        .formula = "-(sin(pi * x) / (pi * x) + sin(pi * y) / (pi * y)) + (x^2 + y^2) / 10",
        .source = "the article's test type 3, the default of its class",
        .note =
            "sin(pi x) / (pi x) is 1 at 0; near 0 its series is taken, which keeps all digits "
            "of the gradient",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-3, 4},
        .least = -2,
        .minimum_count = 1,
        .contour_step = 0.125,
        .elevation = 55,
        .epochs = 1024,
        .seed = 543,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        return fma(V(0.1), x * x + y * y, -(sinc(x) + sinc(y)));
    }
};

/// A narrow trench along x = 0 in a wide bowl.
struct ArticleTrench {
    static constexpr Info info{
        .name = "article_4",
        .aliases = {"article_trench", "trench"},
        .formula = "(x^2 + y^2) / 8 + tanh(10 * x)^2",
        .source = "the article's test type 4, the one it draws",
    };
    static constexpr int inputs = 2;
    static constexpr Landscape landscape{
        .start = {-2, 2},
        .least = 0,
        .minimum_count = 1,
        .contour_step = 0.25,
        .elevation = 45,
        .azimuth = -87,
        .epochs = 256,
        .seed = 3,
    };

    template <class V>
    KASANE_FN V operator()(V x, V y) const {
        return fma(V(0.125), x * x + y * y, square(tanh(V(10) * x)));
    }
};

using ArticleSurfaces = List<ArticleSaddle, ArticlePlateaus, ArticleRipples, ArticleTrench>;

}  // namespace kasane::catalog
