// The texts that schedules print as their formulas, against their code.
#include "kasane/catalog/schedules.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "tests/support/message.hpp"
#include "tests/support/reference.hpp"

namespace kasane::catalog {
namespace {

constexpr double total = 40;
constexpr double base = 0.3;

/// t, base, the run's length and every parameter that is a number or a truth value.
std::map<std::string, double> names_of(const Formula& schedule, double t) {
    std::map<std::string, double> names{{"t", t}, {"base", base}};
    for (const ParamInfo& param : schedule.entry().params) {
        const Value value = schedule.get(param.name);
        if (const double* number = std::get_if<double>(&value.data)) {
            names[std::string(param.name)] = *number;
        } else if (const bool* truth = std::get_if<bool>(&value.data)) {
            names[std::string(param.name)] = *truth ? 1 : 0;
        }
    }
    names["total"] = total;
    return names;
}

TEST(ScheduleFormulas, AsPrintedAreWhatIsComputed) {
    KASANE_NEED_MPFR();
    for (const char* text : {"constant",
                             "constant(0.5, steps=7)",
                             "step(7)",
                             "linear",
                             "linear(0.2, 0.9, 6, 3)",
                             "exponential(0.9)",
                             "exponential(0.5, 3, staircase=true, begin=4, min=0.01)",
                             "polynomial(steps=10)",
                             "polynomial(2, 0.1, 10, cycle=true)",
                             "inverse_time(0.5)",
                             "inverse_time(0.5, 3, true)",
                             "cosine",
                             "cosine(min=0.1, power=2)",
                             "warmup_constant(5)",
                             "warmup_constant(5, 0.2)",
                             "warmup_linear(5)",
                             "warmup_cosine(5, start=0.1, min=0.01)",
                             "warmup_exponential(0.9, 5)",
                             "warmup_exponential(0.9, 5, 3, 0.1, 2, true, 0.1)",
                             "wsd(5, 10)",
                             "wsd(5, 10, 0.1, power=0.5)",
                             "inverse_sqrt(9)",
                             "noam(10, 64)",
                             "tanh",
                             "tanh(-4, 2, 0.1)"}) {
        const Formula schedule = schedules().make(text);
        for (double t = 0; t < total; ++t) {
            const Moment moment{.t = t, .total = total, .base = base};
            const double want =
                support::evaluate_expression(schedule.info().formula, names_of(schedule, t));
            EXPECT_NEAR(schedule_value(schedule, moment, {}, nullptr), want, 1e-14)
                << text << " at " << t;
        }
    }
}

TEST(ScheduleFormulas, EveryScheduleHasAValueAllAlong) {
    for (const Entry& entry : schedules().entries()) {
        if (entry.most_parts > 0) continue;
        const Formula schedule(entry);
        const double memory[8] = {};
        for (double t = 0; t <= 1000; ++t) {
            const double value =
                schedule_value(schedule, {.t = t, .total = 1000, .base = 0.1}, {}, memory);
            ASSERT_TRUE(value >= 0 && value <= 10) << entry.info->name << " at " << t;
        }
        EXPECT_EQ(problem_of_schedule(schedule, 0), nullptr) << entry.info->name;
    }
}

TEST(Schedules, EveryNameOfTheLiteratureIsThere) {
    for (const char* name : {"constant",
                             "lambda",
                             "multiplicative",
                             "step",
                             "multistep",
                             "linear",
                             "exponential",
                             "polynomial",
                             "inverse_time",
                             "piecewise_constant",
                             "piecewise_interpolate",
                             "cosine",
                             "cosine_warm_restarts",
                             "SGDR",
                             "cosine_onecycle",
                             "linear_onecycle",
                             "cyclic",
                             "triangular",
                             "triangular2",
                             "exp_range",
                             "one_cycle",
                             "warmup_constant",
                             "warmup_cosine",
                             "warmup_exponential",
                             "reduce_on_plateau",
                             "swa",
                             "chained",
                             "sequential",
                             "join",
                             "chain",
                             "warmup",
                             "wsd",
                             "inverse_sqrt",
                             "noam",
                             "tanh",
                             "rex",
                             "chebyshev",
                             "cosine_warmup_restarts",
                             "warmup_linear",
                             "range_test"}) {
        EXPECT_FALSE(schedules().find(name).empty()) << name;
    }
}

TEST(Schedules, OtherKindsAreRefused) {
    const Formula relu = activations().make("relu");
    EXPECT_EQ(support::message_of<core::ValueError>([&] { schedule_value(relu, {}, {}, nullptr); }),
              "relu: is not a schedule");
}

}  // namespace
}  // namespace kasane::catalog
