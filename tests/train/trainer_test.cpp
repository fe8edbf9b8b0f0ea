#include "kasane/train/trainer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "kasane/core/error.hpp"
#include "kasane/train/fit.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/message.hpp"
#include "tests/train/runs.hpp"

namespace kasane::train {
namespace {

using support::message_of;

TEST(Trainer, LearnsTheDigits) {
    const auto model = model_of("64-32-10");
    Trainer trainer(*model, digits().train,
                    {.optimizer = "adam(lr=0.01)", .batch = 50, .epochs = 4});
    const double first = trainer.step();
    EXPECT_NEAR(first, std::log(10), 1);
    double last = first;
    while (!trainer.finished()) last = trainer.step();
    EXPECT_EQ(trainer.iteration(), 4 * 29);
    EXPECT_LT(last, first / 4);
    EXPECT_GT(accuracy(*model, digits().test), 0.9);
}

TEST(Trainer, TakesTheStepThatIsWrittenOut) {
    const auto model = model_of("64-8-10");
    const auto same = model_of("64-8-10");
    const TrainOptions options{.optimizer = "momentum(lr=0.1)", .batch = 20, .seed = 3};
    Trainer trainer(*model, digits().train, options);
    optim::Optimizer optimizer(options.optimizer, *same);
    data::Batches batches(digits().train, {.batch = 20}, core::Rng(3).stream("batches"));
    for (Index i = 0; i < 10; ++i) {
        const data::Batch batch = batches.at(i);
        optimizer.zero_grad();
        const autograd::Tensor loss = loss::cross_entropy(same->forward(autograd::Tensor(batch.x)),
                                                          autograd::Tensor(batch.labels));
        loss.backward();
        optimizer.step();
        EXPECT_EQ(trainer.step(), loss.item());
    }
    EXPECT_EQ(weights_sha256(*model), weights_sha256(*same));
}

TEST(Trainer, TrainsWithOptimizersThatAskForSeveralGradients) {
    for (const char* optimizer : {"sgd(lr=0.1) | sam(rho=0.05)", "nag(lr=0.05)",
                                  "clip_norm(1) | adam(lr=0.01) | lookahead", "prodigy"}) {
        const auto model = model_of("64-32-10");
        Trainer trainer(*model, digits().train, {.optimizer = optimizer, .batch = 50, .epochs = 4});
        while (!trainer.finished()) trainer.step();
        EXPECT_GT(accuracy(*model, digits().test), 0.85) << optimizer;
    }
}

/// The weights after each step and the accuracies of each evaluation.
struct Seen : Callback {
    bool on_step(Trainer& trainer, double) override {
        trained.push_back(weights_sha256(trainer.model()));
        return true;
    }
    bool on_evaluation(Trainer&, const Evaluation& evaluation) override {
        accuracies.push_back(evaluation.test_accuracy);
        return true;
    }
    std::vector<std::string> trained;
    std::vector<double> accuracies;
};

TEST(Trainer, EvaluatesAveragesAndTrainsOnWithTheWeights) {
    // An average that never moves: evaluation sees the start, training does not.
    const auto model = model_of("64-32-10");
    const double at_start = accuracy(*model, digits().test);
    Seen seen;
    Callback* callbacks[] = {&seen};
    Trainer trainer(*model, digits().train,
                    {.optimizer = "adam(lr=0.01) | swa(start=100000)", .batch = 50, .epochs = 3});
    run(trainer, digits().train, &digits().test, callbacks);
    for (const double one : seen.accuracies) EXPECT_EQ(one, at_start);
    EXPECT_EQ(weights_sha256(*model), seen.trained.back());
    EXPECT_GT(accuracy(*model, digits().test), 0.85);
}

struct RunOptions {
    const char* name;
    const char* activation;
    TrainOptions options;
};
const RunOptions runs[] = {
    {"sgd", "relu", {.optimizer = "sgd(lr=0.1)", .batch = 100, .replace = true, .iterations = 20}},
    {"momentum", "tanh", {.optimizer = "momentum(lr=0.05)", .batch = 37, .iterations = 50}},
    {"adam", "swish", {.optimizer = "adam(lr=0.01)", .batch = 100, .iterations = 20}},
};

TEST(Determinism, TheWeightsAreTheSameForEveryThreadCount) {
    for (const RunOptions& one : runs) {
        // Wide enough for the products, sums and updates to be divided among threads.
        const std::string want =
            sha256_of_run("64-600-10", one.activation, digits().train, one.options);
        for (const int count : {1, 2, 3, 8}) {
            const support::WithThreads with(count);
            EXPECT_EQ(sha256_of_run("64-600-10", one.activation, digits().train, one.options), want)
                << one.name << ", " << count << " threads";
        }
    }
}

const kernels::Table* table_named(const std::string& isa) {
    for (const kernels::Table* table : kernels::runnable_tables()) {
        if (isa == table->isa) return table;
    }
    return nullptr;
}

TEST(Determinism, TheWeightsAreTheSameOnV3AndV4) {
    const kernels::Table* v3 = table_named("v3");
    const kernels::Table* v4 = table_named("v4");
    if (v3 == nullptr || v4 == nullptr) GTEST_SKIP() << "this processor does not run both";
    for (const RunOptions& one : runs) {
        std::string sha256[2];
        for (const kernels::Table* table : {v3, v4}) {
            const support::WithTable with(*table);
            sha256[table == v4] =
                sha256_of_run("64-100-10", one.activation, digits().train, one.options);
        }
        EXPECT_EQ(sha256[0], sha256[1]) << one.name;
    }
}

// v2 has no fused multiply-add and computes it in software: the run is kept tiny.
TEST(Determinism, TheWeightsOfATinyRunAreTheSameOnEveryInstructionSet) {
    const data::Dataset set = few_digits(40);
    for (const RunOptions& one : runs) {
        TrainOptions options = one.options;
        options.batch = 10;
        options.iterations = 6;
        const std::string want = sha256_of_run("64-9-10", one.activation, set, options);
        for (const kernels::Table* table : kernels::runnable_tables()) {
            const support::WithTable with(*table);
            EXPECT_EQ(sha256_of_run("64-9-10", one.activation, set, options), want)
                << one.name << ", " << table->isa;
        }
    }
}

TEST(Determinism, AnotherSeedGivesAnotherRun) {
    TrainOptions options = runs[0].options;
    const std::string one = sha256_of_run("64-9-10", "relu", digits().train, options);
    options.seed = 1;
    EXPECT_NE(sha256_of_run("64-9-10", "relu", digits().train, options), one);
}

TEST(Divergence, IsAnErrorAndTheWeightsStayAsTheyWere) {
    const auto model = model_of("64-8-10");
    Trainer trainer(*model, digits().train, {.optimizer = "sgd(lr=1e30)", .epochs = 100});
    std::string before;
    Index iteration = 0;
    const std::string text = message_of<core::DivergedError>([&] {
        while (!trainer.finished()) {
            before = weights_sha256(*model);
            iteration = trainer.iteration();
            trainer.step();
        }
    });
    EXPECT_EQ(text, "train: the loss is not finite\n  iteration: " + std::to_string(iteration) +
                        "\n  hint: a smaller learning rate usually helps; the last saved model is "
                        "untouched");
    EXPECT_GT(iteration, 0);
    EXPECT_EQ(weights_sha256(*model), before);
    EXPECT_EQ(trainer.iteration(), iteration);
}

TEST(Trainer, RefusesOptionsThatMakeNoSense) {
    const auto model = model_of("64-8-10");
    const auto make = [&](const TrainOptions& options) {
        Trainer trainer(*model, digits().train, options);
    };
    EXPECT_THROW(make({.batch = 0}), core::ValueError);
    EXPECT_THROW(make({.batch = -1}), core::ValueError);
    EXPECT_THROW(make({.epochs = -1}), core::ValueError);
    EXPECT_THROW(make({.iterations = -1}), core::ValueError);
    EXPECT_THROW(make({.loss = "cros_entropy"}), core::LookupError);
    EXPECT_THROW(make({.optimizer = "adem"}), core::LookupError);
    EXPECT_THROW(make({.optimizer = "sgd(lr=nan)"}), core::ValueError);
}

TEST(Trainer, CountsStepsInIterationsOrEpochs) {
    const auto model = model_of("64-8-10");
    Trainer by_epochs(*model, digits().train, {.batch = 100, .epochs = 3});
    EXPECT_EQ(by_epochs.epoch_length(), 15);
    EXPECT_EQ(by_epochs.iterations(), 45);
    Trainer by_steps(*model, digits().train, {.batch = 100, .replace = true, .iterations = 20});
    EXPECT_EQ(by_steps.epoch_length(), 14);
    EXPECT_EQ(by_steps.iterations(), 20);
    Trainer none(*model, digits().train, {.epochs = 0});
    EXPECT_TRUE(none.finished());
}

TEST(Trainer, GivesOptimizersTheLossesTheyAskFor) {
    const data::Dataset set = few_digits(400);
    for (const char* optimizer :
         {"sophia(lr=0.01, rho=0.5, weight_decay=0)", "per_example_clip(clip=1) | adam(lr=0.01)"}) {
        const auto model = model_of("64-16-10");
        Trainer trainer(*model, set, {.optimizer = optimizer, .batch = 40, .epochs = 8});
        while (!trainer.finished()) trainer.step();
        EXPECT_GT(accuracy(*model, set), 0.8) << optimizer;
    }
    const auto model = model_of("64-16-10");
    Trainer other(*model, set, {.loss = "square", .optimizer = "sophia"});
    EXPECT_THROW(other.step(), core::ValueError);
}

TEST(Trainer, AnExampleAloneIsAPartOfItsBatch) {
    // Gradients that are not long enough to be clipped add up to that of the batch.
    const data::Dataset set = few_digits(60);
    const auto sum_of = [&](const char* optimizer) {
        const auto model = model_of("64-16-10");
        Trainer trainer(*model, set, {.optimizer = optimizer, .batch = 20, .iterations = 1});
        trainer.step();
        double sum = 0;
        for (const nn::Parameter& one : nn::parameters(*model)) {
            for (Index i = 0; i < one.tensor.size(); ++i) sum += one.tensor.item(i) * (i % 7);
        }
        return sum;
    };
    const double start = sum_of("sgd(lr=0)");
    const double whole = sum_of("sgd(lr=1)") - start;
    const double parts = sum_of("per_example_clip(clip=1e6) | sgd(lr=1)") - start;
    EXPECT_GT(std::abs(whole), 1e-3);
    EXPECT_NEAR(parts, whole, 1e-4 * std::abs(whole));
}

}  // namespace
}  // namespace kasane::train
