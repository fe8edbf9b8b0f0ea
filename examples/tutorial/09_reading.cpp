// Chapter 9 of docs/tutorial: what to look at when a network has been trained.

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "kasane/kasane.hpp"

using kasane::Index;
using kasane::Tensor;

namespace {

constexpr Index classes = 10;

/// The class with the largest score.
Index guess(const Tensor& scores, Index row) {
    Index best = 0;
    for (Index c = 1; c < classes; ++c) {
        if (scores.item(row * classes + c) > scores.item(row * classes + best)) best = c;
    }
    return best;
}

/// How often the digit of the row was taken for that of the column.
void confusion(const Tensor& scores, const Tensor& labels) {
    int counts[classes][classes] = {};
    for (Index n = 0; n < labels.size(); ++n) {
        ++counts[static_cast<Index>(labels.item(n))][guess(scores, n)];
    }
    for (const auto& row : counts) {
        for (const int count : row) std::printf(count == 0 ? "  ." : "%3d", count);
        std::printf("\n");
    }
}

/// The image that the network is most wrong about, drawn with four shades.
void worst(const kasane::data::Batch& test, const Tensor& scores) {
    const kasane::Loss loss("softmax_cross_entropy", kasane::Reduction::none);
    const Tensor losses = loss(scores, Tensor(test.labels));
    Index n = 0;
    for (Index i = 1; i < losses.size(); ++i) n = losses.item(i) > losses.item(n) ? i : n;
    std::printf("image %d is a %d and was taken for a %d: loss %.1f\n", static_cast<int>(n),
                static_cast<int>(test.labels.item(n)), static_cast<int>(guess(scores, n)),
                losses.item(n));
    for (Index i = 0; i < 64; ++i) {
        const auto shade = static_cast<int>(std::min(3.0, test.x.item(n * 64 + i) * 4));
        std::printf("%c%s", " .+#"[shade], i % 8 == 7 ? "\n" : "");
    }
}

/// Trains with so few images that they are learned by heart.
void by_heart(const kasane::Dataset& train, const kasane::Dataset& test) {
    kasane::Dataset few = train;
    few.samples = train.samples.slice(0, 0, 50);
    few.labels = train.labels.slice(0, 0, 50);
    const auto model = kasane::perceptron("64-100-10", "relu", kasane::Rng(1));
    kasane::fit(*model, few, {{.optimizer = "adam(lr=0.01)", .batch = 25, .epochs = 50}});
    std::printf("50 images: train %.2f, test %.2f\n", kasane::accuracy(*model, few),
                kasane::accuracy(*model, test));
}

}  // namespace

int main() {
    const auto [train, test] = kasane::load("digits");
    const auto model = kasane::perceptron("64-50-10", "relu", kasane::Rng(1));
    kasane::fit(*model, train, {{.optimizer = "adam(lr=0.01)", .batch = 32, .epochs = 10}});

    const auto all = kasane::data::range(test, 0, test.size());
    const Tensor scores(kasane::train::scores(*model, test, 0, test.size()));
    confusion(scores, Tensor(all.labels));
    worst(all, scores);
    by_heart(train, test);
}
