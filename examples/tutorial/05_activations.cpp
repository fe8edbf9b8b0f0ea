// Chapter 5 of docs/tutorial: what activations do to the numbers that pass through them.

#include <cmath>
#include <cstdio>

#include "kasane/kasane.hpp"

using kasane::Tensor;

namespace {

void values_and_slopes() {
    const Tensor x = kasane::tensor({-4.0, -1.0, 0.0, 1.0, 4.0});
    for (const char* name : {"sigmoid", "tanh", "relu", "swish", "mish"}) {
        kasane::Activator f = kasane::get_activation(name);
        const Tensor y = f.forward(x);
        const Tensor dy = f.backward(x, y);
        std::printf("%-8s", name);
        for (int i = 0; i < 5; ++i) std::printf(" %7.3f", y.item(i));
        std::printf("   slope");
        for (int i = 0; i < 5; ++i) std::printf(" %6.3f", dy.item(i));
        std::printf("\n");
    }
}

/// The standard deviation of the numbers behind each of five layers of 100 neurons.
void five_layers(const char* activation, const char* init) {
    const kasane::Rng rng(1);
    Tensor x = kasane::randn({1000, 100}, rng.stream("x"));
    std::printf("%-8s %-12s", activation, init);
    for (std::uint64_t layer = 0; layer < 5; ++layer) {
        const Tensor weight = kasane::Init(init)(100, 100, rng.stream(layer));
        x = kasane::activate(activation, kasane::matmul(x, weight));
        const double mean = kasane::mean(x).item();
        const Tensor away = x - mean;
        std::printf(" %6.3f", std::sqrt(kasane::mean(away * away).item()));
    }
    std::printf("\n");
}

}  // namespace

int main() {
    values_and_slopes();

    five_layers("sigmoid", "normal(1)");
    five_layers("tanh", "normal(0.01)");
    five_layers("tanh", "xavier");
    five_layers("relu", "xavier");
    five_layers("relu", "he");

    const Tensor scores = kasane::tensor({0.3, 2.9, 4.0});
    const Tensor shares = kasane::activate("softmax", scores);
    std::printf("softmax %.3f %.3f %.3f, sum %.3f\n", shares.item(0), shares.item(1),
                shares.item(2), kasane::sum(shares).item());

    try {
        kasane::activate("leaky-relo", scores);
    } catch (const kasane::Error& error) {
        std::printf("%s\n", error.what());
    }
}
