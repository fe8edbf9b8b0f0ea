#pragma once
// sigmoid, tanh, softplus and their slopes. Slopes are computed from x, never from the value: 1 -
// y^2 has no digits left where tanh saturates.
#include "kasane/math/real_log.hpp"

namespace kasane::math {

/// 1 / (1 + exp(-x)) as a pair times 2^n, n <= 0: for the caller to scale once, at the very end.
template <class V>
struct ScaledSigmoid {
    Pair<V> v;
    int_t<V> n;
    V p;  // exp(-x) = 2^m (1 + p)
    int_t<V> m;
};

template <class V>
KASANE_FN ScaledSigmoid<V> scaled_sigmoid(V x) {
    using I = int_t<V>;
    // exp(-x) = 2^n (1 + p). One division serves both signs: the denominator is 1 + exp(-|x|), up
    // to a factor below 2, as d + low.
    const auto e = reduce(-x);
    const V p = exp_tail(e.r);
    const V h = pow2<V>(max(min(e.n, -e.n), I(1 - format_t<V>::bias)));  // 2^-|n|
    const V b = select(e.n < I(0), h, V(1.0));
    const V one = h + V(1.0);
    const V d = fma(b, p, one);
    const V low = fma(b, p, one - d) + (h - (one - V(1.0)));
    const V u = V(1.0) / d;
    return {{u, u * fma(-u, low, fma(-u, d, V(1.0)))}, min(-e.n, I(0)), p, e.n};
}

/// 1 / (1 + e^-x).
/// Error   at most 0.95 ULP in float, 0.95 in double.
template <class V>
KASANE_FN V sigmoid(V x) {
    const auto s = scaled_sigmoid(clamp_to_exp_range(x));
    return ldexp(s.v.high + s.v.low, s.n);
}

/// y sigmoid(x), rounded once where the result is subnormal. 0 at x = -inf, whatever y is.
/// Error   at most 1.1 ULP in float, 1.1 in double.
template <class V>
KASANE_FN V sigmoid_times(V x, V y) {
    constexpr double low = format_t<V>::exp_times_vanishes;
    const auto s = scaled_sigmoid(clamp_to_exp_range(x, low));
    const auto f = scale_factor(make_finite(y), s.n);
    const V product = ldexp(fma(f.v, s.v.high, f.v * s.v.low), f.n);
    return restore_infinity(x, y, x <= V(low), product);
}

/// sigmoid(x) (y sigmoid(-x) + z), what becomes of sigmoid_times under differentiation, from one
/// exponential and one division.
template <class V>
KASANE_FN V sigmoid_times_slope(V x, V y, V z) {
    using F = format_t<V>;
    constexpr double low = F::exp_times_vanishes;
    const auto s = scaled_sigmoid(max(min(x, V(15.0 - F::exp_vanishes)), V(low)));
    // sigmoid(-x) = exp(-x) sigmoid(x); one of the two has the scale already.
    const V complement = ldexp(fma(s.p, s.v.high, s.v.high), min(s.m, int_t<V>(0)));
    const V sum = gate_add(y, complement, z);
    const auto f = scale_factor(make_finite(sum), s.n);
    const V product = ldexp(fma(f.v, s.v.high, f.v * s.v.low), f.n);
    return restore_infinity(x, sum, x <= V(low), product);
}

/// e / (1 + e)^2 2^shift with e = exp(-|x|).
template <class V>
KASANE_FN V bell(V x, int shift) {
    const auto c = decay(x);
    // (1 + e)^2 = 1 + e (2 + e) and the quotient carry what they lose in rounding.
    const auto s = fast_two_sum(V(2.0), c.e);
    const V d = fma(c.e, s.high, V(1.0));
    const V d_low = fma(c.e, s.high, V(1.0) - d) + fma(c.e, s.low + c.e_low, c.e_low * s.high);
    const auto q = quotient(Pair<V>{c.m, c.m_low}, Pair<V>{d, d_low});
    const int_t<V> n = max(c.n, int_t<V>(2 - 2 * format_t<V>::bias));
    return ldexp(q.high + q.low, n + int_t<V>(shift));
}

/// The slope of sigmoid: sigmoid(x) sigmoid(-x).
/// Error   at most 1.0 ULP in float, 1.0 in double.
template <class V>
KASANE_FN V sigmoid_slope(V x) {
    return bell(x, 0);
}

/// The slope of tanh: 1 / cosh(x)^2.
/// Error   at most 1.0 ULP in float, 1.0 in double.
template <class V>
KASANE_FN V tanh_slope(V x) {
    return bell(x + x, 2);
}

/// tanh(x) for small |x|: below 1 in float, below 0.6 in double.
template <class V>
KASANE_FN V tanh_near(V a) {
    const V z = a * a;
    if constexpr (is_single<V>) {
        return fma(a * z,
                   polynomial(z, -0x1.555552p-2, 0x1.111046p-3, -0x1.b9f914p-5, 0x1.64d7eep-6,
                              -0x1.195694p-7, 0x1.922872p-9, -0x1.b5d39p-11, 0x1.f76cb4p-14),
                   a);
    } else {
        return fma(a * z,
                   polynomial(z, -0x1.5555555555555p-2, 0x1.1111111111029p-3, -0x1.ba1ba1ba063c3p-5,
                              0x1.664f487bc7afap-6, -0x1.226e3421f22cap-7, 0x1.d6d38cc7183a2p-9,
                              -0x1.7d9ea8087f7bfp-10, 0x1.351fbe5a6aee3p-11, -0x1.f1ed90b9ab93bp-13,
                              0x1.8302f94b5fc1ep-14, -0x1.030b7a688f76cp-15, 0x1.a940e535457edp-18),
                   a);
    }
}

/// The hyperbolic tangent.
/// Error   at most 0.95 ULP in float, 1.3 in double.
template <class V>
KASANE_FN V tanh(V x) {
    const V a = abs(x);
    const auto e = reduce(min(a, V(is_single<V> ? 10.0 : 20.0)) * V(2.0));
    const V s = pow2<V>(e.n);
    const V d = fma(s, exp_tail(e.r), s + V(1.0));  // exp(2a) + 1 in one rounding
    const V far = V(1.0) - V(2.0) / d;
    return copysign(select(a < V(is_single<V> ? 1.0 : 0.6), tanh_near(a), far), x);
}

/// log(1 + e.high + e.low) + top for e in [0, 1], top >= 0.
template <class V>
KASANE_FN V log1p_plus(Pair<V> e, V top) {
    const V e_low = e.low * fma(e.high, V(-0.5), V(1.0));  // about e.low / (1 + e)
    if constexpr (is_single<V>) {
        const auto s = two_sum(top, e.high);
        return s.high + fma(e.high * e.high, log1p_unit_rest(e.high), s.low + e_low);
    } else {
        // Where 1 + e > sqrt(2): f = (e - 1) / 2 and one ln 2.
        const auto upper = e.high > V(0x1.a8279ap-2);
        const V f = select(upper, fma(e.high, V(0.5), V(-0.5)), e.high);
        const V k = select(upper, V(1.0), V(0.0));
        const V s = f / (f + V(2.0));
        const V z = s * s;
        const V half = V(0.5) * f * f;
        const V y = fma(s, fma(z, log_series(z), half), fma(k, V(ln2_low<V>), e_low)) - half;
        const auto a = two_sum(top, k * V(ln2_high<V>));
        const auto b = two_sum(a.high, f);
        return b.high + (b.low + (a.low + y));
    }
}

/// log(1 + e^x).
/// Error   at most 1.5 ULP in float, 1.5 in double.
template <class V>
KASANE_FN V softplus(V x) {
    const auto c = decay(x);
    const V e = ldexp(c.m, max(c.n, int_t<V>(2 - 2 * format_t<V>::bias)));  // subnormal ones too
    const V y = log1p_plus(Pair<V>{e, c.e_low}, max(x, V(0.0)));
    return select(x < V(format_t<V>::largest), y, max(x, V(0.0)));
}

}  // namespace kasane::math
