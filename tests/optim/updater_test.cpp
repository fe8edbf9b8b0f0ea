// get_optimizer, the article's view of an optimizer.
#include "kasane/optim/updater.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/core/error.hpp"
#include "tests/support/arrays.hpp"

namespace kasane::optim {
namespace {

using support::values_of;
using Values = std::vector<double>;

TEST(Updater, TurnsAPairOfGradientsIntoAmountsToAdd) {
    Updater sgd = get_optimizer("SGD(eta=0.5)");
    const auto d =
        sgd.update({autograd::tensor({1.0, 2.0, 3.0, 4.0}, {2, 2}), autograd::tensor({-1.0})});
    EXPECT_EQ(values_of(d[0].value()), (Values{-0.5, -1, -1.5, -2}));
    EXPECT_EQ(d[0].shape(), (core::Shape{2, 2}));
    EXPECT_EQ(values_of(d[1].value()), (Values{0.5}));
    EXPECT_EQ(sgd.steps(), 1);
}

TEST(Updater, CountsAndRemembersUntilItIsReset) {
    Updater msgd = get_optimizer("msgd(eta=1, mu=0.5, variant=paper)");
    const std::vector<Tensor> g{autograd::tensor({1.0})};
    EXPECT_EQ(msgd.update(g)[0].item(), -1);
    EXPECT_EQ(msgd.update(g)[0].item(), -1.5);
    msgd.reset();
    EXPECT_EQ(msgd.update(g)[0].item(), -1);
}

TEST(Updater, SaysWhereNagWantsItsGradient) {
    Updater nag = get_optimizer("nag(eta=1, mu=0.5)");
    EXPECT_TRUE(nag.lookahead().empty());
    nag.update({autograd::tensor({4.0})});
    EXPECT_EQ(nag.lookahead()[0].item(), 0.5 * -4);
    Updater adam = get_optimizer("adam");
    adam.update({autograd::tensor({4.0})});
    EXPECT_EQ(adam.lookahead()[0].item(), 0);
}

TEST(Updater, DecayNeedsTheParameters) {
    Updater optimizer = get_optimizer("sgd(lr=1, weight_decay=0.25)");
    const Tensor w = autograd::tensor({8.0});
    EXPECT_EQ(optimizer.update({autograd::tensor({1.0})}, {.parameters = {w}})[0].item(), -3);
    EXPECT_EQ(optimizer.update({autograd::tensor({1.0})})[0].item(), -1);
    Updater chain = get_optimizer("clip_value(0.5) | sgd(lr=1)");
    EXPECT_EQ(chain.update({autograd::tensor({4.0})})[0].item(), -0.5);
}

TEST(Updater, RefusesOtherShapesThanBefore) {
    Updater adam = get_optimizer("adam");
    adam.update({autograd::tensor({1.0})});
    EXPECT_THROW(adam.update({autograd::tensor({1.0, 2.0})}), core::ValueError);
    EXPECT_THROW(get_optimizer("adm"), core::LookupError);
    Updater polyak = get_optimizer("polyak_sgd");
    EXPECT_THROW(polyak.update({autograd::tensor({1.0})}), core::ValueError);
    EXPECT_EQ(polyak.update({autograd::tensor({2.0})}, {.f = 2})[0].item(), -1);
}

}  // namespace
}  // namespace kasane::optim
