#include "kasane/core/storage.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <new>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#define KASANE_TEST_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KASANE_TEST_ASAN 1
#endif
#endif

namespace kasane::core {
namespace {

#if defined(KASANE_TEST_ASAN)
constexpr bool caching = false;
#else
constexpr bool caching = true;
#endif

TEST(Allocate, GivesAlignedMemoryOfEverySize) {
    for (std::size_t bytes = 0; bytes < 5000; bytes += 7) {
        void* block = allocate(bytes);
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block) % 64, 0U) << bytes;
        std::memset(block, 0xAB, bytes);  // a sanitizer build sees a block that is too short
        release(block, bytes);
    }
    const std::size_t large = (std::size_t{2} << 20) + 12345;
    void* block = allocate(large);
    std::memset(block, 0xAB, large);
    release(block, large);
}

TEST(Allocate, GivesBlocksThatDoNotOverlap) {
    constexpr std::size_t bytes = 320;
    std::set<std::uintptr_t> starts;
    std::vector<void*> blocks;
    for (int i = 0; i < 200; ++i) {
        blocks.push_back(allocate(bytes));
        const auto start = reinterpret_cast<std::uintptr_t>(blocks.back());
        const auto above = starts.upper_bound(start);
        EXPECT_TRUE(above == starts.end() || *above - start >= bytes);
        EXPECT_TRUE(above == starts.begin() || start - *std::prev(above) >= bytes);
        starts.insert(start);
    }
    for (void* block : blocks) release(block, bytes);
}

TEST(Allocate, ReusesWhatWasGivenBack) {
    if (!caching) GTEST_SKIP() << "no cache under AddressSanitizer";
    for (const std::size_t bytes : {64, 1000, 100000, 5000000}) {
        void* first = allocate(bytes);
        release(first, bytes);
        void* second = allocate(bytes);
        EXPECT_EQ(first, second) << bytes;
        release(second, bytes);
    }
}

TEST(Allocate, ThrowsForMoreThanAnyMachineHas) {
    EXPECT_THROW(allocate(SIZE_MAX), std::bad_alloc);
    EXPECT_THROW(allocate(PTRDIFF_MAX), std::bad_alloc);
    EXPECT_THROW(Storage{SIZE_MAX}, std::bad_alloc);
    EXPECT_THROW(Storage{SIZE_MAX - 10}, std::bad_alloc);
}

/// One thread allocates, another frees, as a loader and a trainer do.
std::size_t addresses_of_a_pipeline(std::size_t bytes, int rounds) {
    std::mutex mutex;
    std::condition_variable changed;
    void* waiting = nullptr;
    std::thread consumer([&] {
        for (int i = 0; i < rounds; ++i) {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return waiting != nullptr; });
            release(std::exchange(waiting, nullptr), bytes);
            changed.notify_one();
        }
    });
    std::set<void*> seen;
    for (int i = 0; i < rounds; ++i) {
        void* block = allocate(bytes);
        seen.insert(block);
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return waiting == nullptr; });
        waiting = block;
        changed.notify_one();
    }
    consumer.join();
    return seen.size();
}

TEST(Allocate, DoesNotHoardInAThreadThatOnlyFrees) {
    if (!caching) GTEST_SKIP() << "no cache under AddressSanitizer";
    trim_cache();
    // 4 MiB of a class may stay with the consumer; all rounds together would take 130 MB.
    EXPECT_LE(addresses_of_a_pipeline(65536, 2000), 80U);
    EXPECT_LE(addresses_of_a_pipeline(3000000, 50), 4U);
}

TEST(Allocate, TakesBackTheBlocksOfAThreadThatEnded) {
    if (!caching) GTEST_SKIP() << "no cache under AddressSanitizer";
    trim_cache();
    std::set<void*> blocks;
    std::thread([&] {
        std::vector<void*> own;
        for (int i = 0; i < 8; ++i) own.push_back(allocate(7777));
        blocks.insert(own.begin(), own.end());
        for (void* block : own) release(block, 7777);
    }).join();
    void* block = allocate(7777);
    EXPECT_TRUE(blocks.contains(block));
    release(block, 7777);
    trim_cache();
}

TEST(Storage, SharesItsBlockWithItsCopies) {
    Storage a(100);
    EXPECT_TRUE(a.unique());
    {
        const Storage b = a;
        EXPECT_FALSE(a.unique());
        EXPECT_TRUE(a == b);
        EXPECT_EQ(a.data(), b.data());
    }
    EXPECT_TRUE(a.unique());
    const Storage moved = std::move(a);
    EXPECT_TRUE(moved.unique());
}

TEST(Storage, IsEmptyUnlessAskedForBytes) {
    const Storage none;
    EXPECT_EQ(none.data(), nullptr);
    EXPECT_FALSE(none.unique());
    const Storage zero(0);
    EXPECT_NE(zero.data(), nullptr);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(zero.data()) % 64, 0U);
}

TEST(Storage, SurvivesAssignmentToItself) {
    Storage a(16);
    std::byte* before = a.data();
    const Storage& same = a;
    a = same;
    EXPECT_EQ(a.data(), before);
    EXPECT_TRUE(a.unique());
}

TEST(Storage, CountsItsOwnersAcrossThreads) {
    const Storage shared(64);
    std::vector<std::thread> hosts;
    for (int host = 0; host < 4; ++host) {
        hosts.emplace_back([&] {
            for (int i = 0; i < 2000; ++i) {
                const Storage copy = shared;
                EXPECT_FALSE(copy.unique());
            }
        });
    }
    for (std::thread& host : hosts) host.join();
    EXPECT_TRUE(shared.unique());
}

}  // namespace
}  // namespace kasane::core
