#include "kasane/kernels/random.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/arrays.hpp"

namespace kasane::kernels {
namespace {

using core::Array;
using core::DType;
using core::Index;
using core::Rng;

constexpr Index n = 100000;

/// Mean of f over the elements.
template <class F>
double mean_of(const Array& x, F f) {
    double total = 0;
    for (Index i = 0; i < x.size(); ++i) total += f(x.item(i));
    return total / static_cast<double>(x.size());
}

// Bounds are five standard errors of the moment.
TEST(Normal, HasTheMomentsOfANormalDistribution) {
    const Array x = normal({n}, 1, Rng(7).stream("moments"), DType::f64);
    const double error = 5 / std::sqrt(static_cast<double>(n));
    EXPECT_NEAR(mean_of(x, [](double v) { return v; }), 0, error);
    EXPECT_NEAR(mean_of(x, [](double v) { return v * v; }), 1, error * std::sqrt(2.0));
    EXPECT_NEAR(mean_of(x, [](double v) { return v * v * v; }), 0, error * std::sqrt(15.0));
    EXPECT_NEAR(mean_of(x, [](double v) { return v * v * v * v; }), 3, error * std::sqrt(96.0));
    for (const double t : {-2.0, -1.0, 0.0, 0.5, 1.5, 3.0}) {
        const double below = mean_of(x, [t](double v) { return v < t ? 1.0 : 0.0; });
        EXPECT_NEAR(below, std::erfc(-t / std::sqrt(2.0)) / 2, error / 2) << t;
    }
}

TEST(Normal, IsScaledByItsDeviationAndRoundedOnce) {
    const Rng rng = Rng(7).stream("scale");
    const Array wide = normal({1000}, 0.01, rng, DType::f64);
    const Array narrow = normal({1000}, 0.01, rng, DType::f32);
    const Array unit = normal({1000}, 1, rng, DType::f64);
    for (Index i = 0; i < 1000; ++i) {
        EXPECT_EQ(narrow.item(i), static_cast<double>(static_cast<float>(wide.item(i))));
        EXPECT_EQ(wide.item(i), 0.01 * unit.item(i));
    }
}

TEST(Normal, AnElementDependsOnItsPlaceAndItsStreamAlone) {
    const Rng rng(3);
    const Array big = normal({100, 7}, 1, rng.stream("a"));
    const Array small = normal({51}, 1, rng.stream("a"));
    for (Index i = 0; i < 51; ++i) EXPECT_EQ(big.item(i), small.item(i));
}

TEST(Normal, StreamsAndNeighboursAreIndependent) {
    const double error = 5 / std::sqrt(static_cast<double>(n));
    const Array a = normal({n}, 1, Rng(1).stream("a"), DType::f64);
    for (const Rng& other :
         {Rng(1).stream("b"), Rng(2).stream("a"), Rng(1).stream(std::uint64_t{0})}) {
        const Array b = normal({n}, 1, other, DType::f64);
        double product = 0, squares = 0;
        for (Index i = 0; i < n; ++i) {
            product += a.item(i) * b.item(i);
            squares += (a.item(i) * a.item(i) - 1) * (b.item(i) * b.item(i) - 1);
        }
        EXPECT_NEAR(product / n, 0, error);
        EXPECT_NEAR(squares / n, 0, 2 * error);
    }
    for (const Index lag : {1, 2, 3, 64}) {
        double product = 0;
        for (Index i = 0; i + lag < n; ++i) product += a.item(i) * a.item(i + lag);
        EXPECT_NEAR(product / n, 0, error) << "lag " << lag;
    }
}

TEST(Uniform, FillsItsIntervalEvenly) {
    const Array x = uniform({n}, -2, 4, Rng(5), DType::f64);
    int bins[12] = {};
    for (Index i = 0; i < n; ++i) {
        ASSERT_GE(x.item(i), -2);
        ASSERT_LT(x.item(i), 4);
        ++bins[static_cast<int>((x.item(i) + 2) * 2)];
    }
    for (const int count : bins) EXPECT_NEAR(count, n / 12.0, 5 * std::sqrt(n / 12.0));
}

}  // namespace
}  // namespace kasane::kernels
