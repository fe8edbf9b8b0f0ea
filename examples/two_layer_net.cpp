// The article's two-layer network, affine - ReLU - affine - softmax with loss, with its methods
// (predict, loss, accuracy, numerical_gradient, gradient) built from Kasane's layers. It checks
// its gradients on three images, then learns from batches of the digits.
//
// Returns 0 if the gradients agree and the network has learned.

#include <cmath>
#include <cstdio>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "kasane/kasane.hpp"

namespace {

using kasane::DType;
using kasane::Index;
using kasane::Tensor;

/// The article calls the parameters W1, b1, W2, b2.
using Gradients = std::map<std::string, Tensor>;

class TwoLayerNet {
public:
    TwoLayerNet(Index inputs, Index hidden, Index outputs, kasane::Rng rng,
                const kasane::Init& init = "normal(0.01)", DType dtype = DType::f64)
        : affine1_(inputs, hidden, rng.stream("affine1"), init, dtype),
          relu1_("relu", dtype),
          affine2_(hidden, outputs, rng.stream("affine2"), init, dtype) {}

    /// Scores before the softmax: [N, inputs] -> [N, outputs].
    Tensor predict(const Tensor& x) { return affine2_(relu1_(affine1_(x))); }

    /// Mean cross-entropy; t are class numbers [N] or one-hot rows [N, outputs].
    Tensor loss(const Tensor& x, const Tensor& t) { return kasane::cross_entropy(predict(x), t); }

    /// Share of samples whose largest score is at the label.
    double accuracy(const Tensor& x, const Tensor& t) {
        const kasane::NoGrad no_grad;
        const Tensor scores = predict(x);
        double hits = 0;
        for (Index n = 0; n < x.shape()[0]; ++n) {
            const Index label = t.rank() == 2 ? argmax(t, n) : static_cast<Index>(t.item(n));
            hits += argmax(scores, n) == label ? 1 : 0;
        }
        return hits / static_cast<double>(x.shape()[0]);
    }

    /// By central differences: two evaluations of the loss for every weight.
    Gradients numerical_gradient(const Tensor& x, const Tensor& t) {
        const kasane::NoGrad no_grad;
        Gradients gradients;
        for (auto& [name, weight] : named()) {
            kasane::Array values = weight.value();  // shares the memory of the weight
            Tensor gradient = kasane::zeros(weight.shape(), DType::f64);
            kasane::Array slopes = gradient.value();
            for (std::size_t i = 0; i < values.span<double>().size(); ++i) {
                slopes.span<double>()[i] = difference(values.span<double>()[i], x, t);
            }
            gradients[name] = gradient;
        }
        return gradients;
    }

    /// By going back through the network once.
    Gradients gradient(const Tensor& x, const Tensor& t) {
        std::vector<Tensor> weights;
        for (auto& [name, weight] : named()) weights.push_back(weight);
        const std::vector<Tensor> slopes = kasane::grad(loss(x, t), weights);
        Gradients gradients;
        std::size_t i = 0;
        for (auto& [name, weight] : named()) gradients[name] = slopes[i++];
        return gradients;
    }

    /// The one list of parameters; the optimizer reads it.
    void visit(kasane::nn::Visitor& visitor) {
        visitor("affine1", affine1_);
        visitor("affine2", affine2_);
    }

private:
    static Index argmax(const Tensor& scores, Index row) {
        const Index width = scores.shape()[1];
        Index best = 0;
        for (Index c = 1; c < width; ++c) {
            if (scores.item(row * width + c) > scores.item(row * width + best)) best = c;
        }
        return best;
    }

    /// (loss(w + h) - loss(w - h)) / 2h, with w as it was afterwards.
    double difference(double& w, const Tensor& x, const Tensor& t) {
        constexpr double h = 1e-4;
        const double before = w;
        w = before + h;
        const double above = loss(x, t).item();
        w = before - h;
        const double below = loss(x, t).item();
        w = before;
        return (above - below) / (2 * h);
    }

    std::vector<std::pair<std::string, Tensor>> named() {
        std::vector<std::pair<std::string, Tensor>> list;
        const char* const names[] = {"W1", "b1", "W2", "b2"};
        const auto collect = [&](std::string_view, Tensor& weight) {
            list.emplace_back(names[list.size()], weight);
        };
        kasane::nn::Visitor visitor(collect);
        visit(visitor);
        return list;
    }

    kasane::Linear affine1_;
    kasane::Activation relu1_;
    kasane::Linear affine2_;
};

/// What an Optimizer asks of a model.
kasane::autograd::Parameters parameters(TwoLayerNet& net) {
    kasane::autograd::Parameters all;
    const auto collect = [&](std::string_view name, Tensor& weight) {
        all.push_back({std::string(name), weight});
    };
    kasane::nn::Visitor visitor(collect);
    net.visit(visitor);
    return all;
}

/// A batch's images in double.
Tensor images(const kasane::data::Batch& batch) {
    const auto pixels = std::as_const(batch.x).span<float>();
    const std::vector<double> numbers(pixels.begin(), pixels.end());
    return Tensor(kasane::Array::from(std::span<const double>(numbers), batch.x.shape()));
}

/// Prints the mean difference for each array of weights; whether all are below 1e-8.
bool check_gradients(TwoLayerNet& net, const kasane::data::Batch& batch) {
    const Tensor t(batch.labels);
    const Gradients exact = net.gradient(images(batch), t);
    bool good = true;
    for (const auto& [name, numeric] : net.numerical_gradient(images(batch), t)) {
        double sum = 0;
        for (Index i = 0; i < numeric.size(); ++i) {
            sum += std::abs(numeric.item(i) - exact.at(name).item(i));
        }
        const double mean = sum / static_cast<double>(numeric.size());
        std::printf("%s: mean difference %.3g\n", name.c_str(), mean);
        good &= mean < 1e-8;
    }
    return good;
}

}  // namespace

int main() {
    const auto [train, test] = kasane::load("digits");
    TwoLayerNet net(train.width(), 50, train.classes, kasane::Rng(1));
    bool good = check_gradients(net, kasane::data::range(train, 0, 3));

    kasane::Optimizer optimizer("sgd(lr=0.5)", net);
    kasane::data::Batches batches(train, {.batch = 100, .replace = true}, kasane::Rng(2));
    double loss = 0;
    for (Index i = 0; i < 600; ++i) {
        const kasane::data::Batch batch = batches.at(i);
        optimizer.zero_grad();
        const Tensor value = net.loss(images(batch), Tensor(batch.labels));
        value.backward();
        optimizer.step();
        loss = value.item();
        if (i == 0) std::printf("first loss %.4f, ln 10 is %.4f\n", loss, std::log(10.0));
    }
    const kasane::data::Batch all = kasane::data::range(test, 0, test.size());
    const double accuracy = net.accuracy(images(all), Tensor(all.labels));
    std::printf("last loss %.4f, test accuracy %.3f\n", loss, accuracy);
    good &= accuracy > 0.9;
    return good ? 0 : 1;
}
