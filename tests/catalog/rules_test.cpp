#include "kasane/catalog/rules.hpp"

#include "kasane/catalog/update.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/loss_inputs.hpp"
#include "tests/support/message.hpp"
#include "tests/support/numbers.hpp"

namespace kasane::catalog {
namespace {

using support::Case;
using support::message_of;

TEST(Evaluate, TakesStartValuesForTrainableParametersThatAreLeftOut) {
    const Formula f = activations().make("swish(beta=2)");
    EXPECT_EQ(evaluate(f, {{0.5}}).value, evaluate(f, {{0.5, 2.0}}).value);
    EXPECT_NE(evaluate(f, {{0.5}}).value, evaluate(f, {{0.5, 1.0}}).value);
}

TEST(Evaluate, GivesMixedSecondDerivatives) {
    // (y - t)^2 / 2: the mixed derivative is -1.
    const Partials p = evaluate(losses().make("square"), {{3.0, 1.0}}, 0, 1);
    EXPECT_EQ(p.value, 2);
    EXPECT_EQ(p.by_i, 2);
    EXPECT_EQ(p.by_j, -2);
    EXPECT_EQ(p.by_ij, -1);
}

TEST(Evaluate, RefusesWhatItCannotEvaluate) {
    EXPECT_EQ(
        message_of<core::ValueError>([] { evaluate(activations().make("softmax"), {{0.5}}); }),
        "softmax: is not a pointwise formula");
    EXPECT_EQ(message_of<core::ValueError>([] {
                  evaluate(activations().make("relu"), {{0.5, 1.0}});
              }),
              "relu: takes 1 arguments, got 2");
    EXPECT_THROW(coefficients(activations().make("relu"), {}, nullptr), core::ValueError);
    EXPECT_THROW(used_slots(activations().make("relu")), core::ValueError);
    EXPECT_THROW(initial_std(activations().make("relu"), 1, 1), core::ValueError);
    EXPECT_THROW(is_normal(activations().make("relu")), core::ValueError);
}

TEST(Slots, PlainDescentNeedsNone) {
    EXPECT_EQ(used_slots(optimizers().make("sgd")), 0);
    EXPECT_EQ(used_slots(optimizers().make("momentum")), 1);
    EXPECT_EQ(used_slots(optimizers().make("adam")), 2);
}

TEST(Initializers, HaveTheTextbookDeviations) {
    const auto std_of = [](const char* name) {
        return initial_std(initializers().make(name), 300, 500);
    };
    EXPECT_DOUBLE_EQ(std_of("normal(0.01)"), 0.01);
    EXPECT_DOUBLE_EQ(std_of("he"), std::sqrt(2.0 / 300));
    EXPECT_DOUBLE_EQ(std_of("xavier"), std::sqrt(2.0 / 800));
    EXPECT_DOUBLE_EQ(std_of("xavier_uniform"), std::sqrt(2.0 / 800));
    EXPECT_DOUBLE_EQ(std_of("lecun"), std::sqrt(1.0 / 300));
    EXPECT_TRUE(is_normal(initializers().make("he")));
    EXPECT_FALSE(is_normal(initializers().make("xavier_uniform")));
}

/// Activations are compared with their texts in every_activation_in_double_slow_test.cpp.
class EveryPointwiseLoss : public testing::TestWithParam<Case> {
protected:
    /// Central difference of `f` by its first argument.
    template <class F>
    static double difference(F f, double x, double h) {
        return (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h);
    }
    /// A point at a share of each input's range, no two of them equal.
    static std::vector<double> arguments(const Formula& f, double share) {
        std::vector<double> args;
        for (const Input& input : f.entry().takes) {
            const support::Window window = support::window_of(input, 0.1);
            args.push_back(window.low + share * (window.high - window.low));
            share = std::fmod(share + 0.377, 1);
        }
        return args;
    }
};

TEST_P(EveryPointwiseLoss, DerivativesMatchFiniteDifferences) {
    const Formula f = GetParam().formula();
    for (const double x : {0.03, 0.17, 0.27, 0.61, 0.87}) {
        const std::vector<double> args = arguments(f, x);
        for (std::size_t i = 0; i < args.size(); ++i) {
            for (std::size_t j = 0; j < args.size(); ++j) {
                const auto moved = [&](double at) {
                    std::vector<double> other = args;
                    other[j] = at;
                    return evaluate(f, other, static_cast<int>(i), static_cast<int>(j));
                };
                const Partials got = moved(args[j]);
                const double slope =
                    difference([&](double at) { return moved(at).value; }, args[j], 1e-3);
                const double curvature =
                    difference([&](double at) { return moved(at).by_i; }, args[j], 1e-3);
                EXPECT_NEAR(got.by_j, slope, 1e-8 * std::max(1.0, std::abs(slope)))
                    << "at " << x << " by argument " << j;
                EXPECT_NEAR(got.by_ij, curvature, 1e-7 * std::max(1.0, std::abs(curvature)))
                    << "at " << x << " by arguments " << i << ", " << j;
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryPointwiseLoss,
                         testing::ValuesIn(support::cases(losses(), Form::pointwise)),
                         support::CaseName());

}  // namespace
}  // namespace kasane::catalog
