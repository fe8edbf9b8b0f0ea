#include "kasane/core/array.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <vector>

#include "kasane/core/error.hpp"

namespace kasane::core {
namespace {

/// 0, 1, 2, ... in the shape.
Array counting(const Shape& shape) {
    std::vector<float> values(static_cast<std::size_t>(shape.size()));
    std::iota(values.begin(), values.end(), 0.0F);
    return Array::from<float>(values, shape);
}

std::vector<double> elements(const Array& array) {
    std::vector<double> result;
    for (Index i = 0; i < array.size(); ++i) result.push_back(array.item(i));
    return result;
}

using Values = std::vector<double>;

TEST(Array, ByDefaultHasNoElements) {
    const Array array;
    EXPECT_EQ(array.size(), 0);
    EXPECT_EQ(array.shape(), (Shape{0}));
}

TEST(Array, KeepsTheValuesItIsMadeFrom) {
    const Array array = Array::from({1.5F, 2.5F, 3.5F, 4.5F}, {2, 2});
    EXPECT_EQ(elements(array), (Values{1.5, 2.5, 3.5, 4.5}));
    EXPECT_EQ(array.dtype(), DType::f32);
    EXPECT_TRUE(array.contiguous());
    EXPECT_THROW(Array::from({1.0F}, {2}), ShapeError);
}

TEST(Array, OfOneNumberHasRankZero) {
    const Array array = Array::from({42.0}, {});
    EXPECT_EQ(array.rank(), 0);
    EXPECT_EQ(array.item(), 42);
    EXPECT_EQ(array.dtype(), DType::f64);
}

TEST(Array, FillsEveryElementType) {
    for (const DType dtype : {DType::f32, DType::f64, DType::i32, DType::i64, DType::u8}) {
        EXPECT_EQ(elements(Array::full({3}, 7, dtype)), (Values{7, 7, 7})) << name_of(dtype);
        EXPECT_EQ(elements(Array::zeros({2}, dtype)), (Values{0, 0})) << name_of(dtype);
    }
    EXPECT_EQ(Array::full({1}, 1, DType::boolean).item(), 1);
    EXPECT_EQ(Array::zeros({1}, DType::bf16).item(), 0);
    EXPECT_THROW(Array::full({1}, 1, DType::bf16), ValueError);
}

TEST(Array, ReadsBFloat16AsItsValue) {
    EXPECT_EQ(Array::from({BFloat16{0x3FC0}}, {1}).item(), 1.5);
}

TEST(Array, RefusesToReadElementsAsAnotherType) {
    Array array = Array::zeros({2});
    EXPECT_THROW(array.data<double>(), ValueError);
    EXPECT_THROW(array.span<std::int32_t>(), ValueError);
    EXPECT_NO_THROW(array.data<float>());
}

TEST(Array, RefusesASizeThatOverflowsAndADeviceItLacks) {
    const Index huge = Index{1} << 40;
    EXPECT_THROW(Array::empty({huge, huge}), ValueError);
    EXPECT_THROW(Array::empty({huge, huge, huge}, DType::u8), ValueError);
    EXPECT_THROW(Array::empty({1}, DType::f32, Device::cuda), ValueError);
}

TEST(Array, CopiesTheViewNotTheElements) {
    const Array a = counting({4});
    Array b = a;
    b.data<float>()[2] = 99;
    EXPECT_EQ(a.item(2), 99);
    EXPECT_TRUE(a.storage() == b.storage());
}

TEST(Reshape, KeepsTheOrderAndSharesTheMemory) {
    const Array a = counting({2, 6});
    const Array b = a.reshape({3, -1});
    EXPECT_EQ(b.shape(), (Shape{3, 4}));
    EXPECT_EQ(elements(b), elements(a));
    EXPECT_EQ(b.bytes(), a.bytes());
}

TEST(Reshape, RefusesAnotherNumberOfElements) {
    EXPECT_THROW(counting({6}).reshape({4}), ShapeError);
    EXPECT_THROW(counting({6}).reshape({4, -1}), ShapeError);
    EXPECT_THROW(counting({2, 3}).transpose().reshape({6}), ShapeError);
}

TEST(Transpose, SwapsTwoDimensions) {
    const Array a = counting({2, 3});
    const Array b = a.transpose();
    EXPECT_EQ(b.shape(), (Shape{3, 2}));
    EXPECT_EQ(elements(b), (Values{0, 3, 1, 4, 2, 5}));
    EXPECT_FALSE(b.contiguous());
    EXPECT_TRUE(b.transpose().contiguous());
    EXPECT_THROW(counting({3}).transpose(), ShapeError);
}

TEST(Transpose, OfASizeOfOneStaysContiguous) {
    EXPECT_TRUE(counting({1, 5}).transpose().contiguous());
}

TEST(Slice, TakesARangeOfAnyDimension) {
    const Array a = counting({3, 4});
    EXPECT_EQ(elements(a.slice(0, 1, 3)), (Values{4, 5, 6, 7, 8, 9, 10, 11}));
    EXPECT_EQ(elements(a.slice(1, 1, 3)), (Values{1, 2, 5, 6, 9, 10}));
    EXPECT_EQ(elements(a.slice(-1, 3, 4)), (Values{3, 7, 11}));
    EXPECT_TRUE(a.slice(0, 1, 3).contiguous());
    EXPECT_FALSE(a.slice(1, 1, 3).contiguous());
    EXPECT_EQ(a.slice(0, 2, 2).size(), 0);
}

TEST(Slice, OfASliceAddsUp) {
    const Array a = counting({10}).slice(0, 2, 9).slice(0, 3, 5);
    EXPECT_EQ(elements(a), (Values{5, 6}));
    EXPECT_EQ(a.offset(), 5);
}

TEST(Slice, RefusesARangeOutside) {
    const Array a = counting({3, 4});
    EXPECT_THROW(a.slice(0, -1, 2), ShapeError);
    EXPECT_THROW(a.slice(0, 2, 1), ShapeError);
    EXPECT_THROW(a.slice(0, 0, 4), ShapeError);
    EXPECT_THROW(a.slice(2, 0, 1), ShapeError);
    EXPECT_THROW(a.slice(-3, 0, 1), ShapeError);
}

TEST(Expand, RepeatsElementsWithoutCopying) {
    const Array a = counting({3});
    const Array b = a.expand({2, 3});
    EXPECT_EQ(elements(b), (Values{0, 1, 2, 0, 1, 2}));
    EXPECT_EQ(b.bytes(), a.bytes());
    EXPECT_EQ(elements(counting({2, 1}).expand({2, 2})), (Values{0, 0, 1, 1}));
    EXPECT_EQ(elements(counting({}).expand({2})), (Values{0, 0}));
    EXPECT_FALSE(b.contiguous());
}

TEST(Expand, RefusesToShrink) {
    EXPECT_THROW(counting({2, 3}).expand({3}), ShapeError);
    EXPECT_THROW(counting({2, 3}).expand({1, 3}), ShapeError);
    EXPECT_THROW(counting({3}).expand({4}), ShapeError);
}

TEST(View, GivesAPartAShapeOfItsOwn) {
    const Array arena = counting({20});
    const Array weight = arena.view(4, {2, 3});
    EXPECT_EQ(elements(weight), (Values{4, 5, 6, 7, 8, 9}));
    EXPECT_EQ(weight.bytes(), arena.bytes() + 16);
    EXPECT_THROW(arena.view(18, {3}), ShapeError);
}

TEST(Item, RefusesAnElementThatIsNotThere) {
    EXPECT_THROW(counting({3}).item(3), ShapeError);
    EXPECT_THROW(counting({3}).item(-1), ShapeError);
    EXPECT_THROW(Array().item(), ShapeError);
}

TEST(Span, NeedsRowMajorOrder) {
    const Array a = counting({2, 3});
    EXPECT_EQ(a.span<float>().size(), 6U);
    const Array transposed = a.transpose();
    EXPECT_THROW(transposed.span<float>(), ShapeError);
}

}  // namespace
}  // namespace kasane::core
