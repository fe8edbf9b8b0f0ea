// What info.formula says is what the code computes, and hand-written derivatives are those of the
// formula.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kasane/catalog/apply.hpp"
#include "kasane/catalog/counts.hpp"
#include "kasane/catalog/lists.hpp"
#include "kasane/catalog/rules.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/expression.hpp"
#include "tests/support/numbers.hpp"

namespace kasane::catalog {
namespace {

using support::Case;
using support::Names;

/// Names and values of everything an entry's text may speak of.
Names names_of(const Formula& formula, const std::vector<double>& inputs) {
    Names names;
    if (inputs.size() == 1) {
        names["x"] = inputs[0];
    } else {
        names["y"] = names["p"] = inputs[0];
        names["t"] = inputs[1];
    }
    for (const ParamInfo& param : formula.entry().params) {
        const Value value = formula.get(param.name);
        if (const double* number = std::get_if<double>(&value.data)) {
            names[std::string(param.name)] = *number;
        }
    }
    for (std::size_t i = 0; i < formula.trainable().size(); ++i) {
        names[std::string(formula.entry().trainable[i].name)] = formula.trainable()[i];
    }
    return names;
}

/// Points where the textbook form keeps enough digits in long double. A loss gets probabilities.
std::vector<std::vector<double>> points_for(const Formula& formula) {
    std::vector<std::vector<double>> points;
    if (formula.entry().inputs == 1) {
        for (const double x : support::grid(-8, 8, 67)) points.push_back({x});
        return points;
    }
    for (const double y : support::grid(0.05, 0.95, 19)) {
        for (const double t : {0.0, 0.1, 0.5, 0.85, 1.0}) points.push_back({y, t});
    }
    return points;
}

void expect_text_equals_code(const Formula& formula) {
    for (const std::vector<double>& inputs : points_for(formula)) {
        const long double want =
            support::evaluate_expression(formula.info().formula, names_of(formula, inputs));
        const double got = evaluate(formula, inputs).value;
        EXPECT_NEAR(got, want, 1e-9 * std::max(std::fabs(want), 1e-12L))
            << formula.text() << " at " << inputs[0];
    }
}

class EveryFormula : public testing::TestWithParam<Case> {};

TEST_P(EveryFormula, TextEqualsTheCode) { expect_text_equals_code(GetParam().formula()); }

TEST_P(EveryFormula, TextEqualsTheCodeWithOtherParameters) {
    Formula formula = GetParam().formula();
    for (const ParamInfo& param : formula.entry().params) {
        const Value value = formula.get(param.name);
        const double* number = std::get_if<double>(&value.data);
        if (number == nullptr) continue;
        const double other = param.range.contains(1.25) ? 1.25 : 0.625;
        if (param.range.contains(other)) formula.set(param.name, {other});
    }
    for (const Trainable& param : formula.entry().trainable) {
        if (param.range.contains(1.25)) formula.set(param.name, {1.25});
    }
    expect_text_equals_code(formula);
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryFormula, testing::ValuesIn(support::pointwise_cases()),
                         support::CaseName());

/// The formula without its hand-written derivatives.
template <class F>
struct Plain {
    F f;
    template <class... V>
    auto operator()(V... x) const {
        return f(x...);
    }
};

TEST(HandWrittenDerivatives, AreThoseOfTheFormula) {
    int compared = 0;
    Pointwise::for_each([&]<class F> {
        if constexpr (input_count<F> + trainable_count<F> == 1 &&
                      (
                          requires(F f) { f.slope(0.5); } || requires(F f) { f.curvature(0.5); })) {
            ++compared;
            for (const double x : support::grid(-12, 12, 193)) {
                const double slope = partial<1>(Plain<F>{}, 0, &x);
                const double curvature = second_partial<1>(Plain<F>{}, 0, 0, &x);
                EXPECT_NEAR(partial<1>(F{}, 0, &x), slope, 1e-12 * std::max(1.0, std::abs(slope)))
                    << F::info.name << " at " << x;
                EXPECT_NEAR(second_partial<1>(F{}, 0, 0, &x), curvature,
                            1e-11 * std::max(1.0, std::abs(curvature)))
                    << F::info.name << " at " << x;
            }
        }
    });
    RecordProperty("entries_with_hand_written_derivatives", compared);
}

TEST(Expressions, AreReadAsPrinted) {
    const Names names{{"x", 3}, {"beta", 0.5}};
    EXPECT_EQ(support::evaluate_expression("2 + 3 * x", names), 11);
    EXPECT_EQ(support::evaluate_expression("-x^2 / 2", names), -4.5);
    EXPECT_EQ(support::evaluate_expression("2^-1 - (x - 1)", names), -1.5);
    EXPECT_EQ(support::evaluate_expression("2^x^2", names), 512);
    EXPECT_EQ(support::evaluate_expression("max(x, 0) + min(x, beta, 1)", names), 3.5);
    EXPECT_EQ(support::evaluate_expression("8 / 4 / 2", names), 1);
    EXPECT_EQ(support::evaluate_expression("exp(0) * abs(-x)", names), 3);
    EXPECT_THROW(support::evaluate_expression("gamma + 1", names), std::runtime_error);
    EXPECT_THROW(support::evaluate_expression("2 x", names), std::runtime_error);
    EXPECT_THROW(support::evaluate_expression("(1", names), std::runtime_error);
}

}  // namespace
}  // namespace kasane::catalog
