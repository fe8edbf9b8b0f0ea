// The rules of catalog/optimizers/matrix.hpp: one parameter at a time, in double whatever the type
// of the model.

#include <algorithm>
#include <cmath>
#include <span>

#include "kasane/kernels/real_type.hpp"
#include "kasane/optim/algorithms.hpp"
#include "kasane/optim/matrix.hpp"

namespace kasane::optim {
namespace {

using Numbers = std::span<double>;

/// One parameter as a rule sees it.
struct View {
    bool is_matrix;
    Matrix w;
    Matrix g;
    double t;
    std::vector<Numbers> state;
};

/// What a rule keeps for a parameter of this many rows and columns: a name, and how many numbers.
struct Kept {
    const char* name;
    Index size;
    double start = 0;
};

double rms(const Matrix& a) {
    double sum = 0;
    for (const double x : a.x) sum += x * x;
    return std::sqrt(sum / static_cast<double>(a.x.size()));
}

/// mean = beta * mean + (1 - beta) * x.
void average(double& mean, double x, double beta) { mean = beta * mean + (1 - beta) * x; }

void shrink(Matrix& w, double share) {
    for (double& x : w.x) x *= 1 - share;
}

// ---- Muon

std::vector<Kept> kept_by(const catalog::Muon&, Index rows, Index cols, bool is_matrix) {
    return {{"m", rows * cols}, {"v", is_matrix ? 0 : rows * cols}};
}

void step_vector(const catalog::Muon& f, View& p) {
    const double c1 = 1 - std::pow(f.beta1, p.t);
    const double c2 = 1 - std::pow(f.beta2, p.t);
    shrink(p.w, f.vector_lr * f.weight_decay);
    for (std::size_t i = 0; i < p.g.x.size(); ++i) {
        average(p.state[0][i], p.g.x[i], f.beta1);
        average(p.state[1][i], p.g.x[i] * p.g.x[i], f.beta2);
        p.w.x[i] -= f.vector_lr * (p.state[0][i] / c1) / (std::sqrt(p.state[1][i] / c2) + f.eps);
    }
}

void step(const catalog::Muon& f, View& p) {
    if (!p.is_matrix) return step_vector(f, p);
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

std::vector<Kept> kept_by(const catalog::Adafactor&, Index rows, Index cols, bool is_matrix) {
    return {{"row", is_matrix ? rows : rows * cols}, {"col", is_matrix ? cols : 0}};
}

void step(const catalog::Adafactor& f, View& p) {
    const Matrix u = clipped_direction(p, 1 - std::pow(p.t, -f.decay), f.eps1, f.clip);
    double rate = f.lr > 0 ? f.lr : std::min(0.01, 1 / std::sqrt(p.t));
    if (f.scale_parameter) rate *= std::max(f.eps2, rms(p.w));
    shrink(p.w, rate * f.weight_decay);
    for (std::size_t i = 0; i < u.x.size(); ++i) p.w.x[i] -= rate * u.x[i];
}

std::vector<Kept> kept_by(const catalog::Came&, Index rows, Index cols, bool is_matrix) {
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

std::vector<Kept> kept_by(const catalog::Sm3&, Index rows, Index cols, bool is_matrix) {
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

// ---- Shampoo

std::vector<Kept> kept_by(const catalog::Shampoo& f, Index rows, Index cols, bool is_matrix) {
    const auto square = [&](Index n) {
        return is_matrix && static_cast<double>(n) <= f.largest ? n * n : 0;
    };
    return {{"left", is_matrix ? square(rows) : rows * cols},
            {"right", square(cols)},
            {"left_root", square(rows)},
            {"right_root", square(cols)},
            {"momentum_buffer", rows * cols}};
}

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

// ---- what they share

/// Applies step() to every parameter that has a gradient.
template <class F>
class MatrixRule final : public EntryRule {
public:
    MatrixRule(const catalog::Formula& formula, const Arena& arena) : EntryRule(formula) {
        std::vector<Index> sizes;
        for (const Place& place : arena.places()) {
            std::size_t k = 0;
            begins_.emplace_back();
            for (const Kept& one : kept_of(place)) {
                if (k == sizes.size()) {
                    sizes.push_back(0);
                    names_.push_back(one.name);
                }
                begins_.back().push_back(sizes[k]);
                sizes[k++] += one.size;
            }
        }
        for (const Index size : sizes) state_.push_back(Array::zeros({size}, core::DType::f64));
    }

    void step(Arena& arena, const StepContext& context) override {
        for (std::size_t i = 0; i < arena.places().size(); ++i) {
            const Place& place = arena.places()[i];
            if (!place.parameter.has_grad() || place.parameter.size() == 0) continue;
            kernels::with_real("matrix", arena.weights().dtype(), [&]<class T>(T) {
                move<T>(place, i, arena, static_cast<double>(context.step.t));
            });
        }
    }

    std::vector<StateArray> state() override {
        std::vector<StateArray> all;
        for (std::size_t k = 0; k < state_.size(); ++k) {
            if (state_[k].size() > 0) all.push_back({names_[k], state_[k]});
        }
        return all;
    }

private:
    static Index rows_of(const Place& place) {
        return place.parameter.rank() < 2 ? 1 : place.parameter.shape()[0];
    }
    std::vector<Kept> kept_of(const Place& place) const {
        const Index rows = rows_of(place);
        return kept_by(as<F>(), rows, rows == 0 ? 0 : place.parameter.size() / rows,
                       place.parameter.rank() >= 2);
    }

    template <class T>
    void move(const Place& place, std::size_t number, Arena& arena, double t) {
        T* const w = arena.weights().template data<T>() + place.offset;
        const T* const g = arena.gradients().template data<T>() + place.offset;
        const Index rows = rows_of(place);
        const Index size = place.parameter.size();
        View view{place.parameter.rank() >= 2,
                  {rows, size / rows, {w, w + size}},
                  {rows, size / rows, {g, g + size}},
                  t,
                  {}};
        const std::vector<Kept> kept = kept_of(place);
        for (std::size_t k = 0; k < kept.size(); ++k) {
            double* const first = state_[k].data<double>() + begins_[number][k];
            view.state.emplace_back(first, static_cast<std::size_t>(kept[k].size));
        }
        optim::step(as<F>(), view);
        for (Index k = 0; k < size; ++k)
            w[k] = static_cast<T>(view.w.x[static_cast<std::size_t>(k)]);
    }

    std::vector<const char*> names_;
    std::vector<Array> state_;                // of all parameters, one behind the other
    std::vector<std::vector<Index>> begins_;  // [parameter][array]
};

template <class F>
std::unique_ptr<Rule> matrix_rule(const Making& making) {
    return std::make_unique<MatrixRule<F>>(making.formula, making.arena);
}

}  // namespace

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
std::unique_ptr<Rule> make(const catalog::Shampoo&, const Making& making) {
    return matrix_rule<catalog::Shampoo>(making);
}

}  // namespace kasane::optim
