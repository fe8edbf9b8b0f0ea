#pragma once
// A stochastic problem with the spectrum of a deep network and published results.

#include <cstdint>
#include <span>
#include <vector>

#include "kasane/autograd/tensor.hpp"
#include "kasane/core/rng.hpp"

namespace kasane::train {

using core::Index;

/// The mean over vectors x of (w - x)^T Q (w - x) / 2, with 100 weights that start at 1 and 1000
/// vectors to train on. 90 eigenvalues of Q lie between 0 and 1 and 10 between 30 and 60.
///
/// Source   Schneider et al. 2019, DeepOBS, arXiv:1903.05499: quadratic_deep. Matrix and vectors
///          are made anew with the generator that the published ones were made with.
class KASANE_API NoisyQuadratic {
public:
    static constexpr Index width = 100;
    static constexpr Index batch = 128;
    static constexpr Index epoch_length = 7;  // the last batch, which is not full, is left out

    enum class Part { train, test };

    NoisyQuadratic();

    /// Of all training vectors, or of the test vectors of the full batches.
    double loss(const autograd::Tensor& weights, Part part) const;

    /// The loss of step `step`, 0, 1, ...: of a batch of the epoch's order, which the stream
    /// shuffles.
    ///
    /// Shapes   weights [100] of f64; result [].
    autograd::Tensor batch_loss(const autograd::Tensor& weights, core::Rng rng, Index step) const;

    /// The loss of all training vectors.
    autograd::Tensor full_loss(const autograd::Tensor& weights) const;

    std::span<const double> eigenvalues() const { return eigenvalues_; }
    std::span<const double> matrix() const { return matrix_; }  // Q by rows
    std::span<const double> vectors(Part part) const;           // by rows

private:
    /// Of some vectors: their mean, and what the loss is there.
    struct Sample {
        std::vector<double> mean = std::vector<double>(width);
        double spread = 0;
    };

    Sample sample_of(Part part, Index count) const;
    Sample sample_of(std::span<const Index> rows) const;
    void add(Sample& sample, std::span<const double> vectors, std::span<const double> halves,
             Index row, double share) const;
    autograd::Tensor loss_of(const autograd::Tensor& weights, Sample sample) const;

    std::vector<double> eigenvalues_;
    std::vector<double> matrix_;
    std::vector<double> train_;
    std::vector<double> test_;
    std::vector<double> train_halves_;  // x^T Q x / 2
    std::vector<double> test_halves_;
    autograd::Tensor q_;
};

}  // namespace kasane::train

namespace kasane {
using train::NoisyQuadratic;
}
