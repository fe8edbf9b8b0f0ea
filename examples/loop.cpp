// The training loop, step by step: what fit() does. Returns 0 if the network has learned.

#include <cstdio>

#include "kasane/kasane.hpp"

using kasane::Tensor;

int main() {
    const auto [train, test] = kasane::load("digits");
    const auto model = kasane::perceptron("64-50-10", "relu", kasane::Rng(1));

    kasane::Optimizer optimizer("adam(lr=0.01)", *model);
    kasane::data::Batches batches(train, {.batch = 32}, kasane::Rng(2));
    for (kasane::Index i = 0; i < 20 * batches.epoch_length(); ++i) {
        const auto [x, labels] = batches.at(i);
        optimizer.zero_grad();
        kasane::cross_entropy(model->forward(Tensor(x)), Tensor(labels)).backward();
        optimizer.step();
    }

    const double accuracy = kasane::accuracy(*model, test);
    std::printf("test accuracy %.3f\n", accuracy);
    return accuracy >= 0.95 ? 0 : 1;
}
