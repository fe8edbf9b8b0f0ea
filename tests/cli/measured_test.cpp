// What the program says of curves: judged against what is known of them.

#include <gtest/gtest.h>

#include <cmath>

#include "kasane/catalog/registry.hpp"
#include "kasane/cli/measured.hpp"

namespace kasane::cli {
namespace {

Measured look(const std::string& text) { return measure(catalog::activations().make(text)); }

struct Known {
    const char* text;
    const char* range;
    const char* monotonic;
    const char* kinks;
    const char* saturates;
};

// Ranges and bends by hand from the formulas, minima from the papers.
const Known known[] = {
    {"identity", "(-inf, inf)", "yes", "none", "no"},
    {"step", "[0, 1]", "yes", "0 (jump)", "on both sides"},
    {"relu", "[0, inf)", "yes", "0", "on the left"},
    {"relu6", "[0, 6]", "yes", "0, 6", "on both sides"},
    {"abs", "[0, inf)", "no", "0", "no"},
    {"leaky_relu", "(-inf, inf)", "yes", "0", "no"},
    {"leaky_relu(alpha=1)", "(-inf, inf)", "yes", "none", "no"},
    {"threshold(-1, -2)", "[-2, inf)", "yes", "-1 (jump)", "on the left"},
    {"threshold(0.5, 3)", "(0.5, inf)", "no", "0.5 (jump)", "on the left"},
    {"threshold(0.5, 0.5)", "[0.5, inf)", "yes", "0.5", "on the left"},
    {"hardshrink", "(-inf, inf)", "yes", "-0.5 (jump), 0.5 (jump)", "no"},
    {"softshrink", "(-inf, inf)", "yes", "-0.5, 0.5", "no"},
    {"hardtanh", "[-1, 1]", "yes", "-1, 1", "on both sides"},
    {"hardsigmoid", "[0, 1]", "yes", "-2.5, 2.5", "on both sides"},
    {"hardswish", "[-0.375, inf)", "no", "-3, 3", "on the left"},
    {"sigmoid", "(0, 1)", "yes", "none", "on both sides"},
    {"tanh", "(-1, 1)", "yes", "none", "on both sides"},
    {"softsign", "(-1, 1)", "yes", "none", "on both sides"},
    {"logsigmoid", "(-inf, 0)", "yes", "none", "on the right"},
    {"softplus", "(0, inf)", "yes", "none", "on the left"},
    {"elu", "(-1, inf)", "yes", "none", "on the left"},
    {"elu(alpha=0.5)", "(-0.5, inf)", "yes", "0", "on the left"},
    {"selu", "(-1.7581, inf)", "yes", "0", "on the left"},
    {"celu(alpha=2)", "(-2, inf)", "yes", "none", "on the left"},
    {"tanhshrink", "(-inf, inf)", "yes", "none", "no"},
    {"swish", "[-0.27846, inf)", "no", "none", "on the left"},
    {"swish(beta=0)", "(-inf, inf)", "yes", "none", "no"},
    {"swish(beta=-0.75)", "(-inf, 0.37129]", "no", "none", "on the right"},
    {"gelu", "[-0.16997, inf)", "no", "none", "on the left"},
    {"gelu_tanh", "[-0.17004, inf)", "no", "none", "on the left"},
    {"mish", "[-0.30884, inf)", "no", "none", "on the left"},
    {"tanhexp", "[-0.35329, inf)", "no", "none", "on the left"},
    {"gaussian", "(0, 1]", "no", "none", "on both sides"},
    {"sine", "[-1, 1]", "no", "none", "no"},
    {"gcu", "(-inf, inf)", "no", "none", "no"},
    {"quadratic", "[0, inf)", "no", "none", "no"},
    {"exponential", "(0, inf)", "yes", "none", "on the left"},
};

TEST(Measured, RangesKinksAndTailsAreTheKnownOnes) {
    for (const Known& one : known) {
        const Measured curve = look(one.text);
        EXPECT_EQ(range_text(curve), one.range) << one.text;
        EXPECT_EQ(monotonic_text(curve), one.monotonic) << one.text;
        EXPECT_EQ(kinks_text(curve), one.kinks) << one.text;
        EXPECT_EQ(saturation_text(curve), one.saturates) << one.text;
    }
}

TEST(Measured, ExtremesAreWhereThePapersHaveThem) {
    const Measured mish = look("mish");
    EXPECT_NEAR(mish.low.x, -1.192431214516, 1e-9);
    EXPECT_NEAR(mish.low.value, -0.308843413017, 1e-12);
    const Measured swish = look("swish");
    EXPECT_NEAR(swish.low.x, -1.278464542761, 1e-9);
    EXPECT_NEAR(swish.greatest_slope.value, 1.0998393201, 1e-10);
    EXPECT_NEAR(swish.greatest_slope.x, 2.3993572805, 1e-8);
    EXPECT_EQ(look("sigmoid").greatest_slope.value, 0.25);
    EXPECT_EQ(look("hardswish").low.x, -1.5);
}

TEST(Measured, WhereAnEndIsMetAllAlongIsToldAsAnInterval) {
    EXPECT_EQ(place_text(look("relu").low), "x <= 0");
    EXPECT_EQ(place_text(look("relu6").high), "x >= 6");
    EXPECT_EQ(place_text(look("step").low), "x <= 0");
    EXPECT_EQ(place_text(look("step").high), "x > 0");
    EXPECT_EQ(place_text(look("sqnl").low), "x <= -2");
    EXPECT_EQ(place_text(look("star_relu").low), "x <= 0");
    EXPECT_EQ(place_text(look("hardsigmoid").low), "x <= -2.5");
    EXPECT_EQ(place_text(look("gaussian").high), "x = 0");
    EXPECT_EQ(place_text(look("tanh").high), "x -> inf");
    EXPECT_EQ(place_text(look("elu").greatest_slope), "x >= 0");
}

TEST(Measured, ASaturatedCurveReachesItsLimitOrOnlyRoundsToIt) {
    EXPECT_EQ(look("hardtanh").right, Tail::reaches);
    EXPECT_EQ(look("relu").left, Tail::reaches);
    EXPECT_EQ(look("tanh").right, Tail::approaches);
    EXPECT_EQ(look("softsign").left, Tail::approaches);
    EXPECT_EQ(look("gaussian").right, Tail::approaches);
    EXPECT_EQ(look("relu").right, Tail::moves);
    EXPECT_EQ(look("sine").right, Tail::moves);
}

TEST(Measured, BendsOfTheCurvatureAreNoKinks) {
    const Measured elu = look("elu");
    EXPECT_TRUE(elu.jumps.slope.empty());
    ASSERT_EQ(elu.jumps.curvature.size(), 1U);
    EXPECT_EQ(elu.jumps.curvature[0].x, 0);
    EXPECT_NEAR(elu.jumps.curvature[0].before, 1, 1e-9);
    EXPECT_EQ(elu.jumps.curvature[0].after, 0);
    EXPECT_FALSE(elu.is_smooth());
    EXPECT_TRUE(look("mish").is_smooth());
    EXPECT_TRUE(look("sine(omega=30)").is_smooth());
    EXPECT_TRUE(look("gelu_tanh").is_smooth());
}

TEST(Measured, MomentsOfNormalNumbersAreTheKnownOnes) {
    const Moments relu = look("relu").normal;
    EXPECT_NEAR(relu.mean, 1 / std::sqrt(2 * M_PI), 1e-12);
    EXPECT_NEAR(relu.rms, std::sqrt(0.5), 1e-12);
    EXPECT_NEAR(relu.rms_slope, std::sqrt(0.5), 1e-12);
    const Moments selu = look("selu(lambda=1.0507009873554805, alpha=1.6732632423543772)").normal;
    EXPECT_NEAR(selu.mean, 0, 1e-12);  // Klambauer et al.: the fixed point (0, 1)
    EXPECT_NEAR(selu.rms, 1, 1e-12);
    EXPECT_NEAR(look("exponential").normal.mean, std::exp(0.5), 1e-11);
    EXPECT_NEAR(look("sine(omega=30)").normal.rms, std::sqrt(0.5), 1e-9);
    EXPECT_TRUE(look("tanh").is_zero_centred());
    EXPECT_FALSE(look("sigmoid").is_zero_centred());
}

TEST(Measured, SymmetriesAreSeen) {
    EXPECT_EQ(look("tanh").symmetry, Symmetry::odd);
    EXPECT_EQ(look("gaussian").symmetry, Symmetry::even);
    EXPECT_EQ(look("mish").symmetry, Symmetry::none);
}

class EveryCurve : public testing::TestWithParam<const catalog::Entry*> {};

TEST_P(EveryCurve, IsConsistent) {
    const catalog::Formula formula(*GetParam());
    const Measured curve = measure(formula);
    const PointEvaluation evaluation(formula, {});
    EXPECT_LE(curve.low.value, curve.high.value);
    EXPECT_LE(curve.least_slope.value, curve.greatest_slope.value);
    const double slack = 1e-9 * (1 + std::fabs(curve.normal.rms));
    std::vector<double> x;
    for (double at = -30; at <= 30; at += 0.037) x.push_back(at);
    const std::vector<double> y = evaluation.value(x);
    for (std::size_t i = 0; i < x.size(); ++i) {
        EXPECT_FALSE(std::isnan(y[i])) << "x = " << x[i];
        EXPECT_GE(y[i], curve.low.value - slack) << "x = " << x[i];
        EXPECT_LE(y[i], curve.high.value + slack) << "x = " << x[i];
        if (i == 0) continue;
        EXPECT_TRUE(curve.falls || y[i] >= y[i - 1] - slack) << "x = " << x[i];
        EXPECT_TRUE(curve.rises || y[i] <= y[i - 1] + slack) << "x = " << x[i];
    }
    for (const End* end : {&curve.low, &curve.high}) {
        if (!end->is_met) continue;
        EXPECT_NEAR(evaluation.value({&end->x, 1})[0], end->value, slack) << "x = " << end->x;
    }
    EXPECT_FALSE(std::isnan(curve.normal.mean + curve.normal.rms + curve.normal.rms_slope));
}

std::vector<const catalog::Entry*> curves() {
    std::vector<const catalog::Entry*> all;
    for (const catalog::Entry& entry : catalog::activations().entries()) {
        if (is_curve(catalog::Formula(entry))) all.push_back(&entry);
    }
    return all;
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryCurve, testing::ValuesIn(curves()),
                         [](const auto& one) { return std::string(one.param->info->name); });

}  // namespace
}  // namespace kasane::cli
