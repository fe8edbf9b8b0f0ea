#pragma once
// sin and cos for |x| <= 2^16; beyond, the reduction loses digits, but the results stay in [-1, 1].
#include "kasane/math/real_base.hpp"

namespace kasane::math {

/// x = q pi/2 + r with r in [-pi/4, pi/4] as a pair.
template <class V>
struct QuarterTurns {
    int_t<V> q;
    Pair<V> r;
};

template <class V>
KASANE_FN QuarterTurns<V> reduce_quarter_turns(V x) {
    using F = format_t<V>;
    // pi/2 in four parts (after Cody and Waite): next to a multiple of pi/2 little else is left.
    constexpr double p1 = is_single<V> ? 0x1.92p+0 : 0x1.921fb544p+0;  // q p1 is exact
    constexpr double p2 = is_single<V> ? 0x1.fb5444p-12 : 0x1.0b4611a626331p-34;
    constexpr double p3 = is_single<V> ? 0x1.68c234p-39 : 0x1.1701b839a252p-88;
    constexpr double p4 = is_single<V> ? 0x1.898cc4p-64 : 0x1.27044533e63ap-142;
    const V t = fma(x, V(0x1.45f306dc9c883p-1), V(F::shifter));
    const V q = t - V(F::shifter);
    const auto second = exact_product(q, V(-p2));
    const auto third = exact_product(q, V(-p3));
    const auto a = two_sum(fma(q, V(-p1), x), second.high);
    const auto b = two_sum(a.high, second.low);
    const auto c = two_sum(a.low + b.low, third.high);
    const auto r = two_sum(b.high, c.high);
    return {bits(t), {r.high, r.low + (c.low + fma(q, V(-p4), third.low))}};
}

/// sin(r) for |r| <= pi/4.
template <class V>
KASANE_FN V sin_near(Pair<V> r) {
    const V z = r.high * r.high;
    const V p = [&]() KASANE_LAMBDA {
        if constexpr (is_single<V>) {
            return polynomial(z, -0x1.555556p-3, 0x1.11110ep-7, -0x1.a017fap-13, 0x1.6cbff8p-19);
        } else {
            return polynomial(z, -0x1.5555555555555p-3, 0x1.1111111110bb0p-7,
                              -0x1.a01a019e83e5cp-13, 0x1.71de3796cde01p-19, -0x1.ae600b42fdfa7p-26,
                              0x1.5e0b2f9a43bb8p-33);
        }
    }();
    return r.high + fma(r.high * z, p, r.low);
}

/// cos(r) for |r| <= pi/4.
template <class V>
KASANE_FN V cos_near(Pair<V> r) {
    const V z = r.high * r.high;
    const V p = [&]() KASANE_LAMBDA {
        if constexpr (is_single<V>) {
            return polynomial(z, 0x1.555556p-5, -0x1.6c17d4p-10, 0x1.a0f59ap-16, -0x1.58e1bep-22);
        } else {
            return polynomial(z, 0x1.555555555554cp-5, -0x1.6c16c16c15177p-10, 0x1.a01a019cb159p-16,
                              -0x1.27e4f809c52adp-22, 0x1.1ee9ebdb4b1c4p-29,
                              -0x1.8fae9be8838d4p-37);
        }
    }();
    const V half = V(0.5) * z;
    const V w = V(1.0) - half;
    return w + ((V(1.0) - w) - half + fma(z * z, p, -(r.high * r.low)));
}

/// sin(x) shifted by a number of quarter turns; NaN for infinite x.
template <class V>
KASANE_FN V sin_after(V x, int quarters) {
    using I = int_t<V>;
    const auto t = reduce_quarter_turns(max(min(x, V(0x1p28)), V(-0x1p28)));
    const I q = t.q + I(quarters);
    const V size = select((q & I(1)) == I(0), sin_near(t.r), cos_near(t.r));
    const V bounded = min(max(size, V(-1.0)), V(1.0));
    return keep_nan(x - x, select((q & I(2)) == I(0), bounded, -bounded));
}

/// sin(x), |x| <= 2^16.
/// Error   at most 1.0 ULP in float, 1.0 in double.
template <class V>
KASANE_FN V sin(V x) {
    return select(x == V(0.0), x, sin_after(x, 0));  // keeps -0
}

/// cos(x), |x| <= 2^16.
/// Error   at most 1.0 ULP in float, 1.0 in double.
template <class V>
KASANE_FN V cos(V x) {
    return sin_after(x, 1);
}

}  // namespace kasane::math
