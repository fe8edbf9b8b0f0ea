// The problem quadratic_deep of DeepOBS: its numbers, and the published results of descent on it.
#include <gtest/gtest.h>

#include <numeric>

#include "kasane/optim/optimizer.hpp"
#include "kasane/train/noisy_quadratic.hpp"

namespace kasane::train {
namespace {

using autograd::Tensor;
using Part = NoisyQuadratic::Part;

const NoisyQuadratic& problem() {
    static const NoisyQuadratic one;
    return one;
}

Tensor start() { return autograd::ones({NoisyQuadratic::width}, core::DType::f64).requires_grad(); }

TEST(NoisyQuadratic, IsThePublishedOne) {
    const auto values = problem().eigenvalues();
    EXPECT_NEAR(std::accumulate(values.begin(), values.end(), 0.0), 477.61227959501383, 1e-12);
    EXPECT_NEAR(*std::max_element(values.begin(), values.end()), 53.12901539863683, 1e-14);
    const double q[] = {6.221429443252538, 1.127019898222597, -0.5472819503858682};
    const double x[] = {0.29802849180673957, -0.0829585807027108, 0.3886131228604155};
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(problem().matrix()[i], q[i], 1e-12);
        EXPECT_NEAR(problem().vectors(Part::train)[i], x[i], 1e-15);
    }
    EXPECT_NEAR(problem().loss(start(), Part::test), 353.44676557, 5e-9);
    EXPECT_NEAR(problem().loss(start(), Part::train), 353.70644509, 5e-9);
}

TEST(NoisyQuadratic, FullBatchDescentGivesThePublishedLosses) {
    Tensor weights = start();
    optim::Optimizer optimizer("sgd(lr=0.01)", autograd::Parameters{{"weights", weights}});
    for (int step = 1; step <= 700; ++step) {
        optimizer.step([&] { return problem().full_loss(weights); });
        if (step != 7) continue;
        EXPECT_NEAR(problem().loss(weights, Part::train), 104.14150080816925, 1e-10);
        EXPECT_NEAR(problem().loss(weights, Part::test), 106.23128618471898, 1e-10);
    }
    EXPECT_NEAR(problem().loss(weights, Part::train), 84.97944618197323, 1e-10);
    EXPECT_NEAR(problem().loss(weights, Part::test), 87.26186321027072, 1e-10);
    // Nothing is below the loss at the mean.
    EXPECT_GT(problem().loss(weights, Part::train), 84.76965326070409);
}

/// The batches' order is not the published one: what is left is their noise.
TEST(NoisyQuadratic, MiniBatchDescentComesToThePublishedTestLosses) {
    Tensor weights = start();
    optim::Optimizer optimizer("sgd(lr=0.01)", autograd::Parameters{{"weights", weights}});
    const core::Rng rng(42);
    Index step = 0;
    const auto expect_after = [&](Index epochs, double published, double tolerance) {
        for (; step < epochs * NoisyQuadratic::epoch_length; ++step) {
            optimizer.step([&] { return problem().batch_loss(weights, rng, step); });
        }
        const double got = problem().loss(weights, Part::test);
        RecordProperty("epoch_" + std::to_string(epochs), std::to_string(got));
        EXPECT_NEAR(got, published, tolerance) << "after epoch " << epochs;
    };
    expect_after(1, 106.2466, 0.2);
    expect_after(10, 95.8939, 0.2);
    expect_after(50, 88.0268, 0.2);
    expect_after(100, 87.2928, 0.2);
}

}  // namespace
}  // namespace kasane::train
