// Losses of whole rows: against finite differences, and the same bits whichever way they are taken.
#include <gtest/gtest.h>

#include "kasane/kernels/formula.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/differences.hpp"
#include "tests/support/entries.hpp"
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

constexpr Index lengths[] = {1, 2, 7, 10, 16, 17, 33, 1000};

class EveryRowwiseLoss : public testing::TestWithParam<Case> {
protected:
    Formula formula = GetParam().formula();
};

TEST_P(EveryRowwiseLoss, GradientAndItsChangeMatchFiniteDifferences) {
    for (const Index n : {1, 7, 16, 17}) {
        Numbers numbers(static_cast<unsigned>(n));
        const Array x = support::random_array({3, n}, DType::f64, numbers, 2);
        const Array v = support::random_array({3, n}, DType::f64, numbers);
        const Array scale = support::random_array({3}, DType::f64, numbers);
        Array weights = support::random_array({3, n}, DType::f64, numbers);
        for (double& w : weights.span<double>()) w = w * w;
        const Array labels =
            Array::from({std::int64_t{0}, std::int64_t{n - 1}, std::int64_t{n / 2}}, {3});
        for (const Array& targets : {labels, weights}) {
            const Array gradient = row_gradient(formula, x, targets, scale);
            const auto along = [&](double h) {
                const Array loss = row_loss(formula, moved(x, v, h), targets);
                Array scaled = Array::empty({3}, DType::f64);
                for (Index r = 0; r < 3; ++r) {
                    scaled.data<double>()[r] = loss.item(r) * scale.item(r);
                }
                return scaled;
            };
            Array change = Array::zeros({3}, DType::f64);
            for (Index i = 0; i < 3 * n; ++i) {
                change.data<double>()[i / n] += gradient.item(i) * v.item(i);
            }
            expect_slope(change, along, "loss");
            expect_slope(
                row_gradient_along(formula, x, targets, scale, v),
                [&](double h) { return row_gradient(formula, moved(x, v, h), targets, scale); },
                "gradient");
        }
    }
}

TEST_P(EveryRowwiseLoss, EveryInstructionSetGivesTheSameBits) {
    Numbers numbers(3);
    for (const Index n : lengths) {
        const Array x = support::random_array({2, n}, DType::f32, numbers, 20);
        const Array labels = Array::from({std::int64_t{0}, std::int64_t{n - 1}}, {2});
        const Array scale = support::random_array({2}, DType::f32, numbers);
        const Array loss = row_loss(formula, x, labels);
        const Array gradient = row_gradient(formula, x, labels, scale);
        for (const Table* isa : runnable_tables()) {
            const support::WithTable with(*isa);
            EXPECT_TRUE(support::same_bits(row_loss(formula, x, labels), loss)) << isa->isa;
            EXPECT_TRUE(support::same_bits(row_gradient(formula, x, labels, scale), gradient));
        }
    }
}

TEST_P(EveryRowwiseLoss, LossAndGradientAtOnceHaveTheBitsOfEachAlone) {
    for (const Index n : {1, 10, 16, 31, 32, 33, 100, 1003}) {
        for (const DType dtype : {DType::f32, DType::f64}) {
            Numbers numbers(static_cast<unsigned>(n));
            const Array x = support::random_array({70, n}, dtype, numbers, 9);
            const Array scale = support::random_array({70}, dtype, numbers);
            Array labels = Array::empty({70}, DType::i64);
            for (Index r = 0; r < 70; ++r) labels.data<std::int64_t>()[r] = r * 7 % n;
            for (const Array& targets : {labels, support::random_array({70, n}, dtype, numbers)}) {
                const LossAndGradient both = row_loss_and_gradient(formula, x, targets);
                EXPECT_TRUE(support::same_bits(both.loss, row_loss(formula, x, targets))) << n;
                EXPECT_TRUE(support::same_bits(scale_rows(both.gradient, scale),
                                               row_gradient(formula, x, targets, scale)))
                    << n;
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryRowwiseLoss,
                         testing::ValuesIn(support::cases(catalog::losses(),
                                                          catalog::Form::rowwise)),
                         support::CaseName());

}  // namespace
}  // namespace kasane::kernels
