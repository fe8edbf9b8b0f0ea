// Every activation and every loss of the catalog as an operation on tensors.
#include "kasane/autograd/formula.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/gradcheck.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/autograd/shape.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/message.hpp"

namespace kasane::autograd {
namespace {

using Inputs = std::span<const Tensor>;
using support::Case;

Tensor mixed(const Tensor& y) {
    const Tensor weight = randn(y.shape(), core::Rng(9), 1, DType::f64);
    return sum(y * (0.25 * y + weight));
}

Tensor random(const Shape& shape, unsigned seed, double scale) {
    support::Numbers numbers(seed);
    return Tensor(support::random_array(shape, DType::f64, numbers, scale));
}

class EveryActivation : public testing::TestWithParam<Case> {
protected:
    catalog::Formula formula = GetParam().formula();

    /// x [3, 4] and the trainable parameters, the first of them one number a column.
    std::vector<Tensor> xs() const {
        std::vector<Tensor> all{random({3, 4}, 1, 3)};
        for (const double start : formula.trainable()) {
            const Shape shape = all.size() == 1 ? Shape{4} : Shape{1};
            all.push_back(random(shape, 2, 0.25) + start);
        }
        return all;
    }
    Tensor number(Inputs x) const { return mixed(activate(formula, x[0], x.subspan(1))); }
};

TEST_P(EveryActivation, GradientMatchesDifferences) {
    const CheckReport report = gradcheck([&](Inputs x) { return number(x); }, xs());
    EXPECT_TRUE(report.passed) << report.text();
}

TEST_P(EveryActivation, SecondDerivativesMatchDifferences) {
    const CheckReport report = gradgradcheck([&](Inputs x) { return number(x); }, xs());
    EXPECT_TRUE(report.passed) << report.text();
}

TEST_P(EveryActivation, WithoutParametersTakesTheirStartValues) {
    const Tensor x = random({3, 4}, 1, 3);
    std::vector<Tensor> starts;
    for (const double start : formula.trainable()) starts.push_back(scalar(start, DType::f64));
    EXPECT_TRUE(
        support::same_bits(activate(formula, x).value(), activate(formula, x, starts).value()));
    EXPECT_TRUE(
        support::same_bits(activate(formula, x).value(), activate(formula.text(), x).value()));
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryActivation,
                         testing::ValuesIn(support::cases(catalog::activations())),
                         support::CaseName());

class EveryLoss : public testing::TestWithParam<Case> {
protected:
    catalog::Formula formula = GetParam().formula();
    bool rowwise = GetParam().is(catalog::Form::rowwise);

    /// Scores for row-wise losses, probabilities for the others.
    Tensor prediction() const {
        return rowwise ? random({3, 4}, 3, 2) : random({3, 4}, 3, 0.4) + 0.5;
    }
    Tensor weights() const { return random({3, 4}, 4, 0.4) + 0.5; }
};

TEST_P(EveryLoss, GradientsMatchDifferences) {
    const Tensor target = weights();
    const Tensor xs[] = {prediction()};
    const auto f = [&](Inputs x) { return mixed(loss_values(formula, x[0], target)); };
    const CheckReport first = gradcheck(f, xs);
    EXPECT_TRUE(first.passed) << first.text();
    const CheckReport second = gradgradcheck(f, xs);
    EXPECT_TRUE(second.passed) << second.text();
}

class EveryRowwiseLoss : public EveryLoss {};

TEST_P(EveryRowwiseLoss, OfClassNumbersIsThatOfOneHotWeights) {
    const Tensor classes = labels({3, 0, 3});
    Tensor x = Tensor(prediction().value()).requires_grad();
    Tensor z = Tensor(prediction().value()).requires_grad();
    const Tensor by_class = loss_values(formula, x, classes);
    const Tensor by_weight = loss_values(formula, z, one_hot(classes, 4, DType::f64));
    EXPECT_EQ(by_class.shape(), Shape({3}));
    EXPECT_TRUE(support::same_bits(by_class.value(), by_weight.value()));
    mixed(by_class).backward();
    mixed(by_weight).backward();
    EXPECT_TRUE(support::same_bits(x.grad().value(), z.grad().value()));
    const Tensor xs[] = {prediction()};
    const auto f = [&](Inputs in) { return mixed(loss_values(formula, in[0], classes)); };
    EXPECT_TRUE(gradcheck(f, xs).passed);
    EXPECT_TRUE(gradgradcheck(f, xs).passed);
}

class EveryPointwiseLoss : public EveryLoss {};

TEST_P(EveryPointwiseLoss, HasAGradientByItsTarget) {
    const Tensor xs[] = {prediction(), random({4}, 4, 0.4) + 0.5};  // one target a column
    const auto f = [&](Inputs x) { return mixed(loss_values(formula, x[0], x[1])); };
    const CheckReport first = gradcheck(f, xs);
    EXPECT_TRUE(first.passed) << first.text();
    const CheckReport second = gradgradcheck(f, xs);
    EXPECT_TRUE(second.passed) << second.text();
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryLoss, testing::ValuesIn(support::cases(catalog::losses())),
                         support::CaseName());
INSTANTIATE_TEST_SUITE_P(Catalog, EveryRowwiseLoss,
                         testing::ValuesIn(support::cases(catalog::losses(),
                                                          catalog::Form::rowwise)),
                         support::CaseName());
INSTANTIATE_TEST_SUITE_P(Catalog, EveryPointwiseLoss,
                         testing::ValuesIn(support::cases(catalog::losses(),
                                                          catalog::Form::pointwise)),
                         support::CaseName());

TEST(Activate, NeedsAsManyParametersAsTheEntryHas) {
    const Tensor x = tensor({1.0F});
    const Tensor one[] = {scalar(1)};
    EXPECT_EQ(support::message_of<core::ValueError>(
                  [&] { activate(catalog::activations().make("relu"), x, one); }),
              "relu: takes 0 trainable parameters, got 1");
}

TEST(Activate, RefusesWhatIsNoActivation) {
    const Tensor x = tensor({1.0F});
    EXPECT_THROW(activate(catalog::losses().make("square"), x), core::ValueError);
    EXPECT_THROW(activate(catalog::losses().make("cross_entropy"), x), core::ValueError);
    EXPECT_THROW(activate(catalog::optimizers().make("sgd"), x), core::ValueError);
    EXPECT_THROW(loss_values(catalog::activations().make("relu"), x, x), core::ValueError);
    EXPECT_THROW(loss_values(catalog::activations().make("softmax"), x, x), core::ValueError);
}

TEST(Activate, ThirdDerivativesAreRefusedWithAReason) {
    Tensor x = tensor({0.5}).requires_grad();
    const Tensor first = grad(activate("tanh", x), {x}, true)[0];
    const Tensor second = grad(first, {x}, true)[0];
    EXPECT_EQ(support::message_of<core::ValueError>([&] { grad(second, {x}, true); }),
              "tanh: third derivatives are not available\n"
              "  hint: differentiate at most twice through an activation or a loss");
}

TEST(Losses, CheckTheirTargets) {
    const catalog::Formula ce = catalog::losses().make("cross_entropy");
    const Tensor x = zeros({3, 4});
    EXPECT_EQ(support::message_of<core::ValueError>([&] {
                  loss_values(ce, x, labels({0, 4, 1}));
              }),
              "softmax_cross_entropy: a label is outside its classes\n  row 1: 4\n  classes: 0..3");
    EXPECT_THROW(loss_values(ce, x, labels({0, 1})), core::ShapeError);
    EXPECT_THROW(loss_values(ce, x, zeros({3, 5})), core::ShapeError);
    EXPECT_THROW(loss_values(ce, zeros({4}), labels({0})), core::ShapeError);
    EXPECT_THROW(loss_values(ce, x, zeros({3, 4}, DType::f64)), core::ValueError);
    EXPECT_THROW(loss_values(catalog::losses().make("square"), x, zeros({3, 5})), core::ShapeError);
}

}  // namespace
}  // namespace kasane::autograd
