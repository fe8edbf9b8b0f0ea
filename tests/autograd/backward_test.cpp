// How gradients travel: who receives them, how often, and what stays untouched.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/formula.hpp"
#include "kasane/autograd/matmul.hpp"
#include "kasane/autograd/node.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/autograd/shape.hpp"
#include "kasane/core/error.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/message.hpp"

namespace kasane::autograd {
namespace {

using support::message_of;
using support::values_of;
using Values = std::vector<double>;

Tensor leaf(double value) { return scalar(value, DType::f64).requires_grad(); }
Values gradient(const Tensor& x) { return values_of(x.grad().value()); }

// Section 6.1 of the catalogue: apples at 100 each, with 10 % tax.
TEST(TensorOfNumbers, WholeNumbersBecomeFloats) {
    const Tensor x = tensor({1, 2, 3});
    EXPECT_EQ(x.dtype(), core::DType::f32);
    EXPECT_EQ(x.item(2), 3.0);
    EXPECT_EQ(tensor({1, 2, 3, 4}, {2, 2}).shape(), (core::Shape{2, 2}));
}

TEST(Apples, CostWhatTheCatalogueSaysAndSoDoTheirDerivatives) {
    struct Row {
        double count, total, by_price, by_count, by_tax;
    };
    for (const Row& want : {Row{1, 110, 1.1, 110, 100}, Row{2, 220, 2.2, 110, 200}}) {
        Tensor price = leaf(100), count = leaf(want.count), tax = leaf(1.1);
        const Tensor total = price * count * tax;
        total.backward();
        EXPECT_NEAR(total.item(), want.total, 1e-12);
        EXPECT_NEAR(price.grad().item(), want.by_price, 1e-12);
        EXPECT_NEAR(count.grad().item(), want.by_count, 1e-12);
        EXPECT_NEAR(tax.grad().item(), want.by_tax, 1e-12);
    }
}

Tensor tensor_of(const support::Golden& rows) {
    const auto columns = static_cast<Index>(rows.at(0).size());
    return Tensor(support::array_of<double>(rows.doubles(),
                                            {static_cast<Index>(rows.size()), columns}))
        .requires_grad();
}

TEST(Layers, GiveTheWorkedNumbersOfTheArticle) {
    KASANE_NEED_GOLDEN("losses.json");
    const support::Golden all = support::golden("losses.json")["layers"];
    const support::Golden a = all["affine"];
    Tensor x = tensor_of(a["x"]), w = tensor_of(a["W"]), b = tensor_of(a["b"]);
    const Tensor y = affine(x, w, b);
    EXPECT_EQ(values_of(y.value()), a["y"].doubles());
    y.backward(tensor_of(a["dy"]).detach());
    EXPECT_EQ(gradient(x), a["dx"].doubles());
    EXPECT_EQ(gradient(w), a["dW"].doubles());
    EXPECT_EQ(gradient(b), a["db"].doubles());
    EXPECT_EQ(b.grad().shape(), b.shape());
    for (const char* name : {"mul", "add"}) {
        const support::Golden one = all[name];
        Tensor left = tensor_of(one["x"]), right = tensor_of(one["y"]);
        const Tensor out = name[0] == 'm' ? left * right : left + right;
        EXPECT_EQ(values_of(out.value()), one["out"].doubles());
        out.backward(full(out.shape(), 5, DType::f64));
        EXPECT_EQ(gradient(left), one["dx"].doubles());
        EXPECT_EQ(gradient(right), one["dy"].doubles());
    }
    const support::Golden m = all["matmul"];
    EXPECT_EQ(values_of(matmul(tensor_of(m["a"]), tensor_of(m["b"])).value()), m["out"].doubles());
    EXPECT_EQ(values_of(transpose(tensor_of(all["transpose"]["a"])).value()),
              all["transpose"]["out"].doubles());
    EXPECT_EQ(sum(tensor({1.0, 2.0, 3.0}) * tensor({4.0, 5.0, 6.0})).item(),
              all["dot"]["out"].number());
}

TEST(Backward, AddsWhatArrivesOnSeveralPaths) {
    Tensor x = leaf(3);
    const Tensor square = x * x;
    const Tensor y = square * x + square + x;  // x^3 + x^2 + x
    y.backward();
    EXPECT_EQ(x.grad().item(), 3 * 9 + 2 * 3 + 1);
}

TEST(Backward, CalledTwiceAddsUpUntilZeroGrad) {
    Tensor x = leaf(3);
    const Tensor y = x * x;
    y.backward();
    y.backward();
    EXPECT_EQ(x.grad().item(), 12);
    x.zero_grad();
    EXPECT_FALSE(x.has_grad());
    EXPECT_FALSE(x.grad());
    y.backward();
    EXPECT_EQ(x.grad().item(), 6);
}

TEST(Backward, AGradientThatWasTakenOutDoesNotChangeLater) {
    Tensor x = leaf(3);
    const Tensor y = x * x;
    y.backward();
    const Tensor first = x.grad();
    y.backward();
    EXPECT_EQ(first.item(), 6);
}

TEST(Backward, LeavesThatShareAGradientDoNotShareTheirSums) {
    Tensor a = leaf(1), b = leaf(2);
    (a + b).backward();  // one gradient arrives at both
    a.grad();
    (a * 1.0).backward();
    EXPECT_EQ(a.grad().item(), 2);
    EXPECT_EQ(b.grad().item(), 1);
}

TEST(Backward, StartsFromASeedOfTheSameShape) {
    Tensor x = tensor({1.0, 2.0}).requires_grad();
    const Tensor y = x * x;
    y.backward(tensor({10.0, 100.0}));
    EXPECT_EQ(gradient(x), (Values{20, 400}));
    EXPECT_EQ(message_of<core::ShapeError>([&] { y.backward(); }),
              "backward: starts from one number, or takes a seed\n  tensor: [2]\n"
              "  hint: sum it, or give a seed of its shape");
    EXPECT_THROW(y.backward(tensor({1.0})), core::ShapeError);
}

TEST(Backward, InputsThatNeedNothingGetNothing) {
    Tensor x = leaf(3), c = scalar(2, DType::f64);
    const Tensor y = x * c + c * c;
    y.backward();
    EXPECT_EQ(x.grad().item(), 2);
    EXPECT_FALSE(c.has_grad());
    EXPECT_TRUE((c * c).is_leaf());  // was not recorded
    EXPECT_EQ(message_of<core::ValueError>([&] { (c * c).backward(); }),
              "backward: nothing here needs a gradient\n"
              "  hint: call requires_grad() on the tensors whose gradient you want");
}

TEST(Backward, AnOperationIsNotAskedForGradientsNobodyNeeds) {
    Tensor x = tensor({1.0, 2.0}, {1, 2}).requires_grad();
    const Tensor w = tensor({3.0, 4.0}, {2, 1});
    const Tensor y = matmul(x, w);
    Gradients gradients = y.node()->backward(full({1, 1}, 1, DType::f64));
    EXPECT_TRUE(gradients[0]);
    EXPECT_FALSE(gradients[1]);
}

TEST(RequiresGrad, IsForLeavesOnly) {
    Tensor x = leaf(3);
    Tensor y = exp(x);
    EXPECT_EQ(message_of<core::ValueError>([&] { y.requires_grad(); }),
              "requires_grad: only a leaf can be asked for its gradient\n"
              "  this one is the result of exp\n"
              "  hint: call it on the inputs, or on detach()");
    x.requires_grad(false);
    EXPECT_TRUE((x * x).is_leaf());
}

TEST(Detach, CutsTheWayBack) {
    Tensor x = leaf(3);
    const Tensor y = x * (x * x).detach();
    y.backward();
    EXPECT_EQ(x.grad().item(), 9);
    EXPECT_FALSE(x.detach().needs_grad());
    EXPECT_EQ(x.detach().value().storage(), x.value().storage());
}

TEST(NoGrad, StopsRecordingWhileItLives) {
    Tensor x = leaf(3);
    {
        const NoGrad outer;
        EXPECT_FALSE(recording());
        EXPECT_FALSE((x * x).needs_grad());
        {
            const NoGrad on(true);
            EXPECT_TRUE((x * x).needs_grad());
        }
        EXPECT_FALSE(recording());
    }
    EXPECT_TRUE((x * x).needs_grad());
}

TEST(Grad, LeavesTheLeavesAlone) {
    Tensor x = leaf(3), z = leaf(2);
    const Tensor y = x * x * z;
    const std::vector<Tensor> g = grad(y, {x, z});
    EXPECT_EQ(g[0].item(), 12);
    EXPECT_EQ(g[1].item(), 9);
    EXPECT_FALSE(x.has_grad());
    EXPECT_FALSE(z.has_grad());
    EXPECT_FALSE(g[0].needs_grad());
}

TEST(Grad, OfValuesInTheMiddleWorksToo) {
    Tensor x = leaf(3);
    const Tensor middle = x * x;
    EXPECT_EQ(grad(middle * middle, {middle})[0].item(), 18);
}

TEST(Grad, OfGradGivesHigherDerivatives) {
    Tensor x = leaf(2);
    Tensor y = pow(x, 5.0);
    for (const double want : {80.0, 160.0, 240.0, 240.0, 120.0}) {
        y = grad(y, {x}, true)[0];
        EXPECT_NEAR(y.item(), want, 1e-9);
    }
}

TEST(Grad, OfAGradientReachesTheLeavesByBackward) {
    Tensor x = leaf(2);
    const Tensor slope = grad(x * x * x, {x}, true)[0];  // 3 x^2
    (slope * slope).backward();                          // 36 x^3
    EXPECT_NEAR(x.grad().item(), 288, 1e-12);
}

TEST(Grad, NamesTheInputOnWhichNothingDepends) {
    Tensor x = leaf(2), other = leaf(1);
    EXPECT_EQ(message_of<core::ValueError>([&] {
                  grad(x * x, {x, other});
              }),
              "grad: the result does not depend on input 1\n"
              "  hint: call requires_grad() on it before it is used");
}

TEST(Graph, AChainOf200000OperationsIsWalkedAndFreed) {
    Tensor x = leaf(1);
    {
        Tensor y = x;
        for (int i = 0; i < 200000; ++i) y = y + 1.0;
        y.backward();
        EXPECT_EQ(y.item(), 200001);
    }
    EXPECT_EQ(x.grad().item(), 1);
}

TEST(Graph, NodesTellTheirOperationsAndInputs) {
    Tensor x = leaf(3);
    x.name("x");
    const Tensor y = exp(x) * x;
    EXPECT_STREQ(y.node()->op, "mul");
    ASSERT_EQ(y.node()->input_count, 2);
    EXPECT_STREQ(y.node()->inputs[0].node()->op, "exp");
    EXPECT_EQ(y.node()->inputs[1].node(), x.node());
    EXPECT_EQ(x.name(), "x");
    EXPECT_GT(y.node()->number, y.node()->inputs[0].node()->number);
}

TEST(GradPlace, ReceivesTheFirstGradientDirectlyAndTheSumOfMore) {
    Tensor w = tensor({1.0, 2.0, 3.0, 4.0}, {2, 2}).requires_grad();
    Tensor b = tensor({0.0, 0.0}).requires_grad();
    const Array place = Array::full({2, 2}, 77, DType::f64);
    const Array bias_place = Array::full({2}, 77, DType::f64);
    w.set_grad_place(place);
    b.set_grad_place(bias_place);
    EXPECT_FALSE(w.has_grad());
    const Tensor x = tensor({1.0, 10.0}, {1, 2});
    const auto once = [&] { sum(affine(x, w, b)).backward(); };
    once();
    EXPECT_EQ(values_of(place), (Values{1, 1, 10, 10}));
    EXPECT_EQ(values_of(bias_place), (Values{1, 1}));
    once();
    EXPECT_EQ(values_of(place), (Values{2, 2, 20, 20}));
    w.zero_grad();
    b.zero_grad();
    sum(affine(affine(x, w, b), w, b)).backward();  // both used twice
    // y = (x W + b) W + b; hidden = x W = [31, 42], W's row sums are 3 and 7.
    EXPECT_EQ(values_of(place), (Values{31 + 3, 31 + 7, 42 + 30, 42 + 70}));
    EXPECT_EQ(values_of(bias_place), (Values{1 + 3, 1 + 7}));
    EXPECT_EQ(w.grad().value().storage(), place.storage());
}

TEST(Matmul, SaysWhichShapesDoNotFit) {
    const Tensor a = zeros({32, 784}), b = zeros({128, 10});
    EXPECT_EQ(message_of<core::ShapeError>([&] { matmul(a, b); }),
              "matmul: the inner sizes differ\n"
              "  a: [32, 784]\n"
              "  b: [128, 10]\n"
              "  hint: a's last size must equal b's first; is one of them transposed?");
    EXPECT_THROW(matmul(zeros({3}), b), core::ShapeError);
    EXPECT_THROW(matmul(zeros({2, 128}, DType::f64), b), core::ValueError);
    EXPECT_THROW(affine(zeros({2, 128}), b, zeros({9})), core::ShapeError);
}

TEST(Shapes, ThatDoNotFitAreErrors) {
    const Tensor x = zeros({2, 3});
    EXPECT_THROW(x + zeros({2, 4}), core::ShapeError);
    EXPECT_THROW(reshape(x, {7}), core::ShapeError);
    EXPECT_THROW(transpose(x, 0, 2), core::ShapeError);
    EXPECT_THROW(expand(x, {3, 3}), core::ShapeError);
    EXPECT_THROW(sum(x, 2), core::ShapeError);
    EXPECT_THROW(mean(zeros({0})), core::ShapeError);
    EXPECT_THROW(gather(x, labels({0, 3})), core::ValueError);
    EXPECT_THROW(Tensor().value(), core::ValueError);
}

TEST(Maximum, SharesTheGradientWhereBothAreEqual) {
    Tensor a = tensor({1.0, 5.0, 2.0}).requires_grad();
    Tensor b = tensor({4.0, 5.0, 1.0}).requires_grad();
    sum(maximum(a, b)).backward();
    EXPECT_EQ(gradient(a), (Values{0, 0.5, 1}));
    EXPECT_EQ(gradient(b), (Values{1, 0.5, 0}));
}

TEST(Relu, HasSlopeZeroAtZero) {
    Tensor x = tensor({-1.0F, 0.0F, 2.0F}).requires_grad();
    sum(activate("relu", x)).backward();
    EXPECT_EQ(gradient(x), (Values{0, 0, 1}));
}

}  // namespace
}  // namespace kasane::autograd
