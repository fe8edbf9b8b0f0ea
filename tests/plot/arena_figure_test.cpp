// A fair comparison as a picture.

#include "kasane/plot/arena_figure.hpp"

#include <gtest/gtest.h>

#include "kasane/core/error.hpp"
#include "kasane/plot/program.hpp"
#include "kasane/plot/save.hpp"

namespace kasane::plot {
namespace {

using train::ArenaMean;
using train::ArenaResult;

class Task : public train::ArenaTask {
public:
    std::string metric() const override { return "error rate"; }
    double worst() const override { return 1; }
    Index steps() const override { return 100; }
    train::ArenaCurve run(const train::ArenaSetup&, Index, std::uint64_t, bool) const override {
        return {};
    }
};

ArenaResult result(std::string name, double first, double last, double half, double rank) {
    return {.candidate = std::move(name),
            .best = {"lr=0.1"},
            .score = {last, half},
            .rank = rank,
            .curve = {{first, half}, {last, half}}};
}

TEST(ArenaFigure, BandsAreTheIntervalsAndLinesTheMeans) {
    const std::vector<ArenaResult> results{result("adam", 0.5, 0.1, 0.02, 1),
                                           result("sgd", 0.6, 0.3, 0.05, 2)};
    const Figure figure = arena_figure(Task(), results, "title");
    ASSERT_EQ(figure.panels.size(), 2u);
    const auto& series = figure.panels[0].series;
    ASSERT_EQ(series.size(), 4u);
    EXPECT_EQ(series[1].label, "adam");
    EXPECT_EQ(series[1].x, (std::vector<double>{50, 100}));
    EXPECT_EQ(series[1].y, (std::vector<double>{0.5, 0.1}));
    EXPECT_EQ(series[2].mark, Mark::band);
    EXPECT_DOUBLE_EQ(series[2].y[1], 0.25);
    EXPECT_DOUBLE_EQ(series[2].high[1], 0.35);
}

TEST(ArenaFigure, TheBestStandsAbove) {
    const std::vector<ArenaResult> results{result("adam", 0.5, 0.1, 0.02, 1.25),
                                           result("sgd", 0.6, 0.3, 0.05, 1.75)};
    const Panel ends = arena_figure(Task(), results).panels[1];
    ASSERT_EQ(ends.y_ticks.size(), 2u);
    EXPECT_EQ(ends.y_ticks[0].text, "adam  1.25");
    EXPECT_EQ(ends.y_ticks[1].at, 2);
    EXPECT_GT(ends.y->low, ends.y->high);  // rows are counted from above
}

TEST(ArenaFigure, ScoresOfManyOrdersStandOnALogarithmicAxis) {
    const std::vector<ArenaResult> results{result("adam", 1, 1e-6, 1e-3, 1)};
    const Panel curves = arena_figure(Task(), results).panels[0];
    EXPECT_TRUE(curves.log_y);
    for (const double foot : curves.series[0].y) EXPECT_GT(foot, 0);
}

TEST(ArenaFigure, DivergedAndSingleResultsAreDrawn) {
    if (find_program(gnuplot).empty()) GTEST_SKIP() << "no gnuplot-nox here";
    const double infinity = std::numeric_limits<double>::infinity();
    for (const double last : {0.5, infinity}) {
        const std::vector<ArenaResult> results{result("adam", last, last, 0, 1)};
        EXPECT_NE(rendered(arena_figure(Task(), results), "svg").find("</svg>"), std::string::npos);
    }
}

TEST(ArenaFigure, NoResultsAreAnError) { EXPECT_THROW(arena_figure(Task(), {}), core::ValueError); }

}  // namespace
}  // namespace kasane::plot
