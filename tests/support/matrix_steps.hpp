#pragma once
// Optimizers of matrices beside references that move plain rows of doubles.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/optim/optimizer.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/numbers.hpp"

namespace kasane::support {

using autograd::Tensor;
using core::Array;
using core::DType;
using core::Index;
using optim::Optimizer;
using Row = std::vector<double>;

inline void expect_near(const Row& got, const Row& want, double tolerance) {
    ASSERT_EQ(got.size(), want.size());
    for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], want[i], tolerance) << i;
}

inline constexpr Index rows = 3;
inline constexpr Index cols = 4;
inline constexpr std::size_t size = rows * cols;

/// A matrix and a vector that are given any gradients, step by step.
struct Trained {
    Tensor matrix;
    Tensor vector;
    Optimizer optimizer;

    explicit Trained(const std::string& text, DType dtype = DType::f64)
        : matrix(start({rows, cols}, dtype)),
          vector(start({2}, dtype)),
          optimizer(text, {{"matrix", matrix}, {"vector", vector}}) {}

    static Tensor start(const core::Shape& shape, DType dtype) {
        return Tensor(Array::full(shape, 0.5, dtype)).requires_grad();
    }
    static Tensor tensor(const Row& row, const core::Shape& shape, DType dtype) {
        Array all = Array::zeros(shape, dtype);
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (dtype == DType::f64) {
                all.data<double>()[i] = row[i];
            } else {
                all.data<float>()[i] = static_cast<float>(row[i]);
            }
        }
        return Tensor(all);
    }
    void step(const Row& g, const Row& h) {
        optimizer.zero_grad();
        (sum(matrix * tensor(g, {rows, cols}, matrix.dtype())) +
         sum(vector * tensor(h, {2}, matrix.dtype())))
            .backward();
        optimizer.step();
    }
};

/// The gradients of step t: a full matrix, then one with an empty row and column.
inline Row gradient(int t, std::size_t count) {
    Numbers numbers(static_cast<unsigned>(t + 7));
    Row g(count);
    for (double& x : g) x = numbers.next();
    if (t == 2 && count == size) {
        for (std::size_t k = 0; k < size; ++k) {
            if (k / cols == 1 || k % cols == 2) g[k] = 0;
        }
    }
    return g;
}

/// Runs an optimizer beside a reference that moves w in place: (t, g, w) for matrix and vector.
template <class OfMatrix, class OfVector>
void expect_follows(const std::string& text, OfMatrix of_matrix, OfVector of_vector) {
    Trained trained(text);
    Row w(size, 0.5);
    Row u(2, 0.5);
    for (int t = 1; t <= 6; ++t) {
        const Row g = gradient(t, size);
        const Row h = gradient(t + 100, 2);
        trained.step(g, h);
        of_matrix(t, g, w);
        of_vector(t, h, u);
        expect_near(values_of(trained.matrix.value()), w, 1e-11);
        expect_near(values_of(trained.vector.value()), u, 1e-12);
    }
}

}  // namespace kasane::support
