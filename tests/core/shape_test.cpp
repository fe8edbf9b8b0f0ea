#include "kasane/core/shape.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "kasane/core/check.hpp"
#include "kasane/core/error.hpp"

namespace kasane::core {
namespace {

/// What broadcasting means, written from the definition: sizes from the last, missing ones are 1.
std::vector<Index> broadcast_by_definition(const Shape& a, const Shape& b) {
    const int rank = std::max(a.rank(), b.rank());
    std::vector<Index> sizes;
    for (int i = rank; i >= 1; --i) {
        const Index x = i <= a.rank() ? a[a.rank() - i] : 1;
        const Index y = i <= b.rank() ? b[b.rank() - i] : 1;
        if (x != y && x != 1 && y != 1) return {-1};
        sizes.push_back(x == 1 ? y : x);
    }
    return sizes;
}

TEST(Shape, OfOneNumberHasNoDimensionsAndSizeOne) {
    const Shape shape;
    EXPECT_EQ(shape.rank(), 0);
    EXPECT_EQ(shape.size(), 1);
    EXPECT_EQ(to_string(shape), "[]");
}

TEST(Shape, CountsItsDimensionsFromBothEnds) {
    const Shape shape{2, 3, 4};
    EXPECT_EQ(shape.size(), 24);
    EXPECT_EQ(shape[0], 2);
    EXPECT_EQ(shape[-1], 4);
    EXPECT_EQ(shape[-3], 2);
    EXPECT_EQ(to_string(shape), "[2, 3, 4]");
}

TEST(Shape, WithAZeroHasNoElements) { EXPECT_EQ((Shape{5, 0, 7}).size(), 0); }

TEST(Shape, RefusesANegativeSizeAndANinthDimension) {
    EXPECT_THROW((Shape{2, -1}), ValueError);
    Shape shape{1, 1, 1, 1, 1, 1, 1, 1};
    EXPECT_THROW(shape.push_back(1), ValueError);
    EXPECT_EQ(shape.rank(), 8);
}

TEST(Shape, IsEqualOnlyToTheSameSizesInTheSameNumber) {
    EXPECT_EQ((Shape{2, 3}), (Shape{2, 3}));
    EXPECT_FALSE((Shape{2, 3} == Shape{3, 2}));
    EXPECT_FALSE((Shape{2, 3} == Shape{2, 3, 1}));
    EXPECT_FALSE((Shape{} == Shape{1}));
}

TEST(Shape, RowMajorStridesCountElementsBetweenNeighbours) {
    const Strides strides = row_major(Shape{2, 3, 4});
    EXPECT_EQ(strides[0], 12);
    EXPECT_EQ(strides[1], 4);
    EXPECT_EQ(strides[2], 1);
}

TEST(Broadcast, AgreesWithItsDefinitionForAllSmallShapes) {
    std::vector<Shape> shapes{{}};
    for (const Index a : {0, 1, 2, 3}) {
        shapes.push_back({a});
        for (const Index b : {0, 1, 2, 3}) {
            shapes.push_back({a, b});
            for (const Index c : {1, 2, 3}) shapes.push_back({a, b, c});
        }
    }
    for (const Shape& a : shapes) {
        for (const Shape& b : shapes) {
            const std::vector<Index> want = broadcast_by_definition(a, b);
            if (!want.empty() && want[0] == -1) {
                EXPECT_THROW(broadcast("add", a, b), ShapeError) << to_string(a) << to_string(b);
            } else {
                EXPECT_EQ(broadcast("add", a, b), Shape(want)) << to_string(a) << to_string(b);
            }
        }
    }
}

TEST(Broadcast, NamesTheOperationAndBothShapes) {
    try {
        broadcast("add", Shape{32, 784}, Shape{128, 10});
        FAIL();
    } catch (const ShapeError& error) {
        EXPECT_EQ(std::string(error.what()).find("add: "), 0U);
        EXPECT_NE(std::string(error.what()).find("a: [32, 784]"), std::string::npos);
        EXPECT_NE(std::string(error.what()).find("b: [128, 10]"), std::string::npos);
    }
}

TEST(Check, OfARankNamesTheArgumentAndItsShape) {
    EXPECT_NO_THROW(check::rank("matmul", "a", Shape{2, 3}, 2));
    try {
        check::rank("matmul", "a", Shape{2}, 2);
        FAIL();
    } catch (const ShapeError& error) {
        const std::string text = error.what();
        EXPECT_NE(text.find("a must have 2 dimensions, it has 1"), std::string::npos);
        EXPECT_NE(text.find("a: [2]"), std::string::npos);
    }
}

TEST(Check, OfEqualShapesThrowsForAnyDifference) {
    EXPECT_NO_THROW(check::same_shape("loss", Shape{2, 3}, Shape{2, 3}));
    EXPECT_THROW(check::same_shape("loss", Shape{2, 3}, Shape{3, 2}), ShapeError);
}

}  // namespace
}  // namespace kasane::core
