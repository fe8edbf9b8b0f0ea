// Parts of tensors, joined tensors, and the largest of each row.
#include "kasane/autograd/shape.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/core/error.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/message.hpp"

namespace kasane::autograd {
namespace {

using support::message_of;
using support::values_of;

Tensor random(const Shape& shape, unsigned seed, DType dtype = DType::f64) {
    support::Numbers numbers(seed);
    return Tensor(support::random_array(shape, dtype, numbers));
}

TEST(Narrow, SeesThePartWithoutCopyingIt) {
    const Tensor x = tensor({1.0, 2.0, 3.0, 4.0, 5.0, 6.0}, {2, 3});
    EXPECT_EQ(values_of(narrow(x, 1, 1, 3).value()), (std::vector<double>{2, 3, 5, 6}));
    EXPECT_EQ(values_of(narrow(x, 0, 1, 2).value()), (std::vector<double>{4, 5, 6}));
    EXPECT_EQ(narrow(x, -1, 2, 2).size(), 0);
    EXPECT_TRUE(narrow(x, 1, 1, 3).value().storage() == x.value().storage());
    EXPECT_THROW(narrow(x, 1, 2, 4), core::ShapeError);
    EXPECT_EQ(message_of<core::ShapeError>([&] { narrow(x, 2, 0, 1); }),
              "narrow: there is no axis 2\n  x: [2, 3]\n"
              "  hint: axes count from 0, or from -1 at the end");
}

TEST(Concat, PutsPartsOneBehindTheOther) {
    const Tensor x = tensor({1.0F, 2.0F}, {2, 1}), y = tensor({3.0F, 4.0F, 5.0F, 6.0F}, {2, 2});
    EXPECT_EQ(values_of(concat({x, y}, 1).value()), (std::vector<double>{1, 3, 4, 2, 5, 6}));
    EXPECT_EQ(values_of(concat({x, x, x}, 0).value()), (std::vector<double>{1, 2, 1, 2, 1, 2}));
    EXPECT_EQ(values_of(concat({x}, -1).value()), values_of(x.value()));
    EXPECT_EQ(concat({zeros({2, 0}), y}, 1).shape(), Shape({2, 2}));
}

TEST(Concat, UndoesNarrowForEveryAxisLayoutAndCut) {
    support::Numbers numbers(4);
    for (int axis = 0; axis < 3; ++axis) {
        for (const DType dtype : {DType::f32, DType::f64}) {
            const Tensor x(support::random_view({3, 4, 5}, dtype, numbers));
            const Index size = x.shape()[axis];
            for (Index cut = 0; cut <= size; ++cut) {
                const Tensor again =
                    concat({narrow(x, axis, 0, cut), narrow(x, axis, cut, size)}, axis);
                EXPECT_TRUE(support::same_bits(again.value(), x.value())) << axis << " " << cut;
            }
            std::vector<Tensor> slices;
            for (Index i = 0; i < size; ++i) slices.push_back(narrow(x, axis, i, i + 1));
            EXPECT_TRUE(support::same_bits(concat(slices, axis).value(), x.value()));
        }
    }
}

TEST(Concat, RefusesWhatDoesNotFit) {
    const Tensor x = random({2, 3}, 1);
    EXPECT_THROW(concat({}, 0), core::ValueError);
    EXPECT_THROW(concat({x, random({2, 3, 1}, 1)}, 0), core::ShapeError);
    EXPECT_THROW(concat({x, random({2, 3}, 1, DType::f32)}, 0), core::ShapeError);
    EXPECT_EQ(message_of<core::ShapeError>([&] {
                  concat({x, random({2, 4}, 1)}, 0);
              }),
              "concat: parts may differ along axis 0 alone\n  first: [2, 3]\n  another: [2, 4]");
}

TEST(MaxOfRow, TakesTheFirstOfEqualsAndSpreadsNan) {
    const double nan = std::nan(""), inf = std::numeric_limits<double>::infinity();
    Tensor x = tensor({1.0, 3.0, 3.0, -inf, -inf, -inf, 2.0, nan, 5.0}, {3, 3}).requires_grad();
    const Tensor y = max_of_row(x);
    EXPECT_EQ(y.shape(), Shape({3}));
    EXPECT_EQ(y.item(0), 3);
    EXPECT_EQ(y.item(1), -inf);
    EXPECT_TRUE(std::isnan(y.item(2)));
    y.backward(tensor({1.0, 2.0, 3.0}));
    EXPECT_EQ(values_of(x.grad().value()), (std::vector<double>{0, 1, 0, 2, 0, 0, 0, 3, 0}));
    EXPECT_EQ(max_of_row(random({2, 3, 4}, 1)).shape(), Shape({2, 3}));
    EXPECT_THROW(max_of_row(zeros({2, 0})), core::ShapeError);
    EXPECT_THROW(max_of_row(scalar(1)), core::ShapeError);
}

}  // namespace
}  // namespace kasane::autograd
