#include "kasane/train/race.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "kasane/core/error.hpp"
#include "kasane/core/parallel.hpp"

namespace kasane::train {
namespace {

using Lr = RaceOptions::Lr;

RaceOptions options_for(const std::string& surface, std::vector<std::string> optimizers) {
    RaceOptions options;
    options.surface = surface;
    options.optimizers = std::move(optimizers);
    return options;
}

TEST(Race, DescentTakesTheStepsOfAPlainLoop) {
    RaceOptions options = options_for("rosenbrock", {"sgd(lr=0.001)"});
    options.steps = 20;
    const std::vector<Trajectory> runs = race(options);
    ASSERT_EQ(runs.size(), 1U);
    ASSERT_EQ(runs[0].points.size(), 21U);
    double x = -1.2;
    double y = 1;
    for (const TrajectoryPoint& at : runs[0].points) {
        const double miss = y - x * x;
        const double gx = -2 * (1 - x) - 400 * x * miss;
        const double gy = 200 * miss;
        EXPECT_NEAR(at.x, x, 1e-12);
        EXPECT_NEAR(at.y, y, 1e-12);
        EXPECT_NEAR(at.value, (1 - x) * (1 - x) + 100 * miss * miss, 1e-11);
        EXPECT_NEAR(at.gradient_norm, std::sqrt(gx * gx + gy * gy), 1e-9);
        x -= 0.001 * gx;
        y -= 0.001 * gy;
    }
}

TEST(Race, StartStepsAndRateCanBeGiven) {
    RaceOptions options = options_for("sphere", {"sgd", "sgd(eta=0.5)"});
    options.start = {3, -1};
    options.steps = 1;
    options.rate = Lr::common;
    options.lr = 0.25;
    const std::vector<Trajectory> runs = race(options);
    EXPECT_EQ(runs[0].points[1].x, 1.5);
    EXPECT_EQ(runs[0].optimizer, "sgd(lr=0.25)");
    EXPECT_EQ(runs[1].points[1].x, 0);  // its own rate stays
    EXPECT_EQ(race(options_for("beale", {"sgd"}))[0].points.size(), 501U);
}

TEST(Race, SearchGivesEachTheSameBudgetAndNeverDiverges) {
    RaceOptions options = options_for("rosenbrock", {"adam", "sgd", "momentum"});
    options.rate = Lr::search;
    options.steps = 200;
    Index most = 0;
    const std::vector<Trajectory> runs = race(options, [&](Index done, Index total) {
        EXPECT_EQ(total, 3 * 32);
        most = std::max(most, done);
        return true;
    });
    EXPECT_EQ(most, 3 * 32);
    for (const Trajectory& run : runs) {
        EXPECT_EQ(run.runs, 32);
        EXPECT_EQ(run.note, "");
        EXPECT_LT(run.points.back().value, 1) << run.optimizer;
    }
    // No rate of a fine grid may be much better than what the search has found.
    double best = 1e300;
    for (double lr = 1e-4; lr < 2e-2; lr *= 1.02) {
        RaceOptions one = options_for("rosenbrock", {"sgd(lr=" + std::to_string(lr) + ")"});
        one.steps = 200;
        const Trajectory run = race(one)[0];
        if (run.note.empty()) best = std::min(best, run.points.back().value);
    }
    EXPECT_LT(runs[1].points.back().value, 2 * best);
}

TEST(Race, ARunThatDivergesEndsWithANote) {
    RaceOptions options = options_for("rosenbrock", {"sgd(lr=10)", "sgd(lr=0.001)"});
    const std::vector<Trajectory> runs = race(options);
    EXPECT_NE(runs[0].note, "");
    EXPECT_LT(runs[0].points.size(), 10U);
    EXPECT_EQ(runs[1].note, "");
}

TEST(Race, OnASaddleToEscapeSoonIsBest) {
    RaceOptions options = options_for("saddle", {"sgd"});
    options.rate = Lr::search;
    const Trajectory run = race(options)[0];
    EXPECT_NE(run.note, "");
    EXPECT_LT(run.points.back().value, 0);
    EXPECT_GT(std::abs(run.points.back().y), 1);
}

TEST(Race, IsTheSameForEveryThreadCount) {
    RaceOptions options = options_for("ackley", {"adam", "sgd", "nesterov"});
    options.rate = Lr::search;
    options.steps = 50;
    core::set_threads(1);
    const std::vector<Trajectory> one = race(options);
    core::set_threads(4);
    const std::vector<Trajectory> four = race(options);
    core::set_threads(0);
    for (std::size_t i = 0; i < one.size(); ++i) {
        EXPECT_EQ(one[i].optimizer, four[i].optimizer);
        EXPECT_EQ(one[i].points.back().x, four[i].points.back().x);
    }
}

TEST(Race, DetailsAreWhatTheOptimizerDid) {
    // f = x^2 + y^2 at (4, -2): the gradient is (8, -4).
    RaceOptions options = options_for("sphere", {"adam(lr=0.5)", "nag(lr=0.1, momentum=0.5)",
                                                 "clip_norm(1) | sgd(lr=1)", "adam | ema"});
    options.start = {4, -2};
    options.steps = 3;
    options.has_details = true;
    const std::vector<Trajectory> runs = race(options);
    ASSERT_EQ(runs[0].slots, (std::vector<std::string>{"m", "v"}));
    for (const Trajectory& run : runs) {
        ASSERT_EQ(run.details.size() + 1, run.points.size()) << run.optimizer;
        for (std::size_t i = 1; i < run.details.size(); ++i) {
            EXPECT_EQ(run.details[i].before.x, run.details[i - 1].after.x) << run.optimizer;
        }
    }
    const StepDetail& adam = runs[0].details[0];
    EXPECT_EQ(adam.gradient.x, 8);
    EXPECT_NEAR(adam.state[0], 0.8, 1e-15);      // m = (1 - 0.9) * 8
    EXPECT_NEAR(adam.state[3], 0.016, 1e-15);    // v = (1 - 0.999) * 16
    EXPECT_NEAR(adam.after.y, -1.5, 1e-8);       // the first step is lr long
    const StepDetail& nag = runs[1].details[1];  // the first step added -0.8 and 0.4
    EXPECT_NEAR(nag.at.x, nag.before.x + 0.5 * -0.8, 1e-12);
    EXPECT_NEAR(nag.gradient.x, 2 * nag.at.x, 1e-12);
    EXPECT_NEAR(std::hypot(runs[2].details[0].gradient.x, runs[2].details[0].gradient.y), 1, 1e-12);
    EXPECT_TRUE(race(options_for("sphere", {"adam"}))[0].details.empty());
}

TEST(Race, CanBeEnded) {
    RaceOptions options = options_for("ackley", {"adam", "sgd"});
    options.rate = Lr::search;
    EXPECT_TRUE(race(options, [](Index done, Index) { return done < 5; }).empty());
}

TEST(Race, BadNamesAreToldBeforeAnythingRuns) {
    EXPECT_THROW(race(options_for("rosenbrok", {"sgd"})), core::LookupError);
    EXPECT_THROW(race(options_for("rosenbrock", {"sgd", "sdgg"})), core::LookupError);
    EXPECT_THROW(race(options_for("rosenbrock", {"sgd(lr=-1)"})), core::ValueError);
    RaceOptions far = options_for("sphere", {"sgd"});
    far.start = {INFINITY, 0};
    EXPECT_THROW(race(far), core::ValueError);
}

}  // namespace
}  // namespace kasane::train
