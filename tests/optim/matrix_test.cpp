// Optimizers of matrices against naive loops in double, the published values of the Newton-Schulz
// iteration, and steps worked out by hand.

#include "kasane/optim/matrix.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/nn/sequential.hpp"
#include "kasane/optim/optimizer.hpp"
#include "tests/support/matrix_steps.hpp"

namespace kasane::optim {
namespace {

using autograd::Tensor;
using core::Array;
using core::DType;
using support::cols;
using support::expect_follows;
using support::expect_near;
using support::gradient;
using support::Row;
using support::rows;
using support::size;
using support::Trained;
using support::values_of;

TEST(NewtonSchulz, HasThePublishedValues) {
    expect_near(newton_schulz({2, 3, {1, 2, 3, 4, 5, 6}}, 5).x,
                {-0.56829011014299, 0.0577419431156, 0.683773996374, 0.563354697507, 0.405612831031,
                 0.247870964559},
                1e-11);
    expect_near(newton_schulz({2, 2, {1, 0, 0, 1}}, 5).x,
                {1.10811120970527, 0, 0, 1.10811120970527}, 1e-13);
    expect_near(newton_schulz({3, 3, {3, 0, 0, 0, 1, 0, 0, 0, 0.1}}, 5).x,
                {0.752978851422, 0, 0, 0, 1.13361499326, 0, 0, 0, 1.13403114792}, 1e-11);
    const Matrix tall = newton_schulz({3, 2, {1, 4, 2, 5, 3, 6}}, 5);
    expect_near(transposed(tall).x, newton_schulz({2, 3, {1, 2, 3, 4, 5, 6}}, 5).x, 1e-15);
}

TEST(Muon, IsItsRule) {
    Row m(size);
    Row m1(2);
    Row v1(2);
    expect_follows(
        "muon(lr=0.1, weight_decay=0.1, vector_lr=0.01)",
        [&](int, const Row& g, Row& w) {
            Matrix u = Matrix::zeros(rows, cols);
            for (std::size_t i = 0; i < size; ++i) {
                m[i] = 0.95 * m[i] + 0.05 * g[i];
                u.x[i] = 0.05 * g[i] + 0.95 * m[i];
            }
            const Matrix x = newton_schulz(u, 5);
            for (std::size_t i = 0; i < size; ++i) {
                // Four outputs and three inputs.
                w[i] = w[i] * (1 - 0.01) - 0.1 * std::sqrt(4.0 / 3) * x.x[i];
            }
        },
        [&](int t, const Row& g, Row& w) {
            for (std::size_t i = 0; i < 2; ++i) {
                m1[i] = 0.9 * m1[i] + 0.1 * g[i];
                v1[i] = 0.95 * v1[i] + 0.05 * g[i] * g[i];
                w[i] *= 1 - 0.001;
                w[i] -= 0.01 * m1[i] / (1 - std::pow(0.9, t)) /
                        (std::sqrt(v1[i] / (1 - std::pow(0.95, t))) + 1e-10);
            }
        });
}

double rms_of(const Row& x) {
    double squares = 0;
    for (const double one : x) squares += one * one;
    return std::sqrt(squares / static_cast<double>(x.size()));
}

/// The factored second moments of Adafactor and CAME.
struct Factors {
    double r[rows] = {};
    double c[cols] = {};

    void add(const Row& q, double beta) {
        for (std::size_t i = 0; i < rows; ++i) {
            double mean = 0;
            for (std::size_t j = 0; j < cols; ++j) mean += q[i * cols + j] / cols;
            r[i] = beta * r[i] + (1 - beta) * mean;
        }
        for (std::size_t j = 0; j < cols; ++j) {
            double mean = 0;
            for (std::size_t i = 0; i < rows; ++i) mean += q[i * cols + j] / rows;
            c[j] = beta * c[j] + (1 - beta) * mean;
        }
    }
    double at(std::size_t k) const {
        return r[k / cols] * c[k % cols] / ((r[0] + r[1] + r[2]) / 3);
    }
};

TEST(Adafactor, IsItsRule) {
    Factors v;
    Row v1(2);
    const auto move = [](int t, const Row& u, Row& w) {
        const double alpha =
            std::max(1e-3, rms_of(w)) * std::min(1e-2, 1 / std::sqrt(static_cast<double>(t)));
        const double clip = std::max(1.0, rms_of(u));
        for (std::size_t i = 0; i < w.size(); ++i) w[i] -= alpha * u[i] / clip;
    };
    expect_follows(
        "adafactor",
        [&](int t, const Row& g, Row& w) {
            Row q = g;
            for (double& x : q) x = x * x + 1e-30;
            v.add(q, 1 - std::pow(t, -0.8));
            Row u = g;
            for (std::size_t i = 0; i < size; ++i) u[i] /= std::sqrt(v.at(i));
            move(t, u, w);
        },
        [&](int t, const Row& g, Row& w) {
            Row u = g;
            for (std::size_t i = 0; i < 2; ++i) {
                const double beta = 1 - std::pow(t, -0.8);
                v1[i] = beta * v1[i] + (1 - beta) * (g[i] * g[i] + 1e-30);
                u[i] /= std::sqrt(v1[i]);
            }
            move(t, u, w);
        });
}

TEST(Came, IsItsRule) {
    Factors v;
    Factors s;
    Row m(size);
    Row m1(2);
    Row v1(2);
    expect_follows(
        "came(lr=0.01)",
        [&](int, const Row& g, Row& w) {
            Row q = g;
            for (double& x : q) x = x * x + 1e-30;
            v.add(q, 0.999);
            Row u = g;
            for (std::size_t i = 0; i < size; ++i) u[i] /= std::sqrt(v.at(i));
            const double clip = std::max(1.0, rms_of(u));
            Row doubt(size);
            for (std::size_t i = 0; i < size; ++i) {
                u[i] /= clip;
                m[i] = 0.9 * m[i] + 0.1 * u[i];
                doubt[i] = (u[i] - m[i]) * (u[i] - m[i]) + 1e-16;
            }
            s.add(doubt, 0.9999);
            for (std::size_t i = 0; i < size; ++i) w[i] -= 0.01 * m[i] / std::sqrt(s.at(i));
        },
        [&](int, const Row& g, Row& w) {
            Row u = g;
            for (std::size_t i = 0; i < 2; ++i) {
                v1[i] = 0.999 * v1[i] + 0.001 * (g[i] * g[i] + 1e-30);
                u[i] /= std::sqrt(v1[i]);
            }
            const double clip = std::max(1.0, rms_of(u));
            for (std::size_t i = 0; i < 2; ++i) {
                m1[i] = 0.9 * m1[i] + 0.1 * u[i] / clip;
                w[i] -= 0.01 * m1[i];
            }
        });
}

TEST(Sm3, IsItsRule) {
    double r[rows] = {};
    double c[cols] = {};
    Row m(size);
    Row m1(2);
    Row v1(2);
    expect_follows(
        "sm3(lr=0.1)",
        [&](int, const Row& g, Row& w) {
            double r2[rows] = {};
            double c2[cols] = {};
            for (std::size_t i = 0; i < rows; ++i) {
                for (std::size_t j = 0; j < cols; ++j) {
                    const std::size_t k = i * cols + j;
                    const double v = std::min(r[i], c[j]) + g[k] * g[k];
                    r2[i] = std::max(r2[i], v);
                    c2[j] = std::max(c2[j], v);
                    m[k] = 0.9 * m[k] + 0.1 * (v > 0 ? g[k] / std::sqrt(v) : 0);
                    w[k] -= 0.1 * m[k];
                }
            }
            std::copy(r2, r2 + rows, r);
            std::copy(c2, c2 + cols, c);
        },
        [&](int, const Row& g, Row& w) {
            for (std::size_t i = 0; i < 2; ++i) {
                v1[i] += g[i] * g[i];
                m1[i] = 0.9 * m1[i] + 0.1 * g[i] / std::sqrt(v1[i]);
                w[i] -= 0.1 * m1[i];
            }
        });
}

const char* const all_rules[] = {
    "muon",          "adafactor",       "came",
    "sm3",           "shampoo",         "shampoo(every=3, momentum=0.9, largest=3)",
    "soap(every=2)", "soap(largest=3)", "galore(rank=2, every=3)"};

TEST(EveryMatrixRule, ContinuesFromItsStateBitForBit) {
    for (const DType dtype : {DType::f32, DType::f64}) {
        for (const char* text : all_rules) {
            Trained whole(text, dtype);
            Trained first(text, dtype);
            for (int t = 1; t <= 4; ++t) {
                whole.step(gradient(t, size), gradient(t, 2));
                first.step(gradient(t, size), gradient(t, 2));
            }
            Trained second(text, dtype);
            second.matrix.set_value(second.matrix.value());
            const auto copy = [](const Array& from, const Array& to) {
                std::copy(from.bytes(),
                          from.bytes() +
                              static_cast<std::size_t>(from.size()) * core::size_of(from.dtype()),
                          to.bytes());
            };
            copy(first.matrix.value(), second.matrix.value());
            copy(first.vector.value(), second.vector.value());
            const std::vector<StateArray> from = first.optimizer.state();
            const std::vector<StateArray> to = second.optimizer.state();
            ASSERT_EQ(from.size(), to.size());
            for (std::size_t i = 0; i < from.size(); ++i) copy(from[i].array, to[i].array);
            second.optimizer.set_steps(first.optimizer.steps());
            for (int t = 5; t <= 7; ++t) {
                whole.step(gradient(t, size), gradient(t, 2));
                second.step(gradient(t, size), gradient(t, 2));
            }
            EXPECT_EQ(values_of(whole.matrix.value()), values_of(second.matrix.value())) << text;
            EXPECT_EQ(values_of(whole.vector.value()), values_of(second.vector.value())) << text;
        }
    }
}

TEST(EveryMatrixRule, LeavesParametersWithoutGradientAlone) {
    for (const char* text : all_rules) {
        Trained trained(text);
        sum(trained.vector * trained.vector).backward();
        trained.optimizer.step();
        EXPECT_EQ(values_of(trained.matrix.value()), Row(size, 0.5)) << text;
        EXPECT_NE(values_of(trained.vector.value()), Row(2, 0.5)) << text;
    }
}

TEST(EveryMatrixRule, FindsTheMinimumOfABowl) {
    struct Run {
        const char* text;
        double within;
    };
    // Steps of fixed size end as near as they are long.
    for (const Run& run :
         {Run{"muon(lr=0.005, vector_lr=0.005)", 0.02},
          Run{"adafactor(lr=0.02, scale_parameter=false)", 0.02}, Run{"came(lr=0.002)", 0.05},
          Run{"sm3(lr=0.2)", 0.01}, Run{"shampoo(lr=0.5)", 0.01}, Run{"soap(lr=0.005)", 0.02},
          Run{"galore(lr=0.02, every=10, rank=2)", 0.02}}) {
        Trained trained(run.text);
        for (int t = 0; t < 500; ++t) {
            trained.optimizer.zero_grad();
            (sum(trained.matrix * trained.matrix) + sum(trained.vector * trained.vector))
                .backward();
            trained.optimizer.step();
        }
        for (const Tensor& one : {trained.matrix, trained.vector}) {
            for (const double x : values_of(one.value())) {
                EXPECT_LT(std::fabs(x), run.within) << run.text;
            }
        }
    }
}

}  // namespace
}  // namespace kasane::optim
