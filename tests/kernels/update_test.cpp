// Optimizer rules as kernels: against the rule itself in double and textbook programs.
#include "kasane/kernels/update.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "kasane/catalog/apply_rule.hpp"
#include "kasane/catalog/lists.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/machine.hpp"

namespace kasane::kernels {
namespace {

using catalog::Formula;
using core::Array;
using support::Case;
using support::DType;
using support::Index;
using support::Numbers;

/// Weights, state and gradients of a run.
struct Descent {
    Descent(const Formula& f, Index size, DType dtype)
        : formula(f), w(Array::zeros({size}, dtype)), g(Array::zeros({size}, dtype)) {
        const catalog::RuleShape& shape = catalog::rule_shape(f);
        for (int i = 0; i < catalog::used_slots(f); ++i) {
            const auto k = static_cast<std::size_t>(i);
            slots.push_back(Array::full({size}, f.entry().slots[k].start, dtype));
        }
        for (int i = 0; i < shape.noises; ++i) noises.push_back(Array::full({size}, 0.75, dtype));
        for (const catalog::Slot& scalar : shape.scalars) scalars.push_back(scalar.start);
        if (!is_compiled(f)) program = catalog::update_program(f, 0);
    }
    void step(std::int64_t t, double loss = 0) {
        coefficients = catalog::coefficients(formula, {.t = t, .loss = loss}, scalars.data());
        update({.optimizer = formula,
                .program = program.get(),
                .coefficients = coefficients,
                .w = w,
                .g = g,
                .slots = slots,
                .noises = noises},
               0, w.size());
    }

    Formula formula;
    Array w, g;
    std::vector<Array> slots, noises;
    std::vector<double> scalars;
    std::shared_ptr<const catalog::Program> program;
    catalog::Coefficients coefficients{};
};

/// One step of the rule on one weight, with V = double.
void reference_step(const Descent& run, double& w, double g, std::span<double> slots) {
    int index = 0;
    catalog::ElementwiseOptimizers::for_each([&]<class F> {
        if (index++ != run.formula.entry().index) return;
        if constexpr (catalog::term_count<F> == 0) {
            catalog::Operands<F, double> on{};
            on.w = w;
            on.g = g;
            for (double& noise : on.noise) noise = 0.75;
            for (std::size_t k = 0; k < slots.size(); ++k) on.slots[k] = slots[k];
            const auto c = catalog::coefficients_from<F, double>(run.coefficients.data());
            w += catalog::apply_rule<0>(run.formula.as<F>(), on, c);
            for (std::size_t k = 0; k < slots.size(); ++k) slots[k] = on.slots[k];
        }
    });
}

class EveryOptimizer : public testing::TestWithParam<Case> {
protected:
    /// As it is, and with its switches and numbers moved. Rules of several passes are tested with
    /// the optimizers that run them.
    std::vector<Formula> formulas() const {
        if (catalog::rule_shape(GetParam().formula()).passes > 1) return {};
        Formula other = GetParam().formula();
        for (const catalog::ParamInfo& param : GetParam().entry->params) {
            const catalog::Value value = other.get(param.name);
            if (std::holds_alternative<bool>(value.data)) other.set(param.name, {true});
            const double moved = param.range.whole ? 3 : param.range.contains(0.375) ? 0.375 : 1.5;
            if (std::holds_alternative<double>(value.data)) other.set(param.name, {moved});
        }
        return {GetParam().formula(), other};
    }
};

TEST_P(EveryOptimizer, InDoubleTheKernelIsTheRuleBitForBit) {
    for (const Formula& formula : formulas()) {
        for (const Table* isa : runnable_tables()) {
            const support::WithTable with(*isa);
            Numbers numbers(1);
            Descent run(formula, 37, DType::f64);
            run.w = support::random_array({37}, DType::f64, numbers);
            for (std::int64_t t = 1; t <= 8; ++t) {
                run.g = support::random_array({37}, DType::f64, numbers, t == 3 ? 1e-9 : 2);
                Descent before = run;
                before.w = Array::from(std::span<const double>(run.w.span<double>()), {37});
                std::vector<Array> slots;
                for (const Array& slot : run.slots) {
                    slots.push_back(Array::from(slot.span<double>(), {37}));
                }
                run.step(t, 1.0 / static_cast<double>(t));
                for (Index i = 0; i < 37; ++i) {
                    double w = before.w.item(i);
                    std::vector<double> state;
                    for (const Array& slot : slots) state.push_back(slot.item(i));
                    reference_step(run, w, run.g.item(i), state);
                    ASSERT_TRUE(support::same_bits(run.w.item(i), w))
                        << formula.text() << ", step " << t;
                    for (std::size_t k = 0; k < state.size(); ++k) {
                        ASSERT_TRUE(support::same_bits(run.slots[k].item(i), state[k]))
                            << formula.text() << ", step " << t << ", slot " << k;
                    }
                }
            }
        }
    }
}

TEST_P(EveryOptimizer, InFloatAStepIsThatOfDouble) {
    for (const Formula& formula : formulas()) {
        Numbers numbers(2);
        Descent run(formula, 33, DType::f32);
        run.w = support::random_array({33}, DType::f32, numbers);
        for (std::int64_t t = 1; t <= 8; ++t) {
            run.g = support::random_array({33}, DType::f32, numbers, 2);
            std::vector<double> w = support::values_of(run.w);
            std::vector<std::vector<double>> state(33);
            for (Index i = 0; i < 33; ++i) {
                for (const Array& slot : run.slots) {
                    state[static_cast<std::size_t>(i)].push_back(slot.item(i));
                }
            }
            run.step(t, 0.5);
            for (Index i = 0; i < 33; ++i) {
                const auto at = static_cast<std::size_t>(i);
                const double before = w[at];
                reference_step(run, w[at], run.g.item(i), state[at]);
                // Terms as large as the state may cancel in a step.
                double size = std::abs(before) + std::abs(w[at]);
                for (const double x : state[at]) size += std::abs(x) / 8;
                EXPECT_NEAR(run.w.item(i), w[at], 8 * 0x1p-24 * size)
                    << formula.text() << ", step " << t;
                for (std::size_t k = 0; k < state[at].size(); ++k) {
                    EXPECT_NEAR(
                        run.slots[k].item(i), state[at][k],
                        8 * 0x1p-24 *
                            (std::abs(state[at][k]) + std::abs(run.g.item(i)) + std::abs(before)))
                        << formula.text() << ", step " << t << ", slot " << k;
                }
            }
        }
    }
}

TEST_P(EveryOptimizer, TheBitsDependNeitherOnPlaceThreadsNorInstructionSet) {
    if (formulas().empty()) return;
    const Formula formula = formulas()[1];
    Numbers numbers(3);
    const Index n = 200003;
    const Array w = support::random_array({n}, DType::f32, numbers);
    const Array g = support::random_array({n}, DType::f32, numbers);
    const auto result = [&](Index begin, Index end) {
        Descent run(formula, end - begin, DType::f32);
        run.w = Array::from(std::span<const float>(w.slice(0, begin, end).span<float>()),
                            {end - begin});
        run.g = g.slice(0, begin, end);
        for (std::int64_t t = 1; t <= 3; ++t) run.step(t);
        return run.w;
    };
    const Array want = result(0, n);
    for (const int count : {1, 2, 3, 8}) {
        const support::WithThreads with(count);
        EXPECT_TRUE(support::same_bits(result(0, n), want)) << count << " threads";
    }
    for (const Table* isa : runnable_tables()) {
        const support::WithTable with(*isa);
        EXPECT_TRUE(support::same_bits(result(0, 1000), want.slice(0, 0, 1000))) << isa->isa;
    }
    for (Index length = 1; length < 40; ++length) {
        EXPECT_TRUE(support::same_bits(result(7, 7 + length), want.slice(0, 7, 7 + length)));
    }
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryOptimizer,
                         testing::ValuesIn(support::cases(catalog::optimizers(),
                                                          catalog::Form::elementwise)),
                         support::CaseName());

/// Runs a textbook program beside the kernel for 100 steps on one weight.
void expect_textbook(const std::string& text,
                     const std::function<void(int t, double& w, double g)>& program) {
    Descent run(catalog::optimizers().make(text), 1, DType::f64);
    run.w.data<double>()[0] = 1.5;
    double w = 1.5;
    Numbers numbers(4);
    for (int t = 1; t <= 100; ++t) {
        const double g = numbers.next() + 0.5 * w;
        run.g.data<double>()[0] = g;
        run.step(t);
        program(t, w, g);
        ASSERT_NEAR(run.w.item(), w, 1e-12) << text << ", step " << t;
    }
}

TEST(Sgd, IsTheTextbooks) {
    expect_textbook("sgd(lr=0.1)", [](int, double& w, double g) { w -= 0.1 * g; });
    double v = 0;
    expect_textbook("momentum(lr=0.1)", [&](int, double& w, double g) {
        v = 0.9 * v - 0.1 * g;
        w += v;
    });
    double m = 0;
    expect_textbook("sgd(lr=0.1, momentum=0.9, nesterov=true, weight_decay=0.01)",
                    [&](int, double& w, double g) {
                        const double d = g + 0.01 * w;
                        m = 0.9 * m + d;
                        w -= 0.1 * (d + 0.9 * m);
                    });
    double b = 0;
    expect_textbook("sgd(lr=0.1, momentum=0.9, dampening=0.25)", [&](int t, double& w, double g) {
        b = t == 1 ? g : 0.9 * b + 0.75 * g;
        w -= 0.1 * b;
    });
}

TEST(Adam, IsTheTextbooks) {
    double m = 0, v = 0;
    expect_textbook("adam(lr=0.01)", [&](int t, double& w, double g) {
        m = 0.9 * m + 0.1 * g;
        v = 0.999 * v + 0.001 * g * g;
        const double mean = m / (1 - std::pow(0.9, t));
        const double square = v / (1 - std::pow(0.999, t));
        w -= 0.01 * mean / (std::sqrt(square) + 1e-8);
    });
    m = v = 0;
    expect_textbook("adam(lr=0.01, beta1=0.5, eps=0.1, weight_decay=0.1)",
                    [&](int t, double& w, double g) {
                        const double d = g + 0.1 * w;
                        m += 0.5 * (d - m);
                        v += 0.001 * (d * d - v);
                        const double square = v / (1 - std::pow(0.999, t));
                        w -= 0.01 * m / (1 - std::pow(0.5, t)) / (std::sqrt(square) + 0.1);
                    });
}

TEST(Adam, CountsStepsBeyondWhatAPowerCanHold) {
    const Formula adam = catalog::optimizers().make("adam");
    Descent run(adam, 1, DType::f64);
    run.g.data<double>()[0] = 1;
    run.step(std::int64_t{1} << 40);
    EXPECT_TRUE(std::isfinite(run.w.item()));
}

}  // namespace
}  // namespace kasane::kernels
