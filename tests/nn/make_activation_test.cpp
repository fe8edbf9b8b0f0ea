// Every activation of the catalog as a layer: texts, names, first and second derivatives by x and
// by every parameter.
#include "kasane/nn/make_activation.hpp"

#include <gtest/gtest.h>

#include <cctype>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kasane/autograd/shape.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "kasane/nn/sequential.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/layers.hpp"
#include "tests/support/message.hpp"

namespace kasane::nn {
namespace {

using core::DType;
using core::Rng;
using support::message_of;

const ModelOptions wide{.dtype = DType::f64};

Tensor random(const Shape& shape, unsigned seed, double scale = 2) {
    support::Numbers numbers(seed);
    return Tensor(support::random_array(shape, DType::f64, numbers, scale));
}

/// A text that makes a layer, and an input that it takes.
struct Sample {
    std::string text;
    Shape shape = {3, 8};
};

void PrintTo(const Sample& one, std::ostream* out) { *out << one.text; }

/// Every entry once by itself; then per channel where something is learned, with pictures, and
/// with the options of layers.
std::vector<Sample> samples() {
    std::vector<Sample> all;
    for (const catalog::Entry& entry : catalog::activations().entries()) {
        const std::string name(entry.info->name);
        Sample one{name, {3, 8}};
        if (entry.form == catalog::Form::module || !entry.params.empty()) {
            one.text = catalog::Formula(entry).text();
        }
        // At its start, alpha = 0, the second derivative by alpha jumps.
        if (name == "soft_exponential") one.text = "soft_exponential(alpha=0.25)";
        if (name == "softmax2d" || name == "frn_tlu") one.shape = {2, 8, 1, 3};
        if (name == "evonorm_s0") one.shape = {2, 32, 2, 3};
        all.push_back(one);
        if (!entry.trainable.empty() && entry.form == catalog::Form::pointwise) {
            const std::string start = name == "soft_exponential" ? "alpha=0.25, " : "";
            all.push_back({name + "(" + start + "channels=3)", {2, 3, 2, 2}});
        }
    }
    for (const char* text :
         {"acona(switch=pixel)", "aconb(switch=layer)", "aconb(switch=layer, reduce=mean)",
          "aconc(switch=channel, n_channel=4, r=2)",
          "aconc(switch=channel, n_channel=4, r=2, reduce=mean, channels=4)",
          "acona(switch=channel, n_channel=4, r=4)", "aconc(switch=pixel, p1=1.5)"}) {
        all.push_back({text, {2, 4, 1, 2}});
    }
    all.push_back({"aconc(switch=channel, n_channel=4, r=2)", {3, 4}});
    all.push_back({"swiglu(channels=4)", {3, 8}});
    all.push_back({"probact(channels=3)", {2, 3, 2}});
    all.push_back({"apl(3, channels=4)", {2, 4, 2}});
    all.push_back({"pau(channels=4)", {2, 4, 2}});
    all.push_back({"dy_relu(4, reduction=2)", {2, 4, 1, 3}});
    all.push_back({"evonorm_s0(6, groups=3)", {2, 6, 2, 2}});
    all.push_back({"maxout(8, 3, 3, wb_width=1, symmetric=true)"});
    all.push_back({"siren_linear(8, 3, omega=2, first=true)"});
    all.push_back({"adaptive_log_softmax(8, 9, cutoffs=(3, 6), div_value=2, head_bias=true)"});
    all.push_back({"adaptive_log_softmax(8, 9, cutoffs=(3))"});
    all.push_back({"softmax(axis=0)"});
    all.push_back({"gumbel_softmax(tau=0.5)"});
    all.push_back({"prelu(a=-0.5)"});
    return all;
}

class EveryLayer : public testing::TestWithParam<Sample> {
protected:
    const Tensor x = random(GetParam().shape, 1);
    const std::unique_ptr<Layer> layer = make_activation(GetParam().text, Rng(4), wide);
};

TEST_P(EveryLayer, GradientsMatchDifferences) {
    for (const autograd::CheckReport& report : support::check_layer(*layer, x)) {
        EXPECT_TRUE(report.passed) << report.text();
    }
}

TEST_P(EveryLayer, GradientsByTheInputMatchDifferencesInEvaluation) {
    layer->eval();
    const auto f = [&](std::span<const Tensor> in) {
        return support::mixed_number(layer->forward(in[0]));
    };
    const autograd::CheckReport first = autograd::gradcheck(f, {&x, 1});
    EXPECT_TRUE(first.passed) << first.text();
    const autograd::CheckReport second = autograd::gradgradcheck(f, {&x, 1});
    EXPECT_TRUE(second.passed) << second.text();
}

TEST_P(EveryLayer, ItsTextMakesTheSameLayerAgain) {
    const auto again = make_layer(layer->text(), Rng(4), wide);
    EXPECT_EQ(again->text(), layer->text());
    const Parameters a = parameters(*layer), b = parameters(*again);
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a[i].name, b[i].name);
        EXPECT_TRUE(a[i].tensor.needs_grad()) << a[i].name;
        EXPECT_TRUE(support::same_bits(a[i].tensor.value(), b[i].tensor.value())) << a[i].name;
    }
    EXPECT_TRUE(support::same_bits(layer->forward(x).value(), again->forward(x).value()));
}

TEST_P(EveryLayer, WorksInFloats) {
    const auto narrow = make_activation(GetParam().text, Rng(4));
    support::Numbers numbers(1);
    const Tensor float_x(support::random_array(GetParam().shape, DType::f32, numbers, 2));
    const Tensor y = narrow->forward(float_x);
    EXPECT_EQ(y.dtype(), DType::f32);
    EXPECT_EQ(y.shape(), layer->forward(x).shape());
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryLayer, testing::ValuesIn(samples()), [](const auto& tested) {
    std::string name = std::to_string(tested.index) + "_";
    for (const char c : tested.param.text) {
        if (std::isalnum(static_cast<unsigned char>(c))) name += c;
    }
    return name;
});

TEST(MakeActivation, RefusesWhatMakesNoSense) {
    const auto make = [](const char* text) { make_activation(text, Rng()); };
    EXPECT_THROW(make("maxout"), core::ValueError);
    EXPECT_THROW(make("maxout(3, 2)"), core::ValueError);
    EXPECT_THROW(make("prelu(channels=0)"), core::ValueError);
    EXPECT_THROW(make("prelu(channels=2.5)"), core::ValueError);
    EXPECT_EQ(message_of<core::ValueError>([&] { make("relu(channels=3)"); }),
              "relu: has no trainable parameters to have per channel");
    EXPECT_EQ(message_of<core::LookupError>([&] { make("aconc(switch=both)"); }),
              "acon: unknown switch type \"both\"\n  it can be scalar, pixel, channel or layer");
    EXPECT_EQ(message_of<core::LookupError>([&] { make("aconc(switch=channel)"); }),
              "acon: the channel switch needs n_channel\n"
              "  hint: it is x's number of channels, axis 1");
    EXPECT_EQ(message_of<core::ValueError>([&] { make("aconc(switch=channel, n_channel=8)"); }),
              "acon: the channel switch needs n_channel / r >= 1\n  n_channel: 8\n  r: 16\n"
              "  hint: give a smaller r");
    EXPECT_THROW(make("aconc(switch=layer, reduce=max)"), core::ValueError);
    EXPECT_THROW(make("mish(switch=layer)"), core::LookupError);
    EXPECT_THROW(make("elu(r=3)"), core::LookupError);
    EXPECT_THROW(make("rrelu(lower=0.5, upper=0.25)"), core::ValueError);
    EXPECT_THROW(make("evonorm_s0(8)"), core::ValueError);
    EXPECT_THROW(make("dy_relu(4)"), core::ValueError);
    EXPECT_THROW(make("adaptive_log_softmax(8, 9, cutoffs=(6, 3))"), core::ValueError);
    EXPECT_THROW(make("adaptive_log_softmax(8, 9, cutoffs=(9))"), core::ValueError);
    EXPECT_THROW(make("adaptive_log_softmax(8, 99, cutoffs=(3, 6, 9))"), core::ValueError);
    EXPECT_THROW(make("nosuch"), core::LookupError);
}

TEST(MakeActivation, HoldsTheSizeOfALayerAgainstItsLimit) {
    const ModelOptions small{.layer_limit = 1000};
    for (const char* text :
         {"maxout(1e6, 1e6, 5)", "prelu(channels=1e9)", "apl(5, channels=1e8)", "pau(channels=101)",
          "dy_relu(1e6)", "aconc(switch=channel, n_channel=1e6)", "siren_linear(1e6, 1e6)",
          "adaptive_log_softmax(1e6, 1e6)", "frn_tlu(1e6)", "evonorm_s0(3200000)",
          "probact(channels=1e6)", "swish(channels=1e6)"}) {
        EXPECT_THROW(make_activation(text, Rng(), small), core::ValueError) << text;
    }
    EXPECT_NO_THROW(make_activation("maxout(9, 10, 10)", Rng(), small));
}

TEST(MakeActivation, PerChannelParametersBelongToAxisOne) {
    const auto prelu = make_activation("prelu(channels=2)", Rng(), wide);
    support::put_parameters(*prelu, std::vector<Tensor>{tensor({0.5, 0.25})});
    const Tensor y = prelu->forward(tensor({-1.0, -1.0, -1.0, -1.0}, {1, 2, 2, 1}));
    EXPECT_EQ(support::values_of(y.value()), (std::vector<double>{-0.5, -0.5, -0.25, -0.25}));
    EXPECT_EQ(message_of<core::ShapeError>([&] {
                  prelu->forward(autograd::zeros({4, 3}));
              }),
              "prelu: needs 2 channels along axis 1\n  x: [4, 3]\n"
              "  hint: shapes are (N, C) or (N, C, H, W)");
    EXPECT_THROW(prelu->forward(autograd::zeros({2})), core::ShapeError);
}

}  // namespace
}  // namespace kasane::nn
