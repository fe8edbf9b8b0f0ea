// What the code computes in double is what the formula's text says.
#include "tests/catalog/every_activation.hpp"

namespace kasane::support {
namespace {

/// The formula with other values of all its parameters, each within its range.
catalog::Formula with_other_parameters(const Case& one) {
    catalog::Formula formula = one.formula();
    const auto change = [&](std::string_view name, double value, const catalog::Range& range) {
        for (const double other : {1.25 * value, value + 0.25, value - 0.25, 0.5 * value}) {
            if (other != value && range.contains(other)) {
                formula.set(name, {other});
                return;
            }
        }
    };
    for (const catalog::ParamInfo& param : one.entry->params) {
        const catalog::Value value = formula.get(param.name);
        if (const double* number = std::get_if<double>(&value.data)) {
            change(param.name, *number, param.range);
        }
    }
    for (const catalog::Trainable& param : one.entry->trainable) {
        change(param.name, param.start, param.range);
    }
    return formula;
}

class EveryActivationInDouble : public OfEveryActivation {
protected:
    void SetUp() override { KASANE_NEED_MPFR(); }
};

TEST_P(EveryActivationInDouble, HasTheValueSlopeAndCurvatureOfItsText) {
    expect_clean(check_double(as_it_starts(), domain()));
}

TEST_P(EveryActivationInDouble, HasThemWithOtherParametersToo) {
    const catalog::Formula formula = with_other_parameters(GetParam());
    if (formula.text() == GetParam().formula().text()) return;  // it has no parameters
    expect_clean(check_double_briefly(subject(formula), domain()));
}

TEST_P(EveryActivationInDouble, HasTheDerivativesByItsTrainableParameters) {
    if (GetParam().entry->trainable.empty()) return;
    expect_clean(check_parameters(as_it_starts(), domain()));
    expect_clean(check_parameters(subject(with_other_parameters(GetParam())), domain()));
}

TEST_P(EveryActivationInDouble, PrintsTheSlopeOfItsFormula) {
    expect_clean(check_slope_text(as_it_starts(), domain()));
}

TEST_P(EveryActivationInDouble, TakesASlopeBetweenThoseBesideABend) {
    expect_clean(check_kinks(as_it_starts(), domain()));
}

TEST_P(EveryActivationInDouble, KeepsNanAndHasTheLimitsAtInfinity) {
    expect_clean(check_specials(as_it_starts(), domain()));
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryActivationInDouble, every_activation(), CaseName());

}  // namespace
}  // namespace kasane::support
