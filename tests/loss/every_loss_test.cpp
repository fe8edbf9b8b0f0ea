// What must hold of every loss of the catalog.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/gradcheck.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "kasane/loss/loss.hpp"
#include "kasane/loss/values.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/loss_inputs.hpp"

namespace kasane::loss {
namespace {

using autograd::labels;
using catalog::Layout;
using core::DType;
using core::Shape;
using support::Case;

/// Numbers within the input's range.
Tensor random(const Shape& shape, const catalog::Input& input, unsigned seed) {
    const support::Window window = support::window_of(input, 0.1);
    support::Numbers numbers(seed);
    return Tensor(
               support::random_array(shape, DType::f64, numbers, (window.high - window.low) / 2)) +
           (window.high + window.low) / 2;
}

Tensor integers(std::vector<std::int64_t> values, const Shape& shape) {
    return Tensor(core::Array::from(std::span<const std::int64_t>(values), shape));
}

/// Arrays for three samples, four classes or features, five places or steps.
Tensor input_of(const catalog::Input& input, unsigned seed) {
    switch (input.layout) {
        case Layout::classes: return labels({3, 0, 1});
        case Layout::groups: return labels({7, 2, 7});
        case Layout::class_set: return integers({3, 1, -1, 0, 2, -1, 0, 0, 0, 1, 2, -1}, {3, 4});
        case Layout::per_row: return autograd::tensor({1.0, -1.0, 1.0});
        case Layout::matrix: return random({4, 4}, input, seed);
        case Layout::places: return random({3, 5, 4}, input, seed);
        case Layout::steps: return random({5, 3, 4}, input, seed);
        case Layout::sequences: return integers({1, 1, 2, 3, 0, 0}, {3, 2});
        case Layout::lengths: return input.name == "steps" ? labels({5, 5, 4}) : labels({2, 2, 0});
        default: return random({3, 4}, input, seed);
    }
}

std::vector<Tensor> inputs_of(const catalog::Entry& entry) {
    std::vector<Tensor> all;
    for (const catalog::Input& input : entry.takes) {
        all.push_back(input_of(input, 5 + static_cast<unsigned>(all.size())));
    }
    return all;
}

class EveryLoss : public testing::TestWithParam<Case> {
protected:
    catalog::Formula formula() const {
        catalog::Formula made = GetParam().formula();
        // The gradient that holds the weights for constants is none of this function.
        if (made.info().name == "circle") made.set("constant_weights", {false});
        return made;
    }

    /// The loss of the real inputs, the others standing still.
    static Tensor number(const catalog::Formula& f, const std::vector<Tensor>& all,
                         const std::vector<std::size_t>& moved, std::span<const Tensor> xs) {
        std::vector<Tensor> inputs = all;
        for (std::size_t k = 0; k < moved.size(); ++k) inputs[moved[k]] = xs[k];
        const Tensor values = values_of(f, inputs);
        const Tensor weight = autograd::randn(values.shape(), core::Rng(9), 1, DType::f64);
        return autograd::sum(values * (0.25 * values + weight));
    }
};

TEST_P(EveryLoss, DerivativesByEveryInputMatchDifferences) {
    const catalog::Formula f = formula();
    const std::vector<Tensor> all = inputs_of(f.entry());
    std::vector<std::size_t> moved;
    std::vector<Tensor> xs;
    for (std::size_t k = 0; k < all.size(); ++k) {
        const Layout layout = f.entry().takes[k].layout;
        const bool target = k > 0 && (f.entry().form == catalog::Form::rowwise ||
                                      f.info().name == "ranking_softmax");
        if (all[k].dtype() != DType::f64 || layout == Layout::per_row || target) continue;
        moved.push_back(k);
        xs.push_back(all[k]);
    }
    ASSERT_FALSE(xs.empty());
    const auto value = [&](std::span<const Tensor> in) { return number(f, all, moved, in); };
    const autograd::CheckReport first = autograd::gradcheck(value, xs);
    EXPECT_TRUE(first.passed) << first.text();
    if (f.info().name == "ctc") {
        EXPECT_THROW(autograd::gradgradcheck(value, xs), core::ValueError);
        return;
    }
    const autograd::CheckReport second = autograd::gradgradcheck(value, xs);
    EXPECT_TRUE(second.passed) << second.text();
}

TEST_P(EveryLoss, InFloatIsWhatItIsInDouble) {
    const catalog::Formula f = formula();
    std::vector<Tensor> wide = inputs_of(f.entry());
    std::vector<Tensor> narrow;
    for (Tensor& one : wide) {
        if (one.dtype() == DType::i64) {
            narrow.push_back(one);
            continue;
        }
        narrow.emplace_back(kernels::convert(one.value(), DType::f32));
        one = Tensor(kernels::convert(narrow.back().value(), DType::f64));
    }
    const Tensor want = values_of(f, wide);
    const Tensor got = values_of(f, narrow);
    ASSERT_EQ(got.shape(), want.shape());
    for (core::Index i = 0; i < got.size(); ++i) {
        EXPECT_NEAR(got.item(i), want.item(i), 3e-5 * std::max(1.0, std::abs(want.item(i))));
    }
}

TEST_P(EveryLoss, ReductionsAreWhatTheirNamesSay) {
    const std::vector<Tensor> all = inputs_of(*GetParam().entry);
    const std::string name(GetParam().entry->info->name);
    const Tensor values = Loss(name, Reduction::none)(all);
    double total = 0;
    for (core::Index i = 0; i < values.size(); ++i) total += values.item(i);
    const double tolerance = 1e-12 * std::max(1.0, std::abs(total));
    if (values.rank() == 0) {
        for (const char* one : {"sum", "mean", "batchmean"}) {
            EXPECT_EQ(Loss(name + "(reduction=" + one + ")")(all).item(), values.item());
        }
        return;
    }
    EXPECT_NEAR(Loss(name + "(reduction=sum)")(all).item(), total, tolerance);
    EXPECT_NEAR(Loss(name)(all).item(), total / static_cast<double>(values.size()), tolerance);
    EXPECT_NEAR(Loss(name, Reduction::batch_mean)(all).item(), total / 3, tolerance);
}

TEST_P(EveryLoss, SaysHowManyArraysItTakes) {
    std::vector<Tensor> all = inputs_of(*GetParam().entry);
    all.push_back(all[0]);
    EXPECT_THROW(values_of(formula(), all), core::ValueError);
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryLoss, testing::ValuesIn(support::cases(catalog::losses())),
                         support::CaseName());

/// The names of the field, as libraries have them, and what they stand for here.
TEST(LossNames, OfOtherLibrariesResolve) {
    const std::pair<const char*, const char*> names[] = {
        {"MSELoss", "mse"},
        {"mean_squared_error", "mse"},
        {"MeanAbsoluteError", "mae"},
        {"L1Loss", "mae"},
        {"HuberLoss", "huber"},
        {"SmoothL1Loss", "smooth_l1"},
        {"BCELoss", "binary"},
        {"BCEWithLogitsLoss", "bce_with_logits"},
        {"CrossEntropyLoss", "softmax_cross_entropy"},
        {"NLLLoss", "nll"},
        {"KLDivLoss", "kl_div"},
        {"PoissonNLLLoss", "poisson_nll"},
        {"GaussianNLLLoss", "gaussian_nll"},
        {"CTCLoss", "ctc"},
        {"MultiLabelSoftMarginLoss", "multilabel_soft_margin"},
        {"TripletMarginWithDistanceLoss", "triplet_margin_with_distance"},
        {"AdaptiveLogSoftmaxWithLoss", "adaptive_log_softmax_loss"},
        {"bce_focal", "binary_focal(balanced=true)"},
        {"MinkowskiLoss", "lp(p=1.5)"},
        {"square", "square"},
        {"binary-cross", "binary"},
    };
    for (const auto& [name, meaning] : names) EXPECT_EQ(Loss(name).text(), meaning) << name;
}

TEST(LossNames, OfTheFirstTierAllResolve) {
    for (const char* name : {"mse",
                             "mae",
                             "huber",
                             "smooth_l1",
                             "log_cosh",
                             "mape",
                             "msle",
                             "squared_error",
                             "cosine_similarity",
                             "poisson",
                             "poisson_nll",
                             "gaussian_nll",
                             "kl_div",
                             "generalized_kl",
                             "convex_kl",
                             "cross_entropy",
                             "safe_softmax_ce",
                             "nll",
                             "linear_cross_entropy",
                             "bce",
                             "bce_with_logits",
                             "binary_focal",
                             "categorical_focal",
                             "sigmoid_focal",
                             "poly_ce",
                             "hinge",
                             "squared_hinge",
                             "categorical_hinge",
                             "multi_margin",
                             "multilabel_margin",
                             "soft_margin",
                             "multilabel_soft_margin",
                             "hinge_embedding",
                             "cosine_embedding",
                             "margin_ranking",
                             "triplet_margin",
                             "triplet_margin_with_distance",
                             "perceptron",
                             "multiclass_perceptron",
                             "sparsemax_loss",
                             "multiclass_sparsemax",
                             "fenchel_young",
                             "ranking_softmax",
                             "ntxent",
                             "binary_dice",
                             "dice",
                             "multiclass_generalized_dice",
                             "tversky",
                             "circle",
                             "ctc",
                             "adaptive_log_softmax_loss"}) {
        EXPECT_EQ(catalog::losses().find(name).size(), 1U) << name;
    }
}

}  // namespace
}  // namespace kasane::loss
