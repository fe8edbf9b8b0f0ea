// What the kernels compute in float is as near to double as the goals ask.
#include "tests/catalog/every_activation.hpp"
#include "tests/support/check_accuracy.hpp"

namespace kasane::support {
namespace {

class EveryActivationInFloat : public OfEveryActivation {};

TEST_P(EveryActivationInFloat, MeetsTheGoalsForValueAndSlope) {
    expect_clean(check_accuracy(as_it_starts(), goals_of(GetParam().entry->info->name)));
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryActivationInFloat, every_activation(), CaseName());

}  // namespace
}  // namespace kasane::support
