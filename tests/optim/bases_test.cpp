// Optimizers that work in bases of singular vectors, against naive loops in double.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "kasane/optim/matrix.hpp"
#include "tests/support/matrix_steps.hpp"

namespace kasane::optim {
namespace {

using core::Index;
using support::cols;
using support::expect_follows;
using support::expect_near;
using support::Row;
using support::rows;
using support::size;

/// A matrix as rows of rows, and the plainest product of two.
using Rows = std::vector<Row>;

Rows rows_of(const Row& x, std::size_t count) {
    Rows all(count, Row(x.size() / count));
    for (std::size_t k = 0; k < x.size(); ++k) all[k / all[0].size()][k % all[0].size()] = x[k];
    return all;
}
Rows flipped(const Rows& a) {
    Rows b(a[0].size(), Row(a.size()));
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < a[0].size(); ++j) b[j][i] = a[i][j];
    }
    return b;
}
Rows times(const Rows& a, const Rows& b) {
    Rows c(a.size(), Row(b[0].size()));
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < b[0].size(); ++j) {
            for (std::size_t k = 0; k < b.size(); ++k) c[i][j] += a[i][k] * b[k][j];
        }
    }
    return c;
}

/// The columns of a square matrix made orthonormal, one after the other.
Rows gram_schmidt(const Rows& a) {
    Rows q = flipped(a);
    for (std::size_t i = 0; i < q.size(); ++i) {
        for (int round = 0; round < 2; ++round) {
            for (std::size_t j = 0; j < i; ++j) {
                double dot = 0;
                for (std::size_t k = 0; k < q.size(); ++k) dot += q[i][k] * q[j][k];
                for (std::size_t k = 0; k < q.size(); ++k) q[i][k] -= dot * q[j][k];
            }
        }
        double squares = 0;
        for (const double x : q[i]) squares += x * x;
        for (double& x : q[i]) x /= std::sqrt(squares);
    }
    return flipped(q);
}

/// Eigenvectors as columns by falling eigenvalue, by many rounds of the power iteration.
Rows eigenvectors(const Rows& a) {
    Rows q(a.size(), Row(a.size()));
    for (std::size_t i = 0; i < a.size(); ++i) {
        for (std::size_t j = 0; j < a.size(); ++j) {
            q[i][j] = (i == j ? 1.0 : 0.0) + 0.1 * std::sin(static_cast<double>(3 * i + j));
        }
    }
    for (int round = 0; round < 3000; ++round) {
        Rows next = times(a, q);
        // Where a maps to nothing the direction stays, to be made orthogonal to the others.
        for (std::size_t i = 0; i < a.size(); ++i) {
            for (std::size_t j = 0; j < a.size(); ++j) next[i][j] += 1e-9 * q[i][j];
        }
        q = gram_schmidt(next);
    }
    return q;
}

/// AdamW, for vectors.
void adamw(int t, const Row& g, Row& w, Row& m, Row& v, double lr, double b1, double b2,
           double decay) {
    for (std::size_t i = 0; i < g.size(); ++i) {
        m[i] = b1 * m[i] + (1 - b1) * g[i];
        v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
        w[i] -= lr * decay * w[i];
        w[i] -=
            lr * (m[i] / (1 - std::pow(b1, t))) / (std::sqrt(v[i] / (1 - std::pow(b2, t))) + 1e-8);
    }
}

/// SOAP as its authors step: the basis is refreshed every second step here.
struct Soap {
    Rows left, right, q, p, m, v;

    static void refresh(const Rows& mean, Rows& basis, Rows& square_rows) {
        const Rows mapped = times(mean, basis);
        const Rows quotients = times(flipped(basis), mapped);
        std::vector<std::size_t> order(basis.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return quotients[a][a] > quotients[b][b];
        });
        Rows sorted = flipped(mapped);
        Rows squares = square_rows;
        for (std::size_t i = 0; i < order.size(); ++i) {
            sorted[i] = flipped(mapped)[order[i]];
            squares[i] = square_rows[order[i]];
        }
        square_rows = squares;
        basis = gram_schmidt(flipped(sorted));
    }

    void step(int t, const Row& flat, Row& w) {
        const Rows g = rows_of(flat, 3);
        const Rows gg = times(g, flipped(g));
        const Rows ff = times(flipped(g), g);
        if (t == 1) {
            left = Rows(3, Row(3));
            right = Rows(4, Row(4));
            m = v = Rows(3, Row(4));
            q = eigenvectors(gg);
            p = eigenvectors(ff);
        } else {
            const Rows turned = times(times(flipped(q), g), p);
            Rows u = turned;
            for (std::size_t i = 0; i < 3; ++i) {
                for (std::size_t j = 0; j < 4; ++j) {
                    m[i][j] = 0.95 * m[i][j] + 0.05 * turned[i][j];
                    v[i][j] = 0.9 * v[i][j] + 0.1 * turned[i][j] * turned[i][j];
                    u[i][j] = m[i][j] / (std::sqrt(v[i][j]) + 1e-8);
                }
            }
            u = times(times(q, u), flipped(p));
            const double rate =
                0.1 * std::sqrt(1 - std::pow(0.9, t - 1)) / (1 - std::pow(0.95, t - 1));
            for (std::size_t k = 0; k < w.size(); ++k) {
                w[k] -= rate * u[k / 4][k % 4];
                w[k] -= 0.1 * 0.2 * w[k];
            }
        }
        for (std::size_t i = 0; i < 3; ++i) {
            for (std::size_t j = 0; j < 3; ++j) left[i][j] = 0.9 * left[i][j] + 0.1 * gg[i][j];
        }
        for (std::size_t i = 0; i < 4; ++i) {
            for (std::size_t j = 0; j < 4; ++j) right[i][j] = 0.9 * right[i][j] + 0.1 * ff[i][j];
        }
        if (t == 1 || (t - 1) % 2 != 0) return;
        const Rows in_space = times(times(q, m), flipped(p));
        refresh(left, q, v);
        Rows columns = flipped(v);
        refresh(right, p, columns);
        v = flipped(columns);
        m = times(times(flipped(q), in_space), p);
    }
};

TEST(Soap, IsItsRule) {
    Soap soap;
    Row m(2), v(2);
    expect_follows(
        "soap(lr=0.1, beta2=0.9, weight_decay=0.2, every=2)",
        [&](int t, const Row& g, Row& w) { soap.step(t, g, w); },
        [&](int t, const Row& g, Row& w) { adamw(t, g, w, m, v, 0.1, 0.95, 0.9, 0.2); });
}

TEST(GaLore, IsItsRule) {
    for (const std::size_t rank : {1U, 2U, 3U}) {
        Rows basis;
        Row small_m(rank * 4), small_v(rank * 4), m(2), v(2);
        const auto of_matrix = [&](int t, const Row& flat, Row& w) {
            const Rows g = rows_of(flat, 3);
            if ((t - 1) % 3 == 0) {
                Rows next = flipped(eigenvectors(times(g, flipped(g))));
                next.resize(rank);
                for (std::size_t j = 0; j < basis.size(); ++j) {
                    if (times({next[j]}, flipped({basis[j]}))[0][0] > 0) continue;
                    for (double& x : next[j]) x = -x;
                }
                basis = next;
            }
            const Rows r = times(basis, g);
            Rows u = r;
            for (std::size_t k = 0; k < rank * 4; ++k) {
                const double one = r[k / 4][k % 4];
                small_m[k] = 0.9 * small_m[k] + 0.1 * one;
                small_v[k] = 0.999 * small_v[k] + 0.001 * one * one;
                u[k / 4][k % 4] = 0.5 * small_m[k] / (1 - std::pow(0.9, t)) /
                                  (std::sqrt(small_v[k] / (1 - std::pow(0.999, t))) + 1e-8);
            }
            u = times(flipped(basis), u);
            for (std::size_t k = 0; k < w.size(); ++k) {
                w[k] -= 0.1 * 0.2 * w[k];
                w[k] -= 0.1 * u[k / 4][k % 4];
            }
        };
        expect_follows(
            "galore(lr=0.1, weight_decay=0.2, every=3, scale=0.5, rank=" + std::to_string(rank) +
                ")",
            of_matrix,
            [&](int t, const Row& g, Row& w) { adamw(t, g, w, m, v, 0.1, 0.9, 0.999, 0.2); });
    }
}

TEST(SymmetricPower, TimesItselfGivesTheInverseBack) {
    support::Numbers numbers(3);
    for (const Index n : {1, 2, 5, 12}) {
        Matrix b = Matrix::zeros(n, n + 2);
        for (double& x : b.x) x = numbers.next();
        const Matrix a = product(b, transposed(b));
        const Matrix root = symmetric_power(a, -0.25, 1e-300);
        const Matrix square = product(root, root);
        const Matrix one = product(product(square, square), a);
        for (Index i = 0; i < n; ++i) {
            for (Index j = 0; j < n; ++j) EXPECT_NEAR(one.at(i, j), i == j ? 1 : 0, 1e-9) << n;
        }
    }
    expect_near(symmetric_power({2, 2, {16, 0, 0, 81}}, -0.25, 0).x, {0.5, 0, 0, 1.0 / 3}, 1e-15);
}

Matrix inverse(Matrix a) {
    const Index n = a.rows;
    Matrix b = Matrix::zeros(n, n);
    for (Index i = 0; i < n; ++i) b.at(i, i) = 1;
    for (Index k = 0; k < n; ++k) {
        const double pivot = a.at(k, k);
        for (Index j = 0; j < n; ++j) {
            a.at(k, j) /= pivot;
            b.at(k, j) /= pivot;
        }
        for (Index i = 0; i < n; ++i) {
            const double factor = a.at(i, k);
            if (i == k) continue;
            for (Index j = 0; j < n; ++j) {
                a.at(i, j) -= factor * a.at(k, j);
                b.at(i, j) -= factor * b.at(k, j);
            }
        }
    }
    return b;
}

/// By the iteration of Denman and Beavers, which knows nothing of eigenvalues.
Matrix square_root(const Matrix& a) {
    Matrix y = a;
    Matrix z = Matrix::zeros(a.rows, a.rows);
    for (Index i = 0; i < a.rows; ++i) z.at(i, i) = 1;
    for (int step = 0; step < 60; ++step) {
        const Matrix inverse_y = inverse(y);
        const Matrix inverse_z = inverse(z);
        for (std::size_t i = 0; i < y.x.size(); ++i) {
            y.x[i] = (y.x[i] + inverse_z.x[i]) / 2;
            z.x[i] = (z.x[i] + inverse_y.x[i]) / 2;
        }
    }
    return y;
}

TEST(Shampoo, IsItsRule) {
    Matrix l = Matrix::zeros(rows, rows);
    Matrix r = Matrix::zeros(cols, cols);
    for (Index i = 0; i < rows; ++i) l.at(i, i) = 0.01;
    for (Index i = 0; i < cols; ++i) r.at(i, i) = 0.01;
    Row v1(2, 0.01);
    expect_follows(
        "shampoo(lr=0.1, eps=0.01)",
        [&](int, const Row& g, Row& w) {
            const Matrix m{rows, cols, g};
            const Matrix left = product(m, transposed(m));
            const Matrix right = product(transposed(m), m);
            for (std::size_t i = 0; i < l.x.size(); ++i) l.x[i] += left.x[i];
            for (std::size_t i = 0; i < r.x.size(); ++i) r.x[i] += right.x[i];
            const Matrix u = product(product(inverse(square_root(square_root(l))), m),
                                     inverse(square_root(square_root(r))));
            for (std::size_t i = 0; i < size; ++i) w[i] -= 0.1 * u.x[i];
        },
        [&](int, const Row& g, Row& w) {
            for (std::size_t i = 0; i < 2; ++i) {
                v1[i] += g[i] * g[i];
                w[i] -= 0.1 * g[i] / std::sqrt(v1[i]);
            }
        });
}

TEST(SingularBasis, IsOrthonormalAndMakesTheRowsOrthogonal) {
    support::Numbers numbers(5);
    for (const auto& [height, width] : {std::pair{3, 7}, std::pair{7, 3}, std::pair{5, 5}}) {
        Matrix a = Matrix::zeros(height, width);
        for (double& x : a.x) x = numbers.next();
        const Matrix q = singular_basis(a);
        const Matrix one = product(transposed(q), q);
        const Matrix turned = product(transposed(q), a);
        const Matrix squares = product(turned, transposed(turned));
        for (Index i = 0; i < height; ++i) {
            for (Index j = 0; j < height; ++j) {
                EXPECT_NEAR(one.at(i, j), i == j ? 1 : 0, 1e-13);
                if (i != j) {
                    EXPECT_NEAR(squares.at(i, j), 0, 1e-12);
                }
            }
            if (i > 0) {
                EXPECT_LE(squares.at(i, i), squares.at(i - 1, i - 1) + 1e-12);
            }
        }
    }
}

}  // namespace
}  // namespace kasane::optim
