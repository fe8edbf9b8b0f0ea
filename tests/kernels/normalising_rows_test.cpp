// The softmax family by its published values, and its sparse and hard members at their edges.
#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>
#include <limits>
#include <string>
#include <vector>

#include "kasane/catalog/registry.hpp"
#include "kasane/kernels/formula.hpp"
#include "tests/support/arrays.hpp"

namespace kasane::kernels {
namespace {

using catalog::Formula;
using support::DType;
using support::Index;
using support::Numbers;

/// The row of an activation by name, in double.
std::vector<double> row(const std::string& name, std::initializer_list<double> x) {
    const Array array = Array::from(x, {static_cast<Index>(x.size())});
    return support::values_of(row_value(catalog::activations().make(name), array));
}

TEST(Rowwise, PublishedValuesOfTheNormalisingFunctions) {
    const auto expect = [](const std::string& name, const std::vector<double>& want) {
        const std::vector<double> got = row(name, {1, 0.5, -0.2, 0});
        for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(got[i], want[i], 5e-10) << name;
    };
    expect("softmax", {0.439443709, 0.266536083, 0.132357902, 0.161662306});
    expect("softmax_off_by_one", {0.378288688, 0.229443687, 0.113938363, 0.139164631});
    expect("sparsemax", {0.75, 0.25, 0, 0});
    expect("entmax15", {0.608355932, 0.280870056, 0.032389831, 0.078384181});
    expect("gumbel_softmax", {0.439443709, 0.266536083, 0.132357902, 0.161662306});
}

TEST(Rowwise, SparseOnesSumToOneAlsoForLongAndSteepRows) {
    for (const std::string name : {"sparsemax", "entmax15"}) {
        const Formula formula = catalog::activations().make(name);
        for (const DType dtype : {DType::f32, DType::f64}) {
            for (const double scale : {1e-6, 1e-3, 1.0, 1e3}) {
                Numbers numbers(3);
                const Array y =
                    row_value(formula, support::random_array({3, 5000}, dtype, numbers, scale));
                for (Index r = 0; r < 3; ++r) {
                    double total = 0;
                    for (Index i = 0; i < 5000; ++i) total += y.item(r * 5000 + i);
                    EXPECT_NEAR(total, 1, dtype == DType::f32 ? 2e-5 : 1e-13) << name << scale;
                }
            }
        }
        // Each score half of the one before: the support shrinks by one a step.
        Array steep = Array::empty({40}, DType::f64);
        for (Index i = 0; i < 40; ++i)
            steep.data<double>()[i] = std::ldexp(1.0, static_cast<int>(-i));
        double total = 0;
        for (const double one : support::values_of(row_value(formula, steep))) total += one;
        EXPECT_NEAR(total, 1, 1e-14) << name;
    }
}

TEST(Rowwise, InfiniteScoresOfTheSparseOnes) {
    const double inf = std::numeric_limits<double>::infinity();
    const double nan = std::nan("");
    for (const std::string name : {"sparsemax", "entmax15", "gumbel_softmax"}) {
        EXPECT_EQ(row(name, {-inf, 0, -inf}), (std::vector<double>{0, 1, 0})) << name;
        for (const double odd : {inf, nan}) {
            for (const double one : row(name, {0, odd, 1})) EXPECT_TRUE(std::isnan(one)) << name;
        }
        for (const double one : row(name, {-inf, -inf})) EXPECT_TRUE(std::isnan(one)) << name;
        const Formula formula = catalog::activations().make(name);
        const Array x = Array::from({0.0, nan, 1.0}, {3});
        const Array g = Array::from({1.0, 2.0, 3.0}, {3});
        for (const double one : support::values_of(row_vjp(formula, x, g))) {
            EXPECT_TRUE(std::isnan(one)) << name;
        }
    }
    EXPECT_EQ(row("softmax1", {-inf, -inf}), (std::vector<double>{0, 0}));
}

TEST(Rowwise, HardGumbelTakesTheFirstOfTheLargest) {
    EXPECT_EQ(row("gumbel_softmax(hard=true)", {1, 3, 2, 3}), (std::vector<double>{0, 1, 0, 0}));
    EXPECT_TRUE(std::isnan(row("gumbel_softmax(hard=true)", {1, std::nan("")})[0]));
    Numbers numbers(2);
    const Array x = support::random_array({2, 100}, DType::f64, numbers, 3);
    const Array g = support::random_array({2, 100}, DType::f64, numbers);
    const Formula hard = catalog::activations().make("gumbel_softmax(hard=true, tau=0.5)");
    const Formula soft = catalog::activations().make("gumbel_softmax(tau=0.5)");
    EXPECT_TRUE(support::same_bits(row_vjp(hard, x, g), row_vjp(soft, x, g)));
    EXPECT_TRUE(support::same_bits(row_value_along(hard, x, g), row_value_along(soft, x, g)));
}

}  // namespace
}  // namespace kasane::kernels
