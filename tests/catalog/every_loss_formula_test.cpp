// The text of a pointwise loss is what the code computes.
#include <gtest/gtest.h>

#include "kasane/catalog/registry.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/reference.hpp"

namespace kasane::support {
namespace {

class EveryLossFormula : public testing::TestWithParam<Case> {};

TEST_P(EveryLossFormula, TextEqualsTheCode) {
    KASANE_NEED_MPFR();
    const Subject loss = subject(GetParam().formula());
    Reference reference(loss);
    for (const double y : grid(0.05, 0.95, 19)) {  // probabilities
        for (const double t : {0.0, 0.1, 0.5, 0.85, 1.0}) {
            const std::vector<double> point{y, t};
            reference.move_to(point);
            const double want = reference.value();
            EXPECT_NEAR(loss.in_double(point, 0, 0).value, want,
                        1e-14 * std::max(1.0, std::abs(want)))
                << loss.at(point);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryLossFormula,
                         testing::ValuesIn(cases(catalog::losses(), catalog::Form::pointwise)),
                         CaseName());

}  // namespace
}  // namespace kasane::support
