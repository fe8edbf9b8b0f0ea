#pragma once
// sigmoid, tanh, softplus and their slopes. Slopes are computed from x, never from the value: 1 -
// y^2 has no digits left where tanh saturates.
#include "kasane/math/real_log.hpp"

namespace kasane::math {

/// 2^n (1 + p) + k in one rounding of full size, and what it loses.
template <class V>
struct ExpPlus {
    V sum;   // 2^n + k
    V rest;  // 2^n + k - sum; not 0 for large n alone
    V s;     // 2^n
    V p;

    KASANE_FN ExpPlus(Reduced<V> e, V k) : s(pow2<V>(e.n)), p(exp_tail(e.r)) {
        sum = s + k;
        rest = k - (sum - s);
    }
    KASANE_FN V value() const { return fma(s, p, rest) + sum; }
    /// 1 / this, with what the denominator loses put right.
    KASANE_FN V inverse() const { return divisor().inverse(); }

    /// The sum as a pair, to divide by it.
    struct Divisor {
        V d;
        V low;
        V u;  // 1 / d

        KASANE_FN V inverse() const { return fma(-u, u * low, u); }
        /// a over it with hardly more than one rounding.
        KASANE_FN V under(V a) const {
            const V q = a * u;
            return fma(u, fma(-q, low, fma(-q, d, a)), q);
        }
    };
    KASANE_FN Divisor divisor() const {
        const V d = fma(s, p, sum);
        return {d, fma(s, p, sum - d) + rest, V(1.0) / d};
    }
};

/// 1 / (1 + e^-x).
/// Error   at most 1.4 ULP in float, 1.4 in double.
template <class V>
KASANE_FN V sigmoid(V x) {
    const auto ordinary = [](V z)
                              KASANE_LAMBDA { return ExpPlus<V>(reduce(-z), V(1.0)).inverse(); };
    if (all(is_ordinary(x))) return ordinary(x);
    const auto vanishes = x < V(-format_t<V>::exp_ordinary);
    return select(vanishes, exp_everywhere(x), ordinary(clamp_to_ordinary(x)));
}

/// y sigmoid(x), rounded once where the result is subnormal. 0 at x = -inf, whatever y is.
/// Error   at most 1.75 ULP in float, 1.75 in double.
template <class V>
KASANE_FN V sigmoid_times(V x, V y) {
    const auto ordinary = [](V z, V w)
                              KASANE_LAMBDA { return w / ExpPlus<V>(reduce(-z), V(1.0)).value(); };
    if (all(is_ordinary(x))) return ordinary(x, y);
    const auto vanishes = x < V(-format_t<V>::exp_ordinary);
    return select(vanishes, exp_times_everywhere(x, y), ordinary(clamp_to_ordinary(x), y));
}

/// y sigmoid(x + low) for an x that is not -inf, with low at most an ulp of it: where the sigmoid
/// is small, low counts.
template <class V>
KASANE_FN V sigmoid_times_pair(V x, V low, V y) {
    const auto ordinary = [](V z, V z_low, V w) KASANE_LAMBDA {
        return w / ExpPlus<V>(reduce(-z, -z_low), V(1.0)).value();
    };
    if (all(is_ordinary(x))) return ordinary(x, low, y);
    const V near = ordinary(clamp_to_ordinary(x), select(is_ordinary(x), low, V(0.0)), y);
    const V far = exp_times_everywhere(x, y);
    return select(x <= V(-format_t<V>::exp_ordinary), gate_add(far, low, far), near);
}

/// factor / (1 + e^|x|), rounded once where it is subnormal. With factor 1 this is the lesser of
/// sigmoid(x) and sigmoid(-x).
template <class V>
KASANE_FN V lesser_sigmoid(V x, double factor = 1.0) {
    constexpr int down = is_single<V> ? 32 : 64;  // keeps 1 + e^|x| from overflow
    constexpr double k = is_single<V> ? 0x1p-32 : 0x1p-64;
    auto e = reduce(min(abs(x), V(2.0 - format_t<V>::exp_vanishes)));
    e.n = e.n - int_t<V>(down);
    const ExpPlus<V> d(e, V(k));
    if constexpr (is_single<V>) {
        return V(k * factor) / d.value();
    } else {
        return V(k * factor) * d.inverse();
    }
}

/// sigmoid(x) (y sigmoid(-x) + z), what becomes of sigmoid_times under differentiation, from one
/// exponential and one division.
template <class V>
KASANE_FN V sigmoid_times_slope(V x, V y, V z) {
    const auto ordinary = [](V w, V y1, V z1) KASANE_LAMBDA {
        const auto left = w < V(0.0);
        const auto d = ExpPlus<V>(reduce(abs(w)), V(1.0)).divisor();
        // Left, y sigmoid(-x) + z is (y + z) - y sigmoid(x), and y + z is often exact.
        const V sum = fma(select(left, -y1, y1), d.u, select(left, y1 + z1, z1));
        return select(left, d.under(sum), (V(1.0) - d.u) * sum);
    };
    if (all(is_ordinary(x) & is_moderate(y))) return ordinary(x, y, z);
    const V near = ordinary(clamp_to_ordinary(x), make_finite(y), z);
    const V far =
        select(x < V(0.0), exp_times_everywhere(x, y + z), exp_times_everywhere(-x, y) + z);
    return select(is_ordinary(x), select(make_finite(y) == y, near, y + z), keep_nan(x, far));
}

/// The slope of sigmoid: sigmoid(x) sigmoid(-x).
/// Error   at most 2.0 ULP in float, 1.75 in double.
template <class V>
KASANE_FN V sigmoid_slope(V x) {
    const V q = lesser_sigmoid(x);
    return fma(-q, q, q);
}

/// The slope of tanh: 1 / cosh(x)^2.
/// Error   at most 2.0 ULP in float, 1.75 in double.
template <class V>
KASANE_FN V tanh_slope(V x) {
    const V q = lesser_sigmoid(x + x, 4.0);
    return fma(V(-0.25) * q, q, q);
}

/// (tanh(a) / a - 1) / z with z = a^2, for a below 1 in float, below 0.6 in double.
template <class V>
KASANE_FN V tanh_series(V z) {
    if constexpr (is_single<V>) {
        return polynomial(z, -0x1.555552p-2, 0x1.111046p-3, -0x1.b9f914p-5, 0x1.64d7eep-6,
                          -0x1.195694p-7, 0x1.922872p-9, -0x1.b5d39p-11, 0x1.f76cb4p-14);
    } else {
        return polynomial(z, -0x1.5555555555555p-2, 0x1.1111111111029p-3, -0x1.ba1ba1ba063c3p-5,
                          0x1.664f487bc7afap-6, -0x1.226e3421f22cap-7, 0x1.d6d38cc7183a2p-9,
                          -0x1.7d9ea8087f7bfp-10, 0x1.351fbe5a6aee3p-11, -0x1.f1ed90b9ab93bp-13,
                          0x1.8302f94b5fc1ep-14, -0x1.030b7a688f76cp-15, 0x1.a940e535457edp-18);
    }
}

/// tanh(a) for such a.
template <class V>
KASANE_FN V tanh_near(V a) {
    const V z = a * a;
    return fma(a * z, tanh_series(z), a);
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
