// The rules of Dual, each against the derivative written by hand in long double; kinks, infinities,
// NaN.
#include "kasane/math/dual.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "kasane/math/vocabulary.hpp"

namespace {

KASANE_USE_WORDS;

using D = Dual<double>;
using DD = Dual<D>;
using Real = long double;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

DD seed(double x) { return DD(D(x, 1.0), D(1.0, 0.0)); }

struct Rule {
    std::string name;
    std::function<DD(DD)> word;
    std::function<Real(Real)> slope;
    std::function<Real(Real)> curvature;
    double from;
    double to;
};

Real gauss(Real x) { return std::exp(-x * x); }
constexpr Real two_over_root_pi = 1.128379167095512573896158903L;

const std::vector<Rule>& rules() {
    static const std::vector<Rule> all = {
        {"exp", [](DD x) { return exp(x); }, [](Real x) { return std::exp(x); },
         [](Real x) { return std::exp(x); }, -20, 20},
        {"expm1", [](DD x) { return expm1(x); }, [](Real x) { return std::exp(x); },
         [](Real x) { return std::exp(x); }, -20, 20},
        {"log", [](DD x) { return log(x); }, [](Real x) { return 1 / x; },
         [](Real x) { return -1 / (x * x); }, 0.01, 20},
        {"log1p", [](DD x) { return log1p(x); }, [](Real x) { return 1 / (1 + x); },
         [](Real x) { return -1 / ((1 + x) * (1 + x)); }, -0.5, 20},
        {"sqrt", [](DD x) { return sqrt(x); }, [](Real x) { return 0.5L / std::sqrt(x); },
         [](Real x) { return -0.25L / (x * std::sqrt(x)); }, 0.01, 20},
        {"sin", [](DD x) { return sin(x); }, [](Real x) { return std::cos(x); },
         [](Real x) { return -std::sin(x); }, -20, 20},
        {"cos", [](DD x) { return cos(x); }, [](Real x) { return -std::sin(x); },
         [](Real x) { return -std::cos(x); }, -20, 20},
        {"erf", [](DD x) { return erf(x); }, [](Real x) { return two_over_root_pi * gauss(x); },
         [](Real x) { return -2 * x * two_over_root_pi * gauss(x); }, -5, 5},
        {"erfc", [](DD x) { return erfc(x); }, [](Real x) { return -two_over_root_pi * gauss(x); },
         [](Real x) { return 2 * x * two_over_root_pi * gauss(x); }, -5, 5},
        {"gaussian", [](DD x) { return gaussian(x); }, [](Real x) { return -2 * x * gauss(x); },
         [](Real x) { return (4 * x * x - 2) * gauss(x); }, -5, 5},
        {"x^2.5", [](DD x) { return pow(x, DD(2.5)); },
         [](Real x) { return 2.5L * std::pow(x, 1.5L); },
         [](Real x) { return 3.75L * std::sqrt(x); }, 0.01, 20},
        {"x^-3", [](DD x) { return pow(x, DD(-3)); }, [](Real x) { return -3 / std::pow(x, 4.0L); },
         [](Real x) { return 12 / std::pow(x, 5.0L); }, -20, -0.1},
        {"1.5^x", [](DD x) { return pow(DD(1.5), x); },
         [](Real x) { return std::log(1.5L) * std::pow(1.5L, x); },
         [](Real x) { return std::log(1.5L) * std::log(1.5L) * std::pow(1.5L, x); }, -20, 20},
        {"1 / (1 + x x)", [](DD x) { return DD(1) / fma(x, x, DD(1)); },
         [](Real x) { return -2 * x / ((1 + x * x) * (1 + x * x)); },
         [](Real x) { return (6 * x * x - 2) / std::pow(1 + x * x, 3.0L); }, -5, 5},
        {"square(x) - x", [](DD x) { return square(x) - x; }, [](Real x) { return 2 * x - 1; },
         [](Real) { return 2.0L; }, -5, 5},
    };
    return all;
}

TEST(Dual, FirstAndSecondDerivativesOfTheWordsAgreeWithTheirFormulas) {
    for (const Rule& rule : rules()) {
        for (int i = 0; i <= 1000; ++i) {
            const double x = rule.from + (rule.to - rule.from) * i / 1000;
            const DD y = rule.word(seed(x));
            // Near a zero of the derivative the digits that x itself carries decide.
            const Real slack = 1e-14L * (1 + std::fabs(x));
            const Real slope = rule.slope(x);
            const Real curvature = rule.curvature(x);
            EXPECT_NEAR(y.v.d, slope, slack * (std::fabs(slope) + std::fabs(x * curvature)))
                << rule.name << "' at " << x;
            EXPECT_NEAR(y.d.d, curvature, slack * (std::fabs(curvature) + std::fabs(slope)))
                << rule.name << "'' at " << x;
            EXPECT_EQ(y.v.d, y.d.v) << rule.name << " at " << x;
        }
    }
}

TEST(Dual, AKinkTakesTheDocumentedSide) {
    EXPECT_EQ(abs(D(0.0, 1.0)).d, 0.0);
    EXPECT_EQ(abs(D(-2.0, 1.0)).d, -1.0);
    EXPECT_EQ(max(D(0.0, 1.0), D(0)).d, 1.0);  // equal: the first argument
    EXPECT_EQ(min(D(0.0, 1.0), D(0)).d, 1.0);
    EXPECT_EQ(select(D(0.0, 1.0) > D(0), D(0.0, 1.0), D(0)).d, 0.0);
}

TEST(Dual, AConstantFactorKeepsItsSlopeAtInfinity) {
    for (double x : {inf, -inf}) {
        EXPECT_EQ((D(1.5) * D(x, 1.0)).d, 1.5);
        EXPECT_EQ((D(x, 1.0) * D(1.5)).d, 1.5);
        EXPECT_EQ((D(x, 1.0) / D(2)).d, 0.5);
        EXPECT_EQ((DD(1.5) * seed(x)).d.d, 0.0);
    }
}

TEST(Dual, AClosedGateLetsNothingThrough) {
    EXPECT_EQ(gate(-inf, 0.0), 0.0);
    EXPECT_EQ(gate(0.0, inf), 0.0);
    EXPECT_EQ(gate(-inf, 0.5), -inf);
    EXPECT_TRUE(std::isnan(gate(nan, 0.0)));
    EXPECT_TRUE(std::isnan(gate(0.0, nan)));
    EXPECT_EQ(gate_add(inf, 0.0, 3.0), 3.0);
    const DD y = gate(seed(-inf), sigmoid(seed(-inf)));
    EXPECT_EQ(y.v.v, 0.0);
    EXPECT_EQ(y.v.d, 0.0);
    EXPECT_EQ(y.d.d, 0.0);
}

TEST(Dual, AFactorSurvivesInfinityAndOverflowOnlyWhereTheProductDoes) {
    const double big = std::numeric_limits<double>::max();
    EXPECT_EQ(exp_times(-inf, inf), 0.0);
    EXPECT_EQ(exp_times(-1.0, -inf), -inf);
    EXPECT_EQ(exp_times(inf, 2.0), inf);
    EXPECT_TRUE(std::isnan(exp_times(nan, inf)));
    EXPECT_TRUE(std::isnan(exp_times(-1.0, nan)));
    EXPECT_NEAR(exp_times(-1.0, big) / big, std::exp(-1.0), 1e-15);
    EXPECT_NEAR(exp_times(-1400.0, big) / (std::exp(-700.0) * big * std::exp(-700.0)), 1.0, 1e-13);
    EXPECT_EQ(sigmoid_times(-inf, -inf), 0.0);
    EXPECT_EQ(sigmoid_times(-5.0, -inf), -inf);
    EXPECT_EQ(sigmoid_times(big, big), big);
    EXPECT_EQ(normal_cdf_times(-inf, inf), 0.0);
    EXPECT_EQ(normal_cdf_times(1.0, -inf), -inf);
    EXPECT_EQ(normal_cdf_times(inf, inf), inf);
    EXPECT_EQ(normal_pdf_times(inf, inf), 0.0);
    EXPECT_EQ(tanh_softplus_times(-inf, -inf), 0.0);
    EXPECT_EQ(tanh_softplus_times(inf, inf), inf);
    EXPECT_EQ(tanh_softplus_times(-1.0, inf), inf);
}

TEST(Words, PowFollowsIeeeAtTheEdges) {
    EXPECT_EQ(pow(0.0, 2.0), 0.0);
    EXPECT_EQ(pow(0.0, -1.0), inf);
    EXPECT_EQ(pow(-0.0, -1.0), -inf);
    EXPECT_EQ(pow(-2.0, 3.0), -8.0);
    EXPECT_EQ(pow(-2.0, 2.0), 4.0);
    EXPECT_TRUE(std::isnan(pow(-2.0, 0.5)));
    EXPECT_EQ(pow(nan, 0.0), 1.0);
    EXPECT_TRUE(std::isnan(pow(nan, 1.0)));
    EXPECT_TRUE(std::isnan(pow(2.0, nan)));
    EXPECT_EQ(pow(inf, 0.5), inf);
    EXPECT_EQ(pow(inf, -0.5), 0.0);
    EXPECT_EQ(pow(-inf, 3.0), -inf);
    EXPECT_EQ(pow(2.0, inf), inf);
    EXPECT_EQ(pow(2.0, -inf), 0.0);
    EXPECT_EQ(pow(0.5, inf), 0.0);
    EXPECT_EQ(pow(1.0, inf), 1.0);
    EXPECT_EQ(pow(2.0, -1074.0), std::numeric_limits<double>::denorm_min());
}

TEST(Words, OddOnesKeepTheSignOfZero) {
    for (double zero : {0.0, -0.0}) {
        for (double y : {expm1(zero), log1p(zero), tanh(zero), erf(zero), sin(zero), sqrt(zero)}) {
            EXPECT_EQ(y, 0.0);
            EXPECT_EQ(std::signbit(y), std::signbit(zero));
        }
    }
}

}  // namespace
