// What the kernels compute in float is as near to double as the goals ask.
#include "tests/catalog/every_activation.hpp"
#include "tests/support/check_accuracy.hpp"

namespace kasane::support {
namespace {

/// The name of the entry that a name stands for.
std::string_view named(std::string_view name) {
    if (name.empty()) return name;  // the end of a list
    const auto found = catalog::activations().find(name);
    return found.empty() ? "no activation" : found.front()->info->name;
}

class EveryActivationInFloat : public OfEveryActivation {};

TEST_P(EveryActivationInFloat, MeetsTheGoalsForValueAndSlope) {
    expect_clean(check_accuracy(as_it_starts(),
                                [](int order) { return held_of(*GetParam().entry->info, order); }));
}

TEST_P(EveryActivationInFloat, IsRoundedOnceInExactMode) {
    const Goals goals = goals_of(*GetParam().entry->info, Mode::exact);
    expect_clean(check_accuracy(
        subject(GetParam().formula(), Mode::exact), [&](int) { return goals; }, 1000003));
}

TEST_P(EveryActivationInFloat, IsRoundedOnceToAnyBfloat16) {
    expect_clean(check_bf16(subject(GetParam().formula(), Mode::bf16)));
}

TEST(AccuracyGoals, StandUnderNamesOfTheCatalog) {
    for (const ClassOf& one : classes) EXPECT_EQ(named(one.name), one.name);
    for (const Shortfall& one : shortfalls) EXPECT_EQ(named(one.name), one.name);
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryActivationInFloat, every_activation(), CaseName());

}  // namespace
}  // namespace kasane::support
