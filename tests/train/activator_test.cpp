// The article's objects: forward, local slope, second derivative, update.
#include "kasane/train/activator.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/formula.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/autograd/shape.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/golden_activations.hpp"
#include "tests/support/message.hpp"

namespace kasane::train {
namespace {

using autograd::scalar;
using autograd::sum;
using core::Array;
using core::DType;
using core::Index;
using core::Shape;
using support::message_of;

Tensor random(const Shape& shape, unsigned seed, double scale = 2) {
    support::Numbers numbers(seed);
    return Tensor(support::random_array(shape, DType::f64, numbers, scale));
}

template <class T>
class GoldenActivators : public testing::Test {};
using Reals = testing::Types<float, double>;
TYPED_TEST_SUITE(GoldenActivators, Reals);

/// Every function of the documents, by the name the golden file gives it.
TYPED_TEST(GoldenActivators, GiveValueSlopeAndSecondDerivative) {
    KASANE_NEED_GOLDEN("activations.json");
    const support::GoldenActivations golden = support::golden_activations();
    EXPECT_GE(golden.known.size(), 48U);
    for (const support::GoldenActivation& one : golden.known) {
        Activator activator(one.formula.text());
        activator.train(false);
        const support::Golden points = one.entry["points"];
        std::vector<TypeParam> at;
        for (std::size_t i = 0; i < points.size(); ++i) {
            at.push_back(static_cast<TypeParam>(points.at(i)["xh"].number()));
        }
        const Array x =
            Array::from(std::span<const TypeParam>(at), {static_cast<Index>(at.size())});
        const Array y = activator.forward(x), dy = activator.backward(x, y);
        const Array d2y = activator.second(x);
        for (std::size_t i = 0; i < points.size(); ++i) {
            const support::Golden p = points.at(i);
            const auto k = static_cast<Index>(i);
            const long double value = p["y"].number(), slope = p["dy"].number();
            const long double curvature = p["d2y"].number(), wide = at[i];
            const auto expect = [&](double got, long double want, long double motion) {
                EXPECT_TRUE(
                    support::overflows<TypeParam>(want) ||
                    support::close(got, want, support::catalog_tolerance<TypeParam>(want, motion)))
                    << one.at(p) << ": got " << got << ", want " << want;
            };
            expect(y.item(k), value, wide * slope);
            expect(dy.item(k), slope, wide * curvature);
            expect(d2y.item(k), curvature, p["c2"].number());
        }
    }
}

TEST(Activator, NamesAreTolerant) {
    const Tensor x = tensor({-1.0, 2.0});
    const std::vector<double> want{-0.2, 2};
    for (const char* name : {"Leaky-ReLU", "leaky_relu", "LEAKYRELU", "lrelu", "leaky relu"}) {
        EXPECT_EQ(support::values_of(get_activation(name, 0.2).forward(x).value()), want) << name;
    }
    EXPECT_EQ(get_activation("threshold", -1, -2).forward(tensor({-3.0})).item(), -2);
    EXPECT_THROW(get_activation("threshold"), core::ValueError);
    EXPECT_THROW(get_activation("relu", 3), core::ValueError);
    EXPECT_EQ(message_of<core::LookupError>([] { get_activation("gellu"); }).substr(0, 34),
              "activation: unknown name \"gellu\"\n ");
    EXPECT_THROW(get_activation("acond"), core::LookupError);
    EXPECT_THROW(get_activation("aconc(switch=both)"), core::LookupError);
    EXPECT_THROW(get_activation("prelu(opt=adamm)"), core::LookupError);
    EXPECT_EQ(get_activation("aconc(switch=pixel, opt=sgd(lr=0.5))").text(), "aconc(switch=pixel)");
}

TEST(Activator, SlopeOfTheSoftmaxFamilyIsTheDiagonal) {
    KASANE_NEED_GOLDEN("activations.json");
    const support::Golden vector = support::golden("activations.json")["vector"];
    int compared = 0;
    for (std::size_t k = 0; k < vector.size(); ++k) {
        const support::Golden entry = vector.at(k);
        if (!entry.has("jacobian_row0")) continue;
        Activator activator(entry["key"].text());
        const std::vector<double> first = entry["x"].at(0).doubles();
        const Tensor x(support::array_of<double>(first, {static_cast<Index>(first.size())}));
        const Tensor y = activator.forward(x);
        const Tensor slope = activator.backward(x, y);
        for (std::size_t i = 0; i < first.size(); ++i) {
            const long double want = entry["jacobian_row0"].at(i).at(i).number();
            EXPECT_NEAR(slope.item(static_cast<Index>(i)), want, 1e-15) << entry["key"].text();
            ++compared;
        }
    }
    EXPECT_EQ(compared, 12);
    // d2y/dx2 of y (1 - y): y (1 - y) (1 - 2 y)
    Activator softmax("softmax(axis=0)");
    const Tensor x = random({5, 2}, 3), y = softmax.forward(x);
    const Tensor want = y * (1.0 - y) * (1.0 - 2.0 * y), got = softmax.second(x);
    for (Index i = 0; i < 10; ++i) EXPECT_NEAR(got.item(i), want.item(i), 1e-15);
    Activator pixels("softmax2d");
    const Tensor picture = random({1, 3, 2, 2}, 3), p = pixels.forward(picture);
    const Tensor diagonal = pixels.backward(picture);
    for (Index i = 0; i < 12; ++i) {
        EXPECT_NEAR(diagonal.item(i), p.item(i) * (1 - p.item(i)), 1e-15);
    }
}

/// Central differences of an element by its own input.
Tensor differences(Activator& activator, const Tensor& x) {
    const double h = 1e-5;
    const Tensor above =
        activator.vjp(x + h, autograd::ones(activator.forward(x).shape(), DType::f64));
    const Tensor below =
        activator.vjp(x - h, autograd::ones(activator.forward(x).shape(), DType::f64));
    return (above - below) / (2 * h);
}

TEST(Activator, LocalSlopeAndWholeDerivativeAgreeWhereElementsStandAlone) {
    for (const support::Case& one : support::cases(catalog::activations())) {
        const std::string name(one.entry->info->name);
        const bool alone = catalog::is_pointwise(one.entry->form) || name == "crelu" ||
                           name == "brelu" || name == "apl" || name == "pau" || name == "probact";
        if (!alone) continue;
        Activator activator(one.formula().text());
        activator.train(false);
        const Tensor x = random({3, 8}, 5, 3);
        const Tensor y = activator.forward(x);
        const Tensor slope = activator.backward(x, y);
        EXPECT_EQ(slope.shape(), x.shape()) << name;
        EXPECT_TRUE(support::same_bits(
            slope.value(), activator.vjp(x, autograd::ones(y.shape(), DType::f64)).value()))
            << name;
        const Tensor second = activator.second(x), want = differences(activator, x);
        if (one.is(catalog::Form::gated)) continue;  // halves move each other's slopes
        for (Index i = 0; i < 24; ++i) {
            EXPECT_NEAR(second.item(i), want.item(i), 1e-5 * (1 + std::abs(want.item(i))))
                << name << " at " << x.item(i);
        }
    }
}

TEST(Activator, RefusesALocalSlopeWhereThereIsNone) {
    Activator maxout("maxout(2, 2, 2)");
    EXPECT_EQ(message_of<core::ValueError>([&] {
                  maxout.backward(random({3, 2}, 1));
              }),
              "maxout: has no slope element by element\n"
              "  hint: vjp(x, g) is its whole derivative");
    Activator relu("relu");
    EXPECT_THROW(relu.backward(tensor({1.0, 2.0}), tensor({1.0})), core::ShapeError);
    EXPECT_EQ(message_of<core::ValueError>([&] { relu.update(tensor({1.0}), tensor({1.0})); }),
              "relu: learns nothing, so there is nothing to update");
    Activator prelu("prelu");
    prelu.forward(tensor({1.0F}));
    EXPECT_THROW(prelu.forward(tensor({1.0})), core::ValueError);
}

TEST(Activator, AconWithAChannelSwitchHasItsSlopeAtFixedBeta) {
    Activator fixed("aconc(switch=layer)");
    const Tensor x = random({2, 3}, 4);
    const Tensor slope = fixed.backward(x, fixed.forward(x));
    for (Index n = 0; n < 2; ++n) {
        double total = 0;
        for (Index i = 0; i < 3; ++i) total += x.item(n * 3 + i);
        const double beta = 1 / (1 + std::exp(-total));
        for (Index i = n * 3; i < n * 3 + 3; ++i) {
            const double d = 0.75, z = beta * d * x.item(i), s = 1 / (1 + std::exp(-z));
            EXPECT_NEAR(slope.item(i), d * (s + z * s * (1 - s)) + 0.25, 1e-14);
        }
    }
    // At x = 1.3 the pixel switch adds its own path: 0.8865 where the fixed beta gives 0.9212
    // (A23).
    Activator pixel("acona(switch=pixel)");
    const Tensor at = tensor({1.3});
    const double beta = 1 / (1 + std::exp(-1.3)), z = beta * 1.3, s = 1 / (1 + std::exp(-z));
    const double want = s + z * s * (1 - s) + 1.3 * 1.3 * s * (1 - s) * beta * (1 - beta);
    EXPECT_NEAR(pixel.backward(at).item(), want, 1e-14);
}

TEST(Activator, UpdateMovesWhatIsLearnedTowardsTheTarget) {
    for (const char* name :
         {"acona", "aconb", "aconc", "aconc(switch=channel, n_channel=4, r=2)", "prelu",
          "prelu(channels=4)", "maxout(4, 4, 3, wb_width=1, symmetric=true)", "apl", "pau"}) {
        ActivatorOptions options;
        options.optimizer = "adam(lr=0.02)";
        Activator activator(name, options);
        const Tensor x = random({64, 4}, 7);
        const Tensor target = autograd::activate("leaky_relu(0.05)", x);
        const auto loss = [&] {
            const autograd::NoGrad evaluation;
            const Tensor off = activator.forward(x) - target;
            return sum(off * off).item();
        };
        const double before = loss();
        for (int step = 0; step < 200; ++step) {
            activator.update(x, 2.0 * (activator.forward(x).detach() - target));
        }
        EXPECT_LT(loss(), 0.75 * before) << name;
    }
}

TEST(Activator, UpdateAddsTheOptimizersIncrement) {
    ActivatorOptions options;
    options.optimizer = "sgd(lr=0.5)";
    Activator prelu("prelu(a=0.25)", options);
    const Tensor x = tensor({-2.0, 3.0});
    prelu.update(x, tensor({0.5, 7.0}));
    EXPECT_EQ(prelu.parameters()[0].tensor.item(), 0.25 - 0.5 * (0.5 * -2.0));
}

TEST(Activator, SlopesOfRandomOnesBelongToTheirLastForward) {
    Activator rrelu("rrelu");
    const Tensor x = autograd::full({100}, -1, DType::f64);
    const Tensor first = rrelu.forward(x), second = rrelu.forward(x);
    EXPECT_FALSE(support::same_bits(first.value(), second.value()));
    const Tensor slope = rrelu.backward(x, second);
    EXPECT_TRUE(support::same_bits((-slope).value(), second.value()));
    rrelu.train(false);
    EXPECT_NEAR(rrelu.forward(x).item(), -(1.0 / 8 + 1.0 / 3) / 2, 1e-16);
}

}  // namespace
}  // namespace kasane::train
