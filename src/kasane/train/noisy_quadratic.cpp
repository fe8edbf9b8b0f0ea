#include "kasane/train/noisy_quadratic.hpp"

#include <cmath>
#include <random>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/matmul.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/autograd/shape.hpp"

namespace kasane::train {
namespace {

constexpr Index vector_count = 1000;
constexpr Index side = NoisyQuadratic::width;

std::size_t as_size(Index i) { return static_cast<std::size_t>(i); }

/// The numbers that the published problem was drawn with: two outputs of a Mersenne twister make a
/// uniform number, the polar method makes two normal ones of two of these.
class Numbers {
public:
    explicit Numbers(std::uint32_t seed) : words_(seed) {}

    double uniform() {
        const auto high = static_cast<double>(words_() >> 5);
        const auto low = static_cast<double>(words_() >> 6);
        return (high * 0x1p26 + low) * 0x1p-53;
    }
    double uniform(double from, double to) { return from + (to - from) * uniform(); }

    double normal() {
        if (has_kept_) {
            has_kept_ = false;
            return kept_;
        }
        double a = 0;
        double b = 0;
        double square = 0;
        do {
            a = 2 * uniform() - 1;
            b = 2 * uniform() - 1;
            square = a * a + b * b;
        } while (square >= 1 || square == 0);
        const double f = std::sqrt(-2 * std::log(square) / square);
        kept_ = f * a;
        has_kept_ = true;
        return f * b;
    }

private:
    std::mt19937 words_;
    double kept_ = 0;
    bool has_kept_ = false;
};

double dot(std::span<const double> a, std::span<const double> b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
    return sum;
}

/// (e1 - v / |v|), with length 1: the mirror that turns v into the first axis.
std::vector<double> mirror(Numbers& numbers, std::size_t size) {
    std::vector<double> x(size);
    for (double& one : x) one = numbers.normal();
    const double length = std::sqrt(dot(x, x));
    for (double& one : x) one = -one / length;
    x[0] += 1;
    const double rest = std::sqrt(dot(x, x));
    for (double& one : x) one /= rest;
    return x;
}

/// An orthogonal matrix, every one being as likely (Stewart 1980), by rows of side numbers.
std::vector<double> rotation(Numbers& numbers) {
    std::vector<double> r(as_size(side * side));
    const double angle = 2 * 0x1.921fb54442d18p+1 * numbers.uniform();
    // The matrix so far is the lower right corner.
    const auto cell = [&](Index i, Index k) -> double& { return r[as_size(i * side + k)]; };
    cell(side - 2, side - 2) = std::cos(angle);
    cell(side - 2, side - 1) = std::sin(angle);
    cell(side - 1, side - 2) = -std::sin(angle);
    cell(side - 1, side - 1) = std::cos(angle);
    for (Index d = 2; d < side; ++d) {
        const Index first = side - 1 - d;
        cell(first, first) = 1;
        const std::vector<double> x = mirror(numbers, as_size(d + 1));
        for (Index k = first; k < side; ++k) {
            double along = 0;
            for (Index i = first; i < side; ++i) along += x[as_size(i - first)] * cell(i, k);
            for (Index i = first; i < side; ++i) cell(i, k) -= 2 * x[as_size(i - first)] * along;
        }
    }
    for (double& one : r) one = -one;
    return r;
}

/// R^T diag(eigenvalues) R.
std::vector<double> matrix_of(const std::vector<double>& r, const std::vector<double>& values) {
    std::vector<double> q(as_size(side * side));
    for (Index i = 0; i < side; ++i) {
        for (Index a = 0; a < side; ++a) {
            const double scaled = values[as_size(i)] * r[as_size(i * side + a)];
            for (Index b = 0; b < side; ++b)
                q[as_size(a * side + b)] += scaled * r[as_size(i * side + b)];
        }
    }
    return q;
}

std::vector<double> draw_vectors(std::uint32_t seed) {
    Numbers numbers(seed);
    std::vector<double> all(as_size(vector_count * side));
    for (double& one : all) one = 0.6 * numbers.normal();
    return all;
}

/// x^T Q x / 2 for every row x.
std::vector<double> halves_of(const std::vector<double>& vectors, const std::vector<double>& q) {
    std::vector<double> halves;
    for (Index row = 0; row < vector_count; ++row) {
        const std::span<const double> x(vectors.data() + row * side, as_size(side));
        double sum = 0;
        for (Index i = 0; i < side; ++i)
            sum += x[as_size(i)] * dot({q.data() + i * side, as_size(side)}, x);
        halves.push_back(sum / 2);
    }
    return halves;
}

}  // namespace

NoisyQuadratic::NoisyQuadratic() {
    Numbers numbers(42);
    for (int i = 0; i < 90; ++i) eigenvalues_.push_back(numbers.uniform());
    for (int i = 0; i < 10; ++i) eigenvalues_.push_back(numbers.uniform(30, 60));
    matrix_ = matrix_of(rotation(numbers), eigenvalues_);
    train_ = draw_vectors(42);
    test_ = draw_vectors(43);
    train_halves_ = halves_of(train_, matrix_);
    test_halves_ = halves_of(test_, matrix_);
    q_ = autograd::Tensor(core::Array::from(std::span<const double>(matrix_), {side, side}));
}

std::span<const double> NoisyQuadratic::vectors(Part part) const {
    return part == Part::train ? train_ : test_;
}

void NoisyQuadratic::add(Sample& sample, std::span<const double> vectors,
                         std::span<const double> halves, Index row, double share) const {
    for (Index i = 0; i < side; ++i)
        sample.mean[as_size(i)] += share * vectors[as_size(row * side + i)];
    sample.spread += share * halves[as_size(row)];
}

NoisyQuadratic::Sample NoisyQuadratic::sample_of(Part part, Index count) const {
    Sample sample;
    const auto& halves = part == Part::train ? train_halves_ : test_halves_;
    for (Index row = 0; row < count; ++row) {
        add(sample, vectors(part), halves, row, 1 / static_cast<double>(count));
    }
    return sample;
}

NoisyQuadratic::Sample NoisyQuadratic::sample_of(std::span<const Index> rows) const {
    Sample sample;
    const double share = 1 / static_cast<double>(rows.size());
    for (const Index row : rows) add(sample, train_, train_halves_, row, share);
    return sample;
}

/// With v = w - mean: v^T Q v / 2 + mean(x^T Q x) / 2 - mean^T Q mean / 2.
autograd::Tensor NoisyQuadratic::loss_of(const autograd::Tensor& weights, Sample sample) const {
    const std::span<const double> mean = sample.mean;
    double of_mean = 0;
    for (Index i = 0; i < side; ++i) {
        of_mean += mean[as_size(i)] * dot({matrix_.data() + i * side, as_size(side)}, mean);
    }
    const autograd::Tensor center(core::Array::from(mean, {side}));
    const autograd::Tensor v = autograd::reshape(weights - center, {1, side});
    return autograd::sum(autograd::matmul(v, q_) * v) * 0.5 + (sample.spread - of_mean / 2);
}

double NoisyQuadratic::loss(const autograd::Tensor& weights, Part part) const {
    const autograd::NoGrad no_grad;
    const Index count = part == Part::train ? vector_count : epoch_length * batch;
    return loss_of(weights, sample_of(part, count)).item();
}

autograd::Tensor NoisyQuadratic::batch_loss(const autograd::Tensor& weights, core::Rng rng,
                                            Index step) const {
    const auto epoch = static_cast<std::uint64_t>(step / epoch_length);
    const core::Permutation order(static_cast<std::uint64_t>(vector_count), rng.stream(epoch));
    std::vector<Index> rows;
    for (Index i = 0; i < batch; ++i) {
        const Index place = step % epoch_length * batch + i;
        rows.push_back(static_cast<Index>(order[static_cast<std::uint64_t>(place)]));
    }
    return loss_of(weights, sample_of(rows));
}

autograd::Tensor NoisyQuadratic::full_loss(const autograd::Tensor& weights) const {
    return loss_of(weights, sample_of(Part::train, vector_count));
}

}  // namespace kasane::train
