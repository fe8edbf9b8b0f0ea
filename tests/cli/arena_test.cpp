// kasane arena.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/cli/support.hpp"

namespace kasane::cli {
namespace {

using support::Json;
using support::kasane;
using support::Outcome;
using support::Words;

std::string content_of(const std::string& path) {
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

/// An arena in a place of its own, which no other test has.
Words command(const std::string& name, const Words& more = {}) {
    const std::string out = testing::TempDir() + "arena_" + name;
    Words words{"arena",   "--task", "surfaces", "--names", "sgd,adam", "--epochs", "5",
                "--seeds", "2",      "--budget", "2",       "-o",       out};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

std::string path_of(const std::string& name, const std::string& ending) {
    return testing::TempDir() + "arena_" + name + ending;
}

void forget(const std::string& name) {
    for (const char* ending : {".json", ".jsonl", ".md"}) {
        std::filesystem::remove(path_of(name, ending));
    }
}

TEST(ArenaCommand, ReportsInThreeFiles) {
    forget("report");
    const Outcome outcome = kasane(command("report"));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const Json report = Json::parse(content_of(path_of("report", ".json")));
    EXPECT_EQ(report.at("candidates").size(), 2U);
    EXPECT_EQ(report.at("problems").size(), 29U);
    const Json first = report.at("candidates")[0];
    EXPECT_EQ(first.at("best").size(), 29U);
    EXPECT_EQ(first.at("curve").size(), 20U);
    EXPECT_LE(first.at("rank").get<double>(), 1.5);
    const std::string page = content_of(path_of("report", ".md"));
    EXPECT_NE(page.find("| sgd | "), std::string::npos) << page;
    const std::string lines = content_of(path_of("report", ".jsonl"));
    EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 1 + 2 * 29 * (2 + 2));
}

TEST(ArenaCommand, GoesOnWithTheRunsThatAreThere) {
    forget("resume");
    kasane(command("resume"));
    const std::string runs = path_of("resume", ".jsonl");
    const std::string report = content_of(path_of("resume", ".json"));
    const std::string lines = content_of(runs);
    std::ofstream(runs) << lines.substr(0, lines.size() / 2);  // in the middle of a line
    const Outcome outcome = kasane(command("resume", {"--json"}));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_GT(outcome.last().at("resumed"), 50);
    EXPECT_LT(outcome.last().at("resumed"), 232);
    EXPECT_EQ(content_of(path_of("resume", ".json")), report);
    EXPECT_EQ(kasane(command("resume", {"--json"})).last().at("resumed"), 232);
}

TEST(ArenaCommand, RunsOfAnotherArenaAreNotTouched) {
    forget("other");
    kasane(command("other"));
    const std::string before = content_of(path_of("other", ".jsonl"));
    const Outcome outcome = kasane(command("other", {"--seed", "1"}));
    EXPECT_EQ(outcome.exit_code, 65);
    EXPECT_TRUE(outcome.complains("runs of another arena")) << outcome.err;
    EXPECT_EQ(content_of(path_of("other", ".jsonl")), before);
    std::ofstream(path_of("other", ".jsonl"), std::ios::app) << "{\"candidate\":3}\n";
    EXPECT_EQ(kasane(command("other")).exit_code, 65);
}

TEST(ArenaCommand, ComparesActivationsOnGivenData) {
    const std::string shared = std::string(KASANE_SOURCE_DIR) + "/../shared/data/mnist1d.npz";
    if (!std::filesystem::exists(shared)) GTEST_SKIP() << "no mnist1d.npz";
    forget("mnist1d");
    const Outcome outcome =
        kasane({"arena", "--task", "mnist1d", "--data", shared, "--what", "activations", "--names",
                "relu,identity", "--epochs", "2", "--seeds", "2", "--budget", "1", "--json", "-o",
                testing::TempDir() + "arena_mnist1d"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.events()[0].at("candidate"), "relu");
    EXPECT_LT(outcome.events()[0].at("score").at("mean").get<double>(), 0.85);
}

TEST(ArenaCommand, BadWordsAreUsageErrors) {
    const auto code = [](Words words) {
        words.insert(words.begin(), "arena");
        words.insert(words.end(), {"-o", testing::TempDir() + "arena_bad"});
        return kasane(words).exit_code;
    };
    EXPECT_EQ(code({}), 2);
    EXPECT_EQ(code({"--names", "sdgg"}), 2);
    EXPECT_EQ(code({"--names", "sgd", "--task", "digit"}), 2);
    EXPECT_EQ(code({"--names", "sgd", "--what", "models"}), 2);
    EXPECT_EQ(code({"--names", "relu", "--what", "activations", "--task", "quadratic"}), 2);
    EXPECT_EQ(code({"--names", "sgd", "--task", "mnist1d"}), 2);
    EXPECT_EQ(code({"--names", "sgd", "--seeds", "0"}), 2);
    EXPECT_EQ(code({"--names", "sgd", "--data", "/none.npz"}), 66);
    EXPECT_EQ(kasane({"arena", "--names", "sgd", "-o", "/proc/none/arena"}).exit_code, 73);
}

}  // namespace
}  // namespace kasane::cli
