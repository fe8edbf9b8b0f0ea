#pragma once
// log and log1p.
#include <limits>

#include "kasane/math/real_exp.hpp"

namespace kasane::math {

/// (log((1 + s) / (1 - s)) - 2 s) / s^3 with z = s^2, for z up to 0.0296.
template <class V>
KASANE_FN V log_series(V z) {
    return polynomial(z, 0x1.5555555555558p-1, 0x1.9999999995184p-2, 0x1.2492492e25b5cp-2,
                      0x1.c71c629bb2a24p-3, 0x1.7462caae06f6cp-3, 0x1.39fb717ba3f55p-3,
                      0x1.2b7d1f2abae36p-3);
}

/// log(1 + f) + k ln 2 for f in [sqrt(1/2) - 1, sqrt(2) - 1].
template <class V>
KASANE_FN V log_core(V f, V k) {
    if constexpr (is_single<V>) {
        const V z = f * f;
        const V q = polynomial(f, 0x1.55557p-2, -0x1.000234p-2, 0x1.99944ep-3, -0x1.5466fep-3,
                               0x1.239ce2p-3, -0x1.0e96ccp-3, 0x1.015976p-3, -0x1.2a6f8p-4);
        const V y = fma(V(-0.5), z, fma(f * z, q, k * V(ln2_low<V>)));
        return fma(k, V(ln2_high<V>), f + y);
    } else {
        // log((1 + s) / (1 - s)) with s = f / (2 + f), as f - f^2/2 + s (f^2/2 + series).
        const V s = f / (f + V(2.0));
        const V z = s * s;
        const V half = V(0.5) * f * f;
        const V y = fma(s, fma(z, log_series(z), half), k * V(ln2_low<V>)) - half;
        return fma(k, V(ln2_high<V>), f + y);
    }
}

/// The exponent k that brings u 2^-k into [sqrt(1/2), sqrt(2)); u a positive normal number.
template <class V>
KASANE_FN int_t<V> exponent_of(V u) {
    using F = format_t<V>;
    return (bits(u) - int_t<V>(F::sqrt_half)) >> F::fraction;
}

template <class V>
inline constexpr double infinity = std::numeric_limits<double>::infinity();
template <class V>
inline constexpr double quiet_nan = std::numeric_limits<double>::quiet_NaN();

/// What log gives where its argument is not a positive finite number.
template <class V>
KASANE_FN V log_specials(V argument, V x, V y) {
    const V inf = V(infinity<V>);
    const V outside = select(argument == V(0.0), -inf, x + V(quiet_nan<V>));
    return select(argument > V(0.0), select(argument < inf, y, x), outside);
}

/// The natural logarithm; -inf at 0, NaN below.
/// Error   at most 0.9 ULP in float, 0.85 in double.
template <class V>
KASANE_FN V log(V x) {
    using F = format_t<V>;
    const auto tiny = x < V(F::smallest_normal);
    const V u = select(tiny, x * V(0x1p54), x);
    const int_t<V> k = exponent_of(u);
    const V m = from_bits(bits(u) - (k << F::fraction));
    const V y = log_core(m - V(1.0), to_real(k) - select(tiny, V(54.0), V(0.0)));
    return log_specials(x, x, y);
}

/// log(1 + x), accurate near 0 too; -inf at -1, NaN below.
/// Error   at most 1.5 ULP in float, 1.4 in double.
template <class V>
KASANE_FN V log1p(V x) {
    using I = int_t<V>;
    // 2^-k below must stay a normal number.
    constexpr double far = is_single<V> ? 0x1p64 : 0x1p512;
    constexpr double down = is_single<V> ? 0x1p-32 : 0x1p-256;
    constexpr double shift = is_single<V> ? 32.0 : 256.0;
    const auto large = x > V(far);
    const V z = select(large, x * V(down), x);
    const I k = exponent_of(z + V(1.0));
    const V s = pow2<V>(-k);
    const V f = fma(z, s, s - V(1.0));  // (1 + z) 2^-k - 1 with a single rounding
    const V y = log_core(f, to_real(k) + select(large, V(shift), V(0.0)));
    const V kept = select(abs(x) < V(is_single<V> ? 0x1p-60 : 0x1p-120), x, y);  // -0, subnormals
    return log_specials(x + V(1.0), x, kept);
}

/// (log(1 + e) - e) / e^2 for e in [0, 1], in float.
template <class V>
KASANE_FN V log1p_unit_rest(V e) {
    return polynomial(e, -0x1.ffffd2p-2, 0x1.554ddap-2, -0x1.ff2556p-3, 0x1.935568p-3,
                      -0x1.3a6736p-3, 0x1.b53c48p-4, -0x1.d7efa8p-5, 0x1.4a9226p-6, -0x1.b22adep-9);
}

}  // namespace kasane::math
