#pragma once
// Powers with any exponent.
#include "kasane/math/real_log.hpp"

namespace kasane::math {

/// ((log((1 + s) / (1 - s)) - 2 s) / s^3 - 2/3) / z with z = s^2, for z up to 0.0296.
template <class V>
KASANE_FN V log_series_rest(V z) {
    if constexpr (is_single<V>) {
        return polynomial(z, 0x1.9999a4p-2, 0x1.2479ecp-2, 0x1.d81f56p-3);
    } else {
        return polynomial(z, 0x1.999999999999fp-2, 0x1.249249248e311p-2, 0x1.c71c71d86031fp-3,
                          0x1.745d09a3fd596p-3, 0x1.3b18cea014f09p-3, 0x1.1015df21fef0fp-3,
                          0x1.089b2b8396334p-3);
    }
}

/// log(x) for x > 0 with about twice the digits of V, so that a multiple of it is still accurate.
template <class V>
KASANE_FN Pair<V> log_pair(V x) {
    using F = format_t<V>;
    const auto tiny = x < V(F::smallest_normal);
    const V u = select(tiny, x * V(0x1p54), x);
    const int_t<V> n = exponent_of(u);
    const V k = to_real(n) - select(tiny, V(54.0), V(0.0));
    const V f = from_bits(bits(u) - (n << F::fraction)) - V(1.0);
    // 2 s + 2/3 s^3 + ... with s = f / (2 + f), the first two terms as pairs.
    const V d = f + V(2.0);
    const V s = f / d;
    const V s_low = fma(-s, f - (d - V(2.0)), fma(-s, d, f)) / d;
    const V z = s * s;
    const V z_low = fma(s, s, -z) + V(2.0) * s * s_low;
    const V c = s * z;
    const V c_low = fma(s, z, -c) + fma(s, z_low, s_low * z);
    constexpr double third = is_single<V> ? 0x1.555556p-1 : 0x1.5555555555555p-1;
    constexpr double third_low = is_single<V> ? -0x1.555556p-26 : 0x1.5555555555555p-55;
    const V t = c * V(third);
    const V t_low = fma(c, V(third), -t) + fma(c, V(third_low), c_low * V(third));
    const V rest = c * z * log_series_rest(z);
    const auto whole = exact_product(k, V(ln2_high<V>));
    const auto a = two_sum(whole.high, s + s);
    const auto b = two_sum(a.high, t);
    const V low = rest + t_low + (s_low + s_low) + a.low + b.low + fma(k, V(ln2_low<V>), whole.low);
    return two_sum(b.high, low);
}

/// Whether x is a whole number; infinities count as whole.
template <class V>
KASANE_FN auto is_whole(V x) {
    constexpr double all_whole = is_single<V> ? 0x1p23 : 0x1p52;
    const V a = abs(x);
    return (a >= V(all_whole)) | ((a + V(all_whole)) - V(all_whole) == a);
}

/// x^y for x > 0, by exp(y log x).
template <class V>
KASANE_FN V power_of_positive(V x, V y) {
    using F = format_t<V>;
    const auto l = log_pair(x);
    const V finite = make_finite(y);  // 1^inf is 1
    const V p = finite * l.high;
    const V p_low = fma(finite, l.low, fma(finite, l.high, -p));
    const V inside = clamp_to_exp_range(p);
    const auto e = reduce(inside, select(inside == p, p_low, V(0.0)));
    const V of_finite = ldexp(exp_tail(e.r) + V(1.0), e.n);
    const V of_infinity = select(y > V(0.0), x, V(0.0));
    return select(x <= V(F::largest), of_finite, keep_nan(x, of_infinity));
}

/// x^y. Whole exponents take a negative x; NaN for other exponents below zero. x^0 = 1 for every x.
/// Error   at most 1.2 ULP in float and in double.
template <class V>
KASANE_FN V pow(V x, V y) {
    const V a = abs(x);
    const V at_zero = select(y > V(0.0), V(0.0), V(infinity<V>));
    const V size = keep_nan(y, select(a == V(0.0), at_zero, power_of_positive(a, y)));
    const auto odd = is_whole(y) & !is_whole(y * V(0.5));
    const V below = select(is_whole(y) | (a > V(format_t<V>::largest)), size, V(quiet_nan<V>));
    const V signed_size = select(odd, copysign(size, x), select(x < V(0.0), below, size));
    return select(y == V(0.0), V(1.0), keep_nan(x, signed_size));
}

}  // namespace kasane::math
