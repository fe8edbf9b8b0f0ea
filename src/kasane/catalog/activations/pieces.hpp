#pragma once
// What several formulas are made of.

#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// A number as one that fits a float, and what is missing. Their sum is exact in double; in float
/// it has about twice the digits.
struct Parts {
    double high;
    double low;
};
KASANE_FN constexpr Parts parts_of(double number) {
    if (!(number < 1e38 && number > -1e38)) return {number, 0};
    const double high = static_cast<double>(static_cast<float>(number));
    return {high, number - high};
}

/// number * x with one rounding, in float too, where the number itself would have been rounded.
template <class V>
KASANE_FN V scaled(double number, V x) {
    const auto [high, low] = parts_of(number);
    if (low == 0) return V(high) * x;
    return select(abs(x) < V(infinity), fma(V(high), x, V(low) * x), V(number) * x);
}

/// A product as a rounded number and what is missing.
template <class V>
struct Product {
    V value;
    V rest;
};

/// number * x for finite x, as a pair.
template <class V>
KASANE_FN Product<V> product_pair(Parts number, V x) {
    const V low = V(number.low) * x;
    const V value = fma(V(number.high), x, low);
    return {value, fma(V(number.high), x, -value) + low};
}

/// y sigmoid(z.value + z.rest).
template <class V>
KASANE_FN V sigmoid_times(Product<V> z, V y) {
    return sigmoid_times_pair(z.value, z.rest, y);
}

/// The square root of a parameter.
KASANE_FN double root_of(double parameter) { return math::sqrt(parameter); }

/// sqrt(1 + x^2), also where the square is infinite.
template <class V>
KASANE_FN V root_of_one_and_square(V x) {
    return select(abs(x) < V(1e10), sqrt(fma(x, x, V(1))), abs(x));
}

/// c0 + c1 x + c2 x^2 + ... in Horner's form.
template <class V>
KASANE_FN V series(V, double c0) {
    return V(c0);
}
template <class V, class... C>
KASANE_FN V series(V x, double c0, C... rest) {
    return fma(series(x, rest...), x, V(c0));
}

/// A sum as a rounded number and what is missing.
template <class V>
KASANE_FN Product<V> sum_pair(V a, V b) {
    const V sum = a + b;
    const V part = sum - a;
    return {sum, (a - (sum - part)) + (b - part)};
}

/// sqrt(b + (alpha x) x) as a pair, and its square as one.
template <class V>
struct RootPair {
    Product<V> square;
    Product<V> root;
};
template <class V>
KASANE_FN RootPair<V> root_pair(V alpha_x, V x, V b) {
    const V d = fma(alpha_x, x, b);
    const V d_rest = fma(alpha_x, x, b - d);
    const V r = sqrt(d);
    return {{d, d_rest}, {r, (fma(-r, r, d) + d_rest) / (r + r)}};
}

/// a / (d.value + d.rest) with hardly more than one rounding.
template <class V>
KASANE_FN V quotient_by(V a, Product<V> d) {
    const V q = a / d.value;
    return q + fma(-q, d.rest, fma(-q, d.value, a)) / d.value;
}

/// From here on alpha x^2 is so large that 1 does not matter, nor do the powers overflow before.
KASANE_FN double far_from_one(double alpha) { return 1e12 / root_of(alpha); }

/// x / sqrt(1 + alpha x^2), its slope and its curvature; alpha > 0.
template <class V>
KASANE_FN V inverse_square_root_unit(double alpha, V x) {
    const V near = quotient_by(x, root_pair(V(alpha) * x, x, V(1)).root);
    return select(abs(x) > V(far_from_one(alpha)), V(1 / root_of(alpha)) * sign(x), near);
}
template <class V>
KASANE_FN V inverse_square_root_slope(double alpha, V x) {
    auto [d, r] = root_pair(V(alpha) * x, x, V(1));
    // Of the 1, 1 - d loses something where d is large.
    const V less = V(1) - d.value;
    d.rest = d.rest + (V(1) - (less + d.value));
    const V cube = d.value * r.value;
    const V rest = fma(d.value, r.value, -cube) + fma(d.value, r.rest, d.rest * r.value);
    // Far away (1 / (sqrt(alpha) |x|))^3, with what the quotient and the products lost.
    const V f = V(1 / root_of(alpha)) / abs(x);
    const V f_rest = fma(-f, abs(x), V(1 / root_of(alpha))) / abs(x);
    const V f2 = f * f;
    const V f3 = f2 * f;
    const V far_rest = fma(fma(f, f, -f2), f, fma(f2, f, -f3));
    const V far = f3 + fma(V(3) * f2, f_rest, far_rest);
    return select(abs(x) > V(far_from_one(alpha)), select(abs(x) < V(infinity), far, V(0)),
                  quotient_by(V(1), Product<V>{cube, rest}));
}
template <class V>
KASANE_FN V inverse_square_root_curvature(double alpha, V x) {
    const V d = fma(V(alpha) * x, x, V(1));
    const V near = V(-3 * alpha) * (x / d) * inverse_square_root_slope(alpha, x);
    return keep_nan(x, select(abs(x) < V(infinity), near, V(0)));
}

}  // namespace kasane::catalog
