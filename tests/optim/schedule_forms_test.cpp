// Schedules of Keras, optax and papers; schedules inside each other; what is wrong with a text.

#include "kasane/optim/schedule.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "tests/support/message.hpp"
#include "tests/support/schedules.hpp"

namespace kasane::optim {
namespace {

using support::base;
using support::expect_close;
using support::message_of;
using support::pi;
using support::recurrence;

TEST(Keras, Decays) {
    expect_close(
        "PolynomialDecay(decay_steps=10, end_learning_rate=0.05, power=2, cycle=true)",
        [](int t) {
            const double n = 10 * (t == 0 ? 1 : std::ceil(t / 10.0));
            return (base - 0.05) * std::pow(1 - t / n, 2) + 0.05;
        },
        45);
    expect_close(
        "InverseTimeDecay(decay_rate=0.5, decay_steps=4)",
        [](int t) { return base / (1 + 0.5 * t / 4); }, 30);
    expect_close(
        "inverse_time(0.5, steps=4, staircase=true)",
        [](int t) { return base / (1 + 0.5 * (t / 4)); }, 30);
    expect_close(
        "ExponentialDecay(decay_rate=0.8, decay_steps=4, staircase=true)",
        [](int t) { return base * std::pow(0.8, t / 4); }, 30);
    expect_close(
        "CosineDecayRestarts(first_decay_steps=6, t_mul=2, m_mul=0.5)",
        [](int t) {
            double top = base;
            int length = 6;
            for (; t >= length; t -= length, length *= 2, top /= 2) continue;
            return top * (1 + std::cos(pi * t / length)) / 2;
        },
        100);
}

TEST(Optax, Schedules) {
    expect_close(
        "linear(start=1, end=0.2, steps=8, begin=3)",
        [](int t) {
            const double x = std::min(std::max(t - 3, 0), 8) / 8.0;
            return (base - 0.2 * base) * (1 - x) + 0.2 * base;
        },
        20);
    expect_close(
        "piecewise_constant(boundaries=(3, 7), scales=(0.5, 0.2))",
        [](int t) { return base * (t >= 3 ? 0.5 : 1) * (t >= 7 ? 0.2 : 1); }, 12);
    expect_close(
        "warmup_cosine(warmup=4, decay_steps=20, init_value=0.5, end_value=0.03)",
        [](int t) {
            if (t < 4) return base * (0.5 + 0.5 * t / 4);
            const double x = std::min(t - 4, 16) / 16.0;
            const double alpha = 0.03 / base;
            return base * ((1 - alpha) * 0.5 * (1 + std::cos(pi * x)) + alpha);
        },
        30);
    expect_close(
        "warmup_exponential(0.5, warmup=4, steps=3, begin=2, min=0.1)",
        [](int t) {
            if (t < 4) return base * t / 4;
            return std::max(0.1, base * std::pow(0.5, std::max(t - 6, 0) / 3.0));
        },
        30);
    expect_close(
        "warmup_constant(5, start=0.2)",
        [](int t) { return base * (t < 5 ? 0.2 + 0.8 * t / 5 : 1); }, 10);
}

TEST(Optax, OneCycles) {
    const auto through = [](int t, std::vector<std::pair<int, double>> points, bool waves) {
        for (std::size_t i = 1; i < points.size(); ++i) {
            const auto [from, a] = points[i - 1];
            const auto [to, b] = points[i];
            if (t >= to) continue;
            const double x = double(t - from) / (to - from);
            return waves ? b + (a - b) / 2 * (std::cos(pi * x) + 1) : (b - a) * x + a;
        }
        return points.back().second;
    };
    expect_close(
        "cosine_onecycle(33)",
        [&](int t) {
            return through(t, {{0, base / 25}, {9, base}, {33, base / 25e4}}, true);
        },
        40);
    expect_close(
        "linear_onecycle",
        [&](int t) {
            return through(t, {{0, base / 25}, {9, base}, {28, base / 25}, {33, base / 25e4}},
                           false);
        },
        40, 33);
    expect_close(
        "piecewise_interpolate(boundaries=(3, 9), scales=(2, 0.1), interpolate=cosine)",
        [&](int t) {
            return through(t, {{0, base}, {3, 2 * base}, {9, 0.2 * base}}, true);
        },
        15);
}

TEST(Papers, WarmUpsAndTheRest) {
    expect_close(
        "noam(warmup=10, d_model=64)",
        [](int t) {
            const double step = t + 1;
            return base * std::pow(64, -0.5) *
                   std::min(std::pow(step, -0.5), step * std::pow(10, -1.5));
        },
        40);
    expect_close(
        "inverse_sqrt(warmup=9)",
        [](int t) { return t < 9 ? base * t / 9 : base * std::sqrt(9.0 / t); }, 40);
    expect_close(
        "warmup_linear(warmup=5)",
        [](int t) { return base * (t < 5 ? t / 5.0 : std::max(0, 25 - t) / 20.0); }, 30, 25);
    expect_close(
        "wsd(warmup=5, decay=10, min=0.1)",
        [](int t) {
            if (t < 5) return base * t / 5;
            if (t < 30) return base;
            return 0.1 + (base - 0.1) * std::max(0.0, (40 - t) / 10.0);
        },
        45, 40);
    expect_close(
        "rex", [](int t) { return base * (1 - t / 20.0) / (0.5 + 0.5 * (1 - t / 20.0)); }, 20, 20);
    expect_close(
        "tanh(low=-6, high=3)",
        [](int t) { return base / 2 * (1 - std::tanh(-6 * (1 - t / 20.0) + 3 * t / 20.0)); }, 20,
        20);
    expect_close(
        "range_test(min=0.001, max=10)", [](int t) { return 0.001 * std::pow(1e4, t / 19.0); }, 20,
        20);
    expect_close(
        "cosine_warmup_restarts(10, warmup=4, gamma=0.5, min=0.01)",
        [](int t) {
            const double top = base * std::pow(0.5, t / 10);
            const int s = t % 10;
            if (s < 4) return 0.01 + (top - 0.01) * s / 4;
            return 0.01 + (top - 0.01) * (1 + std::cos(pi * (s - 4) / 6)) / 2;
        },
        40);
}

TEST(Papers, ChebyshevStepsSolveAQuadraticOptimally) {
    // After one period the error on every curvature in [0.1, 1] is at most 1 / T_8(11 / 9).
    const Schedule schedule("chebyshev(period=8, ratio=0.1)");
    const double bound = 1 / std::cosh(8 * std::acosh(11.0 / 9.0));
    double worst = 0;
    for (double curvature = 0.1; curvature <= 1; curvature += 0.001) {
        double error = 1;
        for (int t = 8; t < 16; ++t) error *= 1 - schedule.at(t, 1.0) * curvature;
        worst = std::max(worst, std::fabs(error));
    }
    EXPECT_NEAR(worst, bound, 1e-3 * bound);
}

TEST(Composition, AWarmUpGoesAroundAny) {
    const auto want = [](int t) {
        if (t < 5) return base * t / 5;
        return base * (1 + std::cos(pi * (t - 5) / 20)) / 2;
    };
    expect_close("warmup(cosine, steps=5)", want, 25, 25);
    expect_close("warmup(steps=5, then=cosine(total=20))", want, 25);
    expect_close("warmup(cosine, steps=0.2)", want, 25, 25);  // a share of the run
    EXPECT_DOUBLE_EQ(Schedule("warmup(cosine, steps=4, start=0.5)").at(2, base, 10), base * 0.75);
}

TEST(Composition, PartsOfAJoinFillTheirStretch) {
    const Schedule schedule("join(warmup_constant(10), 10, cosine, 0.5, linear(0.5, 0.25))");
    EXPECT_DOUBLE_EQ(schedule.at(5, base, 200), base / 2);
    EXPECT_DOUBLE_EQ(schedule.at(10, base, 200), base);
    EXPECT_NEAR(schedule.at(55, base, 200), base / 2, 1e-15);
    EXPECT_DOUBLE_EQ(schedule.at(100, base, 200), base / 2);
    EXPECT_DOUBLE_EQ(schedule.at(200, base, 200), base / 4);
}

TEST(Composition, EpochsAreCountedInsteadOfSteps) {
    const Schedule schedule("epochs(step(2, 0.5))");
    for (int t = 0; t < 60; ++t) {
        EXPECT_EQ(schedule.at({.t = double(t), .total = 60, .base = 1, .epoch = 10}),
                  std::pow(0.5, t / 20));
    }
}

TEST(Composition, TheMomentumOfOneCycleIsFoundInside) {
    const Schedule schedule("warmup(chain(one_cycle, constant(0.5)), steps=4)");
    ASSERT_TRUE(schedule.moves_momentum());
    EXPECT_DOUBLE_EQ(schedule.at({.t = 0, .total = 44, .base = 0.9, .is_momentum = true}), 0.95);
    EXPECT_FALSE(Schedule("warmup(cosine, steps=4)").moves_momentum());
}

TEST(Composition, ATextMakesTheSameScheduleAgain) {
    for (const char* text :
         {"warmup(cosine(total=20), steps=500)", "chain(step(every=30), cosine)",
          "join(constant, cosine, exponential(gamma=0.9), milestones=(500, 900))",
          "epochs(reduce_on_plateau(patience=3))"}) {
        EXPECT_EQ(Schedule(text).text(), text);
    }
    EXPECT_EQ(Schedule("join(constant, 500, cosine)").text(),
              "join(constant, cosine, milestones=(500))");
}

TEST(Composition, PlateausInsideKeepTheirOwnMemory) {
    Schedule schedule("chain(plateau(patience=0), plateau(patience=2, factor=0.5))");
    const Schedule copy = schedule;
    for (int i = 0; i < 4; ++i) schedule.feed(1);
    EXPECT_NEAR(schedule.at(0, 1), 0.1 * 0.1 * 0.1 * 0.5, 1e-15);
    EXPECT_EQ(copy.at(0, 1), 1);
    Schedule again("chain(plateau(patience=0), plateau(patience=2, factor=0.5))");
    std::copy(schedule.memory().begin(), schedule.memory().end(), again.memory().begin());
    EXPECT_EQ(again.at(0, 1), schedule.at(0, 1));
}

TEST(Errors, Teach) {
    const auto error = [](const char* text) {
        return message_of<core::ValueError>([&] { Schedule{text}; });
    };
    EXPECT_EQ(error("step"), "step: needs every, as in step(every=30)");
    EXPECT_EQ(error("step(0)"), "step: every must be a whole number in 1..1073741824, got 0");
    EXPECT_EQ(error("warmup"), "warmup: takes 1 schedule, got 0\n  hint: as in warmup(cosine)");
    EXPECT_EQ(error("join(constant, cosine)"),
              "join: needs a milestone between each two schedules, as in "
              "join(constant, 500, cosine)\n  join");
    EXPECT_EQ(error("multistep(5, 5)"),
              "multistep: milestones must rise\n  multistep(milestones=(5, 5))");
    EXPECT_EQ(error("piecewise_constant(boundaries=(5), scales=(1, 2))"),
              "piecewise_constant: needs one scale for each boundary\n"
              "  piecewise_constant(boundaries=(5), scales=(1, 2))");
    EXPECT_EQ(message_of<core::LookupError>([] { Schedule("chain(cosin)"); }),
              "schedule: unknown name \"cosin\"\n  did you mean: cosine, CosineAnnealingLR, "
              "cosine_annealing\n"
              "  all names: kasane list schedules");
    EXPECT_EQ(message_of<core::ValueError>([] { Schedule("cosine").at(3, base); }),
              "cosine: has no value at step 3\n  steps of the run: unknown\n"
              "  hint: give its length, as in cosine(total=1000), or that of the run");
    EXPECT_THROW(Schedule(std::string(2000, '(')), core::ValueError);
    std::string deep = "cosine";
    for (int i = 0; i < 40; ++i) deep = "chain(" + deep + ")";
    EXPECT_THROW(Schedule{deep}, core::ValueError);
}

TEST(Errors, HugeStepsTakeNoTime) {
    for (const char* text : {"cosine_warm_restarts(1, mult=1.000001)", "multistep(1, 2)",
                             "cosine(total=3)", "cosine_warm_restarts(1)", "exponential(0.9)",
                             "polynomial(steps=3, cycle=true)", "cyclic(max=1)", "chebyshev"}) {
        EXPECT_TRUE(std::isfinite(Schedule(text).at(Index{1} << 52, 0.1, Index{1} << 53))) << text;
    }
}

}  // namespace
}  // namespace kasane::optim
