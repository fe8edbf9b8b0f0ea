// Results that books and papers have printed, with the data sets of ../shared. docs/results.md
// shows them beside ours.

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "kasane/io/npy.hpp"
#include "kasane/kasane.hpp"
#include "kasane/kernels/reduce.hpp"
#include "kasane/nn/linear.hpp"

namespace kasane::train {
namespace {

std::string shared(const std::string& path) {
    const char* folder = std::getenv("KASANE_SHARED");
    return (folder != nullptr ? std::string(folder)
                              : std::string(KASANE_SOURCE_DIR) + "/../shared") +
           "/data/" + path;
}

#define KASANE_NEED_DATA(path)                                                         \
    if (!std::filesystem::exists(shared(path))) {                                      \
        GTEST_SKIP() << "no data/" << (path) << "; KASANE_SHARED may name its folder"; \
    }

struct Accuracies {
    double train;
    double test;
};

/// 784-50-10 of the book's chapters 4 and 5, 9600 iterations.
Accuracies two_layer_net(const std::string& activation) {
    const data::Split mnist = load("mnist", shared("mnist"));
    const auto model = perceptron("784-50-10", activation, Rng(1), {.init = "normal(0.01)"});
    Trainer trainer(
        *model, mnist.train,
        {.optimizer = "sgd(lr=0.1)", .batch = 100, .replace = true, .iterations = 9600, .seed = 1});
    while (!trainer.finished()) trainer.step();
    return {accuracy(*model, mnist.train), accuracy(*model, mnist.test)};
}

TEST(PublishedResults, TheBooksTwoLayerNetWithRelu) {
    KASANE_NEED_DATA("mnist");
    const Accuracies got = two_layer_net("relu");
    EXPECT_NEAR(got.train, 0.9778, 0.003);
    EXPECT_NEAR(got.test, 0.9690, 0.003);
}

TEST(PublishedResults, TheBooksTwoLayerNetWithSigmoid) {
    KASANE_NEED_DATA("mnist");
    const Accuracies got = two_layer_net("sigmoid");
    EXPECT_NEAR(got.train, 0.9471, 0.003);
    EXPECT_NEAR(got.test, 0.9465, 0.003);
}

/// Mean loss of the batches from step 1800 to 2000 of 784-100x4-10.
double late_loss(const std::string& optimizer) {
    const data::Split mnist = load("mnist", shared("mnist"));
    const auto model = perceptron("784-100-100-100-100-10", "relu", Rng(1), {.init = "he"});
    Trainer trainer(
        *model, mnist.train,
        {.optimizer = optimizer, .batch = 128, .replace = true, .iterations = 2000, .seed = 1});
    double sum = 0;
    while (!trainer.finished()) {
        const double loss = trainer.step();
        if (trainer.iteration() > 1800) sum += loss;
    }
    return sum / 200;
}

TEST(PublishedResults, TheBooksOrderOfFourOptimizers) {
    KASANE_NEED_DATA("mnist");
    const double sgd = late_loss("sgd(lr=0.01)");
    const double momentum = late_loss("momentum(lr=0.01)");
    const double adagrad = late_loss("adagrad(lr=0.01, eps=1e-7)");
    const double adam = late_loss("adam(lr=0.001)");
    EXPECT_LT(adagrad, momentum);
    EXPECT_LT(adam, momentum);
    EXPECT_LT(momentum, sgd);
    // One batch each in the book: 0.150, 0.050, 0.016, 0.032.
    EXPECT_NEAR(std::log(sgd / 0.150), 0, std::log(2.0));
    EXPECT_NEAR(std::log(momentum / 0.050), 0, std::log(2.0));
    RecordProperty("losses", std::to_string(sgd) + " " + std::to_string(momentum) + " " +
                                 std::to_string(adagrad) + " " + std::to_string(adam));
}

/// Rows and class numbers of MNIST-1D.
struct Rows {
    Array x;       // [N, 40]
    Array labels;  // [N]

    explicit Rows(const std::string& ending) {
        const auto file = io::load_npz(shared("mnist1d.npz"));
        const io::RawArray& rows = file.at("x" + ending);
        const io::RawArray& classes = file.at("y" + ending);
        x = Array::zeros(rows.shape, core::DType::f32);
        std::memcpy(x.data<float>(), rows.data().data(), rows.data().size());
        labels = Array::zeros({x.shape()[0]}, core::DType::i64);
        for (core::Index i = 0; i < labels.size(); ++i) {
            labels.data<std::int64_t>()[i] =
                classes.dtype == core::DType::u8
                    ? static_cast<std::int64_t>(classes.data()[static_cast<std::size_t>(i)])
                    : reinterpret_cast<const std::int64_t*>(classes.data().data())[i];
        }
    }
};

/// The accuracy on the test set after 6000 steps of Adam(0.01), batches of 100 in their order.
template <class Model>
double mnist1d_accuracy(autograd::Parameters parameters, Model model) {
    const Rows train(""), test("_test");
    Optimizer optimizer("adam(lr=0.01)", std::move(parameters));
    for (core::Index step = 0; step < 6000; ++step) {
        const core::Index from = step * 100 % train.labels.size();
        const Tensor x(train.x.slice(0, from, from + 100));
        const Tensor t(train.labels.slice(0, from, from + 100));
        optimizer.step([&] { return cross_entropy(model(x), t); });
    }
    const Array guess = kernels::argmax(model(Tensor(test.x)).value());
    core::Index right = 0;
    for (core::Index i = 0; i < guess.size(); ++i) right += guess.item(i) == test.labels.item(i);
    return static_cast<double>(right) / static_cast<double>(guess.size());
}

TEST(PublishedResults, Mnist1dWithALinearModel) {
    KASANE_NEED_DATA("mnist1d.npz");
    nn::Linear only(40, 10, Rng(42));
    const double got =
        mnist1d_accuracy(nn::parameters(only), [&](const Tensor& x) { return only.forward(x); });
    EXPECT_NEAR(got, 0.315, 0.02);  // Greydanus & Kobak 2020, arXiv:2011.14439
    RecordProperty("accuracy", std::to_string(got));
}

TEST(PublishedResults, Mnist1dWithAPerceptron) {
    KASANE_NEED_DATA("mnist1d.npz");
    const Rng rng(42);
    nn::Linear first(40, 100, rng.stream("1"), "he");
    nn::Linear second(100, 100, rng.stream("2"), "he");
    nn::Linear third(100, 10, rng.stream("3"));
    autograd::Parameters all;
    for (nn::Linear* layer : {&first, &second, &third}) {
        for (auto& parameter : nn::parameters(*layer)) {
            parameter.name += std::to_string(all.size());
            all.push_back(parameter);
        }
    }
    const double got = mnist1d_accuracy(all, [&](const Tensor& x) {
        const Tensor h = autograd::activate("relu", first.forward(x));
        return third.forward(h + autograd::activate("relu", second.forward(h)));
    });
    EXPECT_NEAR(got, 0.651, 0.04);
    RecordProperty("accuracy", std::to_string(got));
}

}  // namespace
}  // namespace kasane::train
