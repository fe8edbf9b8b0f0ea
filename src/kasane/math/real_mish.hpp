#pragma once
// tanh(softplus(x)), the gate of Mish, with its slope and curvature. Built from one exponential and
// one division each, where the textbook form takes two exponentials and a logarithm.
#include "kasane/math/real_sigmoid.hpp"

namespace kasane::math {

/// y tanh(softplus(x)) for ordinary x and finite y, in float. With e = e^x and d = 2 + e (2 + e) it
/// is y e (1 - (e + e^2) / d) and also y (1/2 + (e^2/2 + e - 1) / d): left and right of -0.7, the
/// fraction is small beside what it is added to, and its roundings are too.
template <class V>
KASANE_FN V tanh_softplus_single(V x, V y) {
    const auto left = x < V(-0.7);
    const auto r = reduce(min(x, V(20.0)));
    const V s = pow2<V>(r.n);
    const V p = exp_tail(r.r);
    const V e = fma(s, p, s);
    const V e2 = fma(s, p, s + V(2.0));
    const V ys = y * s;
    const V ye = fma(ys, p, ys);
    const V numerator = select(left, -fma(e, e, e), fma(V(0.5) * e, e2, V(-1.0)));
    return fma(select(left, ye, y), numerator / fma(e, e2, V(2.0)), select(left, ye, V(0.5) * y));
}

/// The same in double, rounded once, with e = exp(-|x|):
///
///     x <= 0   tanh(softplus(x)) = e (2 + e) / d        d = 2 + 2 e + e^2
///     x >  0                     = 1 - 2 e^2 / d        d = 1 + 2 e + 2 e^2
template <class V>
KASANE_FN V tanh_softplus_double(V x, V y) {
    const auto c = decay(x);
    const auto right = x > V(0.0);
    // Both sides as a quotient of pairs, which carry what the parts lost in rounding: on the left
    // m (2 + e) / (2 + e (2 + e)), on the right 2 e^2 / (1 + 2 e (1 + e)).
    const auto s = fast_two_sum(select(right, V(1.0), V(2.0)), c.e);
    const V u = select(right, c.e + c.e, c.m);
    const V u_low = select(right, c.e_low + c.e_low, c.m_low);
    const V v = select(right, c.e, s.high);
    const V v_low = select(right, c.e_low, s.low + c.e_low);
    const V a = u * v;
    const Pair<V> numerator{a, fma(u, v, -a) + fma(u, v_low, u_low * v)};
    const V k = select(right, V(1.0), V(2.0));
    const V b = select(right, u, c.e);
    const V d = fma(b, s.high, k);
    const V b_low = select(right, u_low, c.e_low);
    const V d_low = fma(b, s.high, k - d) + fma(b, s.low + c.e_low, b_low * s.high);
    const auto q = quotient(numerator, Pair<V>{d, d_low});
    const V rest = V(1.0) - q.high;
    const V high = select(right, rest, q.high);
    const V low = select(right, ((V(1.0) - rest) - q.high) - q.low, q.low);
    return ldexp(fma(y, high, y * low), select(right, int_t<V>(0), c.n));
}

/// y tanh(softplus(x)), rounded once where the result is subnormal. 0 at x = -inf, whatever y is.
/// Error   at most 1.9 ULP in float, 1.1 in double.
template <class V>
KASANE_FN V tanh_softplus_times(V x, V y) {
    const auto ordinary = [](V z, V w) KASANE_LAMBDA {
        if constexpr (is_single<V>) {
            return tanh_softplus_single(z, w);
        } else {
            return tanh_softplus_double(z, w);
        }
    };
    constexpr double end = format_t<V>::exp_ordinary;
    if (all(is_ordinary(x) & is_moderate(y))) return ordinary(x, y);
    const V near = ordinary(clamp_to_ordinary(x), make_finite(y));
    const auto vanishes = x < V(-end);
    return select(vanishes, exp_times_everywhere(x, y), restore_infinity(x, y, vanishes, near));
}

/// tanh(softplus(x)).
/// Error   at most 1.75 ULP in float, 1.0 in double.
template <class V>
KASANE_FN V tanh_softplus(V x) {
    return tanh_softplus_times(x, V(1.0));
}

// y t' + z t for t = tanh(softplus(x)), what becomes of tanh_softplus_times under differentiation.

/// Whether e^x and e^(2 x) are normal numbers.
template <class V>
KASANE_FN auto is_inside_mish(V x) {
    return abs(x) < V(0.5 * format_t<V>::exp_ordinary);
}

/// For such x and moderate y and z. With e = e^x, a = 1 + e and d = 1 + a^2:  t = 1 - 2 / d  and
/// t' = 4 e a / d^2.
template <class V>
KASANE_FN V tanh_softplus_slope_inside(V x, V y, V z) {
    const auto r = reduce(x);
    const V s = pow2<V>(r.n);
    const V p = exp_tail(r.r);
    const V e = fma(s, p, s);
    const V a = fma(s, p, s + V(1.0));
    const V u = V(1.0) / fma(a, a, V(1.0));
    // What can be had before the division stands first: it is long, and all waits for it.
    const V ye = y * e;
    // Left: e (y + z) - e^2 g, where y + z is often exact and e^2 g small.
    const V g = fma(u, fma(ye + ye, u, a * (z - ye)), y);
    const V yz = y + z;
    const V left = fma(-(e * e), g, fma(yz, p, yz) * s);
    // Right: t as 1/2 and what is missing.
    const V rest = fma(V(4.0) * y, e * (a * u), z * fma(V(0.5) * a, a, V(-1.5)));
    return select(x < V(-0.44), left, fma(u, rest, V(0.5) * z));
}

/// For every x, y and z.
template <class V>
KASANE_FN V tanh_softplus_slope_everywhere(V x, V y, V z) {
    constexpr double end = format_t<V>::exp_ordinary;
    const V near = tanh_softplus_slope_inside(max(min(x, V(0.5 * end)), V(-0.5 * end)),
                                              make_finite(y), make_finite(z));
    const auto finite = (make_finite(y) == y) & (make_finite(z) == z);
    const V far = select(x < V(0.0), exp_times_everywhere(x, y + z),
                         exp_times_everywhere(V(-2.0) * x, V(4.0) * y) + z);
    return select(is_inside_mish(x), select(finite, near, y + z), keep_nan(x, far));
}

template <class V>
KASANE_FN V tanh_softplus_times_slope(V x, V y, V z) {
    const auto ordinary = is_inside_mish(x) & is_moderate(y) & is_moderate(z);
    if (all(ordinary)) return tanh_softplus_slope_inside(x, y, z);
    return tanh_softplus_slope_everywhere(x, y, z);
}

/// y times the curvature of tanh(softplus(x)): 4 e (2 + 2 e - 3 e^2 - 2 e^3) / d^3, right of 0
/// another one, with e = exp(-|x|) and d as above.
template <class V>
KASANE_FN V tanh_softplus_curvature_times(V x, V y) {
    const auto c = decay(x);
    const auto right = x > V(0.0);
    const V e = c.e;
    const V d = select(right, fma(e, e + e + V(2.0), V(1.0)), fma(e, e + V(2.0), V(2.0)));
    const V left_part = polynomial(e, 2.0, 2.0, -3.0, -2.0);
    const V right_part = e * polynomial(e, -2.0, -3.0, 2.0, 2.0);
    const V q = c.m * select(right, right_part, left_part) / (d * d * d);
    const auto vanished = abs(x) >= V(-format_t<V>::exp_times_vanishes);
    const auto f = scale_factor(make_finite(y), c.n + int_t<V>(2));
    return restore_infinity(x, y, vanished, ldexp(f.v * q, f.n));
}

}  // namespace kasane::math
