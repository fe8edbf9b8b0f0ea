#pragma once
// The arc tangent and its slope.
#include "kasane/math/real_base.hpp"

namespace kasane::math {

/// (atan(t) - t) / t^3 with z = t^2, for |t| up to tan(pi/8).
template <class V>
KASANE_FN V atan_series(V z) {
    if constexpr (is_single<V>) {
        return polynomial(z, -0x1.555554p-2, 0x1.99970ap-3, -0x1.241d38p-3, 0x1.b7e37p-4,
                          -0x1.07d3cap-4);
    } else {
        return polynomial(z, -0x1.5555555555555p-2, 0x1.9999999999816p-3, -0x1.2492492481dbdp-3,
                          0x1.c71c71bcb44aep-4, -0x1.745d156a12876p-4, 0x1.3b137c5a8a1cbp-4,
                          -0x1.110d32a20d66bp-4, 0x1.e17f88126d2c3p-5, -0x1.abce40ef39d62p-5,
                          0x1.721f2b26df7a3p-5, -0x1.14d2099ab57bfp-5, 0x1.fbd723013d409p-7);
    }
}

/// The angle whose tangent is x, in (-pi/2, pi/2).
/// Error   at most 1.2 ULP in float, 1.15 in double.
template <class V>
KASANE_FN V atan(V x) {
    constexpr double quarter = is_single<V> ? 0x1.921fb6p-1 : 0x1.921fb54442d18p-1;
    constexpr double quarter_low = is_single<V> ? -0x1.777a5cp-26 : 0x1.1a62633145c07p-55;
    // atan(a) = k pi/4 + atan(t) with t = a, (a - 1) / (a + 1) or -1 / a.
    const V a = abs(x);
    const auto middle = a > V(0x1.a8279ap-2);
    const auto far = a > V(0x1.3504f4p+1);
    const V top = select(far, V(-1.0), select(middle, a - V(1.0), a));
    const auto sum = two_sum(a, V(1.0));
    const V d = select(far, a, select(middle, sum.high, V(1.0)));
    const V d_low = select(far, V(0.0), select(middle, sum.low, V(0.0)));
    const V t = top / d;
    const V missing = select(middle & (a < V(0x1p60)), fma(-t, d_low, fma(-t, d, top)) / d, V(0.0));
    const V k = select(far, V(2.0), select(middle, V(1.0), V(0.0)));
    const V rest = fma(t * (t * t), atan_series(t * t), fma(k, V(quarter_low), missing));
    const auto s = two_sum(k * V(quarter), t);
    return copysign(s.high + (s.low + rest), x);
}

/// 1 / (1 + x^2).
/// Error   at most 2.0 ULP in float and in double.
template <class V>
KASANE_FN V atan_slope(V x) {
    const V r = V(1.0) / x;
    return select(abs(x) > V(0x1p30), r * r, V(1.0) / fma(x, x, V(1.0)));
}

}  // namespace kasane::math
