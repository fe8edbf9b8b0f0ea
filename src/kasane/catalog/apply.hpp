#pragma once
// A pointwise formula and its derivatives by automatic differentiation, over any value type. The
// kernels and the double reference both call these.

#include <concepts>
#include <cstddef>
#include <utility>

#include "kasane/catalog/counts.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// Whether the slope of F is the same number everywhere, so that a NaN input does not reach it.
template <class F>
inline constexpr bool has_constant_slope = false;
template <class F>
    requires requires { F::constant_slope; }
inline constexpr bool has_constant_slope<F> = F::constant_slope;

/// A derivative is NaN where an input is: a comparison in the formula may have let it pass.
template <class F, class V>
KASANE_FN V with_nan_of(const V* inputs, V derivative) {
    if constexpr (!has_constant_slope<F>) {
        for (std::size_t k = 0; k < input_count<F>; ++k) {
            derivative = keep_nan(inputs[k], derivative);
        }
    }
    return derivative;
}

/// Calls f with make(args[k], k) for each of its N arguments.
template <std::size_t N, class F, class V, class Make>
KASANE_FN auto call_with(const F& f, const V* args, Make make) {
    return [&]<std::size_t... k>(std::index_sequence<k...>) KASANE_LAMBDA {
        return f(make(args[k], static_cast<int>(k))...);
    }
    (std::make_index_sequence<N>{});
}

template <std::size_t N, class F, class V>
KASANE_FN V value(const F& f, const V* args) {
    return call_with<N>(f, args, [](V x, int) KASANE_LAMBDA { return x; });
}

namespace detail {

template <class F, class V, std::size_t... k>
constexpr bool brings_slope(std::index_sequence<k...>) {
    return requires(const F& f, const V* args) { f.slope(args[k]...); };
}
template <class F, class V, std::size_t... k>
constexpr bool brings_curvature(std::index_sequence<k...>) {
    return requires(const F& f, const V* args) { f.curvature(args[k]...); };
}

}  // namespace detail

/// d f / d arg_i. A struct may bring its own `slope` for the first argument; it takes what f takes.
template <std::size_t N, class F, class V>
KASANE_FN V partial(const F& f, int i, const V* args) {
    using D = math::Dual<V>;
    if constexpr (detail::brings_slope<F, V>(std::make_index_sequence<N>{})) {
        const auto slope = [&f](auto... x) KASANE_LAMBDA { return f.slope(x...); };
        if (N == 1 || i == 0) return value<N>(slope, args);
    }
    const D y = call_with<N>(
        f, args, [i](V x, int k) KASANE_LAMBDA { return D(x, V(N == 1 || k == i ? 1 : 0)); });
    return with_nan_of<F>(args, y.d);
}

/// d2 f / (d arg_i d arg_j). A struct may bring its own `curvature`, twice by the first argument.
template <std::size_t N, class F, class V>
KASANE_FN V second_partial(const F& f, int i, int j, const V* args) {
    using D = math::Dual<V>;
    using DD = math::Dual<D>;
    if constexpr (detail::brings_curvature<F, V>(std::make_index_sequence<N>{})) {
        const auto curvature = [&f](auto... x) KASANE_LAMBDA { return f.curvature(x...); };
        if (N == 1 || (i == 0 && j == 0)) return value<N>(curvature, args);
    }
    const DD y = call_with<N>(f, args, [i, j](V x, int k) KASANE_LAMBDA {
        return DD(D(x, V(k == j ? 1 : 0)), D(V(k == i ? 1 : 0), V(0)));
    });
    return with_nan_of<F>(args, y.d.d);
}

}  // namespace kasane::catalog
