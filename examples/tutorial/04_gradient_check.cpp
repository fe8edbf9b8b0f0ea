// Chapter 4 of docs/tutorial: is the derivative right?

#include <cmath>
#include <cstdio>
#include <span>
#include <string>

#include "kasane/kasane.hpp"

using kasane::Tensor;

namespace {

double cube(double x) { return x * x * x; }

/// What is the slope of x^3 at 3? It is 27.
void steps_of_different_size() {
    for (const double h : {1e-1, 1e-4, 1e-13}) {
        const double one_side = (cube(3 + h) - cube(3)) / h;
        const double central = (cube(3 + h) - cube(3 - h)) / (2 * h);
        std::printf("h %-6g  one side off by %.0e, central by %.0e\n", h, std::abs(one_side - 27),
                    std::abs(central - 27));
    }
}

/// A two-layer network with its loss: from its four arrays of weights to one number.
Tensor loss_of(std::span<const Tensor> weights) {
    const Tensor x = kasane::randn({3, 5}, kasane::Rng(7), 1, kasane::core::DType::f64);
    const Tensor hidden = kasane::activate("sigmoid", kasane::affine(x, weights[0], weights[1]));
    const Tensor scores = kasane::affine(hidden, weights[2], weights[3]);
    return kasane::cross_entropy(scores, kasane::labels({0, 2, 1}));
}

/// x * x, but with a backward that forgot the 2: the numbers of x * x, the slope of x.
Tensor wrong_square(const Tensor& x) {
    return kasane::autograd::with_gradient_of(x * x.detach(), x * x);
}

void report(const char* what, const kasane::autograd::CheckReport& report) {
    std::printf("%s: %s\n", what, report.passed ? "passed" : "FAILED");
    for (const auto& input : report.inputs) {
        const bool small = input.max_difference < 1e-8;
        std::printf("  %-7s %2d compared, %d near a kink, largest difference %s\n",
                    input.name.c_str(), static_cast<int>(input.compared),
                    static_cast<int>(input.near_kinks),
                    small ? "below 1e-8" : std::to_string(input.max_difference).c_str());
    }
}

}  // namespace

int main() {
    steps_of_different_size();

    const auto leaf = [](const char* name, const kasane::core::Shape& shape) {
        const kasane::Rng rng = kasane::Rng(1).stream(name);
        return kasane::randn(shape, rng, 1, kasane::core::DType::f64).requires_grad().name(name);
    };
    const Tensor weights[] = {leaf("W1", {5, 4}), leaf("b1", {4}), leaf("W2", {4, 3}),
                              leaf("b2", {3})};
    const auto two_layers = [](std::span<const Tensor> w) { return loss_of(w); };
    report("two layers", kasane::gradcheck(two_layers, weights));

    const auto wrong = [](std::span<const Tensor> x) { return kasane::sum(wrong_square(x[0])); };
    const Tensor three[] = {kasane::tensor({3.0}).requires_grad().name("x")};
    report("without the 2", kasane::gradcheck(wrong, three));

    const auto relu = [](std::span<const Tensor> x) {
        return kasane::sum(kasane::activate("relu", x[0]));
    };
    const Tensor bend[] = {kasane::tensor({-1.0, 0.0, 1.0}).requires_grad().name("x")};
    report("relu", kasane::gradcheck(relu, bend));
}
