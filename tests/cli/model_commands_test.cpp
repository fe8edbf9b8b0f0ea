// kasane eval, predict and gradcheck.

#include <gtest/gtest.h>

#include <cmath>

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

/// A model of the digits, trained once for all tests here.
class ModelCommands : public testing::Test {
protected:
    static void SetUpTestSuite() {
        directory_ = new Directory;
        trained_ = kasane({"train", "--epochs", "3", "--json", "--out", directory_->path()}).last();
    }
    static void TearDownTestSuite() {
        delete directory_;
        directory_ = nullptr;
    }

    static std::string file() { return *directory_ / "model.safetensors"; }

    static Directory* directory_;
    static Json trained_;
};

Directory* ModelCommands::directory_ = nullptr;
Json ModelCommands::trained_;

TEST_F(ModelCommands, EvalFindsWhatTrainReported) {
    for (const Words& words : {Words{file()}, Words{directory_->path()},
                               Words{file(), "--data", "digits", "--part", "test"}}) {
        const Outcome outcome = kasane(Words{"eval", "--json"} + words);
        ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
        ASSERT_EQ(outcome.events().size(), 1U);
        const Json done = outcome.last();
        EXPECT_EQ(keys(done), (Words{"event", "data", "part", "samples", "accuracy", "loss",
                                     "weights_sha256", "model"}));
        EXPECT_EQ(done.at("accuracy"), trained_.at("test_accuracy"));
        EXPECT_EQ(done.at("weights_sha256"), trained_.at("weights_sha256"));
        EXPECT_EQ(done.at("samples"), 360);
        EXPECT_GT(done.at("loss").get<double>(), 0);
        EXPECT_LT(done.at("loss").get<double>(), std::log(10.0));
    }
    const Json train = kasane({"eval", "--json", file(), "--part", "train"}).last();
    EXPECT_EQ(train.at("accuracy"), trained_.at("train_accuracy"));
    EXPECT_TRUE(kasane({"eval", file()}).says("digits test, 360 samples: accuracy 0."));
}

TEST_F(ModelCommands, PredictAgreesWithEval) {
    const Outcome outcome = kasane({"predict", file(), "--json"});
    ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
    const std::vector<Json> rows = outcome.events("prediction");
    ASSERT_EQ(rows.size(), 360U);
    EXPECT_EQ(keys(rows[0]), (Words{"event", "row", "label", "predicted", "probability"}));
    int hits = 0;
    for (const Json& row : rows) {
        hits += row.at("label") == row.at("predicted") ? 1 : 0;
        EXPECT_GE(row.at("probability").get<double>(), 0.1);
        EXPECT_LE(row.at("probability").get<double>(), 1);
    }
    EXPECT_DOUBLE_EQ(hits / 360.0, trained_.at("test_accuracy").get<double>());
    EXPECT_EQ(outcome.last().at("accuracy"), trained_.at("test_accuracy"));
}

TEST_F(ModelCommands, RowsCanBeChosen) {
    const auto rows = [&](const std::string& which) {
        std::vector<int> numbers;
        for (const Json& one :
             kasane({"predict", file(), "--json", "--rows", which}).events("prediction")) {
            numbers.push_back(one.at("row"));
        }
        return numbers;
    };
    EXPECT_EQ(rows("3:6"), (std::vector<int>{3, 4, 5}));
    EXPECT_EQ(rows("358:"), (std::vector<int>{358, 359}));
    EXPECT_EQ(rows(":2"), (std::vector<int>{0, 1}));
    EXPECT_EQ(rows("7"), (std::vector<int>{7}));
    EXPECT_EQ(rows("4:4"), (std::vector<int>{}));
    for (const char* wrong : {"361:", "5:4", "a:b", "-1:3", "360"}) {
        EXPECT_EQ(kasane({"predict", file(), "--rows", wrong}).exit_code, 2) << wrong;
    }
}

TEST_F(ModelCommands, RowsOfTheStandardInputArePredictedInTheUnitsOfTheTrainingData) {
    // Row 0 of the digits is the first of the test part; the file has 0..16 as the data set has.
    const std::string zero =
        "0,0,5,13,9,1,0,0,0,0,13,15,10,15,5,0,0,3,15,2,0,11,8,0,0,4,12,0,0,8,8,0,"
        "0,5,8,0,0,9,8,0,0,4,11,0,1,12,7,0,0,2,14,5,10,12,0,0,0,0,6,13,10,0,0,0";
    const Json want = kasane({"predict", file(), "--json", "--rows", "0"}).events().front();
    for (const std::string& line : {zero + "\n", zero + ",0\n"}) {
        const bool labelled = line.size() > zero.size() + 1;
        const Outcome outcome = kasane({"predict", file(), "--json", "--data", "-"}, line);
        ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
        const Json got = outcome.events().front();
        EXPECT_EQ(got.at("predicted"), want.at("predicted"));
        EXPECT_EQ(got.at("probability"), want.at("probability"));
        EXPECT_EQ(got.at("label"), labelled ? Json(0) : Json(nullptr));
        EXPECT_EQ(outcome.last().at("accuracy").is_null(), !labelled);
    }
    EXPECT_TRUE(kasane({"predict", file(), "--data", "-"}, zero + "\n").says("     0      -  "));
}

TEST_F(ModelCommands, RowsOfAnotherLengthAreRefused) {
    const Outcome outcome = kasane({"predict", file(), "--data", "-"}, "1,2,3\n");
    EXPECT_EQ(outcome.exit_code, 65);
    EXPECT_TRUE(outcome.complains("rows: 3 numbers\n  model: 64 numbers")) << outcome.err;
    EXPECT_EQ(kasane({"predict", file(), "--data", "-"}, "").exit_code, 65);
}

TEST_F(ModelCommands, AModelFileThatIsMissingOrDamagedHasItsCode) {
    const std::string bytes = support::read(file());
    ASSERT_GT(bytes.size(), 10000U);
    std::string flipped = bytes;
    flipped[bytes.size() / 2] = static_cast<char>(flipped[bytes.size() / 2] ^ 1);
    for (const std::string& damaged : {std::string(), bytes.substr(0, 7), bytes.substr(0, 5000),
                                       bytes + "x", flipped, std::string(100, '\xff')}) {
        support::write(*directory_ / "damaged", damaged);
        for (const char* command : {"eval", "predict"}) {
            const Outcome outcome = kasane({command, *directory_ / "damaged"});
            EXPECT_EQ(outcome.exit_code, 65) << damaged.size();
            EXPECT_TRUE(outcome.complains("damaged")) << outcome.err;
        }
    }
    EXPECT_EQ(kasane({"eval", *directory_ / "none"}).exit_code, 66);
    EXPECT_EQ(kasane({"predict", *directory_ / "none"}).exit_code, 66);
}

TEST_F(ModelCommands, DataThatDoNotFitTheModelAreToldWithBothSizes) {
    support::write(*directory_ / "two.csv", support::table(20));
    const Outcome outcome = kasane({"eval", file(), "--data", *directory_ / "two.csv"});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_TRUE(outcome.complains("takes 64 numbers")) << outcome.err;
    EXPECT_TRUE(outcome.complains("2 numbers a sample")) << outcome.err;
    EXPECT_TRUE(kasane({"eval", file(), "--data", "digitz"}).complains("did you mean: digits"));
    EXPECT_EQ(kasane({"eval", file(), "--part", "half"}).exit_code, 2);
}

TEST_F(ModelCommands, AFileIsEvaluatedAsAWholeUnlessAPartIsNamed) {
    support::write(*directory_ / "larger.csv", support::table(100));
    const std::string run = *directory_ / "larger";
    ASSERT_EQ(kasane({"train", "--data", *directory_ / "larger.csv", "--epochs", "2", "--out", run})
                  .exit_code,
              0);
    const Words words{"eval", run, "--json", "--data", *directory_ / "larger.csv"};
    EXPECT_EQ(kasane(words).last().at("samples"), 100);
    EXPECT_EQ(kasane(words + Words{"--part", "test"}).last().at("samples"), 20);
    EXPECT_EQ(kasane(words + Words{"--part", "train"}).last().at("samples"), 80);
}

TEST(Gradcheck, DerivativesOfEachArrayAgreeWithDifferences) {
    for (const char* activation : {"relu", "tanh", "mish", "swish(beta=0.7)"}) {
        const Outcome outcome = kasane({"gradcheck", "--model", "64-8-10", "--activation",
                                        activation, "--seed", "2", "--json"});
        EXPECT_EQ(outcome.exit_code, 0) << outcome.err << outcome.out;
        const std::vector<Json> rows = outcome.events("gradient");
        ASSERT_GE(rows.size(), 4U);
        EXPECT_EQ(keys(rows[0]),
                  (Words{"event", "array", "parameter", "mean_difference", "max_difference",
                         "max_relative", "compared", "near_kinks"}));
        EXPECT_EQ(rows[0].at("array"), "W1");
        EXPECT_EQ(rows[0].at("parameter"), "0.weight");
        EXPECT_EQ(rows[1].at("array"), "b1");
        EXPECT_EQ(rows.back().at("array"), "b2");
        for (const Json& row : rows) {
            EXPECT_LT(row.at("mean_difference").get<double>(), 1e-9) << row.dump();
            EXPECT_GT(row.at("compared").get<int>(), 0) << row.dump();
        }
        EXPECT_EQ(outcome.last().at("passed"), true);
    }
}

TEST(Gradcheck, PrintsATable) {
    const Outcome outcome = kasane({"gradcheck", "--model", "64-4-10", "--samples", "1"});
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_TRUE(outcome.says("array  parameter  mean difference"));
    EXPECT_TRUE(outcome.says("\nW2     2.weight   "));
    EXPECT_TRUE(outcome.says("passed"));
}

TEST(Gradcheck, WrongSettingsAreRefused) {
    EXPECT_EQ(kasane({"gradcheck", "--model", "10-10"}).exit_code, 2);
    EXPECT_EQ(kasane({"gradcheck", "--samples", "0"}).exit_code, 2);
    EXPECT_TRUE(kasane({"gradcheck", "--activation", "mishh"}).complains("did you mean: mish"));
}

}  // namespace
}  // namespace kasane::cli
