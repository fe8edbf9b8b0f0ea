// kasane at loss:NAME: prediction and target in, error and slope out.

#include <gtest/gtest.h>

#include "tests/cli/support.hpp"

namespace kasane::cli {
namespace {

using support::kasane;
using support::Outcome;
using support::Words;

using support::operator+;

std::string at(const Words& words, const std::string& input) {
    const Outcome outcome = kasane(Words{"at"} + words, input);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome.out;
}

TEST(AtLoss, ALineIsPredictionAndTargetAndGivesErrorAndSlope) {
    EXPECT_EQ(at({"loss:square"}, "3 1\n1\t2\n"), "2\t2\n0.5\t-1\n");
    EXPECT_EQ(at({"loss:Binary-Cross"}, "0 0\n0.5 0.5\n"), "0\t1\n0.69314718055994529\t0\n");
    EXPECT_EQ(at({"loss:cross"}, "0 1\n"), "inf\t-inf\n");
    EXPECT_EQ(at({"loss:huber(delta=0.5)", "--dtype", "f32"}, "0x1p+1 0"), "0.875\t0.5\n");
    EXPECT_EQ(at({"loss:gaussian_nll"}, "3 1 1"), "2\t2\n");
    EXPECT_EQ(at({"loss:MSELoss"}, ""), "");
}

TEST(AtLoss, OfRowsALineIsTheRowAndItsTarget) {
    EXPECT_EQ(at({"loss:multi_margin"}, "0 0 1"), "0.5\t0.5\t-0.5\n");
    EXPECT_EQ(at({"loss:multi_margin", "--target-rows"}, "0 0 0 1"), "0.5\t0.5\t-0.5\n");
    EXPECT_EQ(at({"loss:cosine_similarity"}, "3 0 5 0"), "-1\t0\t0\n");
    EXPECT_EQ(at({"loss:nll"}, "-1 -2 -3 1").substr(0, 2), "2\t");
    EXPECT_EQ(at({"loss:nll"}, "-1 -2 -3 -100").substr(0, 2), "0\t");
}

TEST(AtLoss, EventsHoldInputsErrorAndSlope) {
    const Outcome outcome = kasane({"at", "loss:square", "--json"}, "3 1");
    const auto events = outcome.events("point");
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].dump(), R"({"event":"point","inputs":[3.0,1.0],"error":2.0,"dy":[2.0]})");
    EXPECT_EQ(outcome.last().at("lines"), 1);
}

TEST(AtLoss, WhatDoesNotFitIsSaid) {
    const auto complaint = [](const Words& words, const std::string& input, int code) {
        const Outcome outcome = kasane(Words{"at"} + words, input);
        EXPECT_EQ(outcome.exit_code, code);
        return outcome.err;
    };
    EXPECT_NE(complaint({"loss:square"}, "1 2\n1\n", 65).find("line 2: a line holds y, t"),
              std::string::npos);
    EXPECT_NE(complaint({"loss:nll"}, "1 2 2", 65).find("t is a class, 0..1"), std::string::npos);
    EXPECT_NE(complaint({"loss:nll"}, "1 2 0.5", 65).find("t is a class"), std::string::npos);
    EXPECT_NE(complaint({"loss:nll"}, "1 2 nan", 65).find("t is a class"), std::string::npos);
    EXPECT_NE(complaint({"loss:ctc"}, "1 2", 2).find("takes more than a line can hold"),
              std::string::npos);
    EXPECT_NE(complaint({"loss:squared"}, "", 2).find("did you mean"), std::string::npos);
}

}  // namespace
}  // namespace kasane::cli
