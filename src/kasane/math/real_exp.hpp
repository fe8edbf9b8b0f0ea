#pragma once
// exp and expm1, and the reduction that all words of the exponential family share.
#include "kasane/math/real_base.hpp"

namespace kasane::math {

/// x = n ln 2 + r with r in [-0.288, 0.405], so that exp(x) = 2^n (1 + expm1(r)). The interval is
/// not centred: where 1 + expm1(r) < 1 the roundings of r are half as big.
template <class V>
struct Reduced {
    int_t<V> n;
    V r;
};

/// The nearest integer to (x - 0.0586) / ln 2, as a number and as an integer.
template <class V>
struct Rounded {
    V real;
    int_t<V> integer;
};

template <class V>
KASANE_FN Rounded<V> exponent_of_exp(V x) {
    using F = format_t<V>;
    const V t = fma(x - V(0.0586), V(0x1.71547652b82fep+0), V(F::shifter));
    return {t - V(F::shifter), bits(t) - int_t<V>(F::shifter_bits)};
}

// ln 2 in two parts; products of the high part with an exponent are exact.
template <class V>
inline constexpr double ln2_high = is_single<V> ? 0x1.62e430p-1 : 0x1.62e42fefa38p-1;
template <class V>
inline constexpr double ln2_low = is_single<V> ? -0x1.05c610p-29 : 0x1.ef35793c7673p-45;

template <class V>
KASANE_FN Reduced<V> reduce(V x) {
    const auto n = exponent_of_exp(x);
    const V r = fma(n.real, V(-ln2_high<V>), x);
    return {n.integer, fma(n.real, V(-ln2_low<V>), r)};
}

/// The same for x + low.
template <class V>
KASANE_FN Reduced<V> reduce(V x, V low) {
    const auto n = exponent_of_exp(x);
    const V r = fma(n.real, V(-ln2_high<V>), x);
    return {n.integer, r + fma(n.real, V(-ln2_low<V>), low)};
}

/// expm1(r) for a reduced r, where 1 + p follows.
template <class V>
KASANE_FN V exp_tail(V r) {
    if constexpr (is_single<V>) {
        return fma(r * r,
                   polynomial(r, 0x1.000006p-1, 0x1.5554d2p-3, 0x1.554444p-5, 0x1.11f5c4p-7,
                              0x1.7f803ep-10),
                   r);
    } else {
        return fma(r * r,
                   polynomial(r, 0x1p-1, 0x1.5555555555555p-3, 0x1.55555555555a1p-5,
                              0x1.1111111111471p-7, 0x1.6c16c16bdac07p-10, 0x1.a01a019eb8a07p-13,
                              0x1.a01a0387ef85bp-16, 0x1.71de35af20abbp-19, 0x1.27deb360fff52p-22,
                              0x1.aec96ed363951p-26, 0x1.2da9a7b143435p-29),
                   r);
    }
}

/// (expm1(r) - r) / r^2 for |r| < 0.505.
template <class V>
KASANE_FN V expm1_series(V r) {
    if constexpr (is_single<V>) {
        return polynomial(r, 0x1.000002p-1, 0x1.555554p-3, 0x1.5551fcp-5, 0x1.111146p-7,
                          0x1.6f21aep-10, 0x1.a1a328p-13);
    } else {
        return polynomial(r, 0x1p-1, 0x1.5555555555556p-3, 0x1.5555555555582p-5,
                          0x1.1111111110e89p-7, 0x1.6c16c16c037c2p-10, 0x1.a01a01a0d83b4p-13,
                          0x1.a01a01f6ca19ap-16, 0x1.71de38e2a63e7p-19, 0x1.27e4511265bf7p-22,
                          0x1.ae66aa222eac9p-26, 0x1.201dbb65a7e4bp-29, 0x1.60526506e6259p-33);
    }
}

/// x brought into the range where exp is neither 0 nor infinite, with a little to spare; NaN stays.
template <class V>
KASANE_FN V clamp_to_exp_range(V x, double low = format_t<V>::exp_vanishes) {
    return max(min(x, V(format_t<V>::exp_overflows)), V(low));
}

/// Whether e^x, its inverse and a little more are normal numbers. Where all lanes of a batch are
/// so, words take a shorter way, which gives the same bits.
template <class V>
KASANE_FN auto is_ordinary(V x) {
    return abs(x) < V(format_t<V>::exp_ordinary);
}
template <class V>
KASANE_FN V clamp_to_ordinary(V x) {
    constexpr double end = format_t<V>::exp_ordinary;
    return max(min(x, V(end)), V(-end));
}

/// exp without the short way.
template <class V>
KASANE_FN V exp_everywhere(V x) {
    const auto e = reduce(clamp_to_exp_range(x));
    return ldexp(exp_tail(e.r) + V(1.0), e.n);
}

/// e^x.
/// Error   at most 1.0 ULP in float, 1.0 in double.
template <class V>
KASANE_FN V exp(V x) {
    if (!all(is_ordinary(x))) return exp_everywhere(x);
    const auto e = reduce(x);
    return (exp_tail(e.r) + V(1.0)) * pow2<V>(e.n);
}

/// Undoes make_finite(y): an infinite y gives an infinite product unless the other factor has
/// vanished.
template <class V, class Mask>
KASANE_FN V restore_infinity(V x, V y, Mask vanished, V product) {
    return select((make_finite(y) == y) | vanished, product, keep_nan(x, y));
}

/// exp_times without the short way.
template <class V>
KASANE_FN V exp_times_everywhere(V x, V y) {
    constexpr double low = format_t<V>::exp_times_vanishes;
    const auto e = reduce(clamp_to_exp_range(x, low));
    const auto f = scale_factor(make_finite(y), e.n);
    const V product = ldexp(fma(f.v, exp_tail(e.r), f.v), f.n);
    return restore_infinity(x, y, x <= V(low), product);
}

/// y e^x, rounded once where the result is subnormal. 0 at x = -inf, whatever y is.
/// Error   at most 1.1 ULP in float, 1.1 in double.
template <class V>
KASANE_FN V exp_times(V x, V y) {
    if (!all(is_ordinary(x) & is_moderate(y))) return exp_times_everywhere(x, y);
    const auto e = reduce(x);
    return fma(y, exp_tail(e.r), y) * pow2<V>(e.n);
}

/// exp(-|x|) = e + e_low = (m + m_low) 2^n.
template <class V>
struct Decay {
    V e;
    V e_low;
    V m;
    V m_low;
    int_t<V> n;
};

template <class V>
KASANE_FN Decay<V> decay(V x) {
    const auto r = reduce(-min(abs(x), V(-format_t<V>::exp_times_vanishes)));
    const V p = exp_tail(r.r);
    const V m = p + V(1.0);
    const V m_low = p - (m - V(1.0));
    const V h = pow2<V>(max(r.n, int_t<V>(1 - format_t<V>::bias)));
    return {m * h, m_low * h, m, m_low, r.n};
}

/// e^x - 1, accurate near 0 too.
/// Error   at most 1.4 ULP in float, 1.25 in double.
template <class V>
KASANE_FN V expm1(V x) {
    using I = int_t<V>;
    const auto e = reduce(clamp_to_exp_range(x, is_single<V> ? -20.0 : -40.0));
    // 2^n p + (2^n - 1) for n up to the one of overflow: half of the scale is applied at the end.
    // n = 0 gives p.
    const V s = pow2<V>(e.n - I(1));
    const V y = fma(s, fma(e.r * e.r, expm1_series(e.r), e.r), s - V(0.5));
    // -0, and where a half of p would be subnormal.
    return select(abs(x) < V(is_single<V> ? 0x1p-100 : 0x1p-1000), x, y + y);
}

/// y (e^x - 1) for moderate y, with hardly more than one rounding near 0.
/// Error   at most 1.75 ULP in float, 1.25 left of 0, 1.75 in double.
template <class V>
KASANE_FN V expm1_times(V x, V y) {
    const auto e = reduce(clamp_to_exp_range(x, is_single<V> ? -20.0 : -40.0));
    const auto near = abs(x) < V(0.4);
    const V r = select(near, x, e.r);
    const V t = r * r * expm1_series(r);
    const V s = y * pow2<V>(e.n - int_t<V>(1));  // as in expm1
    const V far = fma(s, r + t, fma(V(-0.5), y, s));
    return select(near, fma(y, x, y * t), far + far);
}

}  // namespace kasane::math
