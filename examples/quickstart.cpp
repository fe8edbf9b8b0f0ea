#include <cstdio>

#include "kasane/kasane.hpp"

int main() {
    const auto [train, test] = kasane::load("digits");  // 1797 images of 8x8, part of the library
    const auto model = kasane::perceptron("64-50-10", "relu", kasane::Rng(1));
    const kasane::FitOptions options{{.optimizer = "adam(lr=0.01)", .batch = 32, .epochs = 20}};
    const kasane::History history = kasane::fit(*model, train, options);
    std::printf("loss %.4f, test %.3f\n", history.losses.back(), kasane::accuracy(*model, test));
    kasane::save_model(*model, "digits.safetensors");
}
