// The text of a pointwise loss is what the code computes.
#include <gtest/gtest.h>

#include "kasane/catalog/registry.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/loss_inputs.hpp"
#include "tests/support/reference.hpp"

namespace kasane::support {
namespace {

class EveryLossFormula : public testing::TestWithParam<Case> {};

TEST_P(EveryLossFormula, TextEqualsTheCode) {
    KASANE_NEED_MPFR();
    const Subject loss = subject(GetParam().formula());
    Reference reference(loss);
    for (const std::vector<double>& point : points_of(*GetParam().entry)) {
        reference.move_to(point);
        const double want = reference.value();
        EXPECT_NEAR(loss.in_double(point, 0, 0).value, want, 1e-14 * std::max(1.0, std::abs(want)))
            << loss.at(point);
    }
}

/// The other setting of each switch, and other numbers.
TEST(EveryLossFormula, HoldsForOtherParameters) {
    KASANE_NEED_MPFR();
    for (const char* text : {"huber(0.3)",
                             "smooth_l1(0.25)",
                             "smooth_l1(0)",
                             "mape(0.5)",
                             "msle(0.3)",
                             "quantile(0.9)",
                             "epsilon_insensitive(0.7)",
                             "lp(3)",
                             "minkowski",
                             "smape(1)",
                             "weighted_squared(3, 0.5)",
                             "bce_with_logits(2.5)",
                             "binary_focal(3, 0.4, true)",
                             "binary_focal(gamma=0)",
                             "sigmoid_focal(-1, 1.5)",
                             "asymmetric(2, 0, 0.2)",
                             "poisson(0.25)",
                             "poisson_nll(true, true)",
                             "poisson_nll(false, eps=10)",
                             "gaussian_nll(true, 0.5)",
                             "kl_div(true)",
                             "hinge_embedding(2)",
                             "margin_ranking(0.5)",
                             "binary(0.2)",
                             "cross(0.3)"}) {
        const catalog::Formula formula = catalog::losses().make(text);
        const Subject loss = subject(formula);
        Reference reference(loss);
        for (const std::vector<double>& point : points_of(formula.entry())) {
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
