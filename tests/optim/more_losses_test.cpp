// What asks for more than the gradient of the batch: labels that the model draws, examples one by
// one, a scaled loss; and Mechanic, which learns the length of another optimizer's steps.

#include <gtest/gtest.h>

#include <cmath>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/core/error.hpp"
#include "kasane/optim/optimizer.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/message.hpp"

namespace kasane::optim {
namespace {

using autograd::Tensor;
using core::Index;
using support::message_of;
using support::values_of;
using Row = std::vector<double>;

Tensor tensor(const Row& row) {
    return Tensor(
        core::Array::from(std::span<const double>(row), {static_cast<Index>(row.size())}));
}

/// Gradients of step t in a few directions.
Row gradient(int t, int which, std::size_t size = 3) {
    Row g(size);
    for (std::size_t i = 0; i < size; ++i) {
        g[i] = std::sin(1.3 * t + 2.1 * static_cast<double>(i) + 0.7 * which);
    }
    return g;
}

double norm(const Row& x) {
    double sum = 0;
    for (const double one : x) sum += one * one;
    return std::sqrt(sum);
}

void expect_near(const Tensor& got, const Row& want, double tolerance = 1e-14) {
    for (std::size_t i = 0; i < want.size(); ++i) {
        EXPECT_NEAR(got.item(static_cast<Index>(i)), want[i], tolerance) << i;
    }
}

TEST(Sophia, IsItsRule) {
    Tensor w = tensor({0.5, -1, 2}).requires_grad();
    Optimizer optimizer("sophia(lr=0.1, beta1=0.9, beta2=0.8, rho=0.5, every=2, weight_decay=0.2)",
                        autograd::Parameters{{"w", w}});
    Row want = {0.5, -1, 2}, m(3), h(3);
    for (int t = 1; t <= 5; ++t) {
        const Row g = gradient(t, 0), s = gradient(t, 1);
        const auto of_samples = [&] { return autograd::sum(w * tensor(s)); };
        const core::FunctionRef<Tensor()> sampled = of_samples;
        optimizer.step([&] { return autograd::sum(w * tensor(g)); },
                       {.sampled = &sampled, .examples = 4});
        for (std::size_t i = 0; i < 3; ++i) {
            m[i] = 0.9 * m[i] + 0.1 * g[i];
            if (t % 2 == 1) h[i] = 0.8 * h[i] + 0.2 * 4 * s[i] * s[i];
            const double part = std::fmin(std::fabs(m[i]) / (0.5 * h[i] + 1e-15), 1);
            want[i] = want[i] * (1 - 0.1 * 0.2) - 0.1 * (m[i] < 0 ? -part : part);
        }
        expect_near(w, want);
    }
    EXPECT_NE(message_of<core::ValueError>([&] {
                  optimizer.step([&] { return autograd::sum(w); });
                  optimizer.step([&] { return autograd::sum(w); });
              }).find("needs the loss for labels that the model draws"),
              std::string::npos);
}

TEST(PerExampleClip, BoundsEachGradientBeforeTheyAreAdded) {
    Tensor w = tensor({0.5, -1, 2}).requires_grad();
    Optimizer optimizer("per_example_clip(clip=1.2) | sgd(lr=0.1)", autograd::Parameters{{"w", w}});
    Row want = {0.5, -1, 2};
    for (int t = 1; t <= 3; ++t) {
        const auto of_example = [&](Index i) {
            return autograd::sum(w * tensor(gradient(t, static_cast<int>(i))));
        };
        const core::FunctionRef<Tensor(Index)> example = of_example;
        optimizer.step([&] { return autograd::sum(w); }, {.example = &example, .examples = 4});
        for (int k = 0; k < 4; ++k) {
            const Row g = gradient(t, k);
            const double factor = std::fmin(1, 1.2 / norm(g));
            for (std::size_t i = 0; i < 3; ++i) want[i] -= 0.1 / 4 * factor * g[i];
        }
        expect_near(w, want);
    }
    EXPECT_THROW(optimizer.step(), core::ValueError);
}

TEST(PerExampleClip, AddsNoiseOfTheStatedDeviation) {
    constexpr Index size = 40000;
    Tensor w = Tensor(core::Array::zeros({size}, core::DType::f64)).requires_grad();
    Optimizer optimizer("per_example_clip(clip=0.5, noise=3) | sgd(lr=1)",
                        autograd::Parameters{{"w", w}});
    const auto of_example = [&](Index) { return autograd::sum(w * 0.0); };
    const core::FunctionRef<Tensor(Index)> example = of_example;
    optimizer.step([&] { return autograd::sum(w); }, {.example = &example, .examples = 10});
    double sum = 0, squares = 0;
    for (Index i = 0; i < size; ++i) {
        sum += w.item(i);
        squares += w.item(i) * w.item(i);
    }
    // Deviation 0.5 * 3 / 10 of an entry; of the mean a 200th of it.
    EXPECT_NEAR(sum / size, 0, 4 * 0.15 / 200);
    EXPECT_NEAR(std::sqrt(squares / size), 0.15, 0.002);
}

TEST(LossScale, LeavesStepsAsTheyAre) {
    Tensor plain = tensor({0.5, -1, 2}).requires_grad();
    Tensor scaled = tensor({0.5, -1, 2}).requires_grad();
    Optimizer a("adam(lr=0.1) | sam", autograd::Parameters{{"w", plain}});
    Optimizer b("loss_scale(every=2) | adam(lr=0.1) | sam", autograd::Parameters{{"w", scaled}});
    for (int t = 1; t <= 5; ++t) {
        EXPECT_EQ(b.loss_scale(), t < 3 ? 65536 : t < 5 ? 131072 : 262144) << t;
        const double loss = a.step([&] { return autograd::sum(plain * plain); });
        EXPECT_EQ(b.step([&] { return autograd::sum(scaled * scaled); }), loss);
        EXPECT_TRUE(support::same_bits(plain.value(), scaled.value())) << t;
    }
}

TEST(LossScale, BacksOffWhereGradientsOverflow) {
    Tensor w = autograd::tensor({1.0F}).requires_grad();
    Optimizer optimizer("loss_scale(scale=1e38) | adam(lr=0.1)", autograd::Parameters{{"w", w}});
    optimizer.step([&] { return autograd::sum(w * 10.0); });
    EXPECT_EQ(w.item(), 1);
    EXPECT_EQ(optimizer.loss_scale(), 0.5e38);
    optimizer.step([&] { return autograd::sum(w * 10.0); });
    EXPECT_EQ(w.item(), 1);
    for (int t = 0; t < 3; ++t) optimizer.step([&] { return autograd::sum(w * 10.0); });
    // The steps left out do not count as steps of adam.
    EXPECT_NEAR(w.item(), 1 - 0.1 * 3, 1e-6);
}

/// The authors' rule over steps of length 1 against the gradient.
struct Mechanic {
    Row start, sum;
    double r[6] = {}, m[6] = {}, v[6] = {}, s[6];

    explicit Mechanic(const Row& w) : start(w), sum(w.size()) {
        for (double& one : s) one = 1e-3;
    }
    double total() const { return s[0] + s[1] + s[2] + s[3] + s[4] + s[5]; }

    void step(const Row& g, Row& w) {
        double h = 0;
        const double pull = 0.1 * total() * norm(g) / (norm(w) + 1e-8);
        for (std::size_t i = 0; i < w.size(); ++i) h -= sum[i] * (g[i] + pull * w[i]);
        for (int k = 0; k < 6; ++k) {
            const double beta = 1 - std::pow(0.1, k + 1);
            r[k] = beta * r[k] + std::fmin(std::fmax(h, -m[k]), m[k]) * s[k];
            m[k] = std::fmax(beta * m[k], std::fabs(h) + 1e-8);
            v[k] = beta * beta * v[k] + h * h;
            s[k] = (1e-3 / 6 * m[k] + std::fmax(r[k], 0)) / (std::sqrt(v[k]) + 1e-8);
        }
        for (std::size_t i = 0; i < w.size(); ++i) {
            sum[i] -= g[i];
            w[i] = start[i] + total() * sum[i];
        }
    }
};

TEST(Mechanic, IsItsRule) {
    Row want = {0.5, -1, 2};
    Tensor w = tensor(want).requires_grad();
    Optimizer optimizer("sgd(lr=1) | mechanic(s_init=1e-3, weight_decay=0.1)",
                        autograd::Parameters{{"w", w}});
    Mechanic mechanic(want);
    for (int t = 1; t <= 20; ++t) {
        Row g = want;
        for (std::size_t i = 0; i < 3; ++i) g[i] = (static_cast<double>(i) + 1) * (want[i] - 1);
        optimizer.step([&] { return autograd::sum(w * tensor(g)); });
        mechanic.step(g, want);
        expect_near(w, want, 1e-11);
    }
    // It went somewhere.
    EXPECT_GT(mechanic.total(), 0.02);
}

TEST(Mechanic, FindsTheLengthOfSteps) {
    for (const char* text : {"sgd(lr=1) | mechanic", "adam(lr=1) | mechanic",
                             "adam(lr=100) | mechanic", "lion(lr=1) | mechanic"}) {
        Tensor w = tensor({-3, 2}).requires_grad();
        Optimizer optimizer(text, autograd::Parameters{{"w", w}});
        const auto loss = [&] { return autograd::sum(tensor({1, 5}) * (w - 1.0) * (w - 1.0)); };
        const double before = loss().item();
        for (int t = 0; t < 2000; ++t) optimizer.step(loss);
        EXPECT_LT(loss().item(), 0.01 * before) << text;
    }
}

}  // namespace
}  // namespace kasane::optim
