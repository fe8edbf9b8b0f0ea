#include "kasane/train/fit.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "kasane/core/error.hpp"
#include "kasane/io/sha256.hpp"
#include "tests/train/runs.hpp"

namespace kasane::train {
namespace {

/// 600 points of two classes, on either side of a line.
data::Dataset points() {
    std::vector<double> cells;
    for (int i = 0; i < 600; ++i) {
        const double x = std::sin(i * 12.9898), y = std::cos(i * 78.233);
        cells.insert(cells.end(), {x, y, x + y > 0 ? 1.0 : 0.0});
    }
    return data::from_table("points", 600, 3, cells);
}

// The article's run: 10000 steps, 600 of them an epoch.
TEST(Fit, EvaluatesAfterTheFirstStepOfEveryEpoch) {
    const data::Dataset set = points();
    const auto model = model_of("2-2");
    FitOptions options{
        {.optimizer = "sgd(lr=0.1)", .batch = 1, .replace = true, .iterations = 10000}};
    options.validation = &set;
    const History history = fit(*model, set, options);
    EXPECT_EQ(history.losses.size(), 10000U);
    ASSERT_EQ(history.evaluations.size(), 17U);
    for (std::size_t i = 0; i < 17; ++i) {
        const Evaluation& one = history.evaluations[i];
        EXPECT_EQ(one.iteration, static_cast<Index>(600 * i + 1));
        EXPECT_EQ(one.loss, history.losses[600 * i]);
        EXPECT_EQ(one.train_accuracy, one.test_accuracy);
    }
    EXPECT_GT(history.evaluations.back().train_accuracy, 0.95);
    EXPECT_GT(history.seconds, 0);
}

TEST(Fit, WithoutAValidationSetHasNoTestAccuracy) {
    const data::Dataset set = points();
    const auto model = model_of("2-2");
    const History history = fit(*model, set, {{.epochs = 2}});
    ASSERT_EQ(history.evaluations.size(), 2U);
    EXPECT_TRUE(std::isnan(history.evaluations[0].test_accuracy));
    EXPECT_FALSE(std::isnan(history.evaluations[0].train_accuracy));
}

struct StopAtStep : Callback {
    bool on_step(Trainer& trainer, double) override { return trainer.iteration() < 5; }
};
struct StopAtEvaluation : Callback {
    bool on_evaluation(Trainer&, const Evaluation&) override { return ++seen < 3; }
    int seen = 0;
};
struct Count : Callback {
    bool on_step(Trainer&, double loss) override {
        ++steps;
        last = loss;
        return true;
    }
    bool on_evaluation(Trainer&, const Evaluation&) override {
        ++evaluations;
        return true;
    }
    int steps = 0;
    int evaluations = 0;
    double last = 0;
};

TEST(Callbacks, AreToldEverythingAndMayStopTheRun) {
    const data::Dataset set = points();
    StopAtStep step;
    StopAtEvaluation evaluation;
    Count count;
    const auto model = model_of("2-2");
    FitOptions options{{.batch = 100, .epochs = 10}};
    options.callbacks = {&step, &count};
    const History stopped = fit(*model, set, options);
    EXPECT_EQ(stopped.losses.size(), 5U);
    EXPECT_EQ(count.steps, 5);  // the other callbacks still hear of the last step
    EXPECT_EQ(count.evaluations, 1);
    EXPECT_EQ(count.last, stopped.losses.back());
    options.callbacks = {&evaluation};
    EXPECT_EQ(fit(*model, set, options).evaluations.size(), 3U);
}

TEST(Fit, IsTheLoopWrittenOut) {
    const auto model = model_of("64-9-10");
    const TrainOptions options{.batch = 50, .iterations = 30, .seed = 4};
    const History history = fit(*model, digits().train, {options});
    EXPECT_EQ(weights_sha256(*model), sha256_of_run("64-9-10", "relu", digits().train, options));
    EXPECT_LT(history.losses.back(), history.losses.front());
}

TEST(Accuracy, IsTheShareOfHits) {
    // Scores are the inputs themselves.
    const auto model = nn::make_layer("linear(2, 2)", core::Rng(1));
    core::Array weight = nn::parameters(*model)[0].tensor.value();
    for (Index i = 0; i < 4; ++i) weight.data<float>()[i] = i == 0 || i == 3 ? 1.0F : 0.0F;
    const double cells[] = {1, 0, 0, 0, 1, 1, 1, 0, 1, 0.5, 0.5, 0};
    EXPECT_EQ(accuracy(*model, data::from_table("t", 4, 3, cells)), 0.75);
    data::Dataset empty;
    empty.labels = core::Array::empty({0}, core::DType::i64);
    EXPECT_TRUE(std::isnan(accuracy(*model, empty)));
    const core::Array all = scores(
        *model, digits().train.size() > 0 ? data::from_table("t", 4, 3, cells) : empty, 1, 3);
    EXPECT_EQ(all.shape(), core::Shape({2, 2}));
    EXPECT_EQ(all.item(1), 1);
}

TEST(Accuracy, CoversSetsLongerThanAChunk) {
    const auto model = model_of("64-10");
    const data::Dataset& set = digits().train;  // 1437 samples, evaluated 1000 at a time
    const core::Array all = scores(*model, set, 0, set.size());
    Index hits = 0;
    for (Index i = 0; i < set.size(); ++i) {
        Index best = 0;
        for (Index k = 1; k < 10; ++k) {
            if (all.item(i * 10 + k) > all.item(i * 10 + best)) best = k;
        }
        hits += set.labels.item(i) == static_cast<double>(best) ? 1 : 0;
    }
    EXPECT_EQ(accuracy(*model, set), static_cast<double>(hits) / static_cast<double>(set.size()));
}

TEST(WeightsSha256, IsThatOfAllNumbersInVisitOrder) {
    const auto model = model_of("3-2-1", "swish");
    std::vector<float> numbers;
    for (const nn::Parameter& parameter : nn::parameters(*model)) {
        for (Index i = 0; i < parameter.tensor.size(); ++i) {
            numbers.push_back(static_cast<float>(parameter.tensor.item(i)));
        }
    }
    ASSERT_EQ(numbers.size(), 6U + 2 + 1 + 2 + 1);
    const std::string before = weights_sha256(*model);
    EXPECT_EQ(before, io::sha256_hex(std::as_bytes(std::span<const float>(numbers))));
    const data::Dataset set = points();
    // Lying in an optimizer's arena, with gaps, changes nothing.
    optim::Optimizer optimizer("adam", *model);
    EXPECT_EQ(weights_sha256(*model), before);
}

}  // namespace
}  // namespace kasane::train
