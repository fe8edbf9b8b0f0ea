#pragma once
// The words a formula may use. A formula is written once, over a value type V, and includes this
// header only; it is then evaluated with V = float, double, a SIMD Batch, a GPU thread's float, or
// a Dual of these for its derivatives.
//
//     arithmetic     + - * /  fma(a, b, c)  square(x)  sqrt(x)  pow(x, y)
//     comparison     < > <= >= ==  & | !  select(m, a, b)  min(a, b)  max(a, b)
//     signs          abs(x)  sign(x)  copysign(m, s)
//     NaN, infinity  gate(x, w)         x w, but exactly 0 where one is 0 and the other infinite
//                    gate_add(x, w, c)  the same + c
//                    keep_nan(x, y)     y, but NaN where x is NaN
//     exponential    exp(x)  expm1(x)  exp_times(x, y) = y exp(x)  log(x)  log1p(x)
//                    expm1_times(x, y) = y expm1(x)
//     sigmoid        sigmoid(x)  sigmoid_times(x, y) = y sigmoid(x)  sigmoid_slope(x)  softplus(x)
//                    sigmoid_times_pair(x, low, y) = y sigmoid(x + low), low below an ulp of x
//                    sigmoid_times_slope(x, y, z) = sigmoid(x) (y sigmoid(-x) + z)
//                    tanh(x)  tanh_slope(x) = 1 / cosh(x)^2
//                    tanhshrink(x) = x - tanh(x)  tanhshrink_slope(x) = tanh(x)^2
//                    tanh_softplus(x) = tanh(softplus(x))  tanh_softplus_times(x, y)
//     normal         erf(x)  erfc(x)  gaussian(x) = exp(-x^2)  gaussian_times(x, y)
//                    normal_cdf(x)  normal_cdf_times(x, y)  normal_pdf(x)  normal_pdf_times(x, y)
//                    gompertz(x) = exp(-exp(-x))  gompertz_times(x, y)
//     gated          swish_slope(x)  gelu_slope(x)  mish_slope(x): the slopes of x sigmoid(x),
//                    x Phi(x), x tanh(softplus(x)), accurate near their roots too
//                    gelu_tanh(x)  gelu_tanh_slope(x): GELU with tanh, which needs more digits
//                    inside than V has
//                    tanhexp(x) = x tanh(exp(x))  tanhexp_slope(x)
//     periodic       sin(x)  cos(x)  for |x| <= 2^16
//     arcs           atan(x)  atan_slope(x) = 1 / (1 + x^2)
//
// The words ending in _times put the factor in before the last scaling: y * sigmoid(x) is up to 52
// ULP off where sigmoid is subnormal, sigmoid_times(x, y) is not; and 0 wins over an infinite y
// where the other factor has vanished.
//
// In a formula: no if (select), no std::, constants wrapped in V(...).
#include "kasane/math/dual.hpp"
#include "kasane/math/real.hpp"

/// Makes the words usable without qualification in the namespace where it stands, for V = float and
/// double too, which no argument-dependent lookup finds. Everything the words consist of is listed
/// here.
#define KASANE_USE_WORDS                                                                      \
    using kasane::math::Dual;                                                                 \
    using kasane::math::scalar_t;                                                             \
    using kasane::math::abs, kasane::math::any, kasane::math::copysign, kasane::math::cos;    \
    using kasane::math::atan, kasane::math::atan_slope;                                       \
    using kasane::math::gompertz, kasane::math::gompertz_times;                               \
    using kasane::math::erf, kasane::math::erfc, kasane::math::exp, kasane::math::exp_times;  \
    using kasane::math::expm1_times;                                                          \
    using kasane::math::expm1, kasane::math::fma, kasane::math::gate, kasane::math::gate_add; \
    using kasane::math::gaussian, kasane::math::gaussian_times, kasane::math::gelu_slope;     \
    using kasane::math::gelu_tanh, kasane::math::gelu_tanh_slope, kasane::math::keep_nan;     \
    using kasane::math::mish_slope, kasane::math::swish_slope;                                \
    using kasane::math::log, kasane::math::log1p, kasane::math::max, kasane::math::min;       \
    using kasane::math::normal_cdf, kasane::math::normal_cdf_times, kasane::math::normal_pdf; \
    using kasane::math::normal_pdf_times, kasane::math::pow, kasane::math::select;            \
    using kasane::math::sigmoid, kasane::math::sigmoid_slope, kasane::math::sigmoid_times;    \
    using kasane::math::sigmoid_times_pair, kasane::math::sigmoid_times_slope;                \
    using kasane::math::sign, kasane::math::sin, kasane::math::softplus, kasane::math::sqrt;  \
    using kasane::math::square, kasane::math::tanh, kasane::math::tanh_slope;                 \
    using kasane::math::tanh_softplus, kasane::math::tanh_softplus_times;                     \
    using kasane::math::tanhexp, kasane::math::tanhexp_slope;                                 \
    using kasane::math::tanhshrink, kasane::math::tanhshrink_slope
