// The texts of formulas are read as they are printed.
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "tests/support/reference.hpp"

namespace kasane::support {
namespace {

class Expressions : public testing::Test {
protected:
    void SetUp() override { KASANE_NEED_MPFR(); }

    static double value(const char* text) {
        return evaluate_expression(text, {{"x", 3}, {"beta", 0.5}});
    }
};

TEST_F(Expressions, ArithmeticBindsAsInPrint) {
    EXPECT_EQ(value("2 + 3 * x"), 11);
    EXPECT_EQ(value("-x^2 / 2"), -4.5);
    EXPECT_EQ(value("2^-1 - (x - 1)"), -1.5);
    EXPECT_EQ(value("2^3^2"), 512);
    EXPECT_EQ(value("8 / 4 / 2"), 1);
    EXPECT_EQ(value("8 - 4 - 2"), 2);
    EXPECT_EQ(value("4^0.5 * 4^-beta"), 1);
    EXPECT_EQ(value("(-x)^3"), -27);
    EXPECT_EQ(value("1.5e2 + .5"), 150.5);
}

TEST_F(Expressions, ConditionsChooseAndNestToTheRight) {
    EXPECT_EQ(value("x > 3 ? 1 : x >= 3 ? 2 : 3"), 2);
    EXPECT_EQ(value("x < 3 || x == 3 && beta <= 0.5 ? 1 : 0"), 1);
    EXPECT_EQ(value("(x < 1 ? 5 : 7) + 1"), 8);
    EXPECT_EQ(value("x > 5 ? log(0 - 1) : 4"), 4);
}

TEST_F(Expressions, FunctionsAreTheUsualOnes) {
    EXPECT_EQ(value("max(x, 0) + min(x, beta, 1)"), 3.5);
    EXPECT_EQ(value("clip(x, 0, 1) + clip(-x, -2, 0) + clip(beta, 0, 1)"), -0.5);
    EXPECT_EQ(value("exp(0) * abs(-x) + floor(-beta) + sign(-x)"), 1);
    EXPECT_DOUBLE_EQ(value("Phi(1)"), 0.84134474606854293);
    EXPECT_DOUBLE_EQ(value("phi(1)"), 0.24197072451914337);
    EXPECT_DOUBLE_EQ(value("sigmoid(x)"), 0.95257412682243336);
    EXPECT_DOUBLE_EQ(value("softplus(-1000)"), 0);
    EXPECT_DOUBLE_EQ(value("softplus(1000)"), 1000);
    EXPECT_DOUBLE_EQ(value("sin(pi / 6) + cos(pi / 3) + tan(pi / 4)"), 2);
    EXPECT_DOUBLE_EQ(value("erf(1) + erfc(1)"), 1);
    EXPECT_DOUBLE_EQ(value("asinh(sinh(x)) + log(cosh(0)) + atan(0)"), 3);
    EXPECT_DOUBLE_EQ(value("log1p(expm1(x)) + tanh(0) + sqrt(4)"), 5);
}

TEST_F(Expressions, CancellationCostsNoDigits) {
    EXPECT_DOUBLE_EQ(evaluate_expression("x - tanh(x)", {{"x", 1e-30}}), 1e-90 / 3);
    EXPECT_DOUBLE_EQ(evaluate_expression("1 - tanh(x)^2", {{"x", 300}}), 4 * std::exp(-600.0));
    EXPECT_DOUBLE_EQ(evaluate_expression("log(1 + exp(x))", {{"x", -600}}), std::exp(-600.0));
}

TEST_F(Expressions, WhatOverflowsIsNotKnown) {
    const auto quotient = [](double x) {
        return evaluate_expression("(exp(x) - exp(-x)) / (exp(x) + exp(-x))", {{"x", x}});
    };
    EXPECT_EQ(quotient(1e6), 1);
    EXPECT_TRUE(std::isnan(quotient(1e30)));
    EXPECT_EQ(evaluate_expression("1 / (1 + exp(x))", {{"x", 1e30}}), 0);
}

TEST_F(Expressions, WhatIsNotUnderstoodIsNamed) {
    EXPECT_THROW(value("gamma + 1"), std::runtime_error);
    EXPECT_THROW(value("gamma(1)"), std::runtime_error);
    EXPECT_THROW(value("clip(x, 1)"), std::runtime_error);
    EXPECT_THROW(value("2 x"), std::runtime_error);
    EXPECT_THROW(value("(1"), std::runtime_error);
    EXPECT_THROW(value("x > 1 ? 2"), std::runtime_error);
    EXPECT_THROW(value(""), std::runtime_error);
}

}  // namespace
}  // namespace kasane::support
