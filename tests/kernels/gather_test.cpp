#include "kasane/kernels/gather.hpp"

#include <gtest/gtest.h>

#include "kasane/core/error.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/message.hpp"

namespace kasane::kernels {
namespace {

using support::DType;
using support::Index;
using support::values_of;

Array indices(std::initializer_list<std::int64_t> values) {
    return Array::from(values, {static_cast<Index>(values.size())});
}

const Array x = Array::from({1.0F, 2.0F, 3.0F, 4.0F, 5.0F, 6.0F}, {2, 3});

TEST(Gather, PicksOneNumberARow) {
    EXPECT_EQ(values_of(gather(x, indices({2, 0}))), (std::vector<double>{3, 4}));
    EXPECT_EQ(values_of(gather(x.transpose(), indices({1, 0, 1}))), (std::vector<double>{4, 2, 6}));
}

TEST(Scatter, IsTheTransposeOfGather) {
    const Array g = Array::from({10.0F, 20.0F}, {2});
    EXPECT_EQ(values_of(scatter(g, indices({2, 0}), 3)), (std::vector<double>{0, 0, 10, 20, 0, 0}));
}

TEST(OneHot, HasAOneAtTheIndex) {
    const Array hot = one_hot(indices({1, 0}), 3, DType::f64);
    EXPECT_EQ(hot.dtype(), DType::f64);
    EXPECT_EQ(values_of(hot), (std::vector<double>{0, 1, 0, 1, 0, 0}));
}

TEST(Indices, OutsideTheirClassesAreNamedWithTheirRow) {
    EXPECT_EQ(support::message_of<core::ValueError>([] {
                  gather(x, indices({0, 3}));
              }),
              "gather: a label is outside its classes\n  row 1: 3\n  classes: 0..2");
    EXPECT_EQ(support::message_of<core::ValueError>([] {
                  one_hot(indices({0, 1, -1}), 3, DType::f32);
              }),
              "one_hot: a label is outside its classes\n  row 2: -1\n  classes: 0..2");
}

TEST(Gather, NeedsOneIndexARow) {
    EXPECT_THROW(gather(x, indices({0})), core::ShapeError);
    EXPECT_THROW(gather(x.reshape({6}), indices({0})), core::ShapeError);
    EXPECT_THROW(gather(x, Array::zeros({2})), core::ValueError);  // indices that are no i64
}

}  // namespace
}  // namespace kasane::kernels
