#include "kasane/optim/matrix.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kasane/kernels/gemm.hpp"

namespace kasane::optim {

using core::Index;

Matrix transposed(const Matrix& a) {
    Matrix b = Matrix::zeros(a.cols, a.rows);
    for (Index i = 0; i < a.rows; ++i) {
        for (Index j = 0; j < a.cols; ++j) b.at(j, i) = a.at(i, j);
    }
    return b;
}

Matrix product(const Matrix& a, const Matrix& b) {
    Matrix c = Matrix::zeros(a.rows, b.cols);
    kernels::gemm<double>({.m = a.rows,
                           .n = b.cols,
                           .k = a.cols,
                           .a = a.x.data(),
                           .a_row = a.cols,
                           .a_col = 1,
                           .b = b.x.data(),
                           .b_row = b.cols,
                           .b_col = 1,
                           .c = c.x.data(),
                           .c_row = c.cols});
    return c;
}

Matrix newton_schulz(const Matrix& from, int steps) {
    if (from.rows > from.cols) return transposed(newton_schulz(transposed(from), steps));
    Matrix x = from;
    double squares = 0;
    for (const double one : x.x) squares += one * one;
    for (double& one : x.x) one /= std::sqrt(squares) + 1e-7;
    for (int step = 0; step < steps; ++step) {
        const Matrix a = product(x, transposed(x));
        Matrix b = product(a, a);
        for (std::size_t i = 0; i < b.x.size(); ++i) b.x[i] = -4.7750 * a.x[i] + 2.0315 * b.x[i];
        const Matrix y = product(b, x);
        for (std::size_t i = 0; i < x.x.size(); ++i) x.x[i] = 3.4445 * x.x[i] + y.x[i];
    }
    return x;
}

namespace {

/// One rotation that makes a_pq zero; v collects the rotations.
void rotate(Matrix& a, Matrix& v, Index p, Index q) {
    const double off = a.at(p, q);
    // Too small to be seen in the eigenvalues: most of the later sweeps' work.
    if (off * off <= 0x1p-108 * std::fabs(a.at(p, p) * a.at(q, q))) return;
    const double theta = (a.at(q, q) - a.at(p, p)) / (2 * off);
    const double t = std::copysign(1.0, theta) / (std::fabs(theta) + std::hypot(theta, 1.0));
    const double c = 1 / std::hypot(t, 1.0);
    const double s = t * c;
    for (Index k = 0; k < a.rows; ++k) {
        const double kp = a.at(k, p);
        const double kq = a.at(k, q);
        a.at(k, p) = c * kp - s * kq;
        a.at(k, q) = s * kp + c * kq;
    }
    for (Index k = 0; k < a.rows; ++k) {
        const double pk = a.at(p, k);
        const double qk = a.at(q, k);
        a.at(p, k) = c * pk - s * qk;
        a.at(q, k) = s * pk + c * qk;
        const double kp = v.at(k, p);
        const double kq = v.at(k, q);
        v.at(k, p) = c * kp - s * kq;
        v.at(k, q) = s * kp + c * kq;
    }
}

/// Whether what stands off the diagonal no longer counts.
bool is_diagonal(const Matrix& a) {
    double off = 0;
    double on = 0;
    for (Index i = 0; i < a.rows; ++i) {
        for (Index j = 0; j < a.cols; ++j) (i == j ? on : off) += a.at(i, j) * a.at(i, j);
    }
    return !(off > 0x1p-104 * on);
}

}  // namespace

Eigen symmetric_eigen(const Matrix& from) {
    constexpr int most_sweeps = 30;  // they converge quadratically: more than ten is rare
    Matrix a = from;
    Matrix v = Matrix::zeros(a.rows, a.rows);
    for (Index i = 0; i < a.rows; ++i) v.at(i, i) = 1;
    for (int sweep = 0; sweep < most_sweeps && !is_diagonal(a); ++sweep) {
        for (Index p = 0; p < a.rows; ++p) {
            for (Index q = p + 1; q < a.rows; ++q) rotate(a, v, p, q);
        }
    }
    std::vector<Index> order(static_cast<std::size_t>(a.rows));
    std::iota(order.begin(), order.end(), Index{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](Index i, Index j) { return a.at(i, i) > a.at(j, j); });
    Eigen all{{}, v};
    for (Index j = 0; j < a.rows; ++j) {
        const Index k = order[static_cast<std::size_t>(j)];
        all.values.push_back(a.at(k, k));
        for (Index i = 0; i < a.rows; ++i) all.vectors.at(i, j) = v.at(i, k);
    }
    return all;
}

namespace {

/// Takes off row i what it has in common with the orthonormal rows before it; returns its length.
double take_off(Matrix& q, Index i) {
    double* const row = &q.at(i, 0);
    double squares = 0;
    for (int round = 0; round < 2; ++round) {  // the second repairs what the first rounded
        for (Index j = 0; j < i; ++j) {
            const double* const other = &q.at(j, 0);
            double dot = 0;
            for (Index k = 0; k < q.cols; ++k) dot += row[k] * other[k];
            for (Index k = 0; k < q.cols; ++k) row[k] -= dot * other[k];
        }
    }
    for (Index k = 0; k < q.cols; ++k) squares += row[k] * row[k];
    return std::sqrt(squares);
}

}  // namespace

Matrix orthonormal(const Matrix& a) {
    Matrix q = transposed(a);  // vectors as rows
    const double some = 0.5 / std::sqrt(static_cast<double>(q.cols));
    Index unit = 0;
    for (Index i = 0; i < q.rows; ++i) {
        double* const row = &q.at(i, 0);
        double before = 0;
        for (Index k = 0; k < q.cols; ++k) before = std::hypot(before, row[k]);
        double length = take_off(q, i);
        // One unit vector at least has as much as `some` outside those before.
        for (bool is_new = length > 1e-10 * before; !is_new && unit<q.cols; is_new = length> some) {
            std::fill(row, row + q.cols, 0.0);
            row[unit++] = 1;
            length = take_off(q, i);
        }
        for (Index k = 0; k < q.cols; ++k) row[k] /= length;
    }
    return transposed(q);
}

Matrix singular_basis(const Matrix& a) {
    if (a.rows <= a.cols) return symmetric_eigen(product(a, transposed(a))).vectors;
    const Matrix mapped = product(a, symmetric_eigen(product(transposed(a), a)).vectors);
    Matrix all = Matrix::zeros(a.rows, a.rows);
    for (Index i = 0; i < a.rows; ++i) {
        for (Index j = 0; j < a.cols; ++j) all.at(i, j) = mapped.at(i, j);
    }
    return orthonormal(all);
}

Matrix symmetric_power(const Matrix& a, double power, double floor) {
    const Eigen eigen = symmetric_eigen(a);
    Matrix scaled = eigen.vectors;
    for (Index j = 0; j < a.rows; ++j) {
        const double factor =
            std::pow(std::max(eigen.values[static_cast<std::size_t>(j)], floor), power);
        for (Index i = 0; i < a.rows; ++i) scaled.at(i, j) *= factor;
    }
    return product(scaled, transposed(eigen.vectors));
}

}  // namespace kasane::optim
