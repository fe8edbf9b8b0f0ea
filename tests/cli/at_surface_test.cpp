// kasane at surface:NAME, and what other kinds answer.

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>

#include "tests/cli/support.hpp"

namespace kasane::cli {
namespace {

using support::Json;
using support::kasane;
using support::Outcome;

TEST(AtSurface, PrintsValueGradientAndHessian) {
    // (1 - x)^2 + 100 (y - x^2)^2 by hand: gradient -2 (1 - x) - 400 x (y - x^2), 200 (y - x^2).
    const Outcome outcome = kasane({"at", "surface:rosenbrock"}, "2 1\n0x1p0\t1 # the minimum\n\n");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    EXPECT_EQ(outcome.out, "901\t2402\t-600\t4402\t-800\t200\n0\t-0\t0\t802\t-400\t200\n");
}

TEST(AtSurface, TakesParametersAndTypes) {
    const Outcome outcome =
        kasane({"at", "surface:ill_conditioned(kappa=4)", "--dtype", "f32"}, "0.5 2\n");
    EXPECT_EQ(outcome.out, "8.125\t0.5\t8\t1\t0\t4\n");
}

TEST(AtSurface, SaysItInJson) {
    const Outcome outcome = kasane({"at", "surface:article_1", "--json"}, "1 2\ninf 0\n");
    ASSERT_EQ(outcome.events().size(), 3U);
    const Json first = outcome.events()[0];
    EXPECT_EQ(first.at("y"), 3.0);
    EXPECT_EQ(first.at("x"), Json::parse("[1.0, 2.0]"));
    EXPECT_EQ(first.at("gradient"), Json::parse("[-2.0, 4.0]"));
    EXPECT_EQ(first.at("hessian"), Json::parse("[[-2.0, 0.0], [0.0, 2.0]]"));
    EXPECT_EQ(outcome.events()[1].at("x")[0], "inf");
    EXPECT_TRUE(outcome.events()[1].at("hessian").is_array());
    EXPECT_EQ(outcome.last().at("lines"), 2);
}

TEST(AtSurface, NamesTheBadLine) {
    const Outcome outcome = kasane({"at", "surface:beale"}, "1 2\n3\n");
    EXPECT_EQ(outcome.exit_code, 65);
    EXPECT_TRUE(outcome.complains("line 2: a point has two numbers, x and y")) << outcome.err;
    EXPECT_EQ(kasane({"at", "surface:beale"}, "1 2 3\n").exit_code, 65);
    EXPECT_EQ(kasane({"at", "surface:beale"}, "1 zwei\n").exit_code, 65);
    EXPECT_EQ(kasane({"at", "surface:bale"}, "").exit_code, 2);
    EXPECT_TRUE(kasane({"at", "surface:bale"}, "").complains("did you mean: beale"));
    EXPECT_EQ(kasane({"at", "surface:beale", "--wrt", "x"}, "").exit_code, 2);
}

TEST(AtSurface, OtherKindsSayWhatCanBeEvaluated) {
    const Outcome outcome = kasane({"at", "optimizer:sgd"}, "");
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_TRUE(outcome.complains("surfaces")) << outcome.err;
}

TEST(DescribeSurface, ShowsWhereItIsLow) {
    const Outcome outcome = kasane({"describe", "rosenbrock"});
    EXPECT_TRUE(outcome.says("(-1.2, 1), where it is 24.2"));
    EXPECT_TRUE(outcome.says("0 at (1, 1)"));
    EXPECT_TRUE(outcome.says("dark is low"));
    const Json land = kasane({"describe", "himmelblau", "--json"}).last().at("landscape");
    EXPECT_EQ(land.at("minima").size(), 4U);
    EXPECT_EQ(land.at("start_value"), 170.0);
    EXPECT_EQ(kasane({"describe", "saddle", "--json"}).last().at("landscape").at("least"), nullptr);
}

}  // namespace
}  // namespace kasane::cli
