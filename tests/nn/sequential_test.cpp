#include "kasane/nn/sequential.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <thread>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/formula.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "kasane/nn/activation.hpp"
#include "kasane/nn/linear.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/message.hpp"

namespace kasane::nn {
namespace {

using core::DType;
using core::Rng;
using support::message_of;

std::vector<std::string> names_of(Layer& model) {
    std::vector<std::string> names;
    for (const Parameter& parameter : parameters(model)) names.push_back(parameter.name);
    return names;
}

double std_of(const Tensor& x) {
    double total = 0;
    for (Index i = 0; i < x.size(); ++i) total += x.item(i) * x.item(i);
    return std::sqrt(total / static_cast<double>(x.size()));
}

/// The weight of the layer at that place.
Tensor weight(Layer& model, const std::string& place) {
    for (const Parameter& parameter : parameters(model)) {
        if (parameter.name == place + ".weight") return parameter.tensor;
    }
    ADD_FAILURE() << "no " << place << ".weight";
    return {};
}

TEST(Perceptron, ListsItsParametersInOrder) {
    const auto model = perceptron("784-50-10", "relu", Rng(1));
    EXPECT_EQ(names_of(*model),
              (std::vector<std::string>{"0.weight", "0.bias", "2.weight", "2.bias"}));
    EXPECT_EQ(parameter_count(*model), 784 * 50 + 50 + 50 * 10 + 10);
    EXPECT_EQ(model->size(), 3U);
    EXPECT_EQ(model->text(), "sequential(linear(784, 50), relu, linear(50, 10))");
    for (const Parameter& parameter : parameters(*model)) {
        EXPECT_TRUE(parameter.tensor.needs_grad()) << parameter.name;
    }
}

TEST(Perceptron, NestedLayersJoinTheirNamesByDots) {
    const auto model =
        make_layer("sequential(linear(2, 3), sequential(swish, linear(3, 1)))", Rng(1));
    EXPECT_EQ(names_of(*model), (std::vector<std::string>{"0.weight", "0.bias", "1.0.beta",
                                                          "1.1.weight", "1.1.bias"}));
}

TEST(Perceptron, TextMakesTheSameModelAgain) {
    for (const catalog::Entry& entry : catalog::activations().entries()) {
        const std::string activation = catalog::Formula(entry).text();
        const auto model = perceptron("5-4-3", activation, Rng(7));
        const auto again = make_layer(model->text(), Rng(7));
        EXPECT_EQ(again->text(), model->text());
        EXPECT_EQ(names_of(*again), names_of(*model));
        const Parameters a = parameters(*model), b = parameters(*again);
        for (std::size_t i = 0; i < a.size(); ++i) {
            EXPECT_TRUE(support::same_bits(a[i].tensor.value(), b[i].tensor.value()))
                << activation << ", " << a[i].name;
        }
    }
    EXPECT_EQ(make_layer("Affine(3, 2)", Rng())->text(), "linear(3, 2)");
    EXPECT_EQ(make_layer("ELU(alpha=0.5)", Rng())->text(), "elu(alpha=0.5)");
}

TEST(Perceptron, StartsAsItsSeedSaysAndEachLayerFromItsOwnStream) {
    const auto a = perceptron("6-5-4", "relu", Rng(3));
    const auto same = perceptron("6-5-4", "relu", Rng(3));
    const auto other = perceptron("6-5-4", "relu", Rng(4));
    const auto longer = perceptron("6-5-4-9", "relu", Rng(3));
    const Array w = weight(*a, "0").value();
    EXPECT_TRUE(support::same_bits(w, weight(*same, "0").value()));
    EXPECT_FALSE(support::same_bits(w, weight(*other, "0").value()));
    EXPECT_TRUE(support::same_bits(w, weight(*longer, "0").value()));
}

// Five standard errors of a deviation estimated from n numbers: 5 / sqrt(2 n).
void expect_std(const Tensor& x, double want) {
    const double error = 5 / std::sqrt(2 * static_cast<double>(x.size()));
    EXPECT_NEAR(std_of(x) / want, 1, error);
}

TEST(StartValues, SuitTheActivationThatFollows) {
    const auto relu = perceptron("300-200-100", "relu", Rng(1));
    expect_std(weight(*relu, "0"), std::sqrt(2.0 / 300));
    expect_std(weight(*relu, "2"), std::sqrt(2.0 / 300));  // the last one: 2 / (200 + 100)
    const auto tanh = perceptron("300-100-100", "tanh", Rng(1));
    expect_std(weight(*tanh, "0"), std::sqrt(2.0 / 400));
    const auto text = make_layer("sequential(linear(300, 100), elu, linear(100, 200))", Rng(1));
    expect_std(weight(*text, "0"), std::sqrt(2.0 / 300));
    expect_std(weight(*text, "2"), std::sqrt(2.0 / 300));
    const auto nested = make_layer("sequential(linear(300, 100), sequential(relu))", Rng(1));
    expect_std(weight(*nested, "0"), std::sqrt(2.0 / 300));
    for (const Parameter& parameter : parameters(*relu)) {
        if (!parameter.name.ends_with("bias")) continue;
        EXPECT_EQ(std_of(parameter.tensor), 0) << parameter.name;
    }
}

TEST(StartValues, AreThoseThatAreAskedFor) {
    const auto normal = perceptron("300-100-10", "relu", Rng(1), {.init = "normal(0.01)"});
    expect_std(weight(*normal, "0"), 0.01);
    expect_std(weight(*normal, "2"), 0.01);
    const auto uniform = perceptron("300-100-10", "relu", Rng(1), {.init = "xavier_uniform"});
    const Tensor w = weight(*uniform, "0");
    expect_std(w, std::sqrt(2.0 / 400));
    for (Index i = 0; i < w.size(); ++i) ASSERT_LE(std::abs(w.item(i)), std::sqrt(6.0 / 400));
}

TEST(Perceptron, ComputesWhatItsLayersSay) {
    const auto model = perceptron("3-4-2", "tanh", Rng(5), {.dtype = DType::f64});
    const Parameters p = parameters(*model);
    const Tensor x = tensor({0.5, -1.0, 2.0, 1.0, 0.0, -0.25}, {2, 3});
    const Tensor y = model->forward(x);
    ASSERT_EQ(y.shape(), Shape({2, 2}));
    for (Index n = 0; n < 2; ++n) {
        for (Index o = 0; o < 2; ++o) {
            double out = p[3].tensor.item(o);
            for (Index h = 0; h < 4; ++h) {
                double hidden = p[1].tensor.item(h);
                for (Index i = 0; i < 3; ++i)
                    hidden += x.item(n * 3 + i) * p[0].tensor.item(i * 4 + h);
                out += std::tanh(hidden) * p[2].tensor.item(h * 2 + o);
            }
            EXPECT_NEAR(y.item(n * 2 + o), out, 1e-14);
        }
    }
}

TEST(Activation, LearnsItsTrainableParameters) {
    Activation swish("swish(beta=2)", DType::f64);
    EXPECT_EQ(names_of(swish), (std::vector<std::string>{"beta"}));
    Tensor beta = parameters(swish)[0].tensor;
    EXPECT_EQ(beta.item(), 2);
    EXPECT_TRUE(beta.needs_grad());
    const Tensor x = tensor({0.5, -1.5});
    autograd::sum(swish(x)).backward();
    double want = 0;  // x^2 s(beta x) (1 - s(beta x))
    for (const double v : {0.5, -1.5}) {
        const double s = 1 / (1 + std::exp(-2 * v));
        want += v * v * s * (1 - s);
    }
    EXPECT_NEAR(beta.grad().item(), want, 1e-14);
    EXPECT_EQ(swish.text(), "swish(beta=2)");
    Activation relu("relu");
    EXPECT_TRUE(names_of(relu).empty());
}

TEST(Models, ThatMakeNoSenseAreRefused) {
    for (const char* widths : {"", "784", "784-", "-784-10", "784--10", "784-0", "784-x-10",
                               "784-10.5", "99999999999999999999-10", "784 - 10"}) {
        EXPECT_EQ(
            message_of<core::ValueError>([&] { perceptron(widths, "relu", Rng()); }),
            "model: cannot read the widths \"" + std::string(widths) +
                "\"\n  hint: write two or more positive numbers joined by '-', as in 784-50-10");
    }
    EXPECT_THROW(perceptron("4-3-2", "rellu", Rng()), core::LookupError);
    EXPECT_THROW(perceptron("4-3-2", "relu", Rng(), {.init = "hee"}), core::LookupError);
    EXPECT_EQ(message_of<core::ValueError>([] { make_layer("linear(784)", Rng()); }),
              "model: linear takes two positive whole numbers\n  got: linear(784)\n"
              "  hint: as in linear(784, 50)");
    EXPECT_THROW(make_layer("linear(784, 2.5)", Rng()), core::ValueError);
    EXPECT_THROW(make_layer("linear(0, 2)", Rng()), core::ValueError);
    EXPECT_THROW(make_layer("sequential(linear(2, 2), 5)", Rng()), core::ValueError);
    EXPECT_THROW(make_layer("conv(3)", Rng()), core::LookupError);
    EXPECT_THROW(make_layer("linear(2, 2", Rng()), core::ValueError);
    // Too many arguments, or one with a name that linear does not have, is no linear layer either.
    EXPECT_THROW(make_layer("linear(2, 3, 4)", Rng()), core::ValueError);
    EXPECT_THROW(make_layer("linear(out=2, in=3)", Rng()), core::ValueError);
}

TEST(Models, SayWhenTheInputDoesNotFit) {
    const auto model = perceptron("4-3-2", "relu", Rng());
    EXPECT_THROW(model->forward(autograd::zeros({5, 3})), core::ShapeError);
    EXPECT_THROW(model->forward(autograd::zeros({4})), core::ShapeError);
}

TEST(Models, MayBeUsedByManyThreadsAtOnce) {
    const auto model = perceptron("64-300-10", "mish", Rng(2));
    support::Numbers numbers(1);
    const Tensor x(support::random_array({128, 64}, DType::f32, numbers));
    const Array want = model->forward(x).value();
    std::vector<int> differences(4, 0);
    std::vector<std::thread> hosts;
    for (int& count : differences) {
        hosts.emplace_back([&] {
            for (int i = 0; i < 20; ++i) {
                const bool record = i % 2 == 0;
                const autograd::NoGrad mode(record);
                count += support::same_bits(model->forward(x).value(), want) ? 0 : 1;
            }
        });
    }
    for (std::thread& host : hosts) host.join();
    EXPECT_EQ(differences, (std::vector<int>{0, 0, 0, 0}));
}

}  // namespace
}  // namespace kasane::nn
