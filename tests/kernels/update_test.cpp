// Optimizer rules as kernels: against the rule itself in double, textbook programs and golden
// sequences.
#include "kasane/kernels/update.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "kasane/catalog/lists.hpp"
#include "kasane/core/error.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/golden.hpp"
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
        for (int i = 0; i < catalog::used_slots(f); ++i) {
            const auto k = static_cast<std::size_t>(i);
            slots.push_back(Array::full({size}, f.entry().slots[k].start, dtype));
        }
    }
    void step(std::int64_t t, double loss = 0) {
        update(formula, catalog::coefficients(formula, {.t = t, .loss = loss}), w, g, slots);
    }

    Formula formula;
    Array w, g;
    std::vector<Array> slots;
};

/// One step of the rule on one weight, with V = double.
void reference_step(const Formula& formula, const catalog::Step& step, double& w, double g,
                    std::span<double> slots) {
    int index = 0;
    catalog::ElementwiseOptimizers::for_each([&]<class F> {
        if (index++ != formula.entry().index) return;
        constexpr std::size_t count = F::slots.size() == 0 ? 1 : F::slots.size();
        double state[count] = {};
        std::copy(slots.begin(), slots.end(), state);
        const F& f = formula.as<F>();
        f(w, g, state, f.at(step));
        std::copy(state, state + slots.size(), slots.begin());
    });
}

class EveryOptimizer : public testing::TestWithParam<Case> {
protected:
    /// As it is, and with its switches and numbers moved.
    std::vector<Formula> formulas() const {
        Formula other = GetParam().formula();
        for (const catalog::ParamInfo& param : GetParam().entry->params) {
            const catalog::Value value = other.get(param.name);
            if (std::holds_alternative<bool>(value.data)) other.set(param.name, {true});
            if (std::holds_alternative<double>(value.data)) other.set(param.name, {0.375});
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
                    reference_step(formula, {.t = t, .loss = 1.0 / static_cast<double>(t)}, w,
                                   run.g.item(i), state);
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
                reference_step(formula, {.t = t, .loss = 0.5}, w[at], run.g.item(i), state[at]);
                EXPECT_NEAR(run.w.item(i), w[at],
                            8 * 0x1p-24 * (std::abs(before) + std::abs(w[at])))
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

/// The formula of a golden case; none if the catalog lacks the rule or the variant.
std::optional<Formula> golden_formula(const support::Golden& entry) {
    const std::string key = entry["key"].text();
    const std::string variant = entry["variant"].text();
    const std::vector<const catalog::Entry*> found = catalog::optimizers().find(key);
    if (found.empty() || key.starts_with("santa")) return {};  // noise of their own
    const bool one_form = found[0]->info->variants[0].empty();
    if (one_form && variant == "document") return {};
    std::string text = key + "(";
    for (const std::string& name : entry["hyper"].keys()) {
        if (text.back() != '(') text += ", ";
        text += name + "=" + entry["hyper"][name].text();
    }
    if (!one_form) text += ", variant=" + (variant == "both" ? std::string("paper") : variant);
    try {
        return catalog::optimizers().make(text + ")");
    } catch (const core::LookupError&) {
        return {};
    }
}

TEST(GoldenOptimizers, TheAmountsAddedAndTheFinalStateMeetTheTolerance) {
    KASANE_NEED_GOLDEN("optimizers.json");
    const support::Golden all = support::golden("optimizers.json");
    int compared = 0;
    for (std::size_t c = 0; c < all["cases"].size(); ++c) {
        const support::Golden entry = all["cases"].at(c);
        const auto formula = golden_formula(entry);
        if (!formula) continue;
        ++compared;
        const double tolerance =
            std::max(1e-12, 100 * static_cast<double>(entry["binary64_drift"].number()));
        const support::Golden gradients = all["gradients"][entry["sequence"].text()];
        Descent run(*formula, 3, DType::f64);
        for (std::size_t t = 0; t < gradients.size(); ++t) {
            // From zero, the weight after the step is the amount added, with all its digits.
            run.w = Array::zeros({3}, DType::f64);
            run.g = support::array_of<double>(gradients.at(t).doubles(), {3});
            run.step(static_cast<std::int64_t>(t) + 1,
                     static_cast<double>(all["f"].at(t).number()));
            const std::vector<long double> want = entry["delta"].at(t).numbers();
            for (Index i = 0; i < 3; ++i) {
                const long double delta = want[static_cast<std::size_t>(i)];
                EXPECT_NEAR(run.w.item(i), delta, tolerance * std::fabs(delta))
                    << formula->text() << ", step " << t + 1;
            }
        }
        for (std::size_t k = 0; k < run.slots.size(); ++k) {
            const std::string name(formula->entry().slots[k].name);
            for (std::size_t i = 0; i < 3; ++i) {
                const support::Golden state = entry["final_state"].at(i);
                if (!state.has(name)) continue;
                const long double want = state[name].number();
                EXPECT_NEAR(run.slots[k].item(static_cast<Index>(i)), want,
                            tolerance * std::fabs(want))
                    << formula->text() << ", " << name;
            }
        }
    }
    EXPECT_GE(compared, 2);  // sgd and adam as published
    RecordProperty("golden_cases", compared);
    RecordProperty("golden_cases_not_in_the_catalog",
                   static_cast<int>(all["cases"].size()) - compared);
}

TEST(GoldenOptimizers, TheWayToAMinimumMeetsTheTolerance) {
    KASANE_NEED_GOLDEN("optimizers.json");
    const support::Golden all = support::golden("optimizers.json");
    const std::vector<double> a = all["quadratic"]["a"].doubles();
    const std::vector<double> c = all["quadratic"]["c"].doubles();
    for (std::size_t k = 0; k < all["cases"].size(); ++k) {
        const support::Golden entry = all["cases"].at(k);
        const auto formula = golden_formula(entry);
        if (!formula || entry["key"].text() == "nag") continue;  // gradients at another point
        const double drift = static_cast<double>(entry["binary64_drift_closed_loop"].number());
        const std::vector<double> steps = entry["closed_loop"]["step"].doubles();
        Descent run(*formula, 3, DType::f64);
        run.w = support::array_of<double>(all["quadratic"]["w0"].doubles(), {3});
        std::size_t checked = 0;
        for (std::int64_t t = 1; checked < steps.size(); ++t) {
            double f = 0;
            for (Index i = 0; i < 3; ++i) {
                const auto at = static_cast<std::size_t>(i);
                const double away = run.w.item(i) - c[at];
                f += a[at] * away * away / 2;
                run.g.data<double>()[i] = a[at] * away;
            }
            run.step(t, f);
            if (static_cast<double>(t) != steps[checked]) continue;
            const std::vector<long double> want = entry["closed_loop"]["w"].at(checked++).numbers();
            for (Index i = 0; i < 3; ++i) {
                const long double w = want[static_cast<std::size_t>(i)];
                EXPECT_NEAR(run.w.item(i), w, std::max(1e-12, 100 * drift) * std::fabs(w))
                    << formula->text() << ", step " << t;
            }
        }
    }
}

TEST(Update, WorksOnFloatingNumbersOnly) {
    Array w = Array::zeros({2}, DType::i64);
    const Formula sgd = catalog::optimizers().make("sgd");
    EXPECT_THROW(update(sgd, catalog::coefficients(sgd, {}), w, w, {}), core::ValueError);
}

}  // namespace
}  // namespace kasane::kernels
