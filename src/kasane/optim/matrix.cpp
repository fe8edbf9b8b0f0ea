#include "kasane/optim/matrix.hpp"

#include <algorithm>
#include <cmath>

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

Matrix symmetric_power(const Matrix& from, double power, double floor) {
    constexpr int most_sweeps = 30;  // they converge quadratically: more than ten is rare
    Matrix a = from;
    Matrix v = Matrix::zeros(a.rows, a.rows);
    for (Index i = 0; i < a.rows; ++i) v.at(i, i) = 1;
    for (int sweep = 0; sweep < most_sweeps && !is_diagonal(a); ++sweep) {
        for (Index p = 0; p < a.rows; ++p) {
            for (Index q = p + 1; q < a.rows; ++q) rotate(a, v, p, q);
        }
    }
    Matrix scaled = v;
    for (Index j = 0; j < a.rows; ++j) {
        const double factor = std::pow(std::max(a.at(j, j), floor), power);
        for (Index i = 0; i < a.rows; ++i) scaled.at(i, j) *= factor;
    }
    return product(scaled, transposed(v));
}

}  // namespace kasane::optim
