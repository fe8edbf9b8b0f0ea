// PyTorch's optimizers over a hundred steps, against positions that PyTorch reached.

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/optim/optimizer.hpp"
#include "kasane/optim/schedule.hpp"

namespace kasane::optim {
namespace {

using autograd::Tensor;
using core::Array;
using Row = std::vector<double>;

struct Trajectory {
    const char* optimizer;
    double at[4][4];
};

constexpr int shown[4] = {1, 2, 10, 100};

const Trajectory trajectories[] = {
#include "tests/optim/torch_trajectories.inc"
};

/// The gradient of tests/optim/torch_trajectories.py. Of sparse rules some entries are zero.
Tensor noisy_gradient(const Tensor& w, int t, bool sparse) {
    constexpr double target[4] = {0.5, -1.25, 1.0, 2.0};
    constexpr double slope[4] = {1.0, 0.25, 4.0, 0.5};
    Row g(4);
    for (int i = 0; i < 4; ++i) {
        if (sparse && (t + i) % 3 == 0) continue;
        const double away = w.item(i) - target[i];
        const double noise = ((7 * t + 3 * i) % 11 - 5) / 8.0 + 0.0625;
        g[static_cast<std::size_t>(i)] = slope[i] * away + 0.1 * away * away * away + noise;
    }
    return Tensor(Array::from(std::span<const double>(g), {4}));
}

Tensor entry(const Tensor& w, Index i) {
    Row unit(4);
    unit[static_cast<std::size_t>(i)] = 1;
    return autograd::sum(w * Tensor(Array::from(std::span<const double>(unit), {4})));
}

Tensor rosenbrock(const Tensor& w) {
    Tensor sum = autograd::tensor({0.0});
    for (Index i = 0; i < 3; ++i) {
        const Tensor x = entry(w, i);
        const Tensor bend = entry(w, i + 1) - x * x;
        sum = sum + 100.0 * bend * bend + (1.0 - x) * (1.0 - x);
    }
    return autograd::sum(sum);
}

class PyTorch : public testing::TestWithParam<Trajectory> {};

TEST_P(PyTorch, LeadsToTheSamePlacesOverAHundredSteps) {
    const std::string text = GetParam().optimizer;
    Tensor w = autograd::tensor({-1.5, 0.8, 2.5, -0.3}).requires_grad();
    Optimizer optimizer(text, autograd::Parameters{{"w", w}});
    std::size_t next = 0;
    for (int t = 1; t <= shown[3]; ++t) {
        if (text.starts_with("lbfgs")) {
            optimizer.step([&] { return rosenbrock(w); });
        } else {
            optimizer.zero_grad();
            autograd::sum(w * noisy_gradient(w, t, text.starts_with("sparse"))).backward();
            optimizer.step();
        }
        if (t != shown[next]) continue;
        optimizer.eval();
        for (int i = 0; i < 4; ++i) {
            const double want = GetParam().at[next][i];
            EXPECT_NEAR(w.item(i), want, 1e-10 * std::abs(want))
                << "step " << t << ", weight " << i;
        }
        optimizer.train();
        ++next;
    }
}

void PrintTo(const Trajectory& one, std::ostream* out) { *out << one.optimizer; }

INSTANTIATE_TEST_SUITE_P(Catalog, PyTorch, testing::ValuesIn(trajectories), [](const auto& one) {
    const std::string text = one.param.optimizer;
    return text.substr(0, text.find('(')) + std::to_string(one.index);
});

struct Rates {
    const char* schedule;
    double at[40];
};

const Rates rates[] = {
#include "tests/optim/torch_schedules.inc"
};

TEST(PyTorchSchedules, HaveTheSameRatesOverFortySteps) {
    for (const Rates& one : rates) {
        const Schedule schedule(one.schedule);
        for (int t = 0; t < 40; ++t) {
            EXPECT_NEAR(schedule.at(t, 0.3, 40), one.at[t], 1e-13) << one.schedule << ", " << t;
        }
    }
}

}  // namespace
}  // namespace kasane::optim
