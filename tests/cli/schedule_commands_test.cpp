// Schedules on the command line.
#include <gtest/gtest.h>

#include "tests/cli/support.hpp"

namespace kasane::cli {
namespace {

using support::Json;
using support::kasane;
using support::Outcome;

TEST(DescribeSchedule, DrawsIt) {
    const Outcome outcome = kasane({"describe", "schedule", "linear(steps=100)"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_TRUE(outcome.says("400 steps of linear(steps=100)")) << outcome.out;
    EXPECT_TRUE(outcome.says("      1 +*")) << outcome.out;
    EXPECT_TRUE(outcome.says("\n  40    0.6\n")) << outcome.out;
}

TEST(DescribeSchedule, TakesComposedOnes) {
    const Json json = kasane({"describe", "warmup(cosine(total=100), steps=20)", "--json"}).last();
    EXPECT_EQ(json.at("run"), 120);
    EXPECT_EQ(json.at("values").size(), 11U);
    EXPECT_EQ(json.at("values")[1].at("t"), 12);
    EXPECT_NEAR(json.at("values")[1].at("value").get<double>(), 0.6, 1e-15);
    for (const char* bare : {"chain", "warmup", "lambda", "join", "step", "cyclic"}) {
        EXPECT_EQ(kasane({"describe", "schedule", bare}).exit_code, 0) << bare;
    }
    EXPECT_EQ(kasane({"describe", "schedule", "join(cosine, cosine)"}).exit_code, 2);
}

TEST(TrainSchedule, ReachesTheRun) {
    const support::Directory directory;
    const Outcome outcome =
        kasane({"train", "--iterations", "20", "--out", directory.path(), "--json", "--schedule",
                "warmup(cosine, steps=5)", "--schedule", "weight_decay=linear"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.events().front().at("schedules"),
              "lr=warmup(cosine, steps=5), weight_decay=linear");
}

TEST(TrainSchedule, MistakesAreFoundBeforeTheRun) {
    for (const auto& [text, complaint] :
         {std::pair{"cosin", "did you mean: cosine"},
          std::pair{"beta3=cosine", "unknown parameter \"beta3\""},
          std::pair{"momentum=", "expected a name"},
          std::pair{"constant(-1)", "constant: factor must be >= 0, got -1"},
          std::pair{"beta1=constant(5)", "adam: beta1 must be in [0, 1), got 4.5"},
          std::pair{"lambda", "in C++"}}) {
        const Outcome outcome = kasane({"train", "--schedule", text});
        EXPECT_EQ(outcome.exit_code, 2) << text;
        EXPECT_TRUE(outcome.complains(complaint)) << outcome.err;
    }
    const Outcome twice = kasane({"train", "--schedule", "cosine", "--schedule", "lr=linear"});
    EXPECT_EQ(twice.exit_code, 2);
    EXPECT_TRUE(twice.complains("--schedule is given twice for lr")) << twice.err;
}

}  // namespace
}  // namespace kasane::cli
