// Arithmetic with broadcasting, on arrays of every layout, against one number at a time.
#include "kasane/kernels/elementwise.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "kasane/kernels/formula.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/message.hpp"

namespace kasane::kernels {
namespace {

using support::DType;
using support::Index;
using support::Numbers;
using support::Shape;

/// A shape of small sizes, now and then one that is longer than a vector.
Shape random_shape(Numbers& numbers) {
    Shape shape;
    const std::size_t rank = numbers.below(5);
    for (std::size_t i = 0; i < rank; ++i) {
        shape.push_back(static_cast<Index>(numbers.below(6) == 0 ? 35 : 1 + numbers.below(4)));
    }
    return shape;
}

/// A shape that stretches to `shape`: some sizes 1, some leading ones missing.
Shape shrunk(const Shape& shape, Numbers& numbers) {
    const int missing =
        numbers.below(3) == 0 && shape.rank() > 0
            ? static_cast<int>(numbers.below(static_cast<std::size_t>(shape.rank())))
            : 0;
    Shape small;
    for (int i = missing; i < shape.rank(); ++i) {
        small.push_back(numbers.below(3) == 0 ? 1 : shape[i]);
    }
    return small;
}

struct Binary {
    const char* name;
    Array (*array)(const Array&, const Array&);
    double (*number)(double, double);
    double units;  // 0: the result is exact, rounded once
};

const Binary binaries[] = {
    {"add", add, [](double a, double b) { return a + b; }, 0},
    {"sub", sub, [](double a, double b) { return a - b; }, 0},
    {"mul", mul, [](double a, double b) { return a * b; }, 0},
    {"div", div, [](double a, double b) { return a / b; }, 0},
    {"max", maximum, [](double a, double b) { return a > b ? a : b; }, 0},
    {"above", above, [](double a, double b) { return a > b    ? 1
                                                     : a == b ? 0.5
                                                              : 0; }, 0},
    {"pow", pow, [](double a, double b) { return std::pow(a, b); }, 8},
};

/// In double the rounded result is the operation itself; in float it is that of double, rounded
/// again, which for + - * / is the same number.
double rounded(double x, DType dtype) {
    return dtype == DType::f32 ? static_cast<double>(static_cast<float>(x)) : x;
}

TEST(Broadcasting, EveryOperationOnEveryLayoutMatchesOneNumberAtATime) {
    Numbers numbers(11);
    for (int trial = 0; trial < 300; ++trial) {
        const DType dtype = trial % 2 == 0 ? DType::f32 : DType::f64;
        const Binary& op = binaries[static_cast<std::size_t>(trial) % std::size(binaries)];
        const Shape shape = random_shape(numbers);
        Array a = support::random_view(shape, dtype, numbers, 4);
        Array b = support::random_view(shrunk(shape, numbers), dtype, numbers, 4);
        if (std::string(op.name) == "pow") a = exp(a);
        const bool swap = numbers.below(2) == 0 && op.units == 0;
        const Array got = swap ? op.array(b, a) : op.array(a, b);
        ASSERT_EQ(got.shape(), shape) << op.name;
        const Array wide = b.expand(shape);
        const double u = dtype == DType::f32 ? 0x1p-24 : 0x1p-53;
        for (Index i = 0; i < got.size(); ++i) {
            const double x = swap ? wide.item(i) : a.item(i);
            const double y = swap ? a.item(i) : wide.item(i);
            const double want = rounded(op.number(x, y), dtype);
            ASSERT_NEAR(got.item(i), want, op.units * u * std::abs(want))
                << op.name << " of " << to_string(a.shape()) << " and " << to_string(b.shape())
                << ", element " << i;
        }
    }
}

TEST(Broadcasting, OfOneArgumentKeepsTheShapeOfEveryLayout) {
    struct Unary {
        const char* name;
        Array (*array)(const Array&);
        double (*number)(double);
        double units;
    };
    const Unary unaries[] = {
        {"neg", neg, [](double x) { return -x; }, 0},
        {"sqrt", sqrt, [](double x) { return std::sqrt(x); }, 0},
        {"reciprocal", reciprocal, [](double x) { return 1 / x; }, 0},
        {"exp", exp, [](double x) { return std::exp(x); }, 4},
        {"log", log, [](double x) { return std::log(x); }, 4},
    };
    Numbers numbers(12);
    for (int trial = 0; trial < 100; ++trial) {
        const DType dtype = trial % 2 == 0 ? DType::f32 : DType::f64;
        const Unary& op = unaries[static_cast<std::size_t>(trial) % std::size(unaries)];
        const Shape shape = random_shape(numbers);
        Array x = support::random_view(shape, dtype, numbers, 3);
        x = mul(x, x);
        const Array view = x.rank() >= 2 ? x.transpose() : x;
        const Array got = op.array(view);
        ASSERT_EQ(got.shape(), view.shape());
        const double u = dtype == DType::f32 ? 0x1p-24 : 0x1p-53;
        for (Index i = 0; i < got.size(); ++i) {
            const double want = rounded(op.number(view.item(i)), dtype);
            ASSERT_NEAR(got.item(i), want, op.units * u * std::abs(want))
                << op.name << " of " << view.item(i);
        }
    }
}

TEST(Broadcasting, AFormulasBitsDoNotDependOnTheLayout) {
    const catalog::Formula swish = catalog::activations().make("swish");
    Numbers numbers(13);
    for (int trial = 0; trial < 100; ++trial) {
        const DType dtype = trial % 2 == 0 ? DType::f32 : DType::f64;
        const Shape shape = random_shape(numbers);
        const Array x = support::random_view(shape, dtype, numbers, 5);
        const Array beta = support::random_view(shrunk(shape, numbers), dtype, numbers, 2);
        const Array g = support::random_view(shape, dtype, numbers);
        const Array flat_x = contiguous(x);
        const Array flat_beta = contiguous(beta.expand(shape));
        const Array flat_g = contiguous(g);
        const Array* views[] = {&x, &beta};
        const Array* flat[] = {&flat_x, &flat_beta};
        ASSERT_TRUE(support::same_bits(value(swish, views), value(swish, flat)));
        for (int i = 0; i < 2; ++i) {
            ASSERT_TRUE(
                support::same_bits(partial(swish, views, i, &g), partial(swish, flat, i, &flat_g)));
            for (int j = 0; j < 2; ++j) {
                ASSERT_TRUE(support::same_bits(second_partial(swish, views, i, j, &g),
                                               second_partial(swish, flat, i, j, &flat_g)));
            }
        }
    }
}

TEST(Broadcasting, IsTheSameForEveryThreadCount) {
    Numbers numbers(14);
    const Array a = support::random_array({300, 500}, DType::f32, numbers);
    const Array row = support::random_array({500}, DType::f32, numbers);
    const Array column = support::random_array({300, 1}, DType::f32, numbers);
    for (const Array& b : {a, row, column}) {
        const support::WithThreads one(1);
        const Array want = mul(a, b);
        for (const int count : {2, 3, 8}) {
            const support::WithThreads with(count);
            EXPECT_TRUE(support::same_bits(mul(a, b), want)) << count << " threads";
        }
    }
}

TEST(Broadcasting, AFormulaIsTheSameForEveryThreadCount) {
    const catalog::Formula swish = catalog::activations().make("swish");
    Numbers numbers(15);
    const Array x = support::random_array({150001}, DType::f32, numbers, 5);
    const Array g = support::random_array({150001}, DType::f32, numbers);
    const Array beta = Array::full({1}, 1.5);
    const Array* args[] = {&x, &beta};
    const support::WithThreads one(1);
    const Array y = value(swish, args);
    const Array slope = partial(swish, args, 0, &g);
    for (const int count : {2, 3, 8}) {
        const support::WithThreads with(count);
        EXPECT_TRUE(support::same_bits(value(swish, args), y)) << count << " threads";
        EXPECT_TRUE(support::same_bits(partial(swish, args, 0, &g), slope)) << count << " threads";
    }
}

TEST(Broadcasting, EmptyArraysGiveEmptyResults) {
    EXPECT_EQ(add(Array::zeros({0}), Array::zeros({1})).shape(), Shape({0}));
    EXPECT_EQ(add(Array::zeros({3, 0}), Array::zeros({3, 1})).shape(), Shape({3, 0}));
    EXPECT_EQ(neg(Array::zeros({2, 0, 4})).size(), 0);
}

TEST(Maximum, OfANumberAndNanIsNan) {
    const Array nan = Array::full({3}, std::nan(""));
    const Array one = Array::full({3}, 1);
    EXPECT_TRUE(std::isnan(maximum(nan, one).item()));
    EXPECT_TRUE(std::isnan(maximum(one, nan).item()));
}

TEST(Broadcasting, WhatDoesNotFitIsAnErrorThatNamesBoth) {
    EXPECT_EQ(support::message_of<core::ShapeError>([] {
                  add(Array::zeros({2, 3}), Array::zeros({2, 4}));
              }).substr(0, 4),
              "add:");
    EXPECT_EQ(support::message_of<core::ValueError>(
                  [] { mul(Array::zeros({2}), Array::zeros({2}, DType::f64)); }),
              "mul: the element types differ\n  f32 and f64");
    EXPECT_EQ(support::message_of<core::ValueError>([] { neg(Array::zeros({2}, DType::i64)); }),
              "neg: works on f32 and f64, not on i64\n  hint: convert the array first");
}

TEST(Copies, ContiguousKeepsEveryElementTypeInOrder) {
    for (const DType dtype : {DType::f32, DType::f64, DType::i32, DType::i64, DType::u8}) {
        Array x = Array::empty({5, 7}, dtype);
        for (Index i = 0; i < 35; ++i) {
            const auto bytes = static_cast<Index>(core::size_of(dtype));
            Array one = Array::full({1}, static_cast<double>(i + 1), dtype);
            std::copy_n(one.bytes(), bytes, x.bytes() + i * bytes);
        }
        const Array view = x.transpose().slice(0, 1, 6).slice(1, 2, 5);
        const Array copy = contiguous(view);
        EXPECT_TRUE(copy.contiguous());
        EXPECT_EQ(copy.shape(), Shape({5, 3}));
        EXPECT_EQ(support::values_of(copy), support::values_of(view));
        EXPECT_EQ(copy.item(0), 16);  // row 2, column 1
    }
}

TEST(Copies, ConvertRoundsToTheOtherType) {
    const Array wide = Array::from({0.1, -1e300, 3.0}, {3});
    const Array narrow = convert(wide, DType::f32);
    EXPECT_EQ(narrow.item(0), static_cast<double>(0.1F));
    EXPECT_TRUE(std::isinf(narrow.item(1)));
    EXPECT_EQ(convert(narrow, DType::f64).item(0), static_cast<double>(0.1F));
}

TEST(AddTo, AddsInPlace) {
    Array to = Array::from({1.0F, 2.0F}, {2});
    const Array same = to;
    add_to(to, Array::from({10.0F, 20.0F}, {2}));
    EXPECT_EQ(support::values_of(same), (std::vector<double>{11, 22}));
    EXPECT_THROW(add_to(to, Array::zeros({3})), core::ShapeError);
    EXPECT_THROW(copy_to(to, Array::zeros({2}, DType::f64)), core::ValueError);
}

}  // namespace
}  // namespace kasane::kernels
