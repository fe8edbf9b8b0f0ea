// Chapter 8 of docs/tutorial: training, first on the digits, then on Fashion-MNIST where that is.

#include <cstdio>

#include "kasane/kasane.hpp"

using kasane::Tensor;

namespace {

void digits() {
    const auto [train, test] = kasane::load("digits");
    std::printf("%d images to learn from, %d to be tested on\n", static_cast<int>(train.size()),
                static_cast<int>(test.size()));

    const auto model = kasane::perceptron("64-50-10", "relu", kasane::Rng(1));
    kasane::Optimizer optimizer("sgd(lr=0.1)", *model);
    kasane::data::Batches batches(train, {.batch = 32}, kasane::Rng(2));
    for (kasane::Index epoch = 0; epoch < 20; ++epoch) {
        double loss = 0;
        for (kasane::Index i = 0; i < batches.epoch_length(); ++i) {
            const auto [x, labels] = batches.at(epoch * batches.epoch_length() + i);
            optimizer.zero_grad();
            const Tensor value = kasane::cross_entropy(model->forward(Tensor(x)), Tensor(labels));
            value.backward();
            optimizer.step();
            loss += value.item() / static_cast<double>(batches.epoch_length());
        }
        if (epoch % 5 == 0 || epoch == 19) {
            std::printf("epoch %2d  loss %.2f  train %.2f  test %.2f\n", static_cast<int>(epoch),
                        loss, kasane::accuracy(*model, train), kasane::accuracy(*model, test));
        }
    }
}

void clothes() {
    const auto [train, test] = kasane::load("fashion-mnist");
    const auto model = kasane::perceptron("784-50-10", "relu", kasane::Rng(1));
    kasane::FitOptions options;
    options.optimizer = "sgd(lr=0.1)";
    options.epochs = 1;
    kasane::fit(*model, train, options);
    std::printf("clothes after one epoch: test %.2f\n", kasane::accuracy(*model, test));
}

}  // namespace

int main() {
    digits();
    if (kasane::data::available("fashion-mnist")) clothes();
}
