// Every activation and every loss of the catalog as an operation on tensors.
#include "kasane/autograd/formula.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/gradcheck.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/autograd/shape.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/loss_inputs.hpp"
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

/// The activations that activate() takes by name alone: all but the layers with weights.
std::vector<Case> applicable() {
    const std::vector<std::string_view> layers{
        "maxout",       "apl",     "pau",       "dy_relu", "adaptive_log_softmax",
        "siren_linear", "frn_tlu", "evonorm_s0"};
    std::vector<Case> all;
    for (const Case& one : support::cases(catalog::activations())) {
        const bool layer =
            std::find(layers.begin(), layers.end(), one.entry->info->name) != layers.end();
        if (!layer) all.push_back(one);
    }
    return all;
}

class EveryActivation : public testing::TestWithParam<Case> {
protected:
    catalog::Formula formula = GetParam().formula();

    /// x [3, 8] (a picture for softmax2d) and the trainable parameters, the first of them one
    /// number a column of the result.
    std::vector<Tensor> xs() const {
        const bool picture = formula.info().name == "softmax2d";
        const Index columns = GetParam().is(catalog::Form::gated) ? 4 : 8;
        std::vector<Tensor> all{random(picture ? Shape{2, 3, 1, 4} : Shape{3, 8}, 1, 3)};
        for (const double start : formula.trainable()) {
            const Shape shape = all.size() == 1 ? Shape{columns} : Shape{1};
            all.push_back(random(shape, 2, 0.25) + start);
        }
        return all;
    }
    /// A module's trainable parameters are its layer's.
    Tensor number(Inputs x) const {
        if (GetParam().is(catalog::Form::module)) return mixed(activate(formula, x[0]));
        return mixed(activate(formula, x[0], x.subspan(1)));
    }
    std::vector<Tensor> checked() const {
        std::vector<Tensor> all = xs();
        if (GetParam().is(catalog::Form::module)) all.resize(1);
        return all;
    }
};

TEST_P(EveryActivation, GradientMatchesDifferences) {
    const CheckReport report = gradcheck([&](Inputs x) { return number(x); }, checked());
    EXPECT_TRUE(report.passed) << report.text();
}

TEST_P(EveryActivation, SecondDerivativesMatchDifferences) {
    const CheckReport report = gradgradcheck([&](Inputs x) { return number(x); }, checked());
    EXPECT_TRUE(report.passed) << report.text();
}

TEST_P(EveryActivation, WithoutParametersTakesTheirStartValues) {
    const Tensor x = xs()[0];
    std::vector<Tensor> starts;
    for (const double start : formula.trainable()) starts.push_back(scalar(start, DType::f64));
    EXPECT_TRUE(
        support::same_bits(activate(formula, x).value(), activate(formula, x, starts).value()));
    EXPECT_TRUE(
        support::same_bits(activate(formula, x).value(), activate(formula.text(), x).value()));
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryActivation, testing::ValuesIn(applicable()),
                         support::CaseName());

class EveryRowwiseLoss : public testing::TestWithParam<Case> {
protected:
    catalog::Formula formula = GetParam().formula();
    Tensor scores = random({3, 4}, 3, 2);
};

TEST_P(EveryRowwiseLoss, GradientsMatchDifferences) {
    const Tensor target = random({3, 4}, 4, 0.4) + 0.5;
    const Tensor xs[] = {scores};
    const auto f = [&](Inputs x) { return mixed(loss_values(formula, x[0], target)); };
    const CheckReport first = gradcheck(f, xs);
    EXPECT_TRUE(first.passed) << first.text();
    const CheckReport second = gradgradcheck(f, xs);
    EXPECT_TRUE(second.passed) << second.text();
}

TEST_P(EveryRowwiseLoss, OfClassNumbersIsThatOfOneHotWeights) {
    const Tensor classes = labels({3, 0, 3});
    Tensor x = Tensor(scores.value()).requires_grad();
    Tensor z = Tensor(scores.value()).requires_grad();
    const Tensor by_class = loss_values(formula, x, classes);
    const Tensor by_weight = loss_values(formula, z, one_hot(classes, 4, DType::f64));
    EXPECT_EQ(by_class.shape(), Shape({3}));
    EXPECT_TRUE(support::same_bits(by_class.value(), by_weight.value()));
    mixed(by_class).backward();
    mixed(by_weight).backward();
    EXPECT_TRUE(support::same_bits(x.grad().value(), z.grad().value()));
    const Tensor xs[] = {scores};
    const auto f = [&](Inputs in) { return mixed(loss_values(formula, in[0], classes)); };
    EXPECT_TRUE(gradcheck(f, xs).passed);
    EXPECT_TRUE(gradgradcheck(f, xs).passed);
}

class EveryPointwiseLoss : public testing::TestWithParam<Case> {};

// Every input within its range; of the last one, one number a column.
TEST_P(EveryPointwiseLoss, GradientsByAllInputsMatchDifferences) {
    const catalog::Formula formula = GetParam().formula();
    std::vector<Tensor> xs;
    for (const catalog::Input& input : GetParam().entry->takes) {
        const support::Window window = support::window_of(input, 0.1);
        const bool last = xs.size() + 1 == GetParam().entry->takes.size();
        const unsigned seed = 3 + static_cast<unsigned>(xs.size());
        xs.push_back(random(last ? Shape{4} : Shape{3, 4}, seed, (window.high - window.low) / 2) +
                     (window.high + window.low) / 2);
    }
    const auto f = [&](Inputs x) { return mixed(loss_values(formula, x)); };
    const CheckReport first = gradcheck(f, xs);
    EXPECT_TRUE(first.passed) << first.text();
    const CheckReport second = gradgradcheck(f, xs);
    EXPECT_TRUE(second.passed) << second.text();
}

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

TEST(Gated, TheFirstHalfIsTheContentAndTheSecondTheGate) {
    const Tensor y = activate("glu", tensor({3.0, -2.0, 0.0, 100.0}, {1, 4}));
    EXPECT_EQ(y.shape(), Shape({1, 2}));
    EXPECT_EQ(y.item(0), 1.5);
    EXPECT_EQ(y.item(1), -2);
    EXPECT_EQ(support::message_of<core::ShapeError>([] {
                  activate("glu", zeros({2, 3}));
              }),
              "glu: splits the last axis in two halves, content and gate\n  x: [2, 3]\n"
              "  hint: give it an even width: twice that of the result");
    EXPECT_THROW(activate("reglu", scalar(1)), core::ShapeError);
}

/// y of each pair (a, b) by its textbook form.
struct Pair {
    const char* name;
    double (*gate)(double b);
};

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double gelu_tanh(double x) {
    return x / 2 * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x)));
}

TEST(Gated, AgreeWithTheirTextbookForms) {
    const Pair pairs[] = {
        {"glu", sigmoid},
        {"bilinear", [](double b) { return b; }},
        {"reglu", [](double b) { return std::max(b, 0.0); }},
        {"geglu", [](double b) { return b / 2 * std::erfc(-b / std::sqrt(2.0)); }},
        {"geglu(approximate=tanh)", gelu_tanh},
        {"geglu_tanh", gelu_tanh},
        {"geglu(approximate=quick)", [](double b) { return b * sigmoid(1.702 * b); }},
        {"swiglu", [](double b) { return b * sigmoid(b); }},
        {"swiglu(beta=2)", [](double b) { return b * sigmoid(2 * b); }},
    };
    const Tensor x = random({50, 8}, 4, 5);
    for (const Pair& one : pairs) {
        const Tensor y = activate(one.name, x);
        for (Index i = 0; i < y.size(); ++i) {
            const Index at = i / 4 * 8 + i % 4;
            const double want = x.item(at) * one.gate(x.item(at + 4));
            EXPECT_NEAR(y.item(i), want, 1e-14 * std::max(1.0, std::abs(want))) << one.name;
        }
    }
    const Tensor tanh_gate = activate("gtu", tensor({0.5, 2.0}));
    EXPECT_NEAR(tanh_gate.item(), std::tanh(0.5) * sigmoid(2), 1e-15);
    const Tensor oai = activate("swiglu_oai", tensor({-9.0, 0.5, 9.0, 0.25}));
    EXPECT_NEAR(oai.item(0), -6 * 7 * sigmoid(1.702 * 7), 1e-13);
    EXPECT_NEAR(oai.item(1), 1.5 * 0.25 * sigmoid(1.702 * 0.25), 1e-15);
}

TEST(Gated, ShutAndWideOpenGatesGiveTheirLimits) {
    const double inf = std::numeric_limits<double>::infinity();
    for (const char* name :
         {"glu", "reglu", "geglu", "geglu_tanh", "geglu_quick", "swiglu", "swiglu_oai"}) {
        EXPECT_EQ(activate(name, tensor({3.0, -inf})).item(), 0) << name;
        EXPECT_EQ(activate(name, tensor({inf, -inf})).item(), 0) << name;
        EXPECT_TRUE(std::isnan(activate(name, tensor({std::nan(""), 1.0})).item())) << name;
        EXPECT_TRUE(std::isnan(activate(name, tensor({1.0, std::nan("")})).item())) << name;
    }
    for (const char* name : {"geglu", "geglu_tanh", "geglu_quick", "swiglu"}) {
        EXPECT_EQ(activate(name, tensor({1e300, 2e2})).item(), 2e302) << name;
        EXPECT_EQ(activate(name, tensor({1e307, 9.0, 0.0, -30.0})).item(0), 0) << name;
    }
}

TEST(WholeNumbers, AreAskedForWhereOthersMakeNoSense) {
    EXPECT_EQ(support::message_of<core::ValueError>(
                  [] { catalog::activations().make("softmax(axis=0.5)"); }),
              "softmax: axis must be a whole number in -8..7, got 0.5");
    EXPECT_THROW(catalog::activations().make("maxout(3, 2.5, 2)"), core::ValueError);
    EXPECT_THROW(catalog::activations().make("maxout(3, 2)"), core::ValueError);
}

TEST(Rowwise, WorksAlongAnyAxis) {
    const Tensor x = random({2, 3, 4}, 5, 2);
    for (const char* name : {"softmax", "softmin", "log_softmax", "sparsemax", "entmax15"}) {
        const std::string text(name);
        const Tensor along = activate(text + "(axis=1)", x);
        const Tensor turned = transpose(activate(text, transpose(x, 1, 2)), 1, 2);
        EXPECT_TRUE(support::same_bits(along.value(), turned.value())) << name;
        EXPECT_TRUE(support::same_bits(along.value(), activate(text + "(dim=-2)", x).value()));
        const auto f = [&](Inputs in) { return mixed(activate(text + "(axis=0)", in[0])); };
        const Tensor xs[] = {x};
        EXPECT_TRUE(gradcheck(f, xs).passed) << name;
        EXPECT_TRUE(gradgradcheck(f, xs).passed) << name;
    }
    EXPECT_EQ(support::message_of<core::ShapeError>([&] { activate("softmax(axis=3)", x); }),
              "softmax: there is no axis 3\n  x: [2, 3, 4]\n"
              "  hint: axes count from 0, or from -1 at the end");
}

TEST(Gumbel, NoiseIsAFunctionOfTheStreamAndDrawsFromSoftmax) {
    const Tensor x = expand(tensor({0.0, 1.0, 2.0}), {20000, 3});
    const Tensor y = gumbel_softmax(x, core::Rng(4), 0.5, true);
    EXPECT_TRUE(support::same_bits(y.value(), gumbel_softmax(x, core::Rng(4), 0.5, true).value()));
    EXPECT_FALSE(support::same_bits(y.value(), gumbel_softmax(x, core::Rng(5), 0.5, true).value()));
    const Tensor share = mean(y, 0);
    const Tensor want = activate("softmax", tensor({0.0, 1.0, 2.0}));
    for (Index i = 0; i < 3; ++i) {
        const double p = want.item(i);
        EXPECT_NEAR(share.item(i), p, 5 * std::sqrt(p * (1 - p) / 20000));
    }
    Tensor leaf = Tensor(random({2, 5}, 1, 2).value()).requires_grad();
    mixed(gumbel_softmax(leaf, core::Rng(4), 0.5, true)).backward();
    EXPECT_GT(std::abs(leaf.grad().item()), 0);
}

TEST(Modules, WithoutWeightsActByName) {
    const Tensor x = tensor({1.0, -2.0, -3.0, 4.0}, {2, 2});
    EXPECT_EQ(support::values_of(activate("crelu", x).value()),
              (std::vector<double>{1, 0, 0, 2, 0, 4, 3, 0}));
    EXPECT_EQ(activate("crelu(axis=0)", x).shape(), Shape({4, 2}));
    EXPECT_EQ(support::values_of(activate("brelu", x).value()), (std::vector<double>{1, -2, 0, 0}));
    EXPECT_EQ(support::values_of(activate("brelu(axis=0)", x).value()),
              (std::vector<double>{1, 0, -3, 0}));
    EXPECT_EQ(support::values_of(activate("probact", x).value()),
              (std::vector<double>{1, 0, 0, 4}));
    EXPECT_EQ(support::message_of<core::ShapeError>([&] { activate("Softmax2d", x); }),
              "softmax2d: takes pictures with channels\n  x: [2, 2]\n  hint: (N, C, H, W), or (C, "
              "H, W) for one; softmax(axis=...) takes any shape");
    EXPECT_EQ(support::message_of<core::ValueError>([&] { activate("maxout(2, 2, 2)", x); }),
              "maxout: has weights of its own, so it is a layer\n  hint: make one with "
              "make_layer(\"maxout(...)\", rng); its parameters: kasane describe maxout");
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
    EXPECT_THROW(loss_values(ce, zeros({4}), labels({0, 1})), core::ShapeError);
    EXPECT_THROW(loss_values(ce, x, zeros({3, 4}, DType::f64)), core::ValueError);
    EXPECT_THROW(loss_values(catalog::losses().make("square"), x, zeros({3, 5})), core::ShapeError);
}

}  // namespace
}  // namespace kasane::autograd
