#pragma once
// The words of math/vocabulary.hpp as types, so that tests can walk over them with any value type.
#include "kasane/math/vocabulary.hpp"

namespace words {

KASANE_USE_WORDS;

#define KASANE_TEST_WORD(type, expression)  \
    struct type {                           \
        template <class V>                  \
        KASANE_FN V operator()(V x) const { \
            return expression;              \
        }                                   \
    }

KASANE_TEST_WORD(Exp, exp(x));
KASANE_TEST_WORD(Expm1, expm1(x));
KASANE_TEST_WORD(Log, log(x));
KASANE_TEST_WORD(Log1p, log1p(x));
KASANE_TEST_WORD(Sqrt, sqrt(x));
KASANE_TEST_WORD(Tanh, tanh(x));
KASANE_TEST_WORD(TanhSlope, tanh_slope(x));
KASANE_TEST_WORD(Sigmoid, sigmoid(x));
KASANE_TEST_WORD(SigmoidSlope, sigmoid_slope(x));
KASANE_TEST_WORD(Softplus, softplus(x));
KASANE_TEST_WORD(TanhSoftplus, tanh_softplus(x));
KASANE_TEST_WORD(Erf, erf(x));
KASANE_TEST_WORD(Erfc, erfc(x));
KASANE_TEST_WORD(Gaussian, gaussian(x));
KASANE_TEST_WORD(NormalCdf, normal_cdf(x));
KASANE_TEST_WORD(NormalPdf, normal_pdf(x));
KASANE_TEST_WORD(Sin, sin(x));
KASANE_TEST_WORD(Cos, cos(x));
KASANE_TEST_WORD(Atan, atan(x));
KASANE_TEST_WORD(AtanSlope, atan_slope(x));
KASANE_TEST_WORD(Gompertz, gompertz(x));
KASANE_TEST_WORD(ExpTimes, exp_times(x, x));
KASANE_TEST_WORD(Expm1Times, expm1_times(x, V(1.75)));
KASANE_TEST_WORD(SigmoidTimes, sigmoid_times(x, x));
KASANE_TEST_WORD(SigmoidTimesPair,
                 sigmoid_times_pair(x, x* V(kasane::math::is_single<V> ? 0x1p-26 : 0x1p-55), x));
KASANE_TEST_WORD(Tanhshrink, tanhshrink(x));
KASANE_TEST_WORD(TanhshrinkSlope, tanhshrink_slope(x));
KASANE_TEST_WORD(Tanhexp, tanhexp(x));
KASANE_TEST_WORD(TanhSoftplusTimes, tanh_softplus_times(x, x));
KASANE_TEST_WORD(NormalCdfTimes, normal_cdf_times(x, x));
KASANE_TEST_WORD(NormalPdfTimes, normal_pdf_times(x, x));
KASANE_TEST_WORD(GaussianTimes, gaussian_times(x, x));
KASANE_TEST_WORD(PowThreeHalves, pow(x, V(1.5)));
KASANE_TEST_WORD(PowMinusThree, pow(x, V(-3)));
KASANE_TEST_WORD(PowOfBase, pow(V(1.375), x));

#undef KASANE_TEST_WORD

/// Calls visit(name, word) for every word.
template <class Visit>
constexpr void for_each_word(Visit visit) {
    visit("exp", Exp{});
    visit("expm1", Expm1{});
    visit("log", Log{});
    visit("log1p", Log1p{});
    visit("sqrt", Sqrt{});
    visit("tanh", Tanh{});
    visit("tanh_slope", TanhSlope{});
    visit("sigmoid", Sigmoid{});
    visit("sigmoid_slope", SigmoidSlope{});
    visit("softplus", Softplus{});
    visit("tanh_softplus", TanhSoftplus{});
    visit("erf", Erf{});
    visit("erfc", Erfc{});
    visit("gaussian", Gaussian{});
    visit("normal_cdf", NormalCdf{});
    visit("normal_pdf", NormalPdf{});
    visit("sin", Sin{});
    visit("cos", Cos{});
    visit("atan", Atan{});
    visit("atan_slope", AtanSlope{});
    visit("gompertz", Gompertz{});
    visit("exp_times", ExpTimes{});
    visit("expm1_times", Expm1Times{});
    visit("sigmoid_times", SigmoidTimes{});
    visit("sigmoid_times_pair", SigmoidTimesPair{});
    visit("tanhshrink", Tanhshrink{});
    visit("tanhshrink_slope", TanhshrinkSlope{});
    visit("tanhexp", Tanhexp{});
    visit("tanh_softplus_times", TanhSoftplusTimes{});
    visit("normal_cdf_times", NormalCdfTimes{});
    visit("normal_pdf_times", NormalPdfTimes{});
    visit("gaussian_times", GaussianTimes{});
    visit("pow_three_halves", PowThreeHalves{});
    visit("pow_minus_three", PowMinusThree{});
    visit("pow_of_base", PowOfBase{});
}

}  // namespace words
