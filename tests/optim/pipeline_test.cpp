// Links and wrappers around optimizers, against small calculations by hand.

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/core/error.hpp"
#include "kasane/optim/optimizer.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/message.hpp"

namespace kasane::optim {
namespace {

using autograd::Tensor;
using support::message_of;
using support::values_of;
using Values = std::vector<double>;

/// Weights w of shape [2, 2] that start at `start`, stepped once with the gradient g.
Values after_a_step(const std::string& text, std::initializer_list<double> g,
                    std::initializer_list<double> start = {1, 1, 1, 1}) {
    Tensor w = autograd::tensor(start, {2, 2}).requires_grad();
    const Tensor gradient = autograd::tensor(g, {2, 2});
    Optimizer optimizer(text, autograd::Parameters{{"w", w}});
    optimizer.step([&] { return autograd::sum(w * gradient); });
    return values_of(w.value());
}

void expect_near(const Values& got, const Values& want) {
    ASSERT_EQ(got.size(), want.size());
    for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], want[i], 1e-14) << i;
}

TEST(Links, ClipGradients) {
    expect_near(after_a_step("clip_value(2) | sgd(lr=1)", {3, -4, 0, 1}), {-1, 3, 1, 0});
    expect_near(after_a_step("clip_norm(1) | sgd(lr=1)", {3, -4, 0, 0}), {0.4, 1.8, 1, 1});
    expect_near(after_a_step("clip_norm(9) | sgd(lr=1)", {3, -4, 0, 0}), {-2, 5, 1, 1});
    // rms = sqrt(25 / 4) = 2.5
    expect_near(after_a_step("clip_block(0.5) | sgd(lr=1)", {3, -4, 0, 0}), {0.4, 1.8, 1, 1});
}

TEST(Links, ClipUnitsToAShareOfTheirWeights) {
    // The columns are (3, 4) and (0.01, 0); their weights have norm sqrt(2).
    const double most = 0.1 * std::sqrt(2.0);
    expect_near(after_a_step("agc(clip=0.1) | sgd(lr=1)", {3, 0.01, 4, 0}),
                {1 - most * 0.6, 0.99, 1 - most * 0.8, 1});
}

TEST(Links, CentralizeColumnsAndAddDecay) {
    expect_near(after_a_step("centralize | sgd(lr=1)", {3, 1, 5, 3}), {2, 2, 0, 0});
    expect_near(after_a_step("l2(0.5) | sgd(lr=1)", {1, 1, 1, 1}, {2, 4, 6, 8}), {0, 1, 2, 3});
}

TEST(Links, WorkInTheOrderTheyAreWritten) {
    // Centred to (-1, -1, 1, 1), then clipped to 0.5; the other way round all would be centred 0.
    expect_near(after_a_step("centralize | clip_value(0.5) | sgd(lr=1)", {3, 1, 5, 3}),
                {1.5, 1.5, 0.5, 0.5});
    expect_near(after_a_step("clip_value(0.5) | centralize | sgd(lr=1)", {3, 1, 5, 3}),
                {1, 1, 1, 1});
}

TEST(Links, StepsWithoutFiniteGradientsAreLeftOut) {
    Tensor w = autograd::tensor({1.0}).requires_grad();
    Optimizer guarded("skip_nonfinite | adam(lr=0.1)", autograd::Parameters{{"w", w}});
    Tensor v = autograd::tensor({1.0}).requires_grad();
    Optimizer plain("adam(lr=0.1)", autograd::Parameters{{"v", v}});
    for (const double factor : {1.0, std::nan(""), 2.0, HUGE_VAL, 3.0}) {
        guarded.step([&] { return autograd::sum(w * w) * factor; });
        if (std::isfinite(factor)) plain.step([&] { return autograd::sum(v * v) * factor; });
    }
    EXPECT_EQ(w.item(), v.item());
}

TEST(Links, AccumulateStepsWithTheMeanGradient) {
    Tensor w = autograd::tensor({1.0}).requires_grad();
    Optimizer optimizer("accumulate(3) | sgd(lr=0.1)", autograd::Parameters{{"w", w}});
    for (const double g : {1.0, 2.0}) optimizer.step([&] { return autograd::sum(w) * g; });
    EXPECT_EQ(w.item(), 1);
    optimizer.step([&] { return autograd::sum(w) * 6; });
    EXPECT_NEAR(w.item(), 1 - 0.1 * 3, 1e-15);
}

TEST(Links, NoiseIsAFunctionOfTheSeedAndTheStep) {
    const auto run = [](std::uint64_t seed) {
        Tensor w = autograd::zeros({2000}, core::DType::f64).requires_grad();
        Optimizer optimizer("add_noise(eta=4, gamma=0) | sgd(lr=1)",
                            autograd::Parameters{{"w", w}});
        optimizer.set_rng(core::Rng(seed));
        optimizer.step([&] { return autograd::sum(w) * 0.0; });
        return values_of(w.value());
    };
    EXPECT_EQ(run(1), run(1));
    EXPECT_NE(run(1), run(2));
    double squares = 0;
    for (const double x : run(1)) squares += x * x;
    EXPECT_NEAR(squares / 2000, 4, 0.5);
}

TEST(Wrappers, EmaAndSwaAreEvaluatedWithTheirAverages) {
    Tensor w = autograd::tensor({1.0}).requires_grad();
    Optimizer ema("sgd(lr=1) | ema(0.5)", autograd::Parameters{{"w", w}});
    for (int i = 0; i < 2; ++i) ema.step([&] { return autograd::sum(w); });  // 0, -1
    ema.eval();
    EXPECT_EQ(w.item(), 0.5 * (0.5 * 1 + 0.5 * 0) + 0.5 * -1);
    ema.train();
    EXPECT_EQ(w.item(), -1);

    Tensor v = autograd::tensor({1.0}).requires_grad();
    Optimizer swa("sgd(lr=1) | swa(start=1)", autograd::Parameters{{"v", v}});
    for (int i = 0; i < 4; ++i) swa.step([&] { return autograd::sum(v); });  // 0, -1, -2, -3
    swa.eval();
    EXPECT_NEAR(v.item(), -2, 1e-15);
}

TEST(Wrappers, BeforeTheFirstStepTheWeightsAreThoseToEvaluate) {
    for (const char* text : {"asgd", "schedule_free_sgd", "schedule_free_adamw", "sgd | ema"}) {
        Tensor w = autograd::tensor({3.0}).requires_grad();
        Optimizer optimizer(text, autograd::Parameters{{"w", w}});
        optimizer.eval();
        EXPECT_EQ(w.item(), 3) << text;
        optimizer.train();
        EXPECT_EQ(w.item(), 3) << text;
    }
}

TEST(Wrappers, CautiousStepsGoWhereTheGradientPoints) {
    // After (1, 1) and (-1, 1) momentum still moves the first weight down: against its gradient.
    Tensor w = autograd::tensor({0.0, 0.0}).requires_grad();
    Optimizer optimizer("momentum(lr=1, momentum=0.9) | cautious", autograd::Parameters{{"w", w}});
    optimizer.step([&] { return autograd::sum(w * autograd::tensor({1.0, 1.0})); });
    EXPECT_EQ(values_of(w.value()), (Values{-1, -1}));
    optimizer.step([&] { return autograd::sum(w * autograd::tensor({-0.5, 1.0})); });
    expect_near(values_of(w.value()), {-1, -1 - 2 * 1.9});
}

TEST(Wrappers, DecayShrinksByTheLearningRate) {
    expect_near(after_a_step("sgd(lr=0.5) | decay(0.1)", {0, 0, 0, 2}), {0.95, 0.95, 0.95, -0.05});
    expect_near(after_a_step("sgd(lr=1) | non_negative", {0, 0.5, 1, 2}), {1, 0.5, 0, 0});
}

TEST(Wrappers, AsamLooksUphillInProportionToTheWeights) {
    // f = w^2 / 2 for a matrix: T = |w| + 0.01, e = rho T^2 g / |T g|.
    Tensor w = autograd::tensor({2.0, -1.0}, {1, 2}).requires_grad();
    Optimizer optimizer("sgd(lr=0.1) | asam(rho=0.5)", autograd::Parameters{{"w", w}});
    optimizer.step([&] { return autograd::sum(w * w) * 0.5; });
    const double norm = std::hypot(2.01 * 2, 1.01 * -1) + 1e-12;
    const double e0 = 0.5 * 2.01 * 2.01 * 2 / norm;
    const double e1 = 0.5 * 1.01 * 1.01 * -1 / norm;
    expect_near(values_of(w.value()), {2 - 0.1 * (2 + e0), -1 - 0.1 * (-1 + e1)});
}

TEST(Pipeline, SaysWhatIsInTheWrongPlace) {
    const auto complaint = [](const std::string& text) {
        Tensor w = autograd::tensor({1.0}).requires_grad();
        return message_of<core::ValueError>([&] {
            Optimizer optimizer(text, autograd::Parameters{{"w", w}});
        });
    };
    EXPECT_NE(complaint("adam | clip_norm").find("clip_norm | adam"), std::string::npos);
    EXPECT_NE(complaint("ema | adam").find("goes around an optimizer"), std::string::npos);
    EXPECT_NE(complaint("adam | sgd").find("there are two: adam and sgd"), std::string::npos);
    EXPECT_NE(complaint("clip_norm").find("takes no step"), std::string::npos);
}

TEST(Pipeline, ReachesTheParametersOfItsParts) {
    Tensor w = autograd::tensor({1.0}).requires_grad();
    Optimizer optimizer("clip_norm(2) | adam(lr=0.5) | lookahead(k=7)",
                        autograd::Parameters{{"w", w}});
    EXPECT_EQ(optimizer.text(), "clip_norm(max=2) | adam(lr=0.5) | lookahead(k=7)");
    optimizer.set("lr", 0.25);
    optimizer.set("k", 3);
    optimizer.set("max", 4);
    EXPECT_EQ(optimizer.get("lr"), 0.25);
    EXPECT_EQ(optimizer.text(), "clip_norm(max=4) | adam(lr=0.25) | lookahead(k=3)");
    EXPECT_THROW(optimizer.set("beta9", 1), core::LookupError);
}

TEST(Lbfgs, FindsTheMinimumOfRosenbrocksFunction) {
    Tensor w = autograd::tensor({-1.2, 1.0}).requires_grad();
    Tensor x = autograd::tensor({1.0, 0.0});
    Tensor y = autograd::tensor({0.0, 1.0});
    Optimizer optimizer("lbfgs(max_iter=100, tolerance_change=1e-15)",
                        autograd::Parameters{{"w", w}});
    int evaluations = 0;
    optimizer.step([&] {
        ++evaluations;
        const Tensor a = autograd::sum(w * x);
        const Tensor b = autograd::sum(w * y);
        const Tensor valley = b - a * a;
        const Tensor rest = 1.0 - a;
        return valley * valley * 100.0 + rest * rest;
    });
    EXPECT_NEAR(w.item(0), 1, 1e-6);
    EXPECT_NEAR(w.item(1), 1, 1e-6);
    EXPECT_LT(evaluations, 80);  // published runs need 40 to 50
}

}  // namespace
}  // namespace kasane::optim
