// Chapter 6 of docs/tutorial: one number that says how wrong a network is.

#include <cmath>
#include <cstdio>

#include "kasane/kasane.hpp"

using kasane::Tensor;

int main() {
    const Tensor truth = kasane::tensor({0.0, 0.0, 1.0, 0.0, 0.0});
    const Tensor sure = kasane::tensor({0.1, 0.05, 0.6, 0.2, 0.05});
    const Tensor wrong = kasane::tensor({0.6, 0.05, 0.1, 0.2, 0.05});
    for (const char* name : {"square", "cross"}) {
        kasane::ErrorFunction error = kasane::get_loss(name);
        const double good = kasane::sum(error.forward(sure, truth)).item();
        const double bad = kasane::sum(error.forward(wrong, truth)).item();
        std::printf("%-6s  right answer %.4f, wrong answer %.4f\n", name, good, bad);
    }

    for (const double y : {0.5, 0.1, 0.01}) {
        const Tensor said = kasane::tensor({y});
        const Tensor one = kasane::tensor({1.0});
        std::printf("truth 1, said %-4g: square pulls with %6.2f, binary with %7.2f\n", y,
                    kasane::get_loss("square").backward(said, one).item(),
                    kasane::get_loss("binary").backward(said, one).item());
    }

    Tensor scores = kasane::tensor({0.3, 2.9, 4.0}, {1, 3});
    scores.requires_grad();
    const Tensor loss = kasane::cross_entropy(scores, kasane::labels({1}));
    loss.backward();
    const Tensor shares = kasane::activate("softmax", scores);
    std::printf("loss %.4f, and -log(share) is %.4f\n", loss.item(), -std::log(shares.item(1)));
    for (int c = 0; c < 3; ++c) {
        std::printf("class %d: share %.3f, gradient %+.3f\n", c, shares.item(c),
                    scores.grad().item(c));
    }

    const Tensor blank = kasane::zeros({1, 10});
    std::printf("ten classes, no idea: %.4f\n",
                kasane::cross_entropy(blank, kasane::labels({7})).item());

    const kasane::Loss robust("huber(delta=2)");
    const Tensor measured = kasane::tensor({1.0, 2.0, 30.0});
    const Tensor said = kasane::tensor({1.5, 2.0, 3.0});
    std::printf("%s %.4f, mse %.4f\n", robust.text().c_str(), robust(said, measured).item(),
                kasane::Loss("mse")(said, measured).item());
}
