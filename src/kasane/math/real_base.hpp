#pragma once
// Words that need no polynomial: signs, scaling by powers of two, gates.
#include "kasane/math/scalar.hpp"

namespace kasane::math {

/// |x|; -0 becomes +0.
template <class V>
KASANE_FN V abs(V x) {
    return from_bits(bits(x) & int_t<V>(format_t<V>::magnitude));
}

/// The magnitude of m with the sign of s.
template <class V>
KASANE_FN V copysign(V m, V s) {
    using I = int_t<V>;
    using F = format_t<V>;
    return from_bits((bits(m) & I(F::magnitude)) | (bits(s) & I(F::sign)));
}

/// -1, 0 or 1; NaN for NaN.
template <class V>
KASANE_FN V sign(V x) {
    return select(x > V(0.0), V(1.0), select(x < V(0.0), V(-1.0), x));
}

/// x * x.
template <class V>
KASANE_FN V square(V x) {
    return x * x;
}

/// y, but NaN where x is NaN: for formulas with a comparison, which a NaN would pass unseen.
template <class V>
KASANE_FN V keep_nan(V x, V y) {
    return select(x == x, y, x);
}

/// Brings the infinities down to the largest finite numbers; NaN stays.
template <class V>
KASANE_FN V make_finite(V x) {
    return max(min(x, V(format_t<V>::largest)), V(-format_t<V>::largest));
}

/// Whether an exact 0 meets an infinity in x * w: the product is NaN, but neither factor is.
template <class V>
KASANE_FN auto zero_meets_infinity(V x, V w, V product) {
    const V sum = x + w;
    return (sum == sum) & !(product == product);
}

/// x * w where an exact 0 wins over an infinity: a gate that has closed lets nothing through.
template <class V>
KASANE_FN V gate(V x, V w) {
    const V product = x * w;
    if (all(product == product)) return product;
    return select(zero_meets_infinity(x, w, product), V(0.0), product);
}

/// x * w + c with one rounding; an exact 0 wins over an infinity in the product.
template <class V>
KASANE_FN V gate_add(V x, V w, V c) {
    const V sum = fma(x, w, c);
    if (all(sum == sum)) return sum;
    return select(zero_meets_infinity(x, w, x * w), c, sum);
}

/// 2^n for a result that is a normal number.
template <class V>
KASANE_FN V pow2(int_t<V> n) {
    using I = int_t<V>;
    using F = format_t<V>;
    return from_bits((n + I(F::bias)) << F::fraction);
}

/// p * 2^n in two factors, the second 1 where 2^n is a normal number. One rounding of full size is
/// left, subnormal results included. |n| at most twice the largest exponent of a normal number.
template <class V>
KASANE_FN V ldexp(V p, int_t<V> n) {
    using I = int_t<V>;
    constexpr int most = static_cast<int>(format_t<V>::bias) - 1;
    const I h = max(min(n, I(most)), I(-most));
    return p * pow2<V>(h) * pow2<V>(n - h);
}

/// v 2^n.
template <class V>
struct Scaled {
    V v;
    int_t<V> n;
};

// Where factors count as large, and how they are brought down.
template <class V>
inline constexpr double large_factor = is_single<V> ? 0x1p64 : 0x1p600;
template <class V>
inline constexpr int large_factor_exponent = is_single<V> ? 64 : 600;

/// Whether scale_factor leaves y alone.
template <class V>
KASANE_FN auto is_moderate(V y) {
    return abs(y) < V(large_factor<V>);
}

/// y 2^n with y brought away from overflow and n into the range of ldexp, for any finite y and for
/// n down to the exponent of exp_times_vanishes.
template <class V>
KASANE_FN Scaled<V> scale_factor(V y, int_t<V> n) {
    using I = int_t<V>;
    constexpr int least = is_single<V> ? -240 : -1900;  // 2^64, 2^600 times that rounds to 0
    const auto moderate = is_moderate(y);
    return {select(moderate, y, y * V(1.0 / large_factor<V>)),
            max(select(moderate, n, n + I(large_factor_exponent<V>)), I(least))};
}

/// A number as a rounded value and what is missing.
template <class V>
struct Pair {
    V high;
    V low;
};

/// a + b, exactly.
template <class V>
KASANE_FN Pair<V> two_sum(V a, V b) {
    const V s = a + b;
    const V t = s - a;
    return {s, (a - (s - t)) + (b - t)};
}

/// a + b for |a| >= |b|, exactly.
template <class V>
KASANE_FN Pair<V> fast_two_sum(V a, V b) {
    const V s = a + b;
    return {s, b - (s - a)};
}

/// a b, exactly.
template <class V>
KASANE_FN Pair<V> exact_product(V a, V b) {
    const V high = a * b;
    return {high, fma(a, b, -high)};
}

/// (a.high + a.low) / (d.high + d.low).
template <class V>
KASANE_FN Pair<V> quotient(Pair<V> a, Pair<V> d) {
    const V inverse = V(1.0) / d.high;
    const V q = a.high * inverse;
    return {q, inverse * (fma(-q, d.high, a.high) + fma(-q, d.low, a.low))};
}

/// c0 + c1 x + c2 x^2 + ... in Horner's form.
template <class V>
KASANE_FN V polynomial(V, double c0) {
    return V(c0);
}
template <class V, class... C>
KASANE_FN V polynomial(V x, double c0, C... rest) {
    return fma(polynomial(x, rest...), x, V(c0));
}

}  // namespace kasane::math
