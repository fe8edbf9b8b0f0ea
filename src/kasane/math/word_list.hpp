#pragma once
// The words by name, for code that walks over them: X(name, cost), where the cost is about how
// many additions the word takes as long as.
//
// Operators and what chooses between values (+ < & select min max) are listed apart, since they
// are no plain functions of one name.

#define KASANE_WORDS_OF_ONE(X) \
    X(abs, 1)                  \
    X(sign, 4)                 \
    X(square, 1)               \
    X(sqrt, 6)                 \
    X(exp, 16)                 \
    X(expm1, 24)               \
    X(log, 28)                 \
    X(log1p, 34)               \
    X(sigmoid, 28)             \
    X(sigmoid_slope, 28)       \
    X(softplus, 40)            \
    X(tanh, 32)                \
    X(tanh_slope, 28)          \
    X(tanh_softplus, 32)       \
    X(erf, 48)                 \
    X(erfc, 52)                \
    X(gaussian, 24)            \
    X(normal_cdf, 56)          \
    X(normal_pdf, 24)          \
    X(swish_slope, 50)         \
    X(gelu_slope, 56)          \
    X(gelu_tanh, 60)           \
    X(gelu_tanh_slope, 100)    \
    X(mish_slope, 54)          \
    X(tanhshrink, 60)          \
    X(tanhshrink_slope, 56)    \
    X(tanhexp, 56)             \
    X(tanhexp_slope, 84)       \
    X(sin, 30)                 \
    X(cos, 30)                 \
    X(atan, 30)                \
    X(atan_slope, 8)           \
    X(gompertz, 40)

#define KASANE_WORDS_OF_TWO(X) \
    X(copysign, 3)             \
    X(gate, 6)                 \
    X(keep_nan, 2)             \
    X(exp_times, 24)           \
    X(expm1_times, 28)         \
    X(sigmoid_times, 34)       \
    X(tanh_softplus_times, 36) \
    X(gaussian_times, 30)      \
    X(gompertz_times, 46)      \
    X(normal_cdf_times, 60)    \
    X(normal_pdf_times, 30)    \
    X(pow, 80)

// Second derivatives of words, which have no derivative themselves.
#define KASANE_LAST_WORDS(X) X(tanh_softplus_curvature_times, 40)

#define KASANE_WORDS_OF_THREE(X)     \
    X(fma, 1)                        \
    X(gate_add, 3)                   \
    X(sigmoid_times_pair, 36)        \
    X(sigmoid_times_slope, 38)       \
    X(tanh_softplus_times_slope, 50) \
    X(normal_cdf_times_slope, 90)

// X(name, expression over a and b, cost). Comparisons give masks.
#define KASANE_OPERATORS(X)  \
    X(add, a + b, 1)         \
    X(subtract, a - b, 1)    \
    X(multiply, a* b, 1)     \
    X(divide, a / b, 6)      \
    X(smaller, min(a, b), 1) \
    X(larger, max(a, b), 1)
#define KASANE_COMPARISONS(X)   \
    X(less, a < b, 1)           \
    X(greater, a > b, 1)        \
    X(less_equal, a <= b, 1)    \
    X(greater_equal, a >= b, 1) \
    X(equal, a == b, 1)
#define KASANE_MASK_OPERATORS(X) \
    X(both, a& b, 1)             \
    X(either, a | b, 1)
