// The history that kasane train leaves in the run's directory.

#include <gtest/gtest.h>

#include <string>

#include "tests/cli/support.hpp"

namespace kasane::cli {
namespace {

using support::Directory;
using support::Json;
using support::kasane;
using support::Outcome;
using support::Words;

using support::operator+;

/// Epochs of the digits have 45 steps.
const Words run{"train", "--seed", "3", "--json", "--schedule", "cosine", "--out"};

std::string content(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

Words lines(const std::string& text) {
    Words all;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) all.push_back(line);
    return all;
}

void train(const Words& words) {
    const Outcome outcome = kasane(words);
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
}

TEST(History, HasARowForEveryStepWithWhatTheProgramPrinted) {
    const Directory directory;
    const Outcome outcome = kasane(run + Words{directory.path(), "--iterations", "60"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const Words csv = lines(content(directory / "history.csv"));
    const Words jsonl = lines(content(directory / "history.jsonl"));
    ASSERT_EQ(csv.size(), 61U);
    ASSERT_EQ(jsonl.size(), 60U);
    EXPECT_EQ(csv[0], "iteration,loss,lr,train_accuracy,test_accuracy");
    for (const Json& epoch : outcome.events("epoch")) {
        const auto at = epoch.at("iteration").get<std::size_t>();
        Json row = Json::parse(jsonl[at]);
        EXPECT_EQ(row.at("loss"), epoch.at("loss"));
        EXPECT_EQ(row.at("train_accuracy"), epoch.at("train_accuracy"));
        EXPECT_EQ(row.at("test_accuracy"), epoch.at("test_accuracy"));
    }
    EXPECT_EQ(support::keys(Json::parse(jsonl[1])), (Words{"iteration", "loss", "lr"}));
    EXPECT_EQ(csv[2].substr(csv[2].size() - 2), ",,");
    EXPECT_EQ(Json::parse(jsonl[0]).at("lr"), 0.01);
    // Cosine: 0.01 * (1 + cos(pi * 30 / 60)) / 2.
    EXPECT_NEAR(Json::parse(jsonl[30]).at("lr").get<double>(), 0.005, 1e-12);
}

TEST(History, OfACutAndResumedRunIsThatOfTheWhole) {
    const Directory whole;
    const Directory cut;
    const Words plain{"train", "--seed", "3", "--json", "--out"};
    train(plain + Words{whole.path(), "--iterations", "100"});
    train(plain + Words{cut.path(), "--iterations", "46"});
    train(plain + Words{cut.path(), "--iterations", "100", "--resume"});
    for (const char* name : {"history.csv", "history.jsonl"}) {
        EXPECT_EQ(content(cut / name), content(whole / name)) << name;
    }
}

TEST(History, RowsThatAKilledRunWroteAfterItsLastSaveAreWrittenOnce) {
    const Directory whole;
    const Directory killed;
    const Words plain{"train", "--seed", "3", "--json", "--out"};
    train(plain + Words{whole.path(), "--iterations", "60"});
    train(plain + Words{killed.path(), "--iterations", "40"});
    for (const char* name : {"history.csv", "history.jsonl"}) {
        const Words all = lines(content(whole / name));
        std::string more = content(killed / name);
        more += all[all.size() - 20] + "\n" + all[all.size() - 19] + "\n" + all.back().substr(0, 5);
        support::write(killed / name, more);
    }
    train(plain + Words{killed.path(), "--iterations", "60", "--resume"});
    for (const char* name : {"history.csv", "history.jsonl"}) {
        EXPECT_EQ(content(killed / name), content(whole / name)) << name;
    }
}

TEST(History, ANewRunStartsANewOne) {
    const Directory directory;
    train(run + Words{directory.path(), "--iterations", "60"});
    train(run + Words{directory.path(), "--iterations", "5"});
    EXPECT_EQ(lines(content(directory / "history.csv")).size(), 6U);
    EXPECT_EQ(lines(content(directory / "history.jsonl")).size(), 5U);
}

TEST(History, SavingEveryStepKeepsTheAccuracies) {
    const Directory often;
    const Directory seldom;
    train(run + Words{often.path(), "--iterations", "50", "--save-every", "1"});
    train(run + Words{seldom.path(), "--iterations", "50"});
    EXPECT_EQ(content(often / "history.csv"), content(seldom / "history.csv"));
}

TEST(History, OfARunThatDivergesHasTheStepsBefore) {
    const Directory directory;
    const Outcome outcome = kasane({"train", "--optimizer", "sgd(lr=1e30)", "--iterations", "60",
                                    "--json", "--out", directory.path()});
    ASSERT_EQ(outcome.exit_code, 76) << outcome.out;
    EXPECT_GE(lines(content(directory / "history.csv")).size(), 2U);
}

TEST(History, OptimizersWithoutALearningRateLeaveItsColumnEmpty) {
    const Directory directory;
    train({"train", "--optimizer", "adadelta(variant=document)", "--iterations", "2", "--json",
           "--out", directory.path()});
    const Words csv = lines(content(directory / "history.csv"));
    EXPECT_NE(csv[2].find(",,,"), std::string::npos) << csv[2];
}

TEST(History, TensorBoardGetsAFileForEachPartOfTheRun) {
    const Directory directory;
    const Words both{"train",  "--json", "--out",         directory.path(),
                     "--seed", "3",      "--tensorboard", directory / "tb/run"};
    train(both + Words{"--iterations", "50"});
    train(both + Words{"--iterations", "60", "--resume"});
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(directory / "tb/run")) {
        ++files;
        const std::string bytes = content(entry.path().string());
        EXPECT_NE(bytes.find("brain.Event:2"), std::string::npos);
        EXPECT_NE(bytes.find("loss"), std::string::npos);
    }
    EXPECT_EQ(files, 2U);
}

TEST(History, ADirectoryOfTensorBoardThatCannotBeMadeIsToldAtOnce) {
    const Directory directory;
    support::write(directory / "file", "");
    const Outcome outcome =
        kasane({"train", "--out", directory / "run", "--tensorboard", directory / "file/tb"});
    EXPECT_EQ(outcome.exit_code, 73) << outcome.err;
    EXPECT_TRUE(outcome.complains("file")) << outcome.err;
}

}  // namespace
}  // namespace kasane::cli
