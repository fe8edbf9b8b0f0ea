// Losses against published numbers, closed forms and plain loops, and far out.
#include "kasane/loss/values.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/autograd/rows.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "kasane/loss/loss.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/numbers.hpp"

namespace kasane::loss {
namespace {

using autograd::labels;
using autograd::tensor;
using core::Array;
using core::DType;
using core::Index;

std::vector<double> row_values(const std::string& text, const std::vector<Tensor>& inputs) {
    return support::values_of(Loss(text, Reduction::none)(inputs).value());
}

void expect_near(const std::vector<double>& got, const std::vector<double>& want, double tolerance,
                 const std::string& what) {
    ASSERT_EQ(got.size(), want.size()) << what;
    for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], want[i], tolerance) << what;
}

/// The examples in the documentation of Keras 3: y, t and the mean over everything.
TEST(PublishedLosses, OfKeras) {
    const Tensor t = tensor({0.0, 1.0, 0.0, 0.0}, {2, 2});
    const Tensor sides = tensor({-1.0, 1.0, -1.0, -1.0}, {2, 2});
    const Tensor y = tensor({0.6, 0.4, 0.4, 0.6}, {2, 2});
    const Tensor flat = tensor({1.0, 1.0, 0.0, 0.0}, {2, 2});
    EXPECT_NEAR(Loss("huber")(y, t).item(), 0.155, 5e-4);
    EXPECT_NEAR(Loss("binary_crossentropy")(y, t).item(), 0.815, 5e-4);
    EXPECT_NEAR(Loss("log_cosh")(flat, t).item(), 0.108, 5e-4);
    EXPECT_NEAR(Loss("mse")(flat, t).item(), 0.25, 5e-4);
    EXPECT_NEAR(Loss("poisson")(flat, t).item(), 0.5, 5e-4);
    EXPECT_NEAR(Loss("msle")(tensor({1.0, 1.0, 1.0, 0.0}, {2, 2}), t).item(), 0.240, 5e-4);
    EXPECT_NEAR(Loss("hinge")(y, sides).item(), 1.3, 5e-4);
    EXPECT_NEAR(Loss("squared_hinge")(y, sides).item(), 1.86, 5e-3);
    EXPECT_NEAR(Loss("categorical_hinge")(y, t).item(), 1.4, 5e-4);
    expect_near(row_values("binary_focal(gamma=2)", {y, t}), {0.330, 0.330, 0.0817, 0.330}, 5e-4,
                "binary_focal");
    const Tensor sure = tensor({0.05, 0.95, 1e-7, 0.1, 0.8, 0.1}, {2, 3});
    EXPECT_NEAR(Loss("categorical_focal")(sure, labels({1, 2})).item(), 0.23315276, 1e-6);
    EXPECT_NEAR(Loss("nll")(log(sure), labels({1, 2})).item(), 1.177, 5e-4);
    EXPECT_NEAR(Loss("cosine_similarity")(tensor({1.0, 0.0, 1.0, 1.0}, {2, 2}),
                                          tensor({0.0, 1.0, 1.0, 1.0}, {2, 2}))
                    .item(),
                -0.5, 1e-12);
}

/// The examples in the documentation of PyTorch and optax.
TEST(PublishedLosses, OfPyTorchAndOptax) {
    const Tensor x = tensor({0.1, 0.2, 0.4, 0.8}, {1, 4});
    EXPECT_NEAR(Loss("multi_margin")(x, labels({3})).item(), 0.325, 1e-12);
    const Tensor set(
        Array::from({std::int64_t{3}, std::int64_t{0}, std::int64_t{-1}, std::int64_t{1}}, {1, 4}));
    EXPECT_NEAR(Loss("multilabel_margin")(x, set).item(), 0.85, 1e-12);
    Tensor scores = tensor({2.0, 1.0, 3.0}, {1, 3}).requires_grad();
    const Tensor loss = Loss("ranking_softmax")(scores, tensor({1.0, 0.0, 0.0}, {1, 3}));
    EXPECT_NEAR(loss.item(), 1.408, 5e-4);
    loss.backward();
    expect_near(support::values_of(scores.grad().value()), {-0.755, 0.09, 0.665}, 5e-4, "ranking");
    const Tensor a = tensor({0.0, 0.0, 1.0, 1.0}, {2, 2});
    const Tensor p = tensor({0.1, 0.1, 1.1, 1.1}, {2, 2});
    const Tensor n = tensor({1.0, 0.0, 0.0, 1.0}, {2, 2});
    expect_near(row_values("triplet_margin", {a, p, n}), {0.1414, 0.1414}, 5e-5, "triplet");
}

TEST(ClosedForms, OfLossesOfTwoClasses) {
    for (const double m : {-3.0, -0.75, 0.0, 0.5, 2.0}) {
        const Tensor x = tensor({m, 0.0}, {1, 2});
        const Tensor t = labels({0});
        const double bent = m >= 1 ? 0 : m <= -1 ? -m : (1 - m) * (1 - m) / 4;
        EXPECT_NEAR(Loss("multiclass_sparsemax")(x, t).item(), bent, 1e-14) << m;
        EXPECT_NEAR(Loss("fenchel_young(2)")(x, t).item(), bent, 1e-14) << m;
        EXPECT_NEAR(Loss("sparsemax_loss")(tensor({m}), tensor({1.0})).item(), bent, 1e-14) << m;
        const double logistic = std::log1p(std::exp(-m));
        EXPECT_NEAR(Loss("fenchel_young(1)")(x, t).item(), logistic, 1e-14) << m;
        EXPECT_NEAR(Loss("ce")(x, t).item(), logistic, 1e-14) << m;
        EXPECT_NEAR(Loss("soft_margin")(tensor({m}), tensor({1.0})).item(), logistic, 1e-14) << m;
        EXPECT_NEAR(Loss("poly_ce(0.5)")(x, t).item(), logistic + 0.5 / (1 + std::exp(m)), 1e-14);
        EXPECT_NEAR(Loss("multiclass_perceptron")(x, t).item(), std::max(-m, 0.0), 1e-14) << m;
        EXPECT_NEAR(Loss("perceptron")(tensor({m}), tensor({1.0})).item(), std::max(-m, 0.0), 0);
    }
    EXPECT_THROW(Loss("fenchel_young(1.2)")(tensor({1.0, 0.0}, {1, 2}), labels({0})),
                 core::ValueError);
    const Tensor x = tensor({0.5, -1.0, 2.0, 0.25}, {2, 2});
    const Tensor t = tensor({1.0, 0.0, 0.0, 1.0}, {2, 2});
    expect_near(
        support::values_of(
            fenchel_young([](const Tensor& z) { return autograd::log_sum_exp(z); }, x, t).value()),
        row_values("ce", {x, t}), 1e-14, "fenchel_young of log-sum-exp");
}

struct Numbers {
    std::vector<double> all;
    Index width;
    double operator()(Index n, Index k) const {
        return all[static_cast<std::size_t>(n * width + k)];
    }
};
Numbers numbers_of(const Tensor& x) { return {support::values_of(x.value()), x.shape()[-1]}; }

Tensor random(const core::Shape& shape, unsigned seed, double scale, double middle = 0) {
    support::Numbers numbers(seed);
    return Tensor(support::random_array(shape, DType::f64, numbers, scale)) + middle;
}

double cosine(const Numbers& a, Index i, const Numbers& b, Index j) {
    double ab = 0, aa = 0, bb = 0;
    for (Index k = 0; k < a.width; ++k) {
        ab += a(i, k) * b(j, k);
        aa += a(i, k) * a(i, k);
        bb += b(j, k) * b(j, k);
    }
    return ab / std::sqrt(aa * bb);
}

TEST(PlainLoops, AgreeOnLossesOfEmbeddings) {
    const Tensor x1 = random({5, 3}, 1, 2), x2 = random({5, 3}, 2, 2);
    const Numbers a = numbers_of(x1), b = numbers_of(x2);
    const std::vector<int> group{1, 2, 1, 3, 2};
    double ntxent = 0, pairs = 0;
    std::vector<double> embedding, info, circle;
    for (Index i = 0; i < 5; ++i) {
        embedding.push_back(i % 2 == 0 ? 1 - cosine(a, i, b, i)
                                       : std::max(0.0, cosine(a, i, b, i) - 0.1));
        double others = 0, all = 0, near = 0, far = 0;
        for (Index j = 0; j < 5; ++j) {
            const double s = cosine(a, i, a, j);
            const bool same =
                group[static_cast<std::size_t>(i)] == group[static_cast<std::size_t>(j)];
            all += std::exp(cosine(a, i, b, j) / 0.1);
            if (!same) others += std::exp(s / 0.5);
            if (!same) far += std::exp(2 * std::max(s + 0.25, 0.0) * (s - 0.25));
            if (same && i != j) near += std::exp(-2 * std::max(1.25 - s, 0.0) * (s - 0.75));
        }
        info.push_back(std::log(all) - cosine(a, i, b, i) / 0.1);
        circle.push_back(std::log1p(near * far));
        for (Index j = 0; j < 5; ++j) {
            if (i == j || group[static_cast<std::size_t>(i)] != group[static_cast<std::size_t>(j)])
                continue;
            const double s = cosine(a, i, a, j) / 0.5;
            ntxent += std::log(std::exp(s) + others) - s;
            ++pairs;
        }
    }
    const Tensor groups = labels({1, 2, 1, 3, 2});
    const Tensor sides = tensor({1.0, -1.0, 1.0, -1.0, 1.0});
    EXPECT_NEAR(Loss("ntxent(0.5)")({x1, groups}).item(), ntxent / pairs, 1e-13);
    expect_near(row_values("cosine_embedding(0.1)", {x1, x2, sides}), embedding, 1e-14, "cosine");
    expect_near(row_values("info_nce", {x1, x2}), info, 1e-13, "info_nce");
    expect_near(row_values("circle(2, 0.25)", {x1, groups}), circle, 1e-13, "circle");
}

TEST(PlainLoops, AgreeOnLossesOfOverlap) {
    const Tensor y = random({2, 6}, 1, 0.4, 0.5), t = random({2, 6}, 2, 0.4, 0.5);
    const Numbers p = numbers_of(y), q = numbers_of(t);
    std::vector<double> dice, tversky, focal, jaccard, f1;
    for (Index n = 0; n < 2; ++n) {
        double both = 0, a = 0, b = 0;
        for (Index k = 0; k < 6; ++k) {
            both += p(n, k) * q(n, k);
            a += p(n, k);
            b += q(n, k);
        }
        dice.push_back(1 - (both + 1) / ((a + b) / 2 + 1));
        tversky.push_back(1 - both / (both + 0.3 * (a - both) + 0.7 * (b - both)));
        focal.push_back(
            std::pow(1 - (both + 1) / (both + 0.7 * (a - both) + 0.3 * (b - both) + 1), 0.75));
        jaccard.push_back(1 - (both + 1) / (a + b - both + 1));
        f1.push_back(1 - 2 * both / (a + b + 1e-7));
    }
    expect_near(row_values("binary_dice(from_logits=false)", {y, t}), dice, 1e-14, "dice");
    expect_near(row_values("tversky(0.3, 0.7, 0)", {y, t}), tversky, 1e-14, "tversky");
    expect_near(row_values("focal_tversky", {y, t}), focal, 1e-14, "focal_tversky");
    expect_near(row_values("jaccard", {y, t}), jaccard, 1e-14, "jaccard");
    expect_near(row_values("soft_f1", {y, t}), f1, 1e-14, "soft_f1");
    // With one class, dice of classes is dice of the places.
    const Tensor y3(y.value().reshape({2, 6, 1})), t3(t.value().reshape({2, 6, 1}));
    expect_near(row_values("dice(from_logits=false)", {y3, t3}), dice, 1e-14, "dice of classes");
    EXPECT_NEAR(Loss("generalized_dice(from_logits=false)")(y3, t3).item(), (dice[0] + dice[1]) / 2,
                1e-14);
}

/// Sums over all ways to read the steps, one by one.
double brute_force_ctc(const Numbers& log_probs, Index steps, const std::vector<int>& target) {
    const Index classes = log_probs.width;
    double total = 0;
    std::vector<int> path(static_cast<std::size_t>(steps));
    const std::function<void(Index, double)> walk = [&](Index t, double log_p) {
        if (t < steps) {
            for (Index c = 0; c < classes; ++c) {
                path[static_cast<std::size_t>(t)] = static_cast<int>(c);
                walk(t + 1, log_p + log_probs(t, c));
            }
            return;
        }
        std::vector<int> read;
        int before = -1;
        for (const int c : path) {
            if (c != before && c != 0) read.push_back(c);
            before = c;
        }
        if (read == target) total += std::exp(log_p);
    };
    walk(0, 0);
    return -std::log(total);
}

TEST(Ctc, IsTheSumOverAllAlignments) {
    for (const std::vector<int>& target :
         {std::vector<int>{}, {1}, {1, 1}, {2, 1}, {1, 2, 1}, {1, 1, 2}}) {
        const Tensor log_probs = autograd::log_softmax(random({5, 1, 3}, 3, 2));
        std::vector<std::int64_t> padded{0, 0, 0};
        std::copy(target.begin(), target.end(), padded.begin());
        const Tensor t(Array::from(std::span<const std::int64_t>(padded), {1, 3}));
        const Tensor length = labels({static_cast<std::int64_t>(target.size())});
        const double want = brute_force_ctc(numbers_of(log_probs), 5, target);
        EXPECT_NEAR(Loss("ctc")({log_probs, t, labels({5}), length}).item(), want, 1e-13);
    }
}

TEST(Ctc, OfATargetThatDoesNotFitIsInfiniteOrNothing) {
    Tensor y = autograd::log_softmax(random({2, 1, 3}, 3, 2));
    y = Tensor(y.value()).requires_grad();
    const Tensor t(Array::from({std::int64_t{1}, std::int64_t{1}}, {1, 2}));
    EXPECT_TRUE(std::isinf(Loss("ctc")({y, t, labels({2}), labels({2})}).item()));
    const Tensor loss = Loss("ctc(zero_infinity=true)")({y, t, labels({2}), labels({2})});
    EXPECT_EQ(loss.item(), 0);
    loss.backward();
    for (const double g : support::values_of(y.grad().value())) EXPECT_EQ(g, 0);
    EXPECT_THROW(Loss("ctc")({y, t, labels({3}), labels({2})}), core::ValueError);
    EXPECT_THROW(Loss("ctc(blank=1)")({y, t, labels({2}), labels({2})}), core::ValueError);
    EXPECT_THROW(Loss("ctc")({y, t, labels({2}), labels({-1})}), core::ValueError);
}

TEST(Ctc, OfLongSequencesDoesNotUnderflow) {
    const Tensor y = autograd::log_softmax(random({2000, 1, 20}, 3, 5));
    std::vector<std::int64_t> target(200);
    for (std::size_t i = 0; i < target.size(); ++i) target[i] = 1 + static_cast<int>(i % 19);
    const Tensor labelled(Array::from(std::span<const std::int64_t>(target), {1, 200}));
    const double loss = Loss("ctc")({y, labelled, labels({2000}), labels({200})}).item();
    EXPECT_TRUE(std::isfinite(loss));
    EXPECT_GT(loss, 1000);
}

template <class T>
void check_logits() {
    const support::Golden want = support::golden("losses.json")["sigmoid_with_binary"];
    const std::vector<double> z = want["z"].doubles(), t = want["t"].doubles();
    const core::Shape shape{static_cast<Index>(z.size())};
    Tensor y = Tensor(support::array_of<T>(z, shape)).requires_grad();
    const Tensor error =
        Loss("bce_with_logits", Reduction::none)(y, Tensor(support::array_of<T>(t, shape)));
    autograd::sum(error).backward();
    const double unit = std::numeric_limits<T>::epsilon();
    for (std::size_t i = 0; i < z.size(); ++i) {
        const auto at = static_cast<Index>(i);
        const auto e = static_cast<double>(want["error"].at(i).number());
        const auto g = static_cast<double>(want["grad_z"].at(i).number());
        EXPECT_TRUE(support::close(error.item(at), e,
                                   4 * unit * std::abs(e) + std::numeric_limits<T>::min()))
            << z[i] << ": " << error.item(at) << ", want " << e;
        EXPECT_TRUE(support::close(y.grad().item(at), g,
                                   4 * unit * std::abs(g) + std::numeric_limits<T>::min()))
            << z[i] << ": " << y.grad().item(at) << ", want " << g;
    }
}

TEST(ExtremeLogits, OfTheGoldenFileKeepTheirDigits) {
    KASANE_NEED_GOLDEN("losses.json");
    check_logits<double>();
    check_logits<float>();
}

TEST(ExtremeLogits, GiveFiniteLossesAndGradients) {
    for (const char* name :
         {"bce_with_logits", "sigmoid_focal", "sigmoid_focal(gamma=0.5)", "asymmetric",
          "soft_margin", "hinge", "sparsemax_loss", "log_cosh", "huber", "smooth_l1"}) {
        Tensor y = tensor({-1e4F, -80.0F, -1e4F, 80.0F, 1e4F, 1e4F}).requires_grad();
        const Tensor t = tensor({1.0F, 1.0F, 0.0F, 1.0F, 1.0F, 0.0F});
        const Tensor loss = Loss(name, Reduction::none)(y, t);
        autograd::sum(loss).backward();
        for (const Tensor& all : {loss, y.grad()}) {
            for (const double one : support::values_of(all.value())) {
                EXPECT_TRUE(std::isfinite(one)) << name;
                EXPECT_LE(std::abs(one), 1.01e4) << name;
            }
        }
    }
    for (const char* name : {"ce", "ce(eps=1e-7)", "ce(label_smoothing=0.1)", "poly_ce",
                             "categorical_focal(from_logits=true)", "multi_margin",
                             "multiclass_sparsemax", "fenchel_young", "categorical_hinge"}) {
        Tensor x = tensor({1e4F, -1e4F, 0.0F, 0.0F, 80.0F, 0.0F, -1e4F, 1e4F, 1e4F}, {3, 3})
                       .requires_grad();
        const Tensor loss = Loss(name, Reduction::none)(x, labels({1, 1, 1}));
        autograd::sum(loss).backward();
        for (const Tensor& all : {loss, x.grad()}) {
            for (const double one : support::values_of(all.value())) {
                EXPECT_TRUE(std::isfinite(one)) << name;
            }
        }
    }
}

TEST(ExtremeLogits, ASureRightAnswerKeepsItsDigits) {
    for (const double gap : {20.0, 40.0, 80.0}) {
        const auto z = static_cast<float>(gap);
        EXPECT_NEAR(Loss("bce_with_logits")(tensor({z}), tensor({1.0F})).item() / std::exp(-gap), 1,
                    1e-6);
        EXPECT_NEAR(Loss("soft_margin")(tensor({z}), tensor({1.0F})).item() / std::exp(-gap), 1,
                    1e-6);
        EXPECT_NEAR(Loss("log_cosh")(tensor({1 / z / 100}), tensor({0.0F})).item() /
                        (0.5 / (gap * gap * 1e4)),
                    1, 1e-5);
    }
}

TEST(Infinities, AFactorOfZeroWins) {
    const double inf = std::numeric_limits<double>::infinity();
    EXPECT_EQ(Loss("nll")(tensor({0.0, -inf}, {1, 2}), labels({0})).item(), 0);
    EXPECT_EQ(Loss("kl_div", Reduction::sum)(tensor({-inf, 0.0}), tensor({0.0, 1.0})).item(), 0);
    EXPECT_EQ(
        Loss("safe_softmax_ce")(tensor({3.0, -inf}, {1, 2}), tensor({1.0, 0.0}, {1, 2})).item(), 0);
    EXPECT_EQ(Loss("poisson_nll(log_input=false, eps=0)")(tensor({0.0}), tensor({0.0})).item(), 0);
}

}  // namespace
}  // namespace kasane::loss
