#include "kasane/core/rng.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string>
#include <vector>

namespace kasane::core {
namespace {

using Words = std::array<std::uint32_t, 4>;

// kat_vectors of Random123 1.14, philox4x32 with 10 rounds.
TEST(Philox, GivesThePublishedNumbers) {
    EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}),
              (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    constexpr std::uint32_t ones = 0xffffffff;
    EXPECT_EQ(philox({ones, ones, ones, ones}, {ones, ones}),
              (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
              (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

/// Pearson's statistic of counts that should be equal.
double chi2(const std::vector<int>& counts) {
    double total = 0;
    for (const int count : counts) total += count;
    const double want = total / static_cast<double>(counts.size());
    double sum = 0;
    for (const int count : counts) sum += (count - want) * (count - want) / want;
    return sum;
}

/// Within five standard deviations of its mean, so that a sound generator passes and a seed may
/// change without luck.
void expect_uniform(const std::vector<int>& counts, double freedom, const std::string& what) {
    EXPECT_NEAR(chi2(counts), freedom, 5 * std::sqrt(2 * freedom)) << what;
}

TEST(Rng, NumberIDependsOnSeedStreamAndIAlone) {
    const Rng rng(7);
    const Rng stream = rng.stream("fc1/weight");
    const std::uint64_t first = stream.bits(1000);
    for (std::uint64_t i = 0; i < 100; ++i) (void)stream.bits(i);
    (void)rng.stream("another").bits(5);
    EXPECT_EQ(Rng(7).stream("fc1/weight").bits(1000), first);
    EXPECT_NE(Rng(8).stream("fc1/weight").bits(1000), first);
    EXPECT_NE(rng.bits(1000), first);
}

TEST(Rng, StreamsOfManyNamesAndNumbersShareNothing) {
    const Rng rng(1);
    std::set<std::uint64_t> seen;
    std::size_t drawn = 0;
    const auto draw = [&](const Rng& stream) {
        for (std::uint64_t i = 0; i < 8; ++i, ++drawn) seen.insert(stream.bits(i));
    };
    for (int layer = 0; layer < 500; ++layer) {
        draw(rng.stream("fc" + std::to_string(layer)));
        draw(rng.stream(static_cast<std::uint64_t>(layer)));
        draw(rng.stream("fc").stream(static_cast<std::uint64_t>(layer)));
        draw(rng.stream("fc" + std::to_string(layer)).stream("weight"));
    }
    EXPECT_EQ(seen.size(), drawn);
}

TEST(Rng, TwoStreamsAreUncorrelated) {
    const Rng a = Rng(1).stream("a");
    const Rng b = Rng(1).stream("b");
    constexpr int n = 100000;
    double sum = 0;
    for (std::uint64_t i = 0; i < n; ++i) sum += (a.uniform(i) - 0.5) * (b.uniform(i) - 0.5);
    EXPECT_LT(std::abs(sum / n * 12), 5 / std::sqrt(double{n}));
}

TEST(Rng, UniformFillsItsCellsEvenlyAndStaysBelowOne) {
    const Rng rng = Rng(3).stream("uniform");
    std::vector<int> counts(256);
    for (std::uint64_t i = 0; i < 200000; ++i) {
        const double u = rng.uniform(i);
        ASSERT_GE(u, 0.0);
        ASSERT_LT(u, 1.0);
        ++counts[static_cast<std::size_t>(u * 256)];
    }
    expect_uniform(counts, 255, "uniform");
}

TEST(Rng, EveryBitIsSetHalfTheTime) {
    const Rng rng = Rng(4).stream("bits");
    constexpr int n = 40000;
    std::array<int, 64> ones{};
    for (std::uint64_t i = 0; i < n; ++i) {
        for (std::size_t bit = 0; bit < 64; ++bit) ones[bit] += rng.bits(i) >> bit & 1;
    }
    for (const int count : ones) EXPECT_NEAR(count, n / 2, 5 * std::sqrt(n) / 2);
}

TEST(Rng, BelowFillsItsRangeEvenly) {
    const Rng rng = Rng(5).stream("below");
    for (const std::uint64_t n : {1, 2, 3, 10, 255}) {
        std::vector<int> counts(n);
        for (std::uint64_t i = 0; i < 1000 * n; ++i) {
            const std::uint64_t x = rng.below(n, i);
            ASSERT_LT(x, n);
            ++counts[x];
        }
        if (n > 1) expect_uniform(counts, static_cast<double>(n - 1), "n = " + std::to_string(n));
    }
}

bool is_permutation_of(std::uint64_t n, std::uint64_t seed) {
    const Permutation order(n, Rng(seed));
    std::vector<bool> seen(n);
    for (std::uint64_t i = 0; i < n; ++i) {
        const std::uint64_t x = order[i];
        if (x >= n || seen[x]) return false;
        seen[x] = true;
    }
    return true;
}

TEST(Permutation, HitsEveryElementOnce) {
    for (std::uint64_t n = 1; n <= 300; ++n) {
        EXPECT_TRUE(is_permutation_of(n, n)) << n;
    }
    EXPECT_TRUE(is_permutation_of(60000, 1));
    EXPECT_TRUE(is_permutation_of(65536, 1));
    EXPECT_TRUE(is_permutation_of(65537, 1));
}

TEST(Permutation, PutsEveryElementEverywhereEquallyOften) {
    for (const std::uint64_t n : {2, 5, 12, 40, 100}) {
        std::vector<int> counts(n * n);
        for (std::uint64_t seed = 0; seed < 6000; ++seed) {
            const Permutation order(n, Rng(seed));
            for (std::uint64_t i = 0; i < n; ++i) ++counts[i * n + order[i]];
        }
        // Every row and every column of the counts has the same sum.
        expect_uniform(counts, static_cast<double>((n - 1) * (n - 1)), "n = " + std::to_string(n));
    }
}

TEST(Permutation, DiffersBetweenStreams) {
    const Permutation a(60000, Rng(1).stream(0));
    const Permutation b(60000, Rng(1).stream(1));
    int same = 0;
    for (std::uint64_t i = 0; i < 60000; ++i) same += a[i] == b[i] ? 1 : 0;
    EXPECT_LT(same, 12);  // one on average
}

}  // namespace
}  // namespace kasane::core
