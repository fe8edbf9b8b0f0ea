// Activations of whole rows: against long double, golden rows, finite differences.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "kasane/core/error.hpp"
#include "kasane/kernels/formula.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/differences.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/machine.hpp"

namespace kasane::kernels {
namespace {

using catalog::Formula;
using support::Case;
using support::DType;
using support::expect_slope;
using support::Index;
using support::moved;
using support::Numbers;
using support::Shape;

using Row = std::vector<long double>;

struct Reference {
    Row value, value_error;  // and an error bound in units of rounding
    Row vjp, vjp_error;
};

long double largest(const Row& x) { return *std::max_element(x.begin(), x.end()); }

Reference softmax(const Row& x, const Row& g) {
    const long double top = largest(x);
    long double total = 0, mean = 0, size = 0;
    for (const long double one : x) total += std::exp(one - top);
    Reference r;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const long double y = std::exp(x[i] - top) / total;
        r.value.push_back(y);
        r.value_error.push_back(y * (1 + top - x[i]));
        mean += g[i] * y;
        size += std::fabs(g[i]) * y;
    }
    for (std::size_t i = 0; i < x.size(); ++i) {
        r.vjp.push_back(r.value[i] * (g[i] - mean));
        r.vjp_error.push_back(r.value_error[i] * (std::fabs(g[i]) + size));
    }
    return r;
}

Reference log_softmax(const Row& x, const Row& g) {
    const Reference s = softmax(x, g);
    const long double top = largest(x);
    long double others = 0, moved = 0, sum = 0, size = 0;
    bool taken = false;
    for (const long double one : x) {
        const bool skipped = one == top && !taken;  // the largest term is 1 exactly
        others += skipped ? 0 : std::exp(one - top);
        moved += (top - one) * std::exp(one - top);  // by what rounding x - top changes
        taken = taken || skipped;
    }
    for (const long double one : g) {
        sum += one;
        size += std::fabs(one);
    }
    Reference r;
    for (std::size_t i = 0; i < x.size(); ++i) {
        r.value.push_back((x[i] - top) - std::log1p(others));
        r.value_error.push_back(std::fabs(r.value[i]) + moved);
        r.vjp.push_back(g[i] - s.value[i] * sum);
        r.vjp_error.push_back(std::fabs(g[i]) + s.value_error[i] * size);
    }
    return r;
}

Reference softmin(const Row& x, const Row& g) {
    Row mirrored;
    for (const long double one : x) mirrored.push_back(-one);
    Reference r = softmax(mirrored, g);
    for (long double& slope : r.vjp) slope = -slope;
    return r;
}

Reference softmax_off_by_one(Row x, Row g) {
    x.push_back(0);
    g.push_back(0);
    Reference r = softmax(x, g);
    for (Row* one : {&r.value, &r.value_error, &r.vjp, &r.vjp_error}) one->pop_back();
    return r;
}

/// The threshold by bisection, for which the sum of mass(score - threshold) is 1.
template <class Mass>
long double threshold(const Row& scores, Mass mass) {
    long double low = largest(scores) - 1, high = largest(scores);
    for (int i = 0; i < 100; ++i) {
        const long double middle = (low + high) / 2;
        long double total = 0;
        for (const long double one : scores) total += one > middle ? mass(one - middle) : 0;
        (total > 1 ? low : high) = middle;
    }
    return (low + high) / 2;
}

/// Both sparse ones: the distance d of a score from the threshold becomes value(d), and weighs its
/// gradient by weight(d).
template <class Value, class Weight>
Reference sparse(const Row& scores, const Row& g, Value value, Weight weight) {
    const long double tau = threshold(scores, value);
    long double total = 0, mean = 0, size = 0;
    Reference r;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const long double w = scores[i] > tau ? weight(scores[i] - tau) : 0;
        total += w;
        mean += w * g[i];
        size += w * std::fabs(g[i]);
    }
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const bool inside = scores[i] > tau;
        const long double far = largest(scores) - scores[i];  // x - max x is rounded
        r.value.push_back(inside ? value(scores[i] - tau) : 0);
        r.value_error.push_back(1 + far);
        r.vjp.push_back(inside ? weight(scores[i] - tau) * (g[i] - mean / total) : 0);
        r.vjp_error.push_back((1 + far) * (std::fabs(g[i]) + size / total));
    }
    return r;
}

Reference sparsemax(const Row& x, const Row& g) {
    return sparse(
        x, g, [](long double d) { return d; }, [](long double) { return 1.0L; });
}

Reference entmax15(const Row& x, const Row& g) {
    Row half;
    for (const long double one : x) half.push_back(one / 2);
    return sparse(
        half, g, [](long double d) { return d * d; }, [](long double d) { return d; });
}

using Known = std::map<std::string, std::function<Reference(const Row&, const Row&)>>;
const Known& references() {
    static const Known known{
        {"softmax", softmax},         {"softmin", softmin},
        {"log_softmax", log_softmax}, {"softmax_off_by_one", softmax_off_by_one},
        {"sparsemax", sparsemax},     {"entmax15", entmax15},
        {"gumbel_softmax", softmax}};
    return known;
}

Row row_of(const Array& x, Index row) {
    const Index n = x.shape()[-1];
    Row values;
    for (Index i = 0; i < n; ++i) values.push_back(static_cast<long double>(x.item(row * n + i)));
    return values;
}

constexpr Index lengths[] = {1, 2, 7, 10, 16, 17, 33, 1000};

/// Every length, in f32 and f64: scores that spread, and scores that one dominates.
template <class Test>
void for_each_problem(Test test) {
    for (const DType dtype : {DType::f32, DType::f64}) {
        for (const Index n : lengths) {
            Numbers numbers(static_cast<unsigned>(n));
            Array x = support::random_array({6, n}, dtype, numbers, 20);
            Array g = support::random_array({6, n}, dtype, numbers, 2);
            test(x, g);
        }
    }
}

class EveryRowwise : public testing::TestWithParam<Case> {
protected:
    Formula formula = GetParam().formula();
};

TEST_P(EveryRowwise, AgreesWithALoopInLongDouble) {
    const auto found = references().find(std::string(formula.info().name));
    if (found == references().end()) GTEST_SKIP() << "no loop for " << formula.info().name;
    for_each_problem([&](const Array& x, const Array& g) {
        const Array value = row_value(formula, x);
        const Array vjp = row_vjp(formula, x, g);
        const Index n = x.shape()[-1];
        const double u = x.dtype() == DType::f32 ? 0x1p-24 : 0x1p-53;
        const long double bound = u * (8 + static_cast<double>(n) / 8);
        for (Index row = 0; row < 6; ++row) {
            const Reference want = found->second(row_of(x, row), row_of(g, row));
            for (Index i = 0; i < n; ++i) {
                const auto k = static_cast<std::size_t>(i);
                EXPECT_NEAR(value.item(row * n + i), want.value[k],
                            bound * want.value_error[k] + 1e-38)
                    << "length " << n << ", element " << i;
                EXPECT_NEAR(vjp.item(row * n + i), want.vjp[k], bound * want.vjp_error[k] + 1e-38)
                    << "length " << n << ", element " << i;
            }
        }
    });
}

TEST_P(EveryRowwise, VjpIsTheTransposeOfTheValuesChange) {
    Numbers numbers(5);
    const Array x = support::random_array({4, 10}, DType::f64, numbers, 3);
    const Array g = support::random_array({4, 10}, DType::f64, numbers);
    const Array v = support::random_array({4, 10}, DType::f64, numbers);
    const Array forward = row_value_along(formula, x, v);
    const Array backward = row_vjp(formula, x, g);
    for (Index row = 0; row < 4; ++row) {
        double left = 0, right = 0;
        for (Index i = row * 10; i < row * 10 + 10; ++i) {
            left += g.item(i) * forward.item(i);
            right += backward.item(i) * v.item(i);
        }
        EXPECT_NEAR(left, right, 1e-14);
    }
}

TEST_P(EveryRowwise, DirectionalDerivativesMatchFiniteDifferences) {
    for (const Index n : {1, 7, 16, 17}) {
        Numbers numbers(static_cast<unsigned>(n));
        const Array x = support::random_array({3, n}, DType::f64, numbers, 2);
        const Array g = support::random_array({3, n}, DType::f64, numbers);
        const Array v = support::random_array({3, n}, DType::f64, numbers);
        expect_slope(
            row_value_along(formula, x, v),
            [&](double h) { return row_value(formula, moved(x, v, h)); }, "value");
        expect_slope(
            row_vjp_along(formula, x, g, v),
            [&](double h) { return row_vjp(formula, moved(x, v, h), g); }, "vjp");
    }
}

TEST_P(EveryRowwise, EveryInstructionSetThreadCountAndLayoutGivesTheSameBits) {
    for_each_problem([&](const Array& x, const Array& g) {
        const Array value = row_value(formula, x);
        const Array vjp = row_vjp(formula, x, g);
        for (const Table* isa : runnable_tables()) {
            const support::WithTable with(*isa);
            EXPECT_TRUE(support::same_bits(row_value(formula, x), value)) << isa->isa;
            EXPECT_TRUE(support::same_bits(row_vjp(formula, x, g), vjp)) << isa->isa;
        }
        for (const int count : {1, 2, 3, 8}) {
            const support::WithThreads with(count);
            EXPECT_TRUE(support::same_bits(row_value(formula, x), value)) << count << " threads";
        }
        // Rows alone, and as columns of another array.
        const Array alone = row_value(formula, x.slice(0, 4, 5));
        EXPECT_TRUE(support::same_bits(alone, value.slice(0, 4, 5)));
        Array columns = Array::empty({x.shape()[1], 6}, x.dtype());
        for (Index i = 0; i < columns.size(); ++i) {
            const double number = x.item(i % 6 * x.shape()[1] + i / 6);
            if (x.dtype() == DType::f32) {
                columns.data<float>()[i] = static_cast<float>(number);
            } else {
                columns.data<double>()[i] = number;
            }
        }
        EXPECT_TRUE(support::same_bits(row_value(formula, columns.transpose()), value));
    });
}

TEST_P(EveryRowwise, ManyRowsAreTheSameForEveryThreadCount) {
    Numbers numbers(8);
    const Array x = support::random_array({1000, 101}, DType::f32, numbers, 20);
    const Array g = support::random_array({1000, 101}, DType::f32, numbers);
    const support::WithThreads one(1);
    const Array value = row_value(formula, x);
    const Array vjp = row_vjp(formula, x, g);
    const Array change = row_vjp_along(formula, x, g, g);
    for (const int count : {2, 3, 8}) {
        const support::WithThreads with(count);
        EXPECT_TRUE(support::same_bits(row_value(formula, x), value)) << count << " threads";
        EXPECT_TRUE(support::same_bits(row_vjp(formula, x, g), vjp)) << count << " threads";
        EXPECT_TRUE(support::same_bits(row_vjp_along(formula, x, g, g), change)) << count;
    }
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryRowwise,
                         testing::ValuesIn(support::cases(catalog::activations(),
                                                          catalog::Form::rowwise)),
                         support::CaseName());

template <class T>
void check_golden_rows() {
    const double u = support::unit_roundoff<T>;
    const support::Golden vector = support::golden("activations.json")["vector"];
    int rows = 0;
    for (std::size_t k = 0; k < vector.size(); ++k) {
        const support::Golden entry = vector.at(k);
        const std::string key = entry["key"].text();
        if (catalog::activations().find(key).empty()) continue;
        const Formula formula = catalog::activations().make(key);
        const auto n = static_cast<Index>(entry["x"].at(0).size());
        const Shape shape{static_cast<Index>(entry["x"].size()), n};
        const Array x = support::array_of<T>(entry["x"].doubles(), shape);
        const Array g = support::array_of<T>(entry["g"].doubles(), shape);
        const Array y = row_value(formula, x);
        const Array vjp = row_vjp(formula, x, g);
        const std::vector<long double> want = entry["y"].numbers();
        const std::vector<long double> slopes = entry["vjp"].numbers();
        for (Index i = 0; i < x.size(); ++i) {
            const auto at = static_cast<std::size_t>(i);
            EXPECT_TRUE(support::close(y.item(i), want[at], 8 * u * (1 + std::fabs(want[at]))) ||
                        support::overflows<T>(want[at]))
                << key << ", element " << i << ": got " << y.item(i) << ", want " << want[at];
            EXPECT_TRUE(
                support::close(vjp.item(i), slopes[at], 8 * u * (1 + std::fabs(slopes[at]))))
                << key << ", element " << i << " of the gradient: got " << vjp.item(i) << ", want "
                << slopes[at];
        }
        rows += static_cast<int>(shape[0]);
    }
    EXPECT_GE(rows, 30);
}

TEST(GoldenRows, ValueAndGradientMeetTheTolerance) {
    KASANE_NEED_GOLDEN("activations.json");
    check_golden_rows<float>();
    check_golden_rows<double>();
}

TEST(GoldenRows, InfiniteScoresGiveTheDocumentedValues) {
    KASANE_NEED_GOLDEN("activations.json");
    const support::Golden special = support::golden("activations.json")["vector_special"];
    int rows = 0;
    for (std::size_t k = 0; k < special.size(); ++k) {
        const support::Golden entry = special.at(k);
        const std::string key = entry["key"].text();
        if (catalog::activations().find(key).empty()) continue;
        const Formula formula = catalog::activations().make(key);
        const std::vector<long double> want = entry["y"].numbers();
        const Array y =
            row_value(formula, support::array_of<float>(entry["x"].doubles(),
                                                        {static_cast<Index>(entry["x"].size())}));
        for (std::size_t i = 0; i < want.size(); ++i) {
            const auto got = static_cast<long double>(y.item(static_cast<Index>(i)));
            EXPECT_TRUE(support::close(got, want[i], 0x1p-22))
                << key << ", case " << k << ": got " << got << ", want " << want[i];
        }
        ++rows;
    }
    EXPECT_GE(rows, 10);
}

TEST(Rowwise, ANumberHasNoRow) {
    const Formula softmax = catalog::activations().make("softmax");
    EXPECT_THROW(row_value(softmax, Array::zeros({})), core::ShapeError);
    EXPECT_EQ(row_value(softmax, Array::zeros({0, 5})).size(), 0);
    EXPECT_EQ(row_value(softmax, Array::zeros({3, 0})).size(), 0);
}

}  // namespace
}  // namespace kasane::kernels
