// Every operation's first and second derivatives against differences, and gradcheck itself
// against operations that are wrong.
#include "kasane/autograd/gradcheck.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/formula.hpp"
#include "kasane/autograd/matmul.hpp"
#include "kasane/autograd/node.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/autograd/shape.hpp"
#include "kasane/core/error.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/message.hpp"

namespace kasane::autograd {
namespace {

using Inputs = std::span<const Tensor>;

struct Operation {
    std::string name;
    std::vector<Shape> shapes;
    std::function<Tensor(Inputs)> apply;
    double low = -2;  // where the inputs lie
    double high = 2;
};

void PrintTo(const Operation& one, std::ostream* out) { *out << one.name; }

/// One number that depends on every element of y in its own way, and not linearly.
Tensor mixed(const Tensor& y) {
    const Tensor weight = randn(y.shape(), core::Rng(9), 1, DType::f64);
    return sum(y * (0.25 * y + weight));
}

std::vector<Tensor> inputs_for(const Operation& op) {
    support::Numbers numbers(6);
    std::vector<Tensor> all;
    for (const Shape& shape : op.shapes) {
        Array x = support::random_array(shape, DType::f64, numbers);
        for (double& value : x.span<double>()) {
            value = op.low + (op.high - op.low) * (value + 1) / 2;
        }
        all.emplace_back(x);
    }
    return all;
}

using S = std::vector<Shape>;

std::vector<Operation> operations() {
    const S same{{3, 4}, {3, 4}}, row{{3, 4}, {4}}, column{{3, 1}, {2, 1, 4}}, number{{}, {2, 3}};
    const auto add = [](Inputs x) { return x[0] + x[1]; };
    const auto sub = [](Inputs x) { return x[0] - x[1]; };
    const auto mul = [](Inputs x) { return x[0] * x[1]; };
    const auto div = [](Inputs x) { return x[0] / x[1]; };
    const auto power = [](Inputs x) { return pow(x[0], x[1]); };
    const auto larger = [](Inputs x) { return maximum(x[0], x[1]); };
    return {
        {"add", same, add},
        {"add_row", row, add},
        {"add_column", column, add},
        {"add_number", number, add},
        {"sub", same, sub},
        {"sub_column", column, sub},
        {"mul", same, mul},
        {"mul_row", row, mul},
        {"mul_column", column, mul},
        {"mul_itself", {{5}}, [](Inputs x) { return x[0] * x[0]; }},
        {"div", same, div, 0.5, 2},
        {"div_column", column, div, 0.5, 2},
        {"neg", {{3, 4}}, [](Inputs x) { return -x[0]; }},
        {"neg_of_expanded",
         {{3, 1}},
         [](Inputs x) {
             return -expand(x[0], {3, 4});
         }},
        {"minus_its_mean", {{3, 4}}, [](Inputs x) { return x[0] - mean(x[0], -1, true); }},
        {"exp", {{3, 4}}, [](Inputs x) { return exp(x[0]); }},
        {"log", {{3, 4}}, [](Inputs x) { return log(x[0]); }, 0.5, 2},
        {"sqrt", {{3, 4}}, [](Inputs x) { return sqrt(x[0]); }, 0.5, 2},
        {"reciprocal", {{3, 4}}, [](Inputs x) { return reciprocal(x[0]); }, 0.5, 2},
        {"pow", same, power, 0.5, 2},
        {"pow_row", row, power, 0.5, 2},
        {"pow_number", {{3, 4}}, [](Inputs x) { return pow(x[0], 3.0); }},
        {"max", same, larger},
        {"max_row", row, larger},
        {"plus_number", {{4}}, [](Inputs x) { return (x[0] + 2.0) * (1.0 + x[0]); }},
        {"minus_number", {{4}}, [](Inputs x) { return (x[0] - 2.0) * (1.0 - x[0]); }},
        {"times_number", {{4}}, [](Inputs x) { return (x[0] * 2.0) * (3.0 * x[0]); }},
        {"over_number", {{4}}, [](Inputs x) { return x[0] / 2.0 + 3.0 / x[0]; }, 0.5, 2},
        {"matmul", {{3, 4}, {4, 2}}, [](Inputs x) { return matmul(x[0], x[1]); }},
        {"affine", {{3, 4}, {4, 2}, {2}}, [](Inputs x) { return affine(x[0], x[1], x[2]); }},
        {"affine_bias_row",
         {{3, 4}, {4, 2}, {1, 2}},
         [](Inputs x) { return affine(x[0], x[1], x[2]); }},
        {"reshape",
         {{3, 4}},
         [](Inputs x) {
             return reshape(x[0], {2, 6});
         }},
        {"reshape_of_transposed",
         {{3, 4}},
         [](Inputs x) { return reshape(transpose(x[0]), {12}); }},
        {"transpose", {{3, 4}}, [](Inputs x) { return transpose(x[0]); }},
        {"transpose_outer", {{2, 3, 4}}, [](Inputs x) { return transpose(x[0], 0, 2); }},
        {"expand",
         {{3, 1}},
         [](Inputs x) {
             return expand(x[0], {2, 3, 4});
         }},
        {"sum", {{3, 4}}, [](Inputs x) { return sum(x[0]); }},
        {"sum_axis", {{2, 3, 4}}, [](Inputs x) { return sum(x[0], 1); }},
        {"sum_axis_kept", {{2, 3, 4}}, [](Inputs x) { return sum(x[0], -3, true); }},
        {"sum_to",
         {{2, 3, 4}},
         [](Inputs x) {
             return sum_to(x[0], {3, 1});
         }},
        {"mean", {{3, 4}}, [](Inputs x) { return mean(x[0]); }},
        {"mean_axis", {{3, 4}}, [](Inputs x) { return mean(x[0], 0); }},
        {"mean_axis_kept", {{3, 4}}, [](Inputs x) { return mean(x[0], -1, true); }},
        {"narrow", {{3, 5}}, [](Inputs x) { return narrow(x[0], 1, 1, 4); }},
        {"narrow_outer", {{4, 2, 3}}, [](Inputs x) { return narrow(x[0], -3, 2, 4); }},
        {"concat", {{3, 1, 2}, {3, 4, 2}}, [](Inputs x) { return concat(x, 1); }},
        {"concat_three", {{2, 3}, {1, 3}, {4, 3}}, [](Inputs x) { return concat(x, 0); }},
        {"concat_itself",
         {{2, 3}},
         [](Inputs x) {
             return concat({x[0], x[0]}, -1);
         }},
        {"max_of_row", {{4, 5}}, [](Inputs x) { return max_of_row(x[0]); }},
        {"gather",
         {{3, 4}},
         [](Inputs x) {
             return gather(x[0], labels({3, 0, 3}));
         }},
        {"one_hot",
         {{2, 3}},
         [](Inputs x) {
             return x[0] * one_hot(labels({2, 0}), 3, DType::f64);
         }},
    };
}

class EveryOperation : public testing::TestWithParam<Operation> {
protected:
    const std::vector<Tensor> xs = inputs_for(GetParam());
    Tensor number(Inputs x) const { return mixed(GetParam().apply(x)); }
};

TEST_P(EveryOperation, GradientMatchesDifferences) {
    const CheckReport report = gradcheck([&](Inputs x) { return number(x); }, xs);
    EXPECT_TRUE(report.passed) << report.text();
    for (const CheckedInput& one : report.inputs) EXPECT_GT(one.compared, 0);
}

TEST_P(EveryOperation, SecondDerivativesMatchDifferences) {
    const CheckReport report = gradgradcheck([&](Inputs x) { return number(x); }, xs);
    EXPECT_TRUE(report.passed) << report.text();
    for (const CheckedInput& one : report.inputs) EXPECT_GT(one.compared, 0);
}

TEST_P(EveryOperation, GradientsHaveTheShapesOfTheInputs) {
    std::vector<Tensor> leaves = xs;
    for (Tensor& leaf : leaves) leaf = Tensor(leaf.value()).requires_grad();
    number(leaves).backward();
    for (const Tensor& leaf : leaves) EXPECT_EQ(leaf.grad().shape(), leaf.shape());
}

INSTANTIATE_TEST_SUITE_P(Autograd, EveryOperation, testing::ValuesIn(operations()),
                         [](const auto& tested) { return tested.param.name; });

/// x^2 whose backward is x instead of 2 x.
Tensor wrong_square(const Tensor& x) {
    return record("wrong", kernels::mul(x.value(), x.value()), inputs(x),
                  [x](const Tensor& gy) -> Gradients { return {gy * x}; });
}

/// Right gradient, but one that cannot be differentiated: it is cut off from x.
Tensor half_right_square(const Tensor& x) {
    return record("half_right", kernels::mul(x.value(), x.value()), inputs(x),
                  [x](const Tensor& gy) -> Gradients { return {gy * x.detach() * 2.0}; });
}

TEST(Gradcheck, CatchesAWrongGradient) {
    const Tensor x = tensor({1.0, -0.5, 2.0});
    const CheckReport report =
        gradcheck([](Inputs in) { return sum(wrong_square(in[0])); }, {&x, 1});
    EXPECT_FALSE(report.passed);
    EXPECT_NEAR(report.inputs[0].max_difference, 2, 1e-6);
    EXPECT_NEAR(report.inputs[0].mean_difference, 3.5 / 3, 1e-6);
    EXPECT_EQ(report.inputs[0].near_kinks, 0);
}

TEST(Gradcheck, CatchesASmallError) {
    const auto off = [](Inputs in) { return sum(in[0] * in[0]) + 1e-5 * sum(wrong_square(in[0])); };
    const Tensor x = tensor({1.0, -0.5, 2.0});
    EXPECT_FALSE(gradcheck(off, {&x, 1}).passed);
}

TEST(Gradcheck, CatchesAGradientThatIsNan) {
    const auto nan = [](Inputs in) {
        return record("nan", in[0].value(), inputs(in[0]),
                      [](const Tensor& gy) -> Gradients { return {gy * std::nan("")}; });
    };
    const Tensor x = tensor({1.0});
    EXPECT_FALSE(gradcheck([&](Inputs in) { return sum(nan(in)); }, {&x, 1}).passed);
}

TEST(Gradgradcheck, CatchesAGradientThatForgetsItsInput) {
    const Tensor x = tensor({1.0, -0.5, 2.0});
    const auto f = [](Inputs in) { return sum(half_right_square(in[0])); };
    EXPECT_TRUE(gradcheck(f, {&x, 1}).passed);
    EXPECT_FALSE(gradgradcheck(f, {&x, 1}).passed);
}

TEST(Gradcheck, ReportsElementsNearAKinkInsteadOfFailing) {
    const auto f = [](Inputs in) { return sum(activate("relu", in[0])); };
    const Tensor x = tensor({0.0, 1.0, -1.0});
    const CheckReport report = gradcheck(f, {&x, 1});
    EXPECT_TRUE(report.passed) << report.text();
    EXPECT_EQ(report.inputs[0].near_kinks, 1);
    EXPECT_EQ(report.inputs[0].compared, 2);
}

TEST(Gradcheck, SeesAKinkAnywhereWithinItsStep) {
    const auto f = [](Inputs in) {
        return sum(activate("relu", in[0])) + 0.1 * sum(in[0] * in[0]);
    };
    for (int k = -98; k <= 98; ++k) {
        const Tensor x(Array::full({1}, k * 1e-6, DType::f64));  // the step is 1e-4
        const CheckReport report = gradcheck(f, {&x, 1});
        EXPECT_TRUE(report.passed) << k << ": " << report.text();
        EXPECT_EQ(report.inputs[0].near_kinks, 1) << k;
    }
    for (const double x : {-1e-3, -1.1e-4, 1.1e-4, 1e-3}) {
        const Tensor away(Array::full({1}, x, DType::f64));
        EXPECT_EQ(gradcheck(f, {&away, 1}).inputs[0].compared, 1) << x;
    }
}

TEST(Gradcheck, TakesCurvatureForNoKink) {
    const Tensor x = tensor({0.0, 1e-5, -1.0, 3.0});
    const auto f = [](Inputs in) { return sum(exp(3.0 * in[0])) + sum(in[0] * in[0] * in[0]); };
    const CheckReport report = gradcheck(f, {&x, 1});
    EXPECT_TRUE(report.passed) << report.text();
    EXPECT_EQ(report.inputs[0].near_kinks, 0);
}

TEST(Gradcheck, LeavesItsInputsAloneAndUsesTheirNames) {
    Tensor x = tensor({0.1, 0.2});
    x.name("price").requires_grad();
    const CheckReport report = gradcheck([](Inputs in) { return sum(in[0] * in[0]); }, {&x, 1});
    EXPECT_EQ(x.item(0), 0.1);
    EXPECT_EQ(x.item(1), 0.2);
    EXPECT_FALSE(x.has_grad());
    EXPECT_EQ(report.inputs[0].name, "price");
    EXPECT_NE(report.text().find("price"), std::string::npos);
    EXPECT_NE(report.text().find("2 compared, 0 near a kink"), std::string::npos);
}

TEST(Gradcheck, RefusesFloatsAndFunctionsOfManyNumbers) {
    const Tensor narrow = tensor({1.0F});
    const Tensor wide = tensor({1.0, 2.0});
    EXPECT_EQ(support::message_of<core::ValueError>([&] {
                  gradcheck([](Inputs in) { return sum(in[0]); }, {&narrow, 1});
              }),
              "gradcheck: the inputs must be f64\n  got: f32\n"
              "  hint: float differences have no digits left to compare");
    EXPECT_EQ(support::message_of<core::ShapeError>([&] {
                  gradcheck([](Inputs in) { return in[0]; }, {&wide, 1});
              }),
              "gradcheck: the function must return one number\n  result: [2]\n  hint: sum it");
}

}  // namespace
}  // namespace kasane::autograd
