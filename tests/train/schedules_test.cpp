// Hyper-parameters that change during a run.
#include "kasane/optim/schedules.hpp"

#include <gtest/gtest.h>

#include <string>

#include "kasane/core/error.hpp"
#include "tests/io/support.hpp"
#include "tests/train/runs.hpp"

namespace kasane::train {
namespace {

using io::testing::message_of;
using io::testing::TempDir;

TrainOptions options_with(const std::string& optimizer, const optim::ScheduleMap& schedules) {
    return {
        .optimizer = optimizer, .batch = 20, .iterations = 40, .seed = 1, .schedules = schedules};
}

TEST(Schedules, ContinueBitForBitFromEveryStep) {
    const TempDir directory;
    const data::Dataset set = few_digits(230);
    const TrainOptions runs[] = {
        options_with("sgd(lr=0.1)", {{"lr", "cosine"}}),
        options_with("momentum(lr=0.1)", {{"lr", "one_cycle"}, {"weight_decay", "linear"}}),
        options_with("adam(lr=0.01)", {{"lr", "warmup(chain(step(9), cyclic), steps=5)"}}),
        options_with("sgd(lr=0.1)",
                     {{"lr", "join(constant, 15, plateau(patience=0, threshold=0.5))"}}),
        options_with("sgd(lr=0.1)",
                     {{"lr", Schedule([](Index t) { return 1 / (1 + 0.1 * double(t)); })}})};
    for (const TrainOptions& options : runs) {
        const std::string want = sha256_of_run("64-12-10", "swish", set, options);
        for (const Index k : {0, 1, 7, 12, 25, 39}) {
            const std::string path = directory.file("run" + std::to_string(k));
            {
                const auto model = model_of("64-12-10", "swish");
                Trainer trainer(*model, set, options);
                while (trainer.iteration() < k) trainer.step();
                trainer.save(path);
            }
            const auto model = nn::perceptron("64-12-10", "swish", core::Rng(99));
            Trainer trainer(*model, set, options);
            trainer.resume(path);
            while (!trainer.finished()) trainer.step();
            EXPECT_EQ(weights_sha256(*model), want)
                << trainer.schedules().text() << ", resumed at " << k;
        }
    }
}

TEST(Schedules, AScheduledRunIsTheRunWithTheValuesSetByHand) {
    const data::Dataset set = few_digits(200);
    const auto model = model_of("64-12-10");
    Trainer trainer(*model, set, options_with("momentum(lr=0.2)", {}));
    const Schedule lr("one_cycle(total=40)");
    for (Index i = 0; i < 40; ++i) {
        trainer.optimizer().set("lr", lr.at(i, 0.2));
        trainer.optimizer().set(
            "momentum", lr.at({.t = double(i), .total = 40, .base = 0.9, .is_momentum = true}));
        trainer.step();
    }
    const std::string want = weights_sha256(*model);
    EXPECT_EQ(sha256_of_run("64-12-10", "relu", set,
                            options_with("momentum(lr=0.2)", {{"lr", "one_cycle"}})),
              want);
    EXPECT_NE(sha256_of_run(
                  "64-12-10", "relu", set,
                  options_with("momentum(lr=0.2)", {{"lr", "one_cycle(cycle_momentum=false)"}})),
              want);
    EXPECT_NE(sha256_of_run("64-12-10", "relu", set, options_with("momentum(lr=0.2)", {})), want);
}

TEST(Schedules, AnyParameterCanBeScheduled) {
    const data::Dataset set = few_digits(200);
    const auto model = model_of("64-12-10");
    Trainer trainer(
        *model, set,
        options_with("adam(lr=0.01, weight_decay=0.1)", {{"weight_decay", "linear"},
                                                         {"eps", "constant(2)"},
                                                         {"learning_rate", "step(10, 0.5)"},
                                                         {"beta1", "one_cycle"}}));
    for (Index i = 0; i < 30; ++i) trainer.step();
    EXPECT_DOUBLE_EQ(trainer.optimizer().get("weight_decay"), 0.1 * (1 - 29 / 40.0));
    EXPECT_DOUBLE_EQ(trainer.optimizer().get("eps"), 2e-8);
    EXPECT_DOUBLE_EQ(trainer.optimizer().get("lr"), 0.01 / 4);
}

TEST(Schedules, OneCycleMovesBeta1OfAdam) {
    const data::Dataset set = few_digits(200);
    const auto model = model_of("64-12-10");
    Trainer trainer(*model, set, options_with("adam(lr=0.01)", {{"lr", "one_cycle"}}));
    trainer.step();
    EXPECT_DOUBLE_EQ(trainer.optimizer().get("beta1"), 0.95);
    for (Index i = 0; i < 11; ++i) trainer.step();
    EXPECT_DOUBLE_EQ(trainer.optimizer().get("beta1"), 0.85);
    EXPECT_DOUBLE_EQ(trainer.optimizer().get("lr"), 0.01);
}

TEST(Schedules, PlateausAreFedTheMeanLossOfAnEpoch) {
    const data::Dataset set = few_digits(200);  // ten steps an epoch
    const auto model = model_of("64-12-10");
    // No epoch is better than the first by its whole loss.
    Trainer trainer(
        *model, set,
        options_with("sgd(lr=0.1)", {{"lr", "plateau(patience=0, factor=0.5, threshold=1)"}}));
    for (Index i = 0; i < 40; ++i) {
        trainer.step();
        const double factor = i < 20 ? 1 : i < 30 ? 0.5 : 0.25;
        EXPECT_DOUBLE_EQ(trainer.optimizer().get("lr"), 0.1 * factor) << i;
    }
}

TEST(Schedules, AnUnknownParameterAndAValueOutOfRangeAreErrors) {
    const data::Dataset set = few_digits(200);
    const auto model = model_of("64-12-10");
    EXPECT_NE(message_of<core::LookupError>([&] {
                  Trainer(*model, set, options_with("adam", {{"beta3", "cosine"}}));
              }).find("adam: unknown parameter \"beta3\""),
              std::string::npos);
    Trainer trainer(*model, set, options_with("momentum", {{"momentum", "linear(1, 2)"}}));
    EXPECT_EQ(message_of<core::ValueError>([&] {
                  while (!trainer.finished()) trainer.step();
              }),
              "sgd: momentum must be in [0, 1), got 1.0125");
}

TEST(Schedules, AFileOfAnotherScheduleIsRefused) {
    const TempDir directory;
    const data::Dataset set = few_digits(200);
    const auto model = model_of("64-12-10");
    Trainer trainer(*model, set, options_with("sgd", {{"lr", "plateau"}}));
    trainer.step();
    trainer.save(directory.file("run"));
    Trainer other(*model, set, options_with("sgd", {{"lr", "cosine"}}));
    const std::string text =
        message_of<core::DataError>([&] { other.resume(directory.file("run")); });
    EXPECT_NE(text.find("schedules: file has lr=reduce_on_plateau, this run lr=cosine"),
              std::string::npos)
        << text;
}

}  // namespace
}  // namespace kasane::train
