// A program computes what the struct computes, to the last bit.
#include "kasane/catalog/program.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "kasane/catalog/apply.hpp"
#include "kasane/catalog/lists.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/catalog/rules.hpp"
#include "tests/support/numbers.hpp"

namespace kasane::catalog {
namespace {

template <class F>
Formula formula_of(const Kind& kind) {
    for (const Entry& entry : kind.entries()) {
        if (entry.info == &F::info) return Formula(entry);
    }
    throw std::runtime_error("no such entry");
}

std::vector<double> places() {
    std::vector<double> all = support::grid(-30, 30, 1601);
    for (const double x : {1e-300, 1e-20, 1e-5, 50.0, 800.0, 1e9, 1e300}) {
        all.push_back(x);
        all.push_back(-x);
    }
    all.push_back(0.0);
    all.push_back(std::nan(""));
    all.push_back(std::numeric_limits<double>::infinity());
    all.push_back(-std::numeric_limits<double>::infinity());
    return all;
}

/// Equal bits; zeros of either sign and all NaN are one.
bool same(double a, double b) { return support::same_bits(a, b) || a == b || (a != a && b != b); }

template <class F>
void expect_the_same_bits(const Kind& kind) {
    constexpr std::size_t n = input_count<F> + trainable_count<F>;
    const Formula formula = formula_of<F>(kind);
    for (const double x : places()) {
        std::vector<double> args{x};
        if (input_count<F> != 1 && !(x > 0 && x < 1)) continue;  // probabilities
        args.resize(input_count<F>, 0.25);
        for (const double start : formula.trainable()) args.push_back(start);
        for (int i = 0; i < static_cast<int>(n); ++i) {
            const Partials got = evaluate(formula, args, i, 0);
            EXPECT_TRUE(same(got.value, value<n>(F{}, args.data()))) << F::info.name << " " << x;
            EXPECT_TRUE(same(got.by_i, partial<n>(F{}, i, args.data())))
                << F::info.name << " by " << i << " at " << x;
        }
    }
}

TEST(Programs, GiveTheBitsOfTheStruct) {
    PointwiseLosses::for_each([]<class F> { expect_the_same_bits<F>(losses()); });
    expect_the_same_bits<Relu>(activations());
    expect_the_same_bits<Elu>(activations());
    expect_the_same_bits<Tanh>(activations());
    expect_the_same_bits<Swish>(activations());
    expect_the_same_bits<Mish>(activations());
}

TEST(Programs, AreKeptAndTellParametersApart) {
    const Formula one = activations().make("elu(alpha=0.5)");
    const Formula two = activations().make("elu(alpha=0.25)");
    EXPECT_EQ(program(one, {}), program(one, {}));
    EXPECT_NE(program(one, {}), program(two, {}));
    EXPECT_EQ(evaluate(one, std::vector<double>{-1e3}).value, -0.5);
    EXPECT_EQ(evaluate(two, std::vector<double>{-1e3}).value, -0.25);
}

TEST(Programs, ComputeNothingTwiceAndNothingForNothing) {
    EXPECT_EQ(program(activations().make("sigmoid"), {})->code().count, 1);
    EXPECT_EQ(program(activations().make("mish"), {})->code().count, 1);
    EXPECT_LE(program(activations().make("relu"), {1, 0, 0})->code().count, 3);
}

TEST(Programs, ManyParametersDoNotFillTheMemory) {
    for (int k = 1; k < 2000; ++k) {
        Formula f = activations().make("elu");
        f.set("alpha", {1.0 / k});
        EXPECT_EQ(evaluate(f, std::vector<double>{-1e3}).value, -1.0 / k);
    }
}

}  // namespace
}  // namespace kasane::catalog
