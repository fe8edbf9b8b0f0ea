#include "kasane/data/batches.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

#include "kasane/core/error.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/machine.hpp"
#include "tests/support/message.hpp"

namespace kasane::data {
namespace {

using core::DType;
using core::Rng;

/// Sample i is the byte 2 i and 2 i + 1, its label i.
Dataset counted(Index n) {
    Dataset set;
    set.name = "counted";
    set.samples = Array::empty({n, 1, 2}, DType::u8);
    set.labels = Array::empty({n}, DType::i64);
    set.scale = 0.5F;
    set.classes = n;
    for (Index i = 0; i < n; ++i) {
        set.samples.data<std::uint8_t>()[2 * i] = static_cast<std::uint8_t>(2 * i);
        set.samples.data<std::uint8_t>()[2 * i + 1] = static_cast<std::uint8_t>(2 * i + 1);
        set.labels.data<std::int64_t>()[i] = i;
    }
    return set;
}

std::vector<Index> rows_of(const Batch& batch) {
    std::vector<Index> rows;
    for (const std::int64_t label : batch.labels.span<std::int64_t>()) rows.push_back(label);
    return rows;
}

void expect_samples(const Batch& batch) {
    ASSERT_EQ(batch.x.shape(), Shape({batch.labels.size(), 2}));
    for (Index i = 0; i < batch.labels.size(); ++i) {
        const double row = batch.labels.item(i);
        EXPECT_EQ(batch.x.item(2 * i), row);
        EXPECT_EQ(batch.x.item(2 * i + 1), row + 0.5);
    }
}

TEST(Batches, OfAShuffledEpochHoldEverySampleOnce) {
    const Dataset set = counted(103);
    Batches batches(set, {.batch = 10}, Rng(1));
    EXPECT_EQ(batches.epoch_length(), 11);
    std::vector<std::vector<Index>> orders;
    for (Index epoch = 0; epoch < 3; ++epoch) {
        std::vector<Index> order;
        for (Index i = 0; i < 11; ++i) {
            const Batch batch = batches.at(epoch * 11 + i);
            EXPECT_EQ(batch.labels.size(), i < 10 ? 10 : 3);
            expect_samples(batch);
            for (const Index row : rows_of(batch)) order.push_back(row);
        }
        EXPECT_EQ(std::set<Index>(order.begin(), order.end()).size(), 103U);
        EXPECT_FALSE(std::is_sorted(order.begin(), order.end()));
        orders.push_back(order);
    }
    EXPECT_NE(orders[0], orders[1]);
    EXPECT_NE(orders[1], orders[2]);
}

TEST(Batches, WithReplacementDrawEachSampleAnewAndEvenly) {
    const Dataset set = counted(100);
    Batches batches(set, {.batch = 50, .replace = true}, Rng(2));
    EXPECT_EQ(batches.epoch_length(), 2);
    std::vector<int> seen(100, 0);
    bool repeated = false;
    for (Index i = 0; i < 1000; ++i) {
        const Batch batch = batches.at(i);
        ASSERT_EQ(batch.labels.size(), 50);
        const std::vector<Index> rows = rows_of(batch);
        repeated = repeated || std::set<Index>(rows.begin(), rows.end()).size() < rows.size();
        for (const Index row : rows) ++seen[static_cast<std::size_t>(row)];
    }
    EXPECT_TRUE(repeated);
    for (const int count : seen) EXPECT_NEAR(count, 500, 5 * 22.4);
}

TEST(Batches, AreAFunctionOfSeedAndPlaceAlone) {
    const Dataset set = counted(103);
    for (const bool replace : {false, true}) {
        const Sampling sampling{.batch = 10, .replace = replace};
        Batches forward(set, sampling, Rng(3));
        std::vector<std::vector<Index>> want;
        for (Index i = 0; i < 40; ++i) want.push_back(rows_of(forward.at(i)));
        Batches again(set, sampling, Rng(3));
        for (const Index i : {39, 0, 17, 17, 18, 5, 11, 10, 39}) {
            EXPECT_EQ(rows_of(again.at(i)), want[static_cast<std::size_t>(i)]) << i;
        }
        Batches other(set, sampling, Rng(4));
        EXPECT_NE(rows_of(other.at(0)), want[0]);
        for (const int count : {1, 3}) {
            const support::WithThreads with(count);
            EXPECT_EQ(rows_of(again.at(7)), want[7]);
        }
    }
}

TEST(Batches, LargerThanTheSetAreTheWholeSetUnlessDrawnWithReplacement) {
    const Dataset set = counted(7);
    Batches shuffled(set, {.batch = 100}, Rng(1));
    EXPECT_EQ(shuffled.epoch_length(), 1);
    EXPECT_EQ(shuffled.at(0).labels.size(), 7);
    Batches drawn(set, {.batch = 100, .replace = true}, Rng(1));
    EXPECT_EQ(drawn.epoch_length(), 1);
    EXPECT_EQ(drawn.at(5).labels.size(), 100);
}

TEST(Batches, OfFloatsAreScaledToo) {
    const double cells[] = {1.5, -2.0, 0, 2.5, 3.0, 1};
    Dataset set = from_table("floats", 2, 3, cells);
    set.scale = 2;
    const Batch batch = range(set, 0, 2);
    EXPECT_EQ(support::values_of(batch.x), (std::vector<double>{3, -4, 5, 6}));
}

TEST(Range, KeepsTheOrder) {
    const Dataset set = counted(20);
    const Batch batch = range(set, 5, 9);
    EXPECT_EQ(rows_of(batch), (std::vector<Index>{5, 6, 7, 8}));
    expect_samples(batch);
    EXPECT_EQ(range(set, 3, 3).labels.size(), 0);
}

TEST(Batches, NeedSamplesAndAPositiveSize) {
    const Dataset set = counted(20);
    Dataset empty;
    empty.name = "nothing";
    empty.labels = Array::empty({0}, DType::i64);
    EXPECT_EQ(support::message_of<core::ValueError>([&] { Batches b(set, {.batch = 0}, Rng()); }),
              "batch: must be at least 1, got 0");
    EXPECT_THROW(Batches(set, {.batch = -5}, Rng()), core::ValueError);
    EXPECT_EQ(support::message_of<core::ValueError>([&] { Batches b(empty, {}, Rng()); }),
              "data: the set \"nothing\" is empty");
}

}  // namespace
}  // namespace kasane::data
