// The layers of activations against the golden file and by their definitions.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/formula.hpp"
#include "kasane/autograd/matmul.hpp"
#include "kasane/autograd/modules.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/autograd/shape.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "kasane/nn/acon.hpp"
#include "kasane/nn/adaptive_log_softmax.hpp"
#include "kasane/nn/make_activation.hpp"
#include "kasane/nn/maxout.hpp"
#include "kasane/nn/noisy.hpp"
#include "kasane/nn/rational.hpp"
#include "kasane/nn/sequential.hpp"
#include "kasane/nn/siren.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/layers.hpp"
#include "tests/support/message.hpp"

namespace kasane::nn {
namespace {

using core::DType;
using core::Rng;
using support::Golden;

/// The shape of nested lists.
Shape shape_of(const Golden& list) {
    Shape shape;
    std::size_t count = list.numbers().size();
    Golden at = list;
    for (std::size_t product = 1; product < count;) {
        shape.push_back(static_cast<Index>(at.size()));
        product *= at.size();
        if (product < count) at = at.at(0);
    }
    if (shape.rank() == 0) shape.push_back(static_cast<Index>(count));
    return shape;
}

template <class T>
class GoldenModules : public testing::Test {
protected:
    static constexpr DType dtype = core::dtype_for<T>;

    Tensor leaf(const Golden& list) const {
        return Tensor(support::array_of<T>(list.doubles(), shape_of(list))).requires_grad();
    }
    /// Within 64 units of the largest magnitude.
    void expect_close(const Tensor& got, const Golden& want, const std::string& what) const {
        const std::vector<long double> numbers = want.numbers();
        long double largest = 1;
        for (const long double one : numbers) largest = std::max(largest, std::fabs(one));
        ASSERT_EQ(static_cast<std::size_t>(got.size()), numbers.size()) << what;
        for (Index i = 0; i < got.size(); ++i) {
            EXPECT_NEAR(got.item(i), numbers[static_cast<std::size_t>(i)],
                        64 * support::unit_roundoff<T> * largest)
                << what << ", element " << i;
        }
    }
    /// Every case of a module.
    template <class Check>
    void each(const std::string& module, int wanted, Check check) const {
        const Golden all = support::golden("activations.json")["modules"];
        int found = 0;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all.at(i)["module"].text() != module) continue;
            check(all.at(i));
            ++found;
        }
        EXPECT_EQ(found, wanted) << module;
    }
    static ModelOptions options() { return {.dtype = dtype}; }
};

using Reals = testing::Types<float, double>;
TYPED_TEST_SUITE(GoldenModules, Reals);

TYPED_TEST(GoldenModules, AconWithEverySwitch) {
    KASANE_NEED_GOLDEN("activations.json");
    this->each("aconc", 5, [&](const Golden& one) {
        const std::string kind = one["switch"].text();
        std::string text = "aconc(p1=" + one["p1"].text() + ", p2=" + one["p2"].text() +
                           ", switch=" + kind + ", reduce=" + one["reduce"].text();
        if (kind == "channel") text += ", n_channel=4, r=" + one["r"].text();
        const auto layer = make_activation(text + ")", Rng(), this->options());
        if (kind == "channel") {
            Parameters own = parameters(*layer);
            const std::vector<Tensor> put{own[0].tensor, own[1].tensor, this->leaf(one["w1"]),
                                          this->leaf(one["w2"])};
            support::put_parameters(*layer, put);
        }
        const Tensor x = this->leaf(one["x"]);
        const Tensor y = layer->forward(x);
        this->expect_close(y, one["y"], text);
        y.backward(this->leaf(one["g"]));
        this->expect_close(x.grad(), one["dx"], text + " dx");
        const char* names[] = {"dp1", "dp2", "dw1", "dw2"};
        std::size_t i = 0;
        for (const Parameter& own : parameters(*layer)) {
            this->expect_close(own.tensor.grad(), one[names[i]], text + " " + names[i]);
            ++i;
        }
    });
}

TYPED_TEST(GoldenModules, PreluPerChannel) {
    KASANE_NEED_GOLDEN("activations.json");
    this->each("prelu", 1, [&](const Golden& one) {
        const auto layer = make_activation("prelu(channels=3)", Rng(), this->options());
        support::put_parameters(*layer, std::vector<Tensor>{this->leaf(one["a"])});
        const Tensor x = this->leaf(one["x"]);
        const Tensor y = layer->forward(x);
        this->expect_close(y, one["y"], "y");
        y.backward(this->leaf(one["g"]));
        this->expect_close(x.grad(), one["dx"], "dx");
        this->expect_close(parameters(*layer)[0].tensor.grad(), one["da"], "da");
    });
}

TYPED_TEST(GoldenModules, RReluWithGivenSlopes) {
    KASANE_NEED_GOLDEN("activations.json");
    this->each("rrelu", 1, [&](const Golden& one) {
        const Tensor x = this->leaf(one["x"]);
        const Tensor y = RRelu::with_slopes(x, this->leaf(one["slopes"]));
        this->expect_close(y, one["y"], "y");
        y.backward(this->leaf(one["g"]));
        this->expect_close(x.grad(), one["dx"], "dx");
    });
}

TYPED_TEST(GoldenModules, Softmax2d) {
    KASANE_NEED_GOLDEN("activations.json");
    this->each("softmax2d", 1, [&](const Golden& one) {
        const Tensor x = this->leaf(one["x"]);
        const Tensor y = autograd::activate("softmax2d", x);
        this->expect_close(y, one["y"], "y");
        y.backward(this->leaf(one["g"]));
        this->expect_close(x.grad(), one["vjp"], "dx");
        const Tensor first = autograd::narrow(x, 0, 0, 1);
        const Shape picture{x.shape()[1], x.shape()[2], x.shape()[3]};
        const Tensor alone = autograd::softmax2d(autograd::reshape(first, picture));
        const Tensor batch = autograd::reshape(autograd::narrow(y, 0, 0, 1), picture);
        EXPECT_TRUE(support::same_bits(alone.value(), batch.value()));
    });
}

TYPED_TEST(GoldenModules, MaxoutWithATie) {
    KASANE_NEED_GOLDEN("activations.json");
    this->each("maxout", 1, [&](const Golden& one) {
        const auto layer = make_activation("maxout(3, 2, 3)", Rng(), this->options());
        support::put_parameters(*layer,
                                std::vector<Tensor>{this->leaf(one["w"]), this->leaf(one["b"])});
        const Tensor x = this->leaf(one["x"]);
        const Tensor y = layer->forward(x);
        this->expect_close(y, one["y"], "y");
        y.backward(this->leaf(one["g"]));
        this->expect_close(x.grad(), one["dx"], "dx");
        this->expect_close(parameters(*layer)[0].tensor.grad(), one["dw"], "dw");
        this->expect_close(parameters(*layer)[1].tensor.grad(), one["db"], "db");
    });
}

TEST(Maxout, TakesTheFirstOfEqualsAndLetsNanThrough) {
    Maxout layer(1, 1, 3, Rng(), {.dtype = DType::f64});
    support::put_parameters(layer,
                            std::vector<Tensor>{Tensor(core::Array::from({1.0, 2.0, 2.0}, {1, 3})),
                                                tensor({0.0, 0.0, 0.0}).requires_grad()});
    layer.forward(tensor({1.0}, {1, 1})).backward(tensor({1.0}, {1, 1}));
    EXPECT_EQ(support::values_of(parameters(layer)[1].tensor.grad().value()),
              (std::vector<double>{0, 1, 0}));
    EXPECT_TRUE(std::isnan(layer.forward(tensor({std::nan("")}, {1, 1})).item()));
}

TEST(Maxout, StartsAsItsWidthAndSymmetrySay) {
    const auto extremes = [](const MaxoutOptions& options) {
        Maxout layer(50, 20, 2, Rng(2), options);
        double low = 1, high = -1;
        for (const Parameter& one : parameters(layer)) {
            for (const double value : support::values_of(one.tensor.value())) {
                low = std::min(low, value);
                high = std::max(high, value);
            }
        }
        return std::pair(low, high);
    };
    const auto [low, high] = extremes({});
    EXPECT_GE(low, 0);
    EXPECT_GT(high, 0.049);
    EXPECT_LE(high, 0.05);
    const auto [below, above] = extremes({.wb_width = 2, .symmetric = true});
    EXPECT_LT(below, -1.9);
    EXPECT_GT(above, 1.9);
}

/// beta = 1 + x^2, as a user would write it.
class SquareSwitch final : public Layer {
public:
    Tensor forward(const Tensor& x) override { return scale_ * x * x + 1.0; }
    void visit(Visitor& visitor) override { visitor("scale", scale_); }
    std::string text() const override { return "square"; }

private:
    Tensor scale_ = autograd::full({1}, 1, DType::f64).requires_grad();
};

TEST(Acon, TakesASwitchOfTheCallers) {
    const catalog::Formula formula = catalog::activations().make("aconc");
    Acon layer(formula, std::make_unique<SquareSwitch>(), {.dtype = DType::f64});
    const double x = 0.75, p1 = 1, p2 = 0.25, z = (1 + x * x) * (p1 - p2) * x;
    const Tensor y = layer.forward(tensor({x}));
    EXPECT_NEAR(y.item(), (p1 - p2) * x / (1 + std::exp(-z)) + p2 * x, 1e-15);
    std::vector<std::string> names;
    for (const Parameter& one : parameters(layer)) names.push_back(one.name);
    EXPECT_EQ(names, (std::vector<std::string>{"p1", "p2", "switch.scale"}));
    EXPECT_EQ(layer.text(), "aconc");
    support::Numbers numbers(2);
    const Tensor some(support::random_array({3, 4}, DType::f64, numbers, 2));
    for (const auto& report : support::check_layer(layer, some)) {
        EXPECT_TRUE(report.passed) << report.text();
    }
}

TEST(RandomLayers, DrawInTrainingAndNotInEvaluation) {
    support::Numbers numbers(3);
    const Tensor x(support::random_array({40, 50}, DType::f64, numbers, 2));
    for (const std::string text : {"rrelu", "probact(sigma=0.5)", "gumbel_softmax"}) {
        const auto make = [&](std::uint64_t seed) {
            return make_layer("sequential(tanh, sequential(" + text + "))", Rng(seed),
                              {.dtype = DType::f64});
        };
        const auto layer = make_layer(text, Rng(7), {.dtype = DType::f64});
        const auto again = make_layer(text, Rng(7), {.dtype = DType::f64});
        const auto other = make_layer(text, Rng(8), {.dtype = DType::f64});
        const Array first = layer->forward(x).value(), second = layer->forward(x).value();
        EXPECT_FALSE(support::same_bits(first, second)) << text;
        EXPECT_TRUE(support::same_bits(first, again->forward(x).value())) << text;
        EXPECT_FALSE(support::same_bits(first, other->forward(x).value())) << text;
        other->set_step(0);
        layer->set_step(0);
        EXPECT_TRUE(support::same_bits(first, layer->forward(x).value())) << text;
        layer->set_step(1);
        EXPECT_TRUE(support::same_bits(second, layer->forward(x).value())) << text;
        // Containers pass it on.
        const auto model = make(7);
        model->eval();
        EXPECT_TRUE(support::same_bits(model->forward(x).value(), model->forward(x).value()));
        model->train();
        EXPECT_TRUE(model->training());
        EXPECT_FALSE(support::same_bits(model->forward(x).value(), model->forward(x).value()));
    }
}

TEST(RandomLayers, GiveTheirFormulasInEvaluation) {
    support::Numbers numbers(3);
    const Tensor x(support::random_array({4, 5}, DType::f64, numbers, 2));
    const auto evaluated = [&](const char* text) {
        const auto layer = make_layer(text, Rng(7), {.dtype = DType::f64});
        layer->eval();
        return layer->forward(x).value();
    };
    EXPECT_TRUE(support::same_bits(evaluated("rrelu(lower=0.125, upper=0.375)"),
                                   autograd::activate("leaky_relu(0.25)", x).value()));
    EXPECT_TRUE(support::same_bits(evaluated("probact"), autograd::activate("relu", x).value()));
    EXPECT_TRUE(
        support::same_bits(evaluated("gumbel_softmax"), autograd::activate("softmax", x).value()));
}

TEST(RRelu, DrawsItsSlopesFromTheWholeInterval) {
    RRelu layer(0.25, 0.75, Rng(5));
    const Tensor y = layer.forward(autograd::full({20000}, -1, DType::f64));
    double low = 1, high = 0;
    for (const double one : support::values_of(y.value())) {
        low = std::min(low, -one);
        high = std::max(high, -one);
    }
    EXPECT_GE(low, 0.25);
    EXPECT_LT(low, 0.251);
    EXPECT_LE(high, 0.75);
    EXPECT_GT(high, 0.749);
    EXPECT_NEAR(autograd::mean(y).item(), -0.5, 5 * 0.5 / std::sqrt(12 * 20000.0));
}

TEST(ProbAct, AddsNormalNoiseOfItsSigma) {
    const auto layer = make_activation("probact(sigma=0.5)", Rng(5), {.dtype = DType::f64});
    const Tensor y = layer->forward(autograd::full({20000}, 3, DType::f64));
    const Tensor noise = y - 3.0;
    EXPECT_NEAR(autograd::mean(noise).item(), 0, 5 * 0.5 / std::sqrt(20000.0));
    EXPECT_NEAR(autograd::mean(noise * noise).item(), 0.25, 5 * 0.25 * std::sqrt(2 / 20000.0));
}

TEST(Apl, IsTheSumOfItsHinges) {
    Apl layer(2, 1, DType::f64);
    const Tensor y = layer.forward(tensor({-1.0, 0.75, 2.0}));
    EXPECT_NEAR(y.item(0), 0.2 * 1.5 + 0.2 * 2, 1e-15);
    EXPECT_NEAR(y.item(1), 0.75 + 0.2 * 0.25, 1e-15);
    EXPECT_EQ(y.item(2), 2);
}

TEST(Pau, IsTheQuotientAndStaysFiniteFarOut) {
    Pau layer(1, DType::f64);
    const double a[] = {0.02996348, 0.61690165, 2.37539147, 3.06608078, 1.52474449, 0.25281987};
    const double b[] = {0, 1.19160814, 4.40811795, 0.91111034, 0.34885983};
    for (const double x : {-30.0, -3.0, -1.0, -0.4, 0.0, 0.2, 1.0, 1.5, 12.0}) {
        double top = 0, bottom = 0;
        for (int i = 5; i >= 0; --i) top = top * x + a[i];
        for (int i = 4; i >= 0; --i) bottom = bottom * x + b[i];
        const double want = top / (1 + std::abs(bottom));
        EXPECT_NEAR(layer.forward(tensor({x})).item(), want, 1e-14 * std::max(1.0, std::abs(want)));
    }
    const double far = layer.forward(tensor({1e300})).item();
    EXPECT_NEAR(far / (1e300 * a[5] / b[4]), 1, 1e-12);
    EXPECT_TRUE(std::isfinite(Pau().forward(tensor({-1e38F})).item()));
    EXPECT_TRUE(std::isnan(layer.forward(tensor({std::nan("")})).item()));
}

TEST(AdaptiveLogSoftmax, RowsAreLogProbabilities) {
    const auto layer = make_layer("adaptive_log_softmax(16, 20, cutoffs=(5, 12), div_value=2)",
                                  Rng(3), {.dtype = DType::f64});
    support::Numbers numbers(3);
    const Tensor x(support::random_array({6, 16}, DType::f64, numbers, 2));
    const Tensor y = layer->forward(x);
    ASSERT_EQ(y.shape(), Shape({6, 20}));
    const Tensor total = autograd::sum(exp(y), 1);
    for (Index i = 0; i < 6; ++i) EXPECT_NEAR(total.item(i), 1, 1e-13);
    // 16 x (5 + 2), 16 x 8 + 8 x 7, 16 x 4 + 4 x 8
    EXPECT_EQ(parameter_count(*layer), 16 * 7 + 16 * 8 + 8 * 7 + 16 * 4 + 4 * 8);
    // Without tails it is a linear layer and log_softmax.
    AdaptiveLogSoftmax plain(16, 9, {}, Rng(3), {.dtype = DType::f64});
    const Tensor weight = parameters(plain)[0].tensor;
    const Tensor want = autograd::activate("log_softmax", autograd::matmul(x, weight));
    EXPECT_TRUE(support::same_bits(plain.forward(x).value(), want.value()));
}

TEST(Siren, KeepsTheDistributionOfItsActivations) {
    Siren first(2, 256, Rng(1), {.first = true, .dtype = DType::f64});
    Siren second(256, 256, Rng(2), {.dtype = DType::f64});
    Siren third(256, 256, Rng(3), {.dtype = DType::f64});
    support::Numbers numbers(3);
    const Tensor x(support::random_array({200, 2}, DType::f64, numbers, 1));
    const Tensor y = third.forward(second.forward(first.forward(x)));
    // sin of a normal variable of deviation 1 spreads by 0.66, the paper's arcsine law by 0.71.
    const double spread = std::sqrt(autograd::mean(y * y).item());
    EXPECT_GT(spread, 0.6);
    EXPECT_LT(spread, 0.78);
    double bound = 0;
    for (const double one : support::values_of(parameters(second)[0].tensor.value())) {
        bound = std::max(bound, std::abs(one));
    }
    EXPECT_NEAR(bound, std::sqrt(6.0 / 256) / 30, 1e-5);
}

}  // namespace
}  // namespace kasane::nn
