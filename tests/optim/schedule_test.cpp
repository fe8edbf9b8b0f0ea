// Schedules against the recurrences and closed forms of PyTorch, written here one step at a time.

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

}  // namespace
}  // namespace kasane::optim
