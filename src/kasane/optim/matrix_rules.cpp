// Rules of catalog/optimizers/matrix.hpp that look at rows, columns and singular values.

#include <algorithm>
#include <cmath>

#include "kasane/optim/matrix_rule.hpp"

namespace kasane::optim {
namespace {

double rms(const Matrix& a) {
    double sum = 0;
    for (const double x : a.x) sum += x * x;
    return std::sqrt(sum / static_cast<double>(a.x.size()));
}

// ---- Muon

}  // namespace

std::vector<Kept> kept_by(const catalog::Muon&, const Size& size) {
    const auto [rows, cols, is_matrix] = size;
    return {{"m", rows * cols}, {"v", is_matrix ? 0 : rows * cols}};
}

void step(const catalog::Muon& f, View& p) {
    if (!p.is_matrix) {
        return step_as_adamw({f.vector_lr, f.beta1, f.beta2, f.eps, f.weight_decay}, p);
    }
    Matrix u = p.g;
    for (std::size_t i = 0; i < u.x.size(); ++i) {
        double& m = p.state[0][i];
        average(m, u.x[i], f.momentum);
        u.x[i] = f.nesterov ? (1 - f.momentum) * u.x[i] + f.momentum * m : m;
    }
    const Matrix x = newton_schulz(u, static_cast<int>(f.steps));
    const auto inputs = static_cast<double>(p.w.rows);
    const auto outputs = static_cast<double>(p.w.cols);
    const double scale = f.match_rms ? 0.2 * std::sqrt(std::max(inputs, outputs))
                                     : std::sqrt(std::max(1.0, outputs / inputs));
    shrink(p.w, f.lr * f.weight_decay);
    for (std::size_t i = 0; i < x.x.size(); ++i) p.w.x[i] -= f.lr * scale * x.x[i];
}

namespace {

// ---- Adafactor and CAME

/// Running means of the rows and columns of a matrix of squares.
void average_factors(const Matrix& q, Numbers r, Numbers c, double beta) {
    for (Index i = 0; i < q.rows; ++i) {
        double sum = 0;
        for (Index j = 0; j < q.cols; ++j) sum += q.at(i, j);
        average(r[static_cast<std::size_t>(i)], sum / static_cast<double>(q.cols), beta);
    }
    for (Index j = 0; j < q.cols; ++j) {
        double sum = 0;
        for (Index i = 0; i < q.rows; ++i) sum += q.at(i, j);
        average(c[static_cast<std::size_t>(j)], sum / static_cast<double>(q.rows), beta);
    }
}

/// a over the root of r_i c_j / mean(r).
Matrix over_root(const Matrix& a, Numbers r, Numbers c) {
    double mean = 0;
    for (const double one : r) mean += one;
    mean /= static_cast<double>(r.size());
    Matrix u = a;
    for (Index i = 0; i < a.rows; ++i) {
        for (Index j = 0; j < a.cols; ++j) {
            u.at(i, j) /=
                std::sqrt(r[static_cast<std::size_t>(i)] * c[static_cast<std::size_t>(j)] / mean);
        }
    }
    return u;
}

/// g over the root of its running square, which state 0 (and 1) hold; no longer than `clip`.
Matrix clipped_direction(View& p, double beta, double eps, double clip) {
    Matrix q = p.g;
    for (double& x : q.x) x = x * x + eps;
    Matrix u = p.g;
    if (p.is_matrix) {
        average_factors(q, p.state[0], p.state[1], beta);
        u = over_root(p.g, p.state[0], p.state[1]);
    } else {
        for (std::size_t i = 0; i < u.x.size(); ++i) {
            average(p.state[0][i], q.x[i], beta);
            u.x[i] /= std::sqrt(p.state[0][i]);
        }
    }
    const double shorter = std::max(1.0, rms(u) / clip);
    for (double& x : u.x) x /= shorter;
    return u;
}

}  // namespace

std::vector<Kept> kept_by(const catalog::Adafactor&, const Size& size) {
    const auto [rows, cols, is_matrix] = size;
    return {{"row", is_matrix ? rows : rows * cols}, {"col", is_matrix ? cols : 0}};
}

void step(const catalog::Adafactor& f, View& p) {
    const Matrix u = clipped_direction(p, 1 - std::pow(p.t, -f.decay), f.eps1, f.clip);
    double rate = f.lr > 0 ? f.lr : std::min(0.01, 1 / std::sqrt(p.t));
    if (f.scale_parameter) rate *= std::max(f.eps2, rms(p.w));
    shrink(p.w, rate * f.weight_decay);
    for (std::size_t i = 0; i < u.x.size(); ++i) p.w.x[i] -= rate * u.x[i];
}

std::vector<Kept> kept_by(const catalog::Came&, const Size& size) {
    const auto [rows, cols, is_matrix] = size;
    return {{"row", is_matrix ? rows : rows * cols},
            {"col", is_matrix ? cols : 0},
            {"m", rows * cols},
            {"doubt_row", is_matrix ? rows : 0},
            {"doubt_col", is_matrix ? cols : 0}};
}

void step(const catalog::Came& f, View& p) {
    const Matrix u = clipped_direction(p, f.beta2, f.eps1, f.clip);
    Matrix m = u;
    Matrix doubt = u;
    for (std::size_t i = 0; i < u.x.size(); ++i) {
        average(p.state[2][i], u.x[i], f.beta1);
        m.x[i] = p.state[2][i];
        doubt.x[i] = (u.x[i] - m.x[i]) * (u.x[i] - m.x[i]) + f.eps2;
    }
    if (p.is_matrix) {
        average_factors(doubt, p.state[3], p.state[4], f.beta3);
        m = over_root(m, p.state[3], p.state[4]);
    }
    shrink(p.w, f.lr * f.weight_decay);
    for (std::size_t i = 0; i < m.x.size(); ++i) p.w.x[i] -= f.lr * m.x[i];
}

// ---- SM3

std::vector<Kept> kept_by(const catalog::Sm3&, const Size& size) {
    const auto [rows, cols, is_matrix] = size;
    return {
        {"row", is_matrix ? rows : rows * cols}, {"col", is_matrix ? cols : 0}, {"m", rows * cols}};
}

void step(const catalog::Sm3& f, View& p) {
    const std::vector<double> row(p.state[0].begin(), p.state[0].end());
    const std::vector<double> col(p.state[1].begin(), p.state[1].end());
    if (p.is_matrix) {
        std::fill(p.state[0].begin(), p.state[0].end(), 0.0);
        std::fill(p.state[1].begin(), p.state[1].end(), 0.0);
    }
    for (std::size_t k = 0; k < p.g.x.size(); ++k) {
        const std::size_t i = p.is_matrix ? k / static_cast<std::size_t>(p.g.cols) : k;
        const std::size_t j = k % static_cast<std::size_t>(p.g.cols);
        const double g = p.g.x[k];
        const double v = (p.is_matrix ? std::min(row[i], col[j]) : row[i]) + g * g;
        p.state[0][i] = std::max(p.state[0][i], v);
        if (p.is_matrix) p.state[1][j] = std::max(p.state[1][j], v);
        average(p.state[2][k], v == 0 ? 0 : g / std::sqrt(v), f.momentum);
        p.w.x[k] -= f.lr * p.state[2][k];
    }
}

std::unique_ptr<Rule> make(const catalog::Muon&, const Making& making) {
    return matrix_rule<catalog::Muon>(making);
}
std::unique_ptr<Rule> make(const catalog::Adafactor&, const Making& making) {
    return matrix_rule<catalog::Adafactor>(making);
}
std::unique_ptr<Rule> make(const catalog::Came&, const Making& making) {
    return matrix_rule<catalog::Came>(making);
}
std::unique_ptr<Rule> make(const catalog::Sm3&, const Making& making) {
    return matrix_rule<catalog::Sm3>(making);
}

}  // namespace kasane::optim
