#include "kasane/core/parallel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "kasane/core/error.hpp"

namespace kasane::core {
namespace {

/// Runs each test with this many threads and restores the number.
class Parallel : public testing::TestWithParam<int> {
protected:
    void SetUp() override { set_threads(GetParam()); }
    void TearDown() override { set_threads(before_); }

private:
    int before_ = threads();
};

TEST_P(Parallel, CoversEveryIndexOnce) {
    for (const Index n : {0, 1, 2, 3, 7, 8, 9, 100, 1001}) {
        for (const Index grain : {0, 1, 3, 1000}) {
            std::vector<std::atomic<int>> hits(static_cast<std::size_t>(n));
            parallel_for(n, grain, [&](Index begin, Index end) {
                for (Index i = begin; i < end; ++i) ++hits[static_cast<std::size_t>(i)];
            });
            for (const auto& hit : hits) ASSERT_EQ(hit.load(), 1) << n << " by " << grain;
        }
    }
}

TEST_P(Parallel, MakesNoRangeShorterThanTheGrain) {
    std::mutex mutex;
    for (Index n = 1; n < 200; ++n) {
        std::vector<Index> lengths;
        parallel_for(n, 10, [&](Index begin, Index end) {
            const std::lock_guard lock(mutex);
            lengths.push_back(end - begin);
        });
        ASSERT_LE(lengths.size(), static_cast<std::size_t>(GetParam()));
        for (const Index length : lengths) {
            ASSERT_TRUE(length >= 10 || lengths.size() == 1) << n;
        }
    }
}

TEST_P(Parallel, WaitsForAllRangesBeforeItReturns) {
    for (int round = 0; round < 100; ++round) {
        std::vector<int> values(64);  // unguarded: the return must order the writes
        parallel_for(64, 1, [&](Index begin, Index end) {
            for (Index i = begin; i < end; ++i) values[static_cast<std::size_t>(i)] = 1;
        });
        ASSERT_EQ(std::accumulate(values.begin(), values.end(), 0), 64);
    }
}

TEST_P(Parallel, ThrowsWhatABodyThrowsAndWorksAgainAfterwards) {
    for (int round = 0; round < 20; ++round) {
        EXPECT_THROW(parallel_for(100, 1,
                                  [](Index begin, Index) {
                                      throw std::runtime_error(std::to_string(begin));
                                  }),
                     std::runtime_error);
        std::atomic<Index> sum = 0;
        parallel_for(100, 1, [&](Index begin, Index end) { sum += end - begin; });
        EXPECT_EQ(sum.load(), 100);
    }
}

TEST_P(Parallel, ThrowsWhenOnlyTheLastRangeFails) {
    const auto body = [](Index, Index end) {
        if (end == 1000) throw 7;
    };
    EXPECT_THROW(parallel_for(1000, 1, body), int);
}

TEST_P(Parallel, RunsACallFromInsideABody) {
    std::atomic<Index> sum = 0;
    parallel_for(16, 1, [&](Index begin, Index end) {
        for (Index i = begin; i < end; ++i) {
            parallel_for(100, 1, [&](Index a, Index b) { sum += b - a; });
        }
    });
    EXPECT_EQ(sum.load(), 1600);
}

TEST_P(Parallel, ServesManyHostThreadsAtOnce) {
    std::atomic<Index> sum = 0;
    std::vector<std::thread> hosts;
    for (int host = 0; host < 4; ++host) {
        hosts.emplace_back([&] {
            for (int round = 0; round < 50; ++round) {
                parallel_for(50, 1, [&](Index a, Index b) { sum += b - a; });
            }
        });
    }
    for (std::thread& host : hosts) host.join();
    EXPECT_EQ(sum.load(), 4 * 50 * 50);
}

TEST_P(Parallel, TakesNewThreadCountsBetweenCalls) {
    for (const int count : {1, 3, 2, 5, GetParam()}) {
        set_threads(count);
        EXPECT_EQ(threads(), count);
        std::atomic<Index> sum = 0;
        parallel_for(1000, 1, [&](Index a, Index b) { sum += b - a; });
        EXPECT_EQ(sum.load(), 1000);
    }
}

INSTANTIATE_TEST_SUITE_P(Threads, Parallel, testing::Values(1, 2, 3, 8),
                         testing::PrintToStringParamName());

TEST(Threads, AreOnePerCoreWhenZeroIsAskedFor) {
    const int before = threads();
    set_threads(0);
    EXPECT_GE(threads(), 1);
    set_threads(before);
}

TEST(Threads, RefuseNegativeAndHugeNumbers) {
    EXPECT_THROW(set_threads(-1), ValueError);
    EXPECT_THROW(set_threads(1025), ValueError);
}

}  // namespace
}  // namespace kasane::core
