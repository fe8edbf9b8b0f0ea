#pragma once
// Matrices in double, row by row, for rules that need more of them than sums.

#include <vector>

#include "kasane/core/types.hpp"

namespace kasane::optim {

struct Matrix {
    core::Index rows = 0;
    core::Index cols = 0;
    std::vector<double> x{};

    static Matrix zeros(core::Index rows, core::Index cols) {
        return {rows, cols, std::vector<double>(static_cast<std::size_t>(rows * cols))};
    }
    double& at(core::Index i, core::Index j) { return x[static_cast<std::size_t>(i * cols + j)]; }
    double at(core::Index i, core::Index j) const {
        return x[static_cast<std::size_t>(i * cols + j)];
    }
};

Matrix transposed(const Matrix& a);
Matrix product(const Matrix& a, const Matrix& b);

/// A matrix with the singular vectors of x and singular values near 1, by the quintic iteration
/// X = a X + (b A + c A^2) X with A = X X'.
/// Source   Jordan et al. 2024, kellerjordan.github.io/posts/muon.
Matrix newton_schulz(const Matrix& x, int steps);

/// Eigenvalues from the largest on, with their vectors as columns.
struct Eigen {
    std::vector<double> values;
    Matrix vectors;
};

/// Of a symmetric matrix, by Jacobi's rotations: n^3 additions a sweep, about ten sweeps.
Eigen symmetric_eigen(const Matrix& a);

/// Orthonormal columns, each the part of a column of the square matrix a that those before it lack;
/// any direction left where there is none.
Matrix orthonormal(const Matrix& a);

/// The left singular vectors of a as columns, from the largest singular value on, completed to a
/// basis: [rows, rows]. Solves an eigenvalue problem of the shorter side's size.
Matrix singular_basis(const Matrix& a);

/// a^power of a symmetric matrix with positive eigenvalues, which are taken to be at least `floor`.
Matrix symmetric_power(const Matrix& a, double power, double floor);

}  // namespace kasane::optim
