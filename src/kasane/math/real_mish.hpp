#pragma once
// tanh(softplus(x)), the gate of Mish, with its slope and curvature. Built from one exponential e =
// exp(-|x|) each, where the textbook form takes two exponentials and a logarithm:
//
//     x <= 0   tanh(softplus(x)) = e (2 + e) / d        d = 2 + 2 e + e^2
//     x >  0                     = 1 - 2 e^2 / d        d = 1 + 2 e + 2 e^2
#include "kasane/math/real_sigmoid.hpp"

namespace kasane::math {

/// y w 2^n for the n of a Decay, 0 at infinite x where `vanished` holds, whatever y is.
template <class V, class Mask>
KASANE_FN V decay_times(V x, V y, Mask vanished, Pair<V> w, int_t<V> n) {
    const auto f = scale_factor(make_finite(y), n);
    return restore_infinity(x, y, vanished, ldexp(fma(f.v, w.high, f.v * w.low), f.n));
}

/// y tanh(softplus(x)), rounded once where the result is subnormal. 0 at x = -inf, whatever y is.
/// Error   at most 1.1 ULP in float, 1.1 in double.
template <class V>
KASANE_FN V tanh_softplus_times(V x, V y) {
    using I = int_t<V>;
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
    const Pair<V> w{select(right, rest, q.high),
                    select(right, ((V(1.0) - rest) - q.high) - q.low, q.low)};
    const auto vanished = x <= V(format_t<V>::exp_times_vanishes);
    return decay_times(x, y, vanished, w, select(right, I(0), c.n));
}

/// tanh(softplus(x)).
/// Error   at most 1.0 ULP in float, 1.0 in double.
template <class V>
KASANE_FN V tanh_softplus(V x) {
    return tanh_softplus_times(x, V(1.0));
}

/// y times the slope of tanh(softplus(x)): 4 e (1 + e) / d^2, right of 0 with one more e.
template <class V>
KASANE_FN V tanh_softplus_slope_times(V x, V y) {
    const auto c = decay(x);
    const auto right = x > V(0.0);
    const V e = c.e;
    const V d = select(right, fma(e, e + e + V(2.0), V(1.0)), fma(e, e + V(2.0), V(2.0)));
    const V q = c.m * (V(1.0) + e) * select(right, e, V(1.0)) / (d * d);
    const auto vanished = abs(x) >= V(-format_t<V>::exp_times_vanishes);
    return decay_times(x, y, vanished, Pair<V>{q, V(0.0)}, c.n + int_t<V>(2));
}

/// y times the curvature of tanh(softplus(x)): 4 e (2 + 2 e - 3 e^2 - 2 e^3) / d^3, right of 0
/// another one.
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
    return decay_times(x, y, vanished, Pair<V>{q, V(0.0)}, c.n + int_t<V>(2));
}

}  // namespace kasane::math
