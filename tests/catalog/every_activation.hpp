#pragma once
// One test case for each pointwise activation: what a fixture of such tests shares.

#include <gtest/gtest.h>

#include "kasane/catalog/registry.hpp"
#include "tests/support/accuracy_goals.hpp"
#include "tests/support/checks.hpp"
#include "tests/support/entries.hpp"

namespace kasane::support {

class OfEveryActivation : public testing::TestWithParam<Case> {
protected:
    Subject as_it_starts() const { return subject(GetParam().formula()); }
    Domain domain() const { return {goals_of(*GetParam().entry->info).largest}; }

    static void expect_clean(const Report& report) {
        EXPECT_TRUE(report.failures.empty()) << report.text();
        ::testing::Test::RecordProperty("compared", report.compared);
        ::testing::Test::RecordProperty("not_told_by_the_text", report.untold);
    }
};

inline auto every_activation() {
    std::vector<Case> all;
    for (const Case& one : cases(catalog::activations())) {
        if (catalog::is_pointwise(one.entry->form)) all.push_back(one);
    }
    return testing::ValuesIn(all);
}

}  // namespace kasane::support
