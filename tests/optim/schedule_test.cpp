// Schedules against the recurrences and closed forms of PyTorch, Keras and optax, written here one
// step at a time.

#include "kasane/optim/schedule.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "tests/support/message.hpp"

namespace kasane::optim {
namespace {

using support::message_of;

constexpr double pi = 3.14159265358979323846;
constexpr double base = 0.3;

void expect_close(const std::string& text, const std::function<double(int)>& want, int steps,
                  Index total = 0) {
    const Schedule schedule(text);
    for (int t = 0; t < steps; ++t) {
        const double expected = want(t);
        ASSERT_NEAR(schedule.at(t, base, total), expected, 1e-12 * (std::fabs(expected) + 1e-3))
            << text << " at " << t;
    }
}

/// The values of a recurrence lr[t] = next(t, lr[t - 1]) that begins with `first`.
std::function<double(int)> recurrence(double first, std::function<double(int, double)> next) {
    auto values = std::make_shared<std::vector<double>>(1, first);
    return [values, next](int t) {
        while (static_cast<int>(values->size()) <= t) {
            values->push_back(next(static_cast<int>(values->size()), values->back()));
        }
        return (*values)[static_cast<std::size_t>(t)];
    };
}

// The chainable forms of torch.optim.lr_scheduler: each step from the value before it.

TEST(PyTorch, ConstantLR) {
    expect_close("constant(factor=0.25, steps=7)",
                 recurrence(base * 0.25, [](int t, double lr) { return t == 7 ? lr / 0.25 : lr; }),
                 20);
    expect_close(
        "ConstantLR", [](int t) { return t < 5 ? base / 3 : base; }, 10);
}

TEST(PyTorch, StepLR) {
    expect_close("step(4, 0.5)",
                 recurrence(base, [](int t, double lr) { return t % 4 == 0 ? lr * 0.5 : lr; }), 30);
}

TEST(PyTorch, MultiStepLR) {
    const auto want = recurrence(
        base, [](int t, double lr) { return t == 3 || t == 8 || t == 9 ? lr * 0.1 : lr; });
    expect_close("multistep(milestones=(3, 8, 9))", want, 20);
    expect_close("multistep(3, 8, 9)", want, 20);
}

TEST(PyTorch, LinearLR) {
    const double start = 0.2;
    const double end = 0.9;
    const int n = 6;
    expect_close("linear(start=0.2, end=0.9, total_iters=6)",
                 recurrence(base * start,
                            [&](int t, double lr) {
                                if (t > n) return lr;
                                return lr *
                                       (1 + (end - start) / (n * start + (t - 1) * (end - start)));
                            }),
                 15);
}

TEST(PyTorch, ExponentialLR) {
    expect_close("ExponentialLR(0.9)", recurrence(base, [](int, double lr) { return lr * 0.9; }),
                 60);
    expect_close("multiplicative(0.9)", recurrence(base, [](int, double lr) { return lr * 0.9; }),
                 60);
}

TEST(PyTorch, PolynomialLR) {
    expect_close("polynomial(power=2, steps=10)",
                 recurrence(base,
                            [](int t, double lr) {
                                if (t > 10) return lr;
                                return lr * std::pow((1 - t / 10.0) / (1 - (t - 1) / 10.0), 2);
                            }),
                 10);
    EXPECT_EQ(Schedule("polynomial(power=2, steps=10)").at(10, base), 0);
    EXPECT_EQ(Schedule("polynomial(power=2, steps=10)").at(25, base), 0);
}

TEST(PyTorch, CosineAnnealingLR) {
    const double least = 0.01;
    const int n = 12;
    expect_close("cosine(total=12, eta_min=0.01)",
                 recurrence(base,
                            [&](int t, double lr) {
                                if ((t - 1 - n) % (2 * n) == 0) {
                                    return lr + (base - least) * (1 - std::cos(pi / n)) / 2;
                                }
                                return (1 + std::cos(pi * t / n)) /
                                           (1 + std::cos(pi * (t - 1) / n)) * (lr - least) +
                                       least;
                            }),
                 2 * n);
    EXPECT_DOUBLE_EQ(Schedule("cosine(total=12, min=0.01)").at(12, base), least);
}

TEST(PyTorch, CosineAnnealingWarmRestarts) {
    // As its step() counts: T_cur + 1, and T_i * T_mult at the end of a cycle.
    for (const int mult : {1, 2, 3}) {
        int cur = -1;
        int length = 5;
        const std::string text =
            "cosine_warm_restarts(T_0=5, T_mult=" + std::to_string(mult) + ", eta_min=0.02)";
        expect_close(
            text,
            [&](int) {
                if (++cur >= length) {
                    cur -= length;
                    length *= mult;
                }
                return 0.02 + (base - 0.02) * (1 + std::cos(pi * cur / length)) / 2;
            },
            200);
    }
}

TEST(PyTorch, CyclicLR) {
    struct Mode {
        const char* text;
        std::function<double(double cycle, int t)> scale;
    };
    const Mode modes[] = {
        {"triangular", [](double, int) { return 1.0; }},
        {"triangular2", [](double cycle, int) { return 1 / std::pow(2.0, cycle - 1); }},
        {"exp_range, gamma=0.99", [](double, int t) { return std::pow(0.99, t); }}};
    for (const Mode& mode : modes) {
        const std::string arguments =
            "(max_lr=1.5, step_size_up=4, step_size_down=6, mode=" + std::string(mode.text) + ")";
        const auto factor = [&](int t) {
            const double cycle = std::floor(1 + t / 10.0);
            const double x = 1 + t / 10.0 - cycle;
            const double ratio = 4 / 10.0;
            const double height = x <= ratio ? x / ratio : (x - 1) / (ratio - 1);
            return height * mode.scale(cycle, t);
        };
        expect_close(
            "CyclicLR" + arguments, [&](int t) { return base + (1.5 - base) * factor(t); }, 45);
        const Schedule schedule("cyclic" + arguments);
        ASSERT_TRUE(schedule.moves_momentum());
        for (int t = 0; t < 45; ++t) {
            EXPECT_NEAR(schedule.at({.t = double(t), .base = 0.7, .is_momentum = true}),
                        0.9 - 0.1 * factor(t), 1e-13);
        }
    }
}

/// torch.optim.lr_scheduler.OneCycleLR's phases, walked as get_lr() does.
double one_cycle(int t, int total, bool linear, bool three, double first, double top, double last,
                 double middle) {
    struct Phase {
        double end, from, to;
    };
    const double pct = 0.3;
    std::vector<Phase> phases;
    if (three) {
        phases = {{pct * total - 1, first, top},
                  {2 * pct * total - 2, top, middle},
                  {total - 1.0, middle, last}};
    } else {
        phases = {{pct * total - 1, first, top}, {total - 1.0, top, last}};
    }
    double start = 0;
    for (std::size_t i = 0; i < phases.size(); ++i) {
        if (t <= phases[i].end || i + 1 == phases.size()) {
            const double x = (t - start) / (phases[i].end - start);
            const auto [end, from, to] = phases[i];
            return linear ? (to - from) * x + from : to + (from - to) / 2 * (1 + std::cos(pi * x));
        }
        start = phases[i].end;
    }
    return 0;
}

TEST(PyTorch, OneCycleLR) {
    for (const bool linear : {false, true}) {
        for (const bool three : {false, true}) {
            const std::string text = std::string("OneCycleLR(total_steps=40, anneal=") +
                                     (linear ? "linear" : "cos") +
                                     ", three_phase=" + (three ? "true" : "false") + ")";
            expect_close(
                text,
                [&](int t) {
                    return one_cycle(t, 40, linear, three, base / 25, base, base / 25 / 1e4,
                                     base / 25);
                },
                40);
            const Schedule schedule(text);
            for (int t = 0; t < 40; ++t) {
                EXPECT_NEAR(schedule.at({.t = double(t), .base = 0.9, .is_momentum = true}),
                            one_cycle(t, 40, linear, three, 0.95, 0.85, 0.95, 0.95), 1e-13);
            }
        }
    }
    // The length of the run is the default; max stands for PyTorch's max_lr.
    EXPECT_DOUBLE_EQ(Schedule("one_cycle(max=2)").at(29, base, 100), 2);
    EXPECT_NEAR(Schedule("one_cycle").at(99, base, 100), base / 25e4, 1e-15);
    EXPECT_FALSE(Schedule("one_cycle(cycle_momentum=false)").moves_momentum());
}

TEST(PyTorch, SWALR) {
    // From step 10 on: swa_lr * alpha + lr * (1 - alpha), where lr is what the value began as.
    expect_close(
        "swa(swa_lr=0.05, start=10, anneal=5)",
        [](int t) {
            const double x = std::min(1.0, std::max(0.0, (t - 10) / 5.0));
            const double alpha = (1 - std::cos(pi * x)) / 2;
            return 0.05 * alpha + base * (1 - alpha);
        },
        30);
    EXPECT_NEAR(Schedule("swa(0.05, start=10, anneal_strategy=linear)").at(15, base),
                (base + 0.05) / 2, 1e-15);
    EXPECT_EQ(Schedule("swa(0.05, start=0, anneal=0)").at(0, base), 0.05);
}

TEST(PyTorch, ReduceLROnPlateau) {
    // torch.optim.lr_scheduler.ReduceLROnPlateau.step(), by hand.
    struct Torch {
        bool maximise;
        bool absolute;
        double lr = base;
        double best = maximise ? -INFINITY : INFINITY;
        int bad = 0;
        int cooldown = 0;
        void step(double metric) {
            const double margin = 0.01;
            const bool better = maximise
                                    ? metric > (absolute ? best + margin : best * (1 + margin))
                                    : metric < (absolute ? best - margin : best * (1 - margin));
            if (better) {
                best = metric;
                bad = 0;
            } else {
                ++bad;
            }
            if (cooldown > 0) {
                --cooldown;
                bad = 0;
            }
            if (bad > 2) {
                const double next = std::max(lr * 0.5, 0.02);
                if (lr - next > 1e-8) lr = next;
                cooldown = 3;
                bad = 0;
            }
        }
    };
    for (const bool maximise : {false, true}) {
        for (const bool absolute : {false, true}) {
            Torch torch{maximise, absolute};
            Schedule schedule(std::string("ReduceLROnPlateau(factor=0.5, patience=2, "
                                          "threshold=0.01, cooldown=3, min_lr=0.02, mode=") +
                              (maximise ? "max" : "min") +
                              ", absolute=" + (absolute ? "true" : "false") + ")");
            ASSERT_EQ(schedule.memory().size(), 5U);
            int reductions = 0;
            for (int t = 0; t < 80; ++t) {
                EXPECT_EQ(schedule.at(t, base), torch.lr) << t;
                const double metric = t % 11 == 10 ? NAN : 2 + std::sin(0.7 * t) - 0.002 * t;
                const double before = torch.lr;
                torch.step(metric);
                schedule.feed(metric);
                reductions += torch.lr < before ? 1 : 0;
            }
            EXPECT_EQ(reductions, 4);
            EXPECT_EQ(schedule.at(80, base), 0.02);
        }
    }
}

TEST(PyTorch, ChainedScheduler) {
    // Two chainable forms on one value.
    expect_close(
        "chain(step(3, 0.5), ExponentialLR(0.9))",
        recurrence(base, [](int t, double lr) { return (t % 3 == 0 ? lr * 0.5 : lr) * 0.9; }), 30);
}

TEST(PyTorch, SequentialLR) {
    const auto want = [](int t) {
        if (t < 4) return base * 0.1;
        if (t < 10) return base * std::pow(0.9, t - 4);
        return base * std::pow(0.5, (t - 10) / 3);
    };
    expect_close("join(constant(0.1), 4, exponential(0.9), 10, step(3, 0.5))", want, 30);
    expect_close("SequentialLR(constant(0.1), exponential(0.9), step(3, 0.5), milestones=(4, 10))",
                 want, 30);
}

TEST(PyTorch, LambdaAndMultiplicative) {
    const Schedule lambda([](Index t) { return 1 / (1.0 + static_cast<double>(t)); });
    EXPECT_DOUBLE_EQ(lambda.at(4, base), base / 5);
    const Schedule product = Schedule::product([](Index t) { return t % 2 == 0 ? 0.5 : 0.9; });
    const auto want =
        recurrence(base, [](int t, double lr) { return lr * (t % 2 == 0 ? 0.5 : 0.9); });
    for (const int t : {0, 1, 2, 9, 3, 0, 12}) EXPECT_NEAR(product.at(t, base), want(t), 1e-15);
    EXPECT_EQ(lambda.text(), "lambda(f)");
    EXPECT_NE(message_of<core::ValueError>([] { Schedule("lambda"); }).find("in C++: Schedule("),
              std::string::npos);
}

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
              "schedule: unknown name \"cosin\"\n  did you mean: cosine, CosineAnnealingLR, cosine_annealing\n"
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
