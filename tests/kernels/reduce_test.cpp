#include "kasane/kernels/reduce.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "kasane/core/error.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/machine.hpp"

namespace kasane::kernels {
namespace {

using support::DType;
using support::Index;
using support::Numbers;
using support::Shape;

struct Exact {
    long double sum = 0;
    long double size = 0;

    void add(double x) {
        sum += static_cast<long double>(x);
        size += std::fabs(static_cast<long double>(x));
    }
};

Exact exact_sum(const Array& x) {
    Exact exact;
    for (Index i = 0; i < x.size(); ++i) exact.add(x.item(i));
    return exact;
}

constexpr double u32 = 0x1p-24;

TEST(Sum, StaysWithinItsErrorBoundForEveryLength) {
    for (const Index n : {0, 1, 2, 15, 16, 17, 63, 64, 65, 100, 4095, 4096, 4097, 70001, 300001}) {
        Numbers numbers(static_cast<unsigned>(n));
        Array x = support::random_array({n}, DType::f32, numbers, 1);
        for (float& value : x.span<float>()) value += 0.75F;  // sums that grow lose most
        const Exact want = exact_sum(x);
        EXPECT_NEAR(sum(x).item(), want.sum, 16 * u32 * want.size) << n;
        const Array wide = support::random_array({n}, DType::f64, numbers, 1);
        const Exact want_wide = exact_sum(wide);
        EXPECT_NEAR(sum(wide).item(), want_wide.sum, 0x1p-49 * want_wide.size) << n;
    }
}

// Added one after the other, equal numbers are all rounded the same way.
TEST(Sum, OfManyEqualNumbersDoesNotDriftAway) {
    const Index n = 3000000;
    const double want = static_cast<double>(n) * static_cast<double>(0.1F);
    EXPECT_NEAR(sum(Array::full({n}, 0.1)).item(), want, 16 * u32 * want);
}

TEST(Sum, IsTheSameForEveryThreadCountAndInstructionSet) {
    Numbers numbers(1);
    for (const DType dtype : {DType::f32, DType::f64}) {
        for (const Index n : {17, 4097, 300001}) {
            const Array x = support::random_array({n}, dtype, numbers);
            const Array want = sum(x);
            for (const int count : {1, 2, 3, 8}) {
                const support::WithThreads with(count);
                EXPECT_TRUE(support::same_bits(sum(x), want)) << n << ", " << count << " threads";
            }
            for (const Table* isa : runnable_tables()) {
                const support::WithTable with(*isa);
                EXPECT_TRUE(support::same_bits(sum(x), want)) << n << ", " << isa->isa;
            }
        }
    }
}

TEST(Sum, AlongEveryDimensionOfEveryLayoutMatchesALoop) {
    Numbers numbers(2);
    for (const DType dtype : {DType::f32, DType::f64}) {
        for (int trial = 0; trial < 40; ++trial) {
            Shape shape;
            for (int i = 0; i < 3; ++i) shape.push_back(1 + static_cast<Index>(numbers.below(40)));
            const Array x = support::random_view(shape, dtype, numbers);
            for (int axis = -3; axis < 3; ++axis) {
                const int place = axis < 0 ? axis + 3 : axis;
                const Array got = sum(x, axis, true);
                Shape reduced = shape;
                reduced[place] = 1;
                ASSERT_EQ(got.shape(), reduced);
                std::vector<Exact> want(static_cast<std::size_t>(got.size()));
                Index inner = 1;
                for (int i = place + 1; i < 3; ++i) inner *= shape[i];
                for (Index i = 0; i < x.size(); ++i) {
                    const Index out = i / (inner * shape[place]) * inner + i % inner;
                    want[static_cast<std::size_t>(out)].add(x.item(i));
                }
                const double bound = dtype == DType::f32 ? 16 * u32 : 0x1p-49;
                for (Index i = 0; i < got.size(); ++i) {
                    const Exact& one = want[static_cast<std::size_t>(i)];
                    ASSERT_NEAR(got.item(i), one.sum, bound * one.size)
                        << to_string(shape) << " along " << axis;
                }
                EXPECT_TRUE(support::same_bits(sum(x, axis), got.reshape(sum(x, axis).shape())));
            }
        }
    }
}

TEST(Sum, DownColumnsIsTheSameForEveryThreadCountAndInstructionSet) {
    Numbers numbers(3);
    const Array x = support::random_array({300, 1100}, DType::f32, numbers);
    const Array want = sum(x, 0);
    for (const int count : {1, 2, 3, 8}) {
        const support::WithThreads with(count);
        EXPECT_TRUE(support::same_bits(sum(x, 0), want)) << count << " threads";
    }
    for (const Table* isa : runnable_tables()) {
        const support::WithTable with(*isa);
        EXPECT_TRUE(support::same_bits(sum(x, 0), want)) << isa->isa;
    }
    Array into = Array::empty({1100});
    sum_rows_into(x, into);
    EXPECT_TRUE(support::same_bits(into, want));
}

TEST(SumTo, IsTheReverseOfBroadcasting) {
    Numbers numbers(4);
    const Array x = support::random_array({2, 3, 4}, DType::f64, numbers);
    const Shape shapes[] = {{2, 3, 4}, {3, 4}, {1, 4}, {4}, {3, 1}, {2, 1, 4}, {1}, {}, {1, 1, 1}};
    for (const Shape& shape : shapes) {
        const Array got = sum_to(x, shape);
        ASSERT_EQ(got.shape(), shape);
        // <sum_to(x), y> = <x, expand(y)>
        const Array y = support::random_array(shape, DType::f64, numbers);
        const Array wide = y.expand(x.shape());
        double left = 0, right = 0;
        for (Index i = 0; i < got.size(); ++i) left += got.item(i) * y.item(i);
        for (Index i = 0; i < x.size(); ++i) right += x.item(i) * wide.item(i);
        EXPECT_NEAR(left, right, 1e-13) << to_string(shape);
    }
}

TEST(Sum, OfADimensionThatIsNotThereIsAnError) {
    EXPECT_THROW(sum(Array::zeros({2, 3}), 2), core::ShapeError);
    EXPECT_THROW(sum(Array::zeros({2, 3}), -3), core::ShapeError);
    EXPECT_THROW(sum(Array::zeros({2}, DType::i64)), core::ValueError);
}

TEST(Argmax, TakesTheFirstOfEquals) {
    const Array x = Array::from(
        {1.0F, 3.0F, 3.0F, 2.0F, 5.0F, 5.0F, 5.0F, 5.0F, -1.0F, -2.0F, -1.0F, -1.0F}, {3, 4});
    const Array best = argmax(x);
    EXPECT_EQ(best.dtype(), DType::i64);
    EXPECT_EQ(support::values_of(best), (std::vector<double>{1, 0, 0}));
    EXPECT_EQ(support::values_of(argmax(x.transpose())), (std::vector<double>{1, 1, 1, 1}));
    EXPECT_EQ(argmax(Array::from({2.0, 7.0}, {2})).item(), 1);
    EXPECT_THROW(argmax(Array::zeros({3, 0})), core::ShapeError);
    EXPECT_THROW(argmax(Array::zeros({})), core::ShapeError);
}

TEST(AllFinite, SeesOneBadNumberAnywhere) {
    for (const Index n : {1, 31, 1000}) {
        Array x = Array::zeros({n});
        EXPECT_TRUE(all_finite(x));
        for (const Index at : {Index{0}, n / 2, n - 1}) {
            for (const float bad : {std::numeric_limits<float>::infinity(), std::nanf("")}) {
                x.data<float>()[at] = bad;
                EXPECT_FALSE(all_finite(x)) << at << " of " << n;
                x.data<float>()[at] = std::numeric_limits<float>::max();
                EXPECT_TRUE(all_finite(x));
            }
        }
    }
    EXPECT_TRUE(all_finite(Array::zeros({0})));
}

}  // namespace
}  // namespace kasane::kernels
