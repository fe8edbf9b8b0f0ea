#include "kasane/loss/loss.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/formula.hpp"
#include "kasane/autograd/gradcheck.hpp"
#include "kasane/autograd/matmul.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/core/error.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/message.hpp"

namespace kasane::loss {
namespace {

using core::Array;
using core::DType;
using core::Index;
using core::Shape;
using support::Golden;

constexpr double u64 = 0x1p-53;

/// A list, or a list of rows, as a leaf.
template <class T = double>
Tensor leaf(const Golden& list) {
    Shape shape;
    shape.push_back(static_cast<Index>(list.size()));
    const Index count = static_cast<Index>(list.numbers().size());
    if (count != shape[0]) shape.push_back(count / shape[0]);
    return Tensor(support::array_of<T>(list.doubles(), shape)).requires_grad();
}

Tensor labels_of(const Golden& list) {
    std::vector<std::int64_t> classes;
    for (const double one : list.doubles()) classes.push_back(static_cast<std::int64_t>(one));
    const Shape shape{static_cast<Index>(classes.size())};
    return Tensor(Array::from(std::span<const std::int64_t>(classes), shape));
}

/// Every number within `units` units of rounding of the wanted one, plus `absolute`.
void expect_all(const Tensor& got, const Golden& want, double units, double absolute,
                const std::string& what) {
    const std::vector<long double> numbers = want.numbers();
    ASSERT_EQ(got.size(), static_cast<Index>(numbers.size())) << what;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const double one = got.item(static_cast<Index>(i));
        EXPECT_TRUE(support::close(one, numbers[i], units * u64 * std::fabs(numbers[i]) + absolute))
            << what << ", element " << i << ": got " << one << ", want " << numbers[i];
    }
}

/// What the documents call error, backward and total_error.
void check_pointwise(const char* key) {
    KASANE_NEED_GOLDEN("losses.json");
    const Golden want = support::golden("losses.json")[key];
    Tensor y = leaf(want["y"]);
    const Tensor t = leaf(want["t"]).detach();
    expect_all(Loss(key, Reduction::none)(y, t), want["error"], 8, 0, key);
    Loss(key, Reduction::sum)(y, t).backward();
    expect_all(y.grad(), want["grad"], 8, 0, std::string(key) + ", gradient of the sum");
    expect_all(Loss(key)(y, t), want["total_error"], 16, 0, std::string(key) + ", mean of all");
    if (want.has("mean_per_sample")) {
        expect_all(Loss(key, Reduction::batch_mean)(y, t), want["mean_per_sample"], 16, 0, key);
    }
}

TEST(GoldenLosses, Square) { check_pointwise("square"); }
TEST(GoldenLosses, Binary) { check_pointwise("binary"); }
TEST(GoldenLosses, Cross) { check_pointwise("cross"); }

// Composed, the probability is rounded before its logarithm is taken: the sum keeps the digits
// that are left near 0 and 1, and the gradient by the logit is s(z) - t.
TEST(GoldenLosses, BinaryAfterASigmoidHasTheGradientOfTheLogits) {
    KASANE_NEED_GOLDEN("losses.json");
    const Golden want = support::golden("losses.json")["sigmoid_with_binary"];
    Tensor z = leaf(want["z"]);
    const Tensor t = leaf(want["t"]).detach();
    const Tensor error = Loss("binary", Reduction::none)(autograd::activate("sigmoid", z), t);
    autograd::sum(error).backward();
    int compared = 0;
    for (Index i = 0; i < z.size(); ++i) {
        if (std::abs(z.item(i)) > 20) continue;  // the probability is 1, or has no complement
        const auto at = static_cast<std::size_t>(i);
        EXPECT_NEAR(error.item(i), want["error"].at(at).number(), 1e-6) << "z = " << z.item(i);
        EXPECT_NEAR(z.grad().item(i), want["grad_z"].at(at).number(), 1e-6) << "z = " << z.item(i);
        ++compared;
    }
    EXPECT_GE(compared, 5);
}

template <class T>
void check_softmax_with_loss() {
    const Golden all = support::golden("losses.json")["softmax_with_loss"];
    const double scale = sizeof(T) == 4 ? 0x1p29 : 1;  // units of rounding of float
    const double smallest = std::numeric_limits<T>::min();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Golden one = all.at(i);
        const std::string name = one["name"].text();
        Tensor x = leaf<T>(one["x"]);
        if (x.rank() == 1) x = Tensor(x.value().reshape({x.size(), 1})).requires_grad();
        const Tensor target =
            one.has("labels") ? labels_of(one["labels"]) : leaf<T>(one["t"]).detach();
        const Golden want = one["exact"];
        expect_all(Loss("softmax_with_loss", Reduction::none)(x, target), want["per_sample"],
                   8 * scale, smallest, name);
        const Tensor loss = cross_entropy(x, target);
        expect_all(loss, want["loss"], 8 * scale, smallest, name);
        loss.backward();
        expect_all(x.grad(), want["dx"], 16 * scale, smallest, name + ", gradient");
    }
    EXPECT_EQ(all.size(), 9U);
}

TEST(GoldenLosses, SoftmaxWithLossInDouble) {
    KASANE_NEED_GOLDEN("losses.json");
    check_softmax_with_loss<double>();
}

TEST(GoldenLosses, SoftmaxWithLossInFloat) {
    KASANE_NEED_GOLDEN("losses.json");
    check_softmax_with_loss<float>();
}

TEST(GoldenLosses, TwoLayerNet) {
    KASANE_NEED_GOLDEN("losses.json");
    const Golden want = support::golden("losses.json")["two_layer_net"];
    Tensor x = leaf(want["x"]);
    const Golden params = want["params"];
    Tensor w1 = leaf(params["W1"]), b1 = leaf(params["b1"]);
    Tensor w2 = leaf(params["W2"]), b2 = leaf(params["b2"]);
    const Tensor hidden = autograd::activate("relu", autograd::affine(x, w1, b1));
    const Tensor scores = autograd::affine(hidden, w2, b2);
    const Tensor loss = cross_entropy(scores, labels_of(want["labels"]));
    loss.backward();
    expect_all(scores, want["scores"], 0, 64 * u64 * 2, "scores");
    expect_all(loss, want["loss"], 64, 0, "loss");
    const Golden grads = want["grads"];
    expect_all(x.grad(), want["dx"], 0, 64 * u64, "dx");
    expect_all(w1.grad(), grads["W1"], 0, 64 * u64, "W1");
    expect_all(b1.grad(), grads["b1"], 0, 64 * u64, "b1");
    expect_all(w2.grad(), grads["W2"], 0, 64 * u64, "W2");
    expect_all(b2.grad(), grads["b2"], 0, 64 * u64, "b2");
}

TEST(CrossEntropy, OfAUniformGuessIsTheLogarithmOfTheClasses) {
    for (const Index classes : {1, 2, 10, 1000}) {
        const Tensor x = autograd::full({3, classes}, 7.5);
        const Tensor loss = cross_entropy(x, autograd::labels({0, classes - 1, classes / 2}));
        EXPECT_NEAR(loss.item(), std::log(static_cast<double>(classes)), 1e-6);
    }
}

TEST(CrossEntropy, DoesNotChangeWhenAllScoresShift) {
    // All numbers are exact in float, so the shifted scores are too.
    const Tensor target = autograd::labels({2, 0});
    const auto at = [&](float shift) {
        Tensor x = autograd::tensor({0.5F + shift, -1.25F + shift, 3.0F + shift, shift,
                                     8.0F + shift, -2.0F + shift},
                                    {2, 3})
                       .requires_grad();
        const Tensor loss = cross_entropy(x, target);
        loss.backward();
        std::vector<double> all = support::values_of(x.grad().value());
        all.push_back(loss.item());
        return all;
    };
    EXPECT_EQ(at(0), at(1024));
    EXPECT_EQ(at(0), at(-65536));
}

TEST(CrossEntropy, KeepsItsDigitsWhereTheLabelDominates) {
    for (int gap = 1; gap <= 87; ++gap) {
        Tensor x = autograd::tensor({0.0F, static_cast<float>(gap)}, {1, 2}).requires_grad();
        const Tensor loss = cross_entropy(x, autograd::labels({1}));
        loss.backward();
        const double want = std::log1p(std::exp(-static_cast<double>(gap)));
        const double slope = 1 / (1 + std::exp(static_cast<double>(gap)));
        EXPECT_NEAR(loss.item(), want, 4 * 0x1p-23 * want) << "gap " << gap;
        EXPECT_NEAR(x.grad().item(0), slope, 4 * 0x1p-23 * slope) << "gap " << gap;
        EXPECT_NEAR(x.grad().item(1), -slope, 4 * 0x1p-23 * slope) << "gap " << gap;
    }
}

TEST(CrossEntropy, IsFiniteForEveryFiniteScore) {
    const float big = 3e38F;
    Tensor x = autograd::tensor({big, -big, 0.0F, -big, big, 1.0F}, {2, 3}).requires_grad();
    const Tensor loss = cross_entropy(x, autograd::labels({0, 1}));
    loss.backward();
    EXPECT_EQ(loss.item(), 0);
    for (const double g : support::values_of(x.grad().value())) EXPECT_TRUE(std::isfinite(g));
}

TEST(CrossEntropy, OfSoftTargetsCountsThemAll) {
    Tensor x = autograd::tensor({1.0, 2.0, 3.0}, {1, 3}).requires_grad();
    const Tensor t = autograd::tensor({0.5, 0.25, 0.5}, {1, 3});  // they sum to 1.25
    const Tensor loss = cross_entropy(x, t);
    loss.backward();
    const double z = std::log(std::exp(1.0) + std::exp(2.0) + std::exp(3.0));
    EXPECT_NEAR(loss.item(), 1.25 * z - (0.5 + 0.5 + 1.5), 1e-14);
    for (Index i = 0; i < 3; ++i) {
        EXPECT_NEAR(x.grad().item(i), 1.25 * std::exp(x.item(i) - z) - t.item(i), 1e-15);
    }
}

TEST(CrossEntropy, PassesTheUpstreamGradientOn) {
    Tensor x = autograd::tensor({1.0, 2.0, 3.0, 1.0}, {2, 2}).requires_grad();
    cross_entropy(x, autograd::labels({0, 1})).backward();
    const std::vector<double> once = support::values_of(x.grad().value());
    x.zero_grad();
    (cross_entropy(x, autograd::labels({0, 1})) * 3.0).backward();
    for (Index i = 0; i < 4; ++i) {
        EXPECT_NEAR(x.grad().item(i), 3 * once[static_cast<std::size_t>(i)], 1e-15);
    }
}

TEST(Reductions, AreWhatTheirNamesSay) {
    const Tensor y = autograd::tensor({1.0, 2.0, 3.0, 4.0, 5.0, 6.0}, {2, 3});
    const Tensor t = autograd::zeros({2, 3}, DType::f64);  // square: 1/2 of 1 4 9 16 25 36
    EXPECT_EQ(Loss("square", Reduction::none)(y, t).shape(), Shape({2, 3}));
    EXPECT_EQ(Loss("square", Reduction::sum)(y, t).item(), 45.5);
    EXPECT_NEAR(Loss("square", Reduction::mean)(y, t).item(), 45.5 / 6, 1e-15);
    EXPECT_EQ(Loss("square", Reduction::batch_mean)(y, t).item(), 22.75);
    EXPECT_EQ(Loss("ce", Reduction::none)(y, autograd::labels({0, 1})).shape(), Shape({2}));
    EXPECT_EQ(Loss("Square-Error").text(), "square");
}

TEST(Losses, SayWhatIsWrong) {
    EXPECT_THROW(Loss("squar3"), core::LookupError);
    EXPECT_THROW(cross_entropy(autograd::zeros({2, 3}), autograd::labels({0})), core::ShapeError);
    EXPECT_EQ(
        support::message_of<core::ValueError>([] {
            cross_entropy(autograd::zeros({2, 3}), autograd::labels({0, -1}));
        }),
        "softmax_cross_entropy: a label is outside its classes\n  row 1: -1\n  classes: 0..2");
}

}  // namespace
}  // namespace kasane::loss
