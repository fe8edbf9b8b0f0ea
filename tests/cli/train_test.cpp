// kasane train: rows, JSON, what it writes, and that a run is one run however it is cut or spread.

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "kasane/core/parallel.hpp"
#include "kasane/kernels/dispatch.hpp"
#include "kasane/train/checkpoint.hpp"
#include "kasane/train/metrics.hpp"
#include "tests/cli/support.hpp"

namespace kasane::cli {
namespace {

using support::Directory;
using support::Json;
using support::kasane;
using support::keys;
using support::Outcome;
using support::Words;

using support::operator+;

/// A run of 60 steps on the digits, whose epochs have 45.
const Words short_run{"train", "--iterations", "60", "--seed", "3", "--json", "--out"};

std::string sha256_of(const Words& words) {
    const Outcome outcome = kasane(words);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.exit_code == 0 ? outcome.last().at("weights_sha256").get<std::string>() : "";
}

TEST(Train, TheDefaultsLearnTheDigits) {
    const Directory directory;
    const Outcome outcome = kasane({"train", "--json", "--out", directory.path()});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_GE(outcome.last().at("test_accuracy").get<double>(), 0.97);
}

TEST(Train, JsonHasTheDocumentedObjectsAndNothingElse) {
    const Directory directory;
    const Outcome outcome = kasane(short_run + Words{directory.path()});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.err, "");
    const std::vector<Json> events = outcome.events();
    ASSERT_EQ(events.size(), 4U);
    EXPECT_EQ(events[0].at("event"), "start");
    const Words epoch{"event", "iteration", "loss", "train_accuracy", "test_accuracy"};
    EXPECT_EQ(keys(events[1]), epoch);
    EXPECT_EQ(keys(events[2]), epoch);
    EXPECT_EQ(events[1].at("iteration"), 0);
    EXPECT_EQ(events[2].at("iteration"), 45);
    EXPECT_EQ(keys(events[3]), (Words{"event", "iterations", "train_seconds", "train_accuracy",
                                      "test_accuracy", "weights_sha256", "model"}));
    EXPECT_EQ(events[3].at("iterations"), 60);
    EXPECT_EQ(events[3].at("model"), directory / "model.safetensors");
    EXPECT_GT(events[3].at("train_seconds").get<double>(), 0);
}

TEST(Train, TheModelFileHasTheWeightsThatTheLastLineNames) {
    const Directory directory;
    const std::string sha256 = sha256_of(short_run + Words{directory / "made/new"});
    const train::LoadedModel loaded = load_model(directory / "made/new/model.safetensors");
    EXPECT_EQ(train::weights_sha256(*loaded.model), sha256);
    EXPECT_EQ(loaded.notes.at("data"), "digits");
    EXPECT_EQ(loaded.notes.at("iteration"), "60");
}

TEST(Train, RowsComeAfterTheFirstStepOfEachEpochAsInTheBook) {
    const Directory directory;
    // With replacement an epoch has 1437 / 100 = 14 steps.
    const Outcome outcome = kasane(
        {"train", "--replace", "--batch", "100", "--iterations", "30", "--out", directory.path()});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    for (const char* row : {"\niteration      0  loss 2.", "\niteration     14  loss ",
                            "\niteration     28  loss ", "\ndone   30 iterations, "}) {
        EXPECT_TRUE(outcome.says(row)) << row << outcome.out;
    }
    EXPECT_FALSE(outcome.says("iteration     29"));
    EXPECT_EQ(outcome.out.find_first_of("\r\033"), std::string::npos);
}

TEST(Train, QuietPrintsTheResultOnly) {
    const Directory directory;
    const Outcome outcome =
        kasane({"train", "--quiet", "--iterations", "50", "--out", directory.path()});
    EXPECT_EQ(outcome.out.substr(0, 5), "done ");
    EXPECT_FALSE(outcome.says("iteration "));
}

TEST(Train, OnATerminalAProgressLineIsDrawn) {
    const Directory directory;
    const Outcome outcome =
        kasane({"train", "--iterations", "50", "--out", directory.path()}, "", true);
    EXPECT_TRUE(outcome.says("\r["));
    EXPECT_TRUE(outcome.says("ETA"));
}

TEST(Train, ARunThatIsCutAndResumedEndsAtTheSameBits) {
    for (const char* optimizer : {"adam(lr=0.01)", "momentum(lr=0.1)", "sgd(lr=0.1)"}) {
        for (const Words& sampling : {Words{}, Words{"--replace"}}) {
            const Words run =
                Words{"train", "--optimizer", optimizer, "--seed", "7", "--json"} + sampling;
            const Directory whole;
            const Directory cut;
            const std::string want =
                sha256_of(run + Words{"--iterations", "60", "--out", whole.path()});
            const std::string half =
                sha256_of(run + Words{"--iterations", "30", "--out", cut.path()});
            const std::string end =
                sha256_of(run + Words{"--iterations", "60", "--out", cut.path(), "--resume"});
            EXPECT_NE(half, want);
            EXPECT_EQ(end, want) << optimizer;
        }
    }
}

TEST(Train, WithoutResumeTheRunStartsAnew) {
    const Directory directory;
    const std::string first = sha256_of(short_run + Words{directory.path()});
    EXPECT_EQ(sha256_of(short_run + Words{directory.path()}), first);
}

TEST(Train, ResumingAFinishedRunChangesNothing) {
    const Directory directory;
    const std::string first = sha256_of(short_run + Words{directory.path()});
    EXPECT_EQ(sha256_of(short_run + Words{directory.path(), "--resume"}), first);
}

TEST(Train, AnyNumberOfThreadsGivesTheSameBits) {
    const int before = core::threads();
    std::string want;
    for (const char* threads : {"1", "2", "3", "8"}) {
        const Directory directory;
        const std::string got =
            sha256_of({"train", "--model", "64-300-300-10", "--batch", "200", "--iterations", "12",
                       "--json", "--threads", threads, "--out", directory.path()});
        if (want.empty()) want = got;
        EXPECT_EQ(got, want) << threads << " threads";
    }
    core::set_threads(before);
}

TEST(Train, EveryInstructionSetGivesTheSameBits) {
    const kernels::Table& before = kernels::table();
    std::string want;
    int count = 0;
    for (const kernels::Table* table : kernels::runnable_tables()) {
        kernels::use_table(*table);
        const Directory directory;
        const std::string got = sha256_of(short_run + Words{directory.path()});
        if (want.empty()) want = got;
        EXPECT_EQ(got, want) << table->isa;
        ++count;
    }
    kernels::use_table(before);
    if (count < 2) GTEST_SKIP() << "this processor runs only one instruction set";
}

TEST(Train, AFileOfNumbersIsTrainedOn) {
    const Directory directory;
    support::write(directory / "larger.csv", support::table(500));
    const Outcome outcome = kasane({"train", "--data", directory / "larger.csv", "--epochs", "40",
                                    "--json", "--out", directory / "run"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.events().front().at("model"),
              "sequential(linear(2, 100), relu, linear(100, 2))");
    EXPECT_EQ(outcome.events().front().at("train_samples"), 400);
    EXPECT_GE(outcome.last().at("test_accuracy").get<double>(), 0.95);
}

}  // namespace
}  // namespace kasane::cli
