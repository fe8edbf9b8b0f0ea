// Chapter 10 of docs/tutorial: an activation of one's own, as a layer.

#include <cstdio>
#include <memory>
#include <span>
#include <string>

#include "kasane/kasane.hpp"

using kasane::Tensor;

namespace {

/// leak * x + tanh(x): saturates like tanh, but keeps some slope at both ends.
Tensor toy(const Tensor& x, double leak = 0.5) { return x * leak + kasane::activate("tanh", x); }

class Toy final : public kasane::Layer {
public:
    Tensor forward(const Tensor& x) override { return toy(x); }
    std::string text() const override { return "toy"; }
};

/// 64-50-10 with a layer of the caller's between.
double test_accuracy(std::unique_ptr<kasane::Layer> activation) {
    const auto [train, test] = kasane::load("digits");
    const kasane::Rng rng(1);
    kasane::Sequential model;
    model.add(std::make_unique<kasane::Linear>(64, 50, rng.stream("first")));
    model.add(std::move(activation));
    model.add(std::make_unique<kasane::Linear>(50, 10, rng.stream("second")));
    kasane::fit(model, train, {{.optimizer = "adam(lr=0.01)", .batch = 32, .epochs = 10}});
    return kasane::accuracy(model, test);
}

}  // namespace

int main() {
    const Tensor x[] = {kasane::tensor({-3.0, -0.5, 0.0, 2.0}).requires_grad().name("x")};
    const auto f = [](std::span<const Tensor> inputs) { return kasane::sum(toy(inputs[0])); };
    std::printf("gradient check: %s\n", kasane::gradcheck(f, x).passed ? "passed" : "FAILED");
    std::printf("second derivatives: %s\n",
                kasane::gradgradcheck(f, x).passed ? "passed" : "FAILED");

    std::printf("toy:  test %.2f\n", test_accuracy(std::make_unique<Toy>()));
    std::printf("relu: test %.2f\n", test_accuracy(std::make_unique<kasane::Activation>("relu")));
}
