// What is done around losses of classes, against loops that a reader can check.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/catalog/spec.hpp"
#include "kasane/core/error.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "kasane/loss/error_function.hpp"
#include "kasane/loss/loss.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/message.hpp"

namespace kasane::loss {
namespace {

using core::Array;
using core::DType;
using core::Index;
using core::Shape;

constexpr Index rows = 6, classes = 4;
enum class Targets { labels, one_hot, soft };

/// One choice of everything that can be chosen.
struct Choice {
    Targets targets;
    double smoothing;
    bool weighted;
    bool ignoring;
    Reduction reduction;
};

struct Batch {
    std::vector<double> x;  // [rows, classes]
    std::vector<std::int64_t> labels;
    std::vector<double> t;  // [rows, classes]
    std::vector<double> w;
};

Batch batch_for(const Choice& choice) {
    support::Numbers numbers(11);
    Batch batch;
    const Array x = support::random_array({rows, classes}, DType::f64, numbers, 3);
    batch.x.assign(x.span<double>().begin(), x.span<double>().end());
    batch.labels = {2, 0, 3, 1, 1, 2};
    batch.t.assign(batch.x.size(), 0);
    for (std::size_t n = 0; n < batch.labels.size(); ++n) {
        batch.t[n * classes + static_cast<std::size_t>(batch.labels[n])] = 1;
    }
    if (choice.targets == Targets::soft) {
        for (std::size_t i = 0; i < batch.t.size(); ++i) {
            batch.t[i] = 0.1 + 0.05 * static_cast<double>(i % 7);
        }
    }
    if (choice.ignoring) batch.labels[1] = batch.labels[4] = -1;
    batch.w = choice.weighted ? std::vector<double>{0.5, 2, 1, 3} : std::vector<double>(4, 1);
    return batch;
}

/// The loss and its gradient by the scores, of the row numbers or reduced.
struct Want {
    std::vector<double> values;
    std::vector<double> gradient;
};

/// PyTorch's definition, term by term in double.
Want naive(const Choice& choice, const Batch& batch) {
    Want want{{}, std::vector<double>(batch.x.size(), 0)};
    double total = 0, weights = 0;
    for (std::size_t n = 0; n < rows; ++n) {
        const bool labelled = choice.targets == Targets::labels;
        const bool ignored = labelled && batch.labels[n] == -1;
        double z = 0;
        for (std::size_t c = 0; c < classes; ++c) z += std::exp(batch.x[n * classes + c]);
        double loss = 0;
        for (std::size_t c = 0; c < classes && !ignored; ++c) {
            const double t = (1 - choice.smoothing) * batch.t[n * classes + c] +
                             choice.smoothing / static_cast<double>(classes);
            loss -= batch.w[c] * t * (batch.x[n * classes + c] - std::log(z));
            for (std::size_t k = 0; k < classes; ++k) {
                const double p = std::exp(batch.x[n * classes + k]) / z;
                want.gradient[n * classes + k] += batch.w[c] * t * (p - (k == c ? 1 : 0));
            }
        }
        want.values.push_back(loss);
        total += loss;
        if (!ignored) {
            weights += labelled ? batch.w[static_cast<std::size_t>(batch.labels[n])] : 1;
        }
    }
    double scale = 1;
    if (choice.reduction == Reduction::mean) scale = 1 / weights;
    if (choice.reduction == Reduction::batch_mean) scale = 1.0 / rows;
    if (choice.reduction != Reduction::none) want.values = {total * scale};
    for (double& g : want.gradient) g *= scale;
    return want;
}

template <class T>
void check(const Choice& choice, double tolerance) {
    const Batch batch = batch_for(choice);
    const Want want = naive(choice, batch);
    std::string text = "softmax_cross_entropy(ignore_index=-1, label_smoothing=" +
                       catalog::to_string(choice.smoothing) + ")";
    Loss loss(text, choice.reduction);
    const DType dtype = core::dtype_for<T>;
    if (choice.weighted) loss.weigh(Tensor(Array::from(std::span<const double>(batch.w), {4})));
    Tensor x(
        kernels::convert(Array::from(std::span<const double>(batch.x), {rows, classes}), dtype));
    x.requires_grad();
    const Tensor target =
        choice.targets == Targets::labels
            ? Tensor(Array::from(std::span<const std::int64_t>(batch.labels), {rows}))
            : Tensor(kernels::convert(
                  Array::from(std::span<const double>(batch.t), {rows, classes}), dtype));
    const Tensor got = loss(x, target);
    ASSERT_EQ(got.size(), static_cast<Index>(want.values.size()));
    for (Index i = 0; i < got.size(); ++i) {
        EXPECT_NEAR(got.item(i), want.values[static_cast<std::size_t>(i)], 20 * tolerance);
    }
    autograd::sum(got).backward();
    for (Index i = 0; i < x.size(); ++i) {
        EXPECT_NEAR(x.grad().item(i), want.gradient[static_cast<std::size_t>(i)], 4 * tolerance);
    }
}

TEST(LossOptions, AllCombinationsAreThoseOfAPlainLoop) {
    int compared = 0;
    for (const Targets targets : {Targets::labels, Targets::one_hot, Targets::soft}) {
        for (const double smoothing : {0.0, 0.1}) {
            for (const bool weighted : {false, true}) {
                for (const bool ignoring : {false, true}) {
                    for (const Reduction reduction : {Reduction::none, Reduction::sum,
                                                      Reduction::mean, Reduction::batch_mean}) {
                        const Choice choice{targets, smoothing, weighted, ignoring, reduction};
                        check<double>(choice, 1e-15);
                        check<float>(choice, 3e-7);
                        ++compared;
                    }
                }
            }
        }
    }
    EXPECT_EQ(compared, 96);
}

TEST(LossOptions, WeightsAndReductionMayStandInTheText) {
    const Tensor x = autograd::tensor({1.0, 2.0, 0.5, 0.25}, {2, 2});
    const Tensor t = autograd::labels({0, 1});
    const Loss by_text("ce(weight=(2, 3), reduction=sum)");
    Loss by_call("ce", Reduction::sum);
    by_call.weigh(autograd::tensor({2.0, 3.0}));
    EXPECT_EQ(by_text(x, t).item(), by_call(x, t).item());
    EXPECT_EQ(Loss(by_text.text())(x, t).item(), by_text(x, t).item());
    EXPECT_EQ(by_text.text(), "softmax_cross_entropy(weight=(2, 3), reduction=sum)");
    EXPECT_THROW(Loss("ce(reduction=most)"), core::ValueError);
    EXPECT_THROW(Loss("ce(weight=heavy)"), core::ValueError);
    EXPECT_THROW(Loss("ce(weight=(1, 2, 3))")(x, t), core::ShapeError);
}

TEST(LossOptions, WeightsOfOtherLossesMultiplyTheirValues) {
    const Tensor y = autograd::tensor({1.0, 2.0, 3.0, 4.0}, {2, 2});
    const Tensor t = autograd::zeros({2, 2}, DType::f64);
    Loss loss("mse");
    loss.weigh(autograd::tensor({1.0, 0.5}));
    EXPECT_DOUBLE_EQ(loss(y, t).item(), (1 + 0.5 * 4 + 9 + 0.5 * 16) / 4);
    Loss margin("multi_margin", Reduction::sum);
    margin.weigh(autograd::tensor({1.0, 10.0}));
    const Tensor x = autograd::tensor({0.0, 0.5, 0.0, 0.5}, {2, 2});
    EXPECT_DOUBLE_EQ(margin(x, autograd::labels({0, 1})).item(), 1.5 / 2 + 10 * 0.5 / 2);
}

TEST(LossOptions, ABatchThatIsLeftOutEntirelyCostsNothing) {
    Tensor x = autograd::tensor({1.0, 2.0}, {1, 2}).requires_grad();
    const Tensor loss = Loss("nll")(x, autograd::labels({-100}));
    loss.backward();
    EXPECT_EQ(loss.item(), 0);
    EXPECT_EQ(x.grad().item(0), 0);
}

TEST(LossOptions, RowsMayHaveAnyNumberOfDimensionsBeforeThem) {
    support::Numbers numbers(2);
    const Tensor x(support::random_array({6, 4}, DType::f64, numbers, 2));
    const Tensor labels = autograd::labels({0, 1, 2, 3, 0, 1});
    for (const char* name : {"ce", "nll", "multi_margin", "poly_ce"}) {
        const double want = Loss(name)(x, labels).item();
        const Tensor cube(x.value().reshape({2, 3, 4}));
        EXPECT_EQ(Loss(name)(cube, Tensor(labels.value().reshape({2, 3}))).item(), want) << name;
        const Tensor row(x.value().slice(0, 0, 1).reshape({4}));
        EXPECT_EQ(Loss(name, Reduction::batch_mean)(row, autograd::labels({0})).item(),
                  Loss(name, Reduction::none)(x, labels).item(0))
            << name;
    }
}

/// The article adds 1e-7 to the probability and keeps the gradient of the exact form.
template <class T>
void check_article(double rounding) {
    const support::Golden all = support::golden("losses.json")["softmax_with_loss"];
    int compared = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const support::Golden one = all.at(i);
        if (!one.has("eps_1e-7")) continue;
        const support::Golden want = one["eps_1e-7"];
        const std::vector<double> labels = one["labels"].doubles();
        std::vector<std::int64_t> numbers(labels.begin(), labels.end());
        const auto count = static_cast<Index>(numbers.size());
        const auto width = static_cast<Index>(one["x"].numbers().size()) / count;
        const Tensor t(Array::from(std::span<const std::int64_t>(numbers), {count}));
        for (const bool consistent : {false, true}) {
            Tensor x(support::array_of<T>(one["x"].doubles(), {count, width}));
            x.requires_grad();
            const Loss loss(std::string("softmax_with_loss(eps=1e-7, consistent_gradient=") +
                            (consistent ? "true)" : "false)"));
            const Tensor got = loss(x, t);
            got.backward();
            EXPECT_NEAR(got.item(), static_cast<double>(want["loss"].number()), 64 * rounding);
            const std::vector<double> dx = want[consistent ? "dx_consistent" : "dx"].doubles();
            for (Index k = 0; k < x.size(); ++k) {
                EXPECT_NEAR(x.grad().item(k), dx[static_cast<std::size_t>(k)], 8 * rounding)
                    << one["name"].text();
            }
        }
        ++compared;
    }
    EXPECT_EQ(compared, 8);
}

TEST(LossOptions, TheArticlesEpsilonIsThatOfTheGoldenFile) {
    KASANE_NEED_GOLDEN("losses.json");
    check_article<double>(0x1p-53);
    check_article<float>(0x1p-24);
}

TEST(LossOptions, ClipBoundsTheLogarithm) {
    const Tensor x = autograd::tensor({100.0, 0.0}, {1, 2});
    EXPECT_DOUBLE_EQ(Loss("ce(clip=0.001)")(x, autograd::labels({1})).item(), -std::log(0.001));
    EXPECT_DOUBLE_EQ(Loss("ce")(x, autograd::labels({1})).item(), 100);
    const Tensor y = autograd::tensor({0.0, 1.0});
    EXPECT_DOUBLE_EQ(Loss("binary(clip=0.001)")(y, autograd::tensor({1.0, 0.0})).item(),
                     -std::log(0.001));
    EXPECT_EQ(Loss("binary(clip=0.001)")(y, autograd::tensor({0.0, 1.0})).item(), 0);
}

TEST(GetLoss, IsTheArticlesInterface) {
    const Tensor y = autograd::tensor({1.0, 2.0, 4.0, 0.5}, {2, 2});
    const Tensor t = autograd::tensor({0.0, 2.0, 1.0, 1.0}, {2, 2});
    ErrorFunction error = get_loss("Square-Error");
    EXPECT_EQ(support::message_of<core::ValueError>([&] { error.total_error(); }),
              "square: has no error yet\n  hint: call forward(y, t) before total_error()");
    EXPECT_EQ(support::values_of(error.forward(y, t).value()),
              (std::vector<double>{0.5, 0, 4.5, 0.125}));
    EXPECT_EQ(support::values_of(error.backward(y, t).value()),
              (std::vector<double>{1, 0, 3, -0.5}));
    EXPECT_DOUBLE_EQ(error.total_error(), 5.125 / 4);
    EXPECT_EQ(error.forward(y.value(), t.value()).size(), 4);
    EXPECT_EQ(error.backward(y.value(), t.value()).size(), 4);
}

TEST(GetLoss, AReductionScalesForwardAndBackwardTogether) {
    const Tensor y = autograd::tensor({1.0, 2.0, 4.0, 0.5}, {2, 2});
    const Tensor t = autograd::zeros({2, 2}, DType::f64);
    const std::pair<const char*, double> scales[] = {
        {"sum", 1}, {"mean", 0.25}, {"batch_mean", 0.5}};
    for (const auto& [name, scale] : scales) {
        ErrorFunction error = get_loss(std::string("square(reduction=") + name + ")");
        EXPECT_DOUBLE_EQ(error.forward(y, t).item(), scale * 21.25 / 2) << name;
        EXPECT_DOUBLE_EQ(error.backward(y, t).item(2), scale * 4) << name;
        EXPECT_DOUBLE_EQ(error.total_error(), 21.25 / 8) << name;
    }
}

}  // namespace
}  // namespace kasane::loss
