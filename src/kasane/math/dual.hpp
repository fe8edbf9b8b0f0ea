#pragma once
// Dual<V>: a value and its derivative in one direction, carried through a formula together. Nested,
// Dual<Dual<V>> carries the second derivative.
//
// Every word has a rule whose derivative is made of words again, so that no rule cancels at any
// level. Products in the rules are gates: an exact 0 (a constant's derivative, a slope that has
// saturated) wins over an infinite factor, so that formulas give their limits at infinity instead
// of NaN.
#include "kasane/math/real.hpp"

namespace kasane::math {

template <class A, class V>
concept ConstantOf = Arithmetic<A> || std::same_as<A, V>;

template <class V>
struct Dual {
    using scalar = scalar_t<V>;

    V v;
    V d;

    Dual() = default;
    KASANE_FN Dual(V value, V derivative) : v(value), d(derivative) {}
    /// A constant.
    template <ConstantOf<V> A>
    KASANE_FN explicit Dual(A constant) : v(V(constant)), d(V(0)) {}
};

template <class V>
inline constexpr bool is_dual = false;
template <class V>
inline constexpr bool is_dual<Dual<V>> = true;

// ---- Arithmetic.

template <class V>
KASANE_FN Dual<V> operator+(Dual<V> a, Dual<V> b) {
    return {a.v + b.v, a.d + b.d};
}
template <class V>
KASANE_FN Dual<V> operator-(Dual<V> a, Dual<V> b) {
    return {a.v - b.v, a.d - b.d};
}
template <class V>
KASANE_FN Dual<V> operator-(Dual<V> a) {
    return {-a.v, -a.d};
}
/// In this order: in x f(x) the second product is by 1, which leaves one rounding.
template <class V>
KASANE_FN Dual<V> operator*(Dual<V> a, Dual<V> b) {
    return {a.v * b.v, gate_add(a.v, b.d, gate(a.d, b.v))};
}
template <class V>
KASANE_FN Dual<V> operator/(Dual<V> a, Dual<V> b) {
    const V q = a.v / b.v;
    return {q, gate_add(-q, b.d, a.d) / b.v};
}
template <class V>
KASANE_FN Dual<V> fma(Dual<V> a, Dual<V> b, Dual<V> c) {
    return {fma(a.v, b.v, c.v), gate_add(a.v, b.d, gate_add(a.d, b.v, c.d))};
}
template <class V>
KASANE_FN Dual<V> gate(Dual<V> x, Dual<V> w) {
    return {gate(x.v, w.v), gate_add(x.v, w.d, gate(x.d, w.v))};
}
template <class V>
KASANE_FN Dual<V> gate_add(Dual<V> x, Dual<V> w, Dual<V> c) {
    return {gate_add(x.v, w.v, c.v), gate_add(x.v, w.d, gate_add(x.d, w.v, c.d))};
}
template <class V>
KASANE_FN Dual<V> square(Dual<V> a) {
    return a * a;
}

// ---- Comparison looks at the values alone, selection takes the whole side.

template <class V>
KASANE_FN auto operator<(Dual<V> a, Dual<V> b) {
    return a.v < b.v;
}
template <class V>
KASANE_FN auto operator>(Dual<V> a, Dual<V> b) {
    return a.v > b.v;
}
template <class V>
KASANE_FN auto operator<=(Dual<V> a, Dual<V> b) {
    return a.v <= b.v;
}
template <class V>
KASANE_FN auto operator>=(Dual<V> a, Dual<V> b) {
    return a.v >= b.v;
}
template <class V>
KASANE_FN auto operator==(Dual<V> a, Dual<V> b) {
    return a.v == b.v;
}
template <class M, class V>
KASANE_FN Dual<V> select(M m, Dual<V> a, Dual<V> b) {
    return {select(m, a.v, b.v), select(m, a.d, b.d)};
}
template <class V>
KASANE_FN Dual<V> min(Dual<V> a, Dual<V> b) {
    return select(b < a, b, a);
}
template <class V>
KASANE_FN Dual<V> max(Dual<V> a, Dual<V> b) {
    return select(a < b, b, a);
}
/// NaN where x is NaN, in the derivatives too.
template <class V>
KASANE_FN Dual<V> keep_nan(Dual<V> x, Dual<V> y) {
    return {keep_nan(x.v, y.v), keep_nan(Dual<V>(x.v, x.v).d, y.d)};
}

// ---- Words of one argument: f(v) and f'(v) d.

template <class V>
KASANE_FN Dual<V> sign(Dual<V> a) {
    const V s = sign(a.v);
    return {s, s - s};  // 0, but NaN for NaN
}
template <class V>
KASANE_FN Dual<V> abs(Dual<V> a) {
    return {abs(a.v), gate(sign(a.v), a.d)};
}
template <class V>
KASANE_FN Dual<V> copysign(Dual<V> m, Dual<V> s) {
    const V flip = copysign(V(1), m.v) * copysign(V(1), s.v);
    return {copysign(m.v, s.v), flip * m.d};
}
template <class V>
KASANE_FN Dual<V> sqrt(Dual<V> a) {
    const V root = sqrt(a.v);
    return {root, gate(V(0.5) / root, a.d)};
}
template <class V>
KASANE_FN Dual<V> exp(Dual<V> a) {
    const V e = exp(a.v);
    return {e, gate(e, a.d)};
}
template <class V>
KASANE_FN Dual<V> expm1(Dual<V> a) {
    return {expm1(a.v), gate(exp(a.v), a.d)};
}
template <class V>
KASANE_FN Dual<V> log(Dual<V> a) {
    return {log(a.v), gate(V(1) / a.v, a.d)};
}
template <class V>
KASANE_FN Dual<V> log1p(Dual<V> a) {
    return {log1p(a.v), gate(V(1) / (V(1) + a.v), a.d)};
}
template <class V>
KASANE_FN Dual<V> sigmoid(Dual<V> a) {
    return {sigmoid(a.v), gate(sigmoid_slope(a.v), a.d)};
}
template <class V>
KASANE_FN Dual<V> sigmoid_slope(Dual<V> a) {
    const V s = sigmoid_slope(a.v);
    return {s, gate(-gate(s, tanh(V(0.5) * a.v)), a.d)};
}
template <class V>
KASANE_FN Dual<V> tanh(Dual<V> a) {
    return {tanh(a.v), gate(tanh_slope(a.v), a.d)};
}
template <class V>
KASANE_FN Dual<V> tanh_slope(Dual<V> a) {
    const V s = tanh_slope(a.v);
    return {s, gate(gate(V(-2) * s, tanh(a.v)), a.d)};
}
template <class V>
KASANE_FN Dual<V> tanhshrink(Dual<V> a) {
    return {tanhshrink(a.v), gate(tanhshrink_slope(a.v), a.d)};
}
template <class V>
KASANE_FN Dual<V> tanhshrink_slope(Dual<V> a) {
    return {tanhshrink_slope(a.v), gate(V(2) * tanh(a.v) * tanh_slope(a.v), a.d)};
}
template <class V>
KASANE_FN Dual<V> softplus(Dual<V> a) {
    return {softplus(a.v), gate(sigmoid(a.v), a.d)};
}
template <class V>
KASANE_FN Dual<V> erf(Dual<V> a) {
    return {erf(a.v), gaussian_times(a.v, V(0x1.20dd750429b6dp+0) * a.d)};
}
template <class V>
KASANE_FN Dual<V> erfc(Dual<V> a) {
    return {erfc(a.v), gaussian_times(a.v, V(-0x1.20dd750429b6dp+0) * a.d)};
}
template <class V>
KASANE_FN Dual<V> sin(Dual<V> a) {
    return {sin(a.v), gate(cos(a.v), a.d)};
}
template <class V>
KASANE_FN Dual<V> cos(Dual<V> a) {
    return {cos(a.v), gate(-sin(a.v), a.d)};
}
template <class V>
KASANE_FN Dual<V> atan(Dual<V> a) {
    return {atan(a.v), gate(atan_slope(a.v), a.d)};
}
template <class V>
KASANE_FN Dual<V> atan_slope(Dual<V> a) {
    const V s = atan_slope(a.v);
    return {s, gate(gate(V(-2) * s, gate(a.v, s)), a.d)};
}

// ---- Words with a factor y: the derivative puts y' and what y brings with it into the same word.

template <class V>
KASANE_FN Dual<V> exp_times(Dual<V> x, Dual<V> y) {
    return {exp_times(x.v, y.v), exp_times(x.v, gate_add(y.v, x.d, y.d))};
}
template <class V>
KASANE_FN Dual<V> expm1_times(Dual<V> x, Dual<V> y) {
    const V by_x = exp_times(x.v, gate(y.v, x.d));
    return {expm1_times(x.v, y.v), gate_add(y.d, expm1(x.v), by_x)};
}
template <class V>
KASANE_FN Dual<V> sigmoid_times(Dual<V> x, Dual<V> y) {
    return {sigmoid_times(x.v, y.v), sigmoid_times_slope(x.v, gate(y.v, x.d), y.d)};
}
/// Left of 0 low weighs the slope by 1 + low, as it does the value.
template <class V>
KASANE_FN Dual<V> sigmoid_times_pair(Dual<V> x, Dual<V> low, Dual<V> y) {
    const V slope = sigmoid_times_slope(x.v, gate(y.v, x.d), y.d);
    const V left = gate_add(slope, low.v, slope);
    return {sigmoid_times_pair(x.v, low.v, y.v), select(x.v < V(0), left, slope)};
}
template <class V>
KASANE_FN Dual<V> sigmoid_times_slope(Dual<V> x, Dual<V> y, Dual<V> z) {
    return sigmoid_times(x, gate_add(y, sigmoid(-x), z));
}
template <class V>
KASANE_FN Dual<V> tanh_softplus_times(Dual<V> x, Dual<V> y) {
    return {tanh_softplus_times(x.v, y.v), tanh_softplus_times_slope(x.v, gate(y.v, x.d), y.d)};
}
template <class V>
KASANE_FN Dual<V> tanh_softplus_times_slope(Dual<V> x, Dual<V> y, Dual<V> z) {
    const V first = tanh_softplus_times_slope(x.v, gate_add(z.v, x.d, y.d), z.d);
    return {tanh_softplus_times_slope(x.v, y.v, z.v),
            first + tanh_softplus_curvature_times(x.v, gate(y.v, x.d))};
}
template <class V>
KASANE_FN Dual<V> tanh_softplus(Dual<V> x) {
    return tanh_softplus_times(x, Dual<V>(1));
}
template <class V>
KASANE_FN Dual<V> gaussian_times(Dual<V> x, Dual<V> y) {
    const V inner = gate_add(gate(V(-2) * x.v, y.v), x.d, y.d);
    return {gaussian_times(x.v, y.v), gaussian_times(x.v, inner)};
}
template <class V>
KASANE_FN Dual<V> gaussian(Dual<V> x) {
    return gaussian_times(x, Dual<V>(1));
}
template <class V>
KASANE_FN Dual<V> normal_pdf_times(Dual<V> x, Dual<V> y) {
    const V inner = gate_add(gate(-x.v, y.v), x.d, y.d);
    return {normal_pdf_times(x.v, y.v), normal_pdf_times(x.v, inner)};
}
template <class V>
KASANE_FN Dual<V> normal_pdf(Dual<V> x) {
    return normal_pdf_times(x, Dual<V>(1));
}
template <class V>
KASANE_FN Dual<V> gompertz_times(Dual<V> x, Dual<V> y) {
    const V inner = gate_add(gate(exp(-x.v), y.v), x.d, y.d);
    return {gompertz_times(x.v, y.v), gompertz_times(x.v, inner)};
}
template <class V>
KASANE_FN Dual<V> gompertz(Dual<V> x) {
    return gompertz_times(x, Dual<V>(1));
}
template <class V>
KASANE_FN Dual<V> normal_cdf_times(Dual<V> x, Dual<V> y) {
    return {normal_cdf_times(x.v, y.v), normal_cdf_times_slope(x.v, gate(y.v, x.d), y.d)};
}
template <class V>
KASANE_FN Dual<V> normal_cdf_times_slope(Dual<V> x, Dual<V> y, Dual<V> z) {
    const V inner = gate_add(gate(-x.v, y.v), x.d, gate_add(z.v, x.d, y.d));
    return {normal_cdf_times_slope(x.v, y.v, z.v), normal_cdf_times_slope(x.v, inner, z.d)};
}
template <class V>
KASANE_FN Dual<V> normal_cdf(Dual<V> x) {
    return {normal_cdf(x.v), normal_pdf_times(x.v, x.d)};
}

template <class V>
KASANE_FN Dual<V> swish_slope(Dual<V> x) {
    const V bend = fma(-x.v, tanh(V(0.5) * x.v), V(2));
    return {swish_slope(x.v), gate(gate(sigmoid_slope(x.v), bend), x.d)};
}
template <class V>
KASANE_FN Dual<V> gelu_slope(Dual<V> x) {
    return {gelu_slope(x.v), normal_pdf_times(x.v, gate(fma(-x.v, x.v, V(2)), x.d))};
}
template <class V>
KASANE_FN Dual<V> mish_slope(Dual<V> x) {
    return {mish_slope(x.v), tanh_softplus_times_slope(x.v, V(2) * x.d, V(0)) +
                                 tanh_softplus_curvature_times(x.v, gate(x.v, x.d))};
}
template <class V>
KASANE_FN Dual<V> gelu_tanh(Dual<V> x) {
    return {gelu_tanh(x.v), gate(gelu_tanh_slope(x.v), x.d)};
}
/// With u the argument of the sigmoid: sigmoid'(u) (2 u' + x u'' - x u'^2 tanh(u / 2)).
template <class V>
KASANE_FN Dual<V> gelu_tanh_slope(Dual<V> x) {
    const V a = V(1.5957691216057308);
    const V b = V(0.07135481627260025);
    const V c = max(min(x.v, V(50)), V(-50));
    const V u = c * fma(b, c * c, a);
    const V by_x = fma(V(3) * b, c * c, a);
    const V bend = fma(V(-0.5) * c * by_x, by_x * tanh(V(0.5) * u), fma(V(3) * b, c * c, by_x));
    return {gelu_tanh_slope(x.v), gate(V(2) * gate(sigmoid_slope(u), bend), x.d)};
}

template <class V>
KASANE_FN Dual<V> tanhexp(Dual<V> x) {
    return {tanhexp(x.v), gate(tanhexp_slope(x.v), x.d)};
}
/// With e = e^x: e (2 + x (1 - 2 e tanh(e))) / cosh(e)^2.
template <class V>
KASANE_FN Dual<V> tanhexp_slope(Dual<V> x) {
    const V e = exp(x.v);
    const V bend = gate_add(x.v, fma(V(-2) * e, tanh(e), V(1)), V(2));
    return {tanhexp_slope(x.v), exp_times(x.v, gate(gate(tanh_slope(e), bend), x.d))};
}

/// The derivative in the exponent is 0 where x <= 0.
template <class V>
KASANE_FN Dual<V> pow(Dual<V> x, Dual<V> y) {
    const V p = pow(x.v, y.v);
    const V log_x = log(select(x.v > V(0), x.v, V(1)));
    return {p, gate_add(gate(y.v, pow(x.v, y.v - V(1))), x.d, gate(gate(p, log_x), y.d))};
}

}  // namespace kasane::math
