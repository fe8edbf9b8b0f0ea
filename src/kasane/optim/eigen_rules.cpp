// Rules of catalog/optimizers/matrix.hpp that work with the eigenvectors of g g' and g' g.

#include <algorithm>
#include <cmath>
#include <numeric>

#include "kasane/optim/matrix_rule.hpp"

namespace kasane::optim {
// ---- Shampoo

std::vector<Kept> kept_by(const catalog::Shampoo& f, const Size& size) {
    const auto square = [&](Index n) {
        return size.is_matrix && static_cast<double>(n) <= f.largest ? n * n : 0;
    };
    const auto [rows, cols, is_matrix] = size;
    return {{"left", is_matrix ? square(rows) : rows * cols},
            {"right", square(cols)},
            {"left_root", square(rows)},
            {"right_root", square(cols)},
            {"momentum_buffer", rows * cols}};
}

namespace {

/// Adds g g' to the sum of an axis and returns its root, which is worked out every few steps.
Matrix preconditioner(const catalog::Shampoo& f, const Matrix& g, double t, Numbers sum,
                      Numbers root, double power) {
    const Matrix outer = product(g, transposed(g));
    Matrix all = outer;
    for (std::size_t i = 0; i < sum.size(); ++i) {
        sum[i] += outer.x[i];
        all.x[i] = sum[i];
    }
    for (Index i = 0; i < all.rows; ++i) all.at(i, i) += f.eps;
    if (std::fmod(t - 1, f.every) == 0) {
        const Matrix fresh = symmetric_power(all, power, f.eps > 0 ? f.eps / 2 : 1e-300);
        std::copy(fresh.x.begin(), fresh.x.end(), root.begin());
    }
    return {all.rows, all.cols, {root.begin(), root.end()}};
}

}  // namespace

void step(const catalog::Shampoo& f, View& p) {
    for (std::size_t i = 0; i < p.g.x.size(); ++i) p.g.x[i] += f.weight_decay * p.w.x[i];
    Matrix u = p.g;
    if (!p.is_matrix) {
        for (std::size_t i = 0; i < u.x.size(); ++i) {
            p.state[0][i] += u.x[i] * u.x[i];
            u.x[i] /= std::sqrt(p.state[0][i] + f.eps);
        }
    } else {
        const bool both = !p.state[0].empty() && !p.state[1].empty();
        const double power = both ? -0.25 : -0.5;
        if (!p.state[0].empty()) {
            u = product(preconditioner(f, p.g, p.t, p.state[0], p.state[2], power), u);
        }
        if (!p.state[1].empty()) {
            u = product(u, preconditioner(f, transposed(p.g), p.t, p.state[1], p.state[3], power));
        }
    }
    for (std::size_t i = 0; i < u.x.size(); ++i) {
        double& m = p.state[4][i];
        m = f.momentum * m + u.x[i];
        p.w.x[i] -= f.lr * m;
    }
}

namespace {

// ---- SOAP

Matrix matrix_of(Numbers x, Index rows, Index cols) { return {rows, cols, {x.begin(), x.end()}}; }
void keep(const Matrix& a, Numbers x) { std::copy(a.x.begin(), a.x.end(), x.begin()); }

/// One axis of a matrix: its mean of g g' and the basis it is seen in, both empty if it is too
/// long.
struct Axis {
    Numbers mean;
    Numbers basis;
    Index length;

    Matrix vectors() const { return matrix_of(basis, length, length); }
};

}  // namespace

std::vector<Kept> kept_by(const catalog::Soap& f, const Size& size) {
    const auto square = [&](Index n) {
        return size.is_matrix && static_cast<double>(n) <= f.largest ? n * n : 0;
    };
    const Index rows = size.rows;
    const Index cols = size.cols;
    return {{"m", rows * cols},           {"v", rows * cols},      {"left", square(rows)},
            {"left_basis", square(rows)}, {"right", square(cols)}, {"right_basis", square(cols)}};
}

namespace {

/// a in the bases of its axes, or back.
Matrix turned(const Matrix& a, const Axis& left, const Axis& right, bool back) {
    Matrix b = a;
    if (!left.basis.empty()) {
        b = product(back ? left.vectors() : transposed(left.vectors()), b);
    }
    if (!right.basis.empty()) {
        b = product(b, back ? transposed(right.vectors()) : right.vectors());
    }
    return b;
}

/// Takes the outer products of the rows of g into the mean of an axis.
void average_outer(const Axis& axis, const Matrix& g, double beta) {
    if (axis.mean.empty()) return;
    const Matrix outer = product(g, transposed(g));
    for (std::size_t i = 0; i < axis.mean.size(); ++i) average(axis.mean[i], outer.x[i], beta);
}

/// The columns of a in another order.
Matrix reordered(const Matrix& a, const std::vector<Index>& order) {
    Matrix b = a;
    for (Index i = 0; i < a.rows; ++i) {
        for (Index j = 0; j < a.cols; ++j) b.at(i, j) = a.at(i, order[static_cast<std::size_t>(j)]);
    }
    return b;
}

/// One step of the power iteration, eigenvectors of large eigenvalues first. Returns their order.
std::vector<Index> refresh(const Axis& axis) {
    std::vector<Index> order(static_cast<std::size_t>(axis.length));
    std::iota(order.begin(), order.end(), Index{0});
    if (axis.basis.empty()) return order;
    const Matrix q = axis.vectors();
    const Matrix mapped = product(matrix_of(axis.mean, axis.length, axis.length), q);
    std::vector<double> quotient(order.size());
    for (Index i = 0; i < axis.length; ++i) {
        for (Index j = 0; j < axis.length; ++j) {
            quotient[static_cast<std::size_t>(j)] += q.at(i, j) * mapped.at(i, j);
        }
    }
    std::stable_sort(order.begin(), order.end(), [&](Index a, Index b) {
        return quotient[static_cast<std::size_t>(a)] > quotient[static_cast<std::size_t>(b)];
    });
    keep(orthonormal(reordered(mapped, order)), axis.basis);
    return order;
}

}  // namespace

void step(const catalog::Soap& f, View& p) {
    if (!p.is_matrix) {
        return step_as_adamw({f.lr, f.beta1, f.beta2, f.eps, f.weight_decay}, p);
    }
    const Axis left{p.state[2], p.state[3], p.g.rows};
    const Axis right{p.state[4], p.state[5], p.g.cols};
    const Matrix flat = transposed(p.g);
    const double t = p.t - 1;
    Matrix m = matrix_of(p.state[0], p.g.rows, p.g.cols);
    if (t > 0) {
        const Matrix g = turned(p.g, left, right, false);
        const double rate = f.lr * std::sqrt(1 - std::pow(f.beta2, t)) / (1 - std::pow(f.beta1, t));
        Matrix u = g;
        for (std::size_t i = 0; i < u.x.size(); ++i) {
            average(m.x[i], g.x[i], f.beta1);
            average(p.state[1][i], g.x[i] * g.x[i], f.beta2);
            u.x[i] = m.x[i] / (std::sqrt(p.state[1][i]) + f.eps);
        }
        u = turned(u, left, right, true);
        for (std::size_t i = 0; i < u.x.size(); ++i) p.w.x[i] -= rate * u.x[i];
        shrink(p.w, f.lr * f.weight_decay);
    }
    average_outer(left, p.g, f.beta2);
    average_outer(right, flat, f.beta2);
    if (t == 0) {
        if (!left.basis.empty()) keep(singular_basis(p.g), left.basis);
        if (!right.basis.empty()) keep(singular_basis(flat), right.basis);
    } else if (std::fmod(t, f.every) == 0) {
        m = turned(m, left, right, true);
        Matrix v = matrix_of(p.state[1], p.g.rows, p.g.cols);
        v = transposed(reordered(transposed(v), refresh(left)));
        keep(reordered(v, refresh(right)), p.state[1]);
        m = turned(m, left, right, false);
    }
    keep(m, p.state[0]);
}

namespace {

// ---- GaLore

Index rank_of(const catalog::GaLore& f, Index rows, Index cols) {
    return std::min(static_cast<Index>(f.rank), std::min(rows, cols));
}

}  // namespace

std::vector<Kept> kept_by(const catalog::GaLore& f, const Size& size) {
    const auto [rows, cols, is_matrix] = size;
    const Index rank = rank_of(f, rows, cols);
    const Index small = is_matrix ? rank * std::max(rows, cols) : rows * cols;
    return {{"m", small}, {"v", small}, {"basis", is_matrix ? rank * std::min(rows, cols) : 0}};
}

namespace {

/// Adam on a matrix that has no more rows than columns, in the space of a few singular vectors.
Matrix low_rank_step(const catalog::GaLore& f, const Matrix& g, View& p) {
    const Index rank = rank_of(f, g.rows, g.cols);
    Matrix basis = matrix_of(p.state[2], g.rows, rank);
    if (std::fmod(p.t - 1, f.every) == 0) {
        const Matrix all = singular_basis(g);
        for (Index j = 0; j < rank; ++j) {
            double along = 0;
            for (Index i = 0; i < g.rows; ++i) along += basis.at(i, j) * all.at(i, j);
            const double sign = along < 0 ? -1 : 1;  // a singular vector has none of its own
            for (Index i = 0; i < g.rows; ++i) basis.at(i, j) = sign * all.at(i, j);
        }
        keep(basis, p.state[2]);
    }
    Matrix u = product(transposed(basis), g);
    for (std::size_t i = 0; i < u.x.size(); ++i) {
        average(p.state[0][i], u.x[i], f.beta1);
        average(p.state[1][i], u.x[i] * u.x[i], f.beta2);
        const double m = p.state[0][i] / (1 - std::pow(f.beta1, p.t));
        const double v = p.state[1][i] / (1 - std::pow(f.beta2, p.t));
        u.x[i] = f.scale * m / (std::sqrt(v) + f.eps);
    }
    return product(basis, u);
}

}  // namespace

void step(const catalog::GaLore& f, View& p) {
    if (!p.is_matrix) {
        return step_as_adamw({f.lr, f.beta1, f.beta2, f.eps, f.weight_decay}, p);
    }
    const Matrix u = p.g.rows <= p.g.cols ? low_rank_step(f, p.g, p)
                                          : transposed(low_rank_step(f, transposed(p.g), p));
    shrink(p.w, f.lr * f.weight_decay);
    for (std::size_t i = 0; i < u.x.size(); ++i) p.w.x[i] -= f.lr * u.x[i];
}

std::unique_ptr<Rule> make(const catalog::Shampoo&, const Making& making) {
    return matrix_rule<catalog::Shampoo>(making);
}
std::unique_ptr<Rule> make(const catalog::Soap&, const Making& making) {
    return matrix_rule<catalog::Soap>(making);
}
std::unique_ptr<Rule> make(const catalog::GaLore&, const Making& making) {
    return matrix_rule<catalog::GaLore>(making);
}

}  // namespace kasane::optim
