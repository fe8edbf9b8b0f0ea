// Optimizers find minima in the steps that an independent program took, with the settings of the
// test suite of a widely used collection (pytorch-optimizer); and a textbook's four ways down.

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/optim/optimizer.hpp"

namespace kasane::optim {
namespace {

using autograd::Tensor;

/// A function of two numbers, made of tensors of shape [].
using Surface = Tensor (*)(const Tensor& x, const Tensor& y);

Tensor squared(const Tensor& x) { return x * x; }
Tensor valley(const Tensor& x, const Tensor& y) { return squared(1.0 - x) + squared(y - x * x); }
Tensor bowl(const Tensor& x, const Tensor& y) { return x * x + y * y; }
Tensor beale(const Tensor& x, const Tensor& y) {
    return squared(1.5 - x + x * y) + squared(2.25 - x + x * y * y) +
           squared(2.625 - x + x * y * y * y);
}

struct Problem {
    Surface surface;
    double minimum[2];
};
const Problem problems[] = {{valley, {1, 1}}, {bowl, {0, 0}}, {beale, {3, 0.5}}};

struct Setting {
    const char* optimizer;
    int steps;
    int problems;  // of the three, from the first on
    double error;  // of the independent program
};

const Setting settings[] = {
    {"momentum(lr=0.002, momentum=0.91)", 900, 3, 4.3e-4},
    {"qhm(lr=0.02, beta=0.95, nu=1)", 900, 3, 7.5e-4},
    {"adam(lr=0.3)", 500, 3, 2.3e-10},
    {"radam(lr=0.01, beta1=0.9, beta2=0.95, eps=1e-3)", 800, 3, 3.4e-4},
    {"adabelief(lr=1, eps=1e-16)", 500, 3, 4.8e-10},
    {"yogi(lr=1, eps=1e-3)", 500, 3, 4.9e-11},
    {"qhadam(lr=1)", 500, 3, 2.9e-10},
    {"yogi(lr=1, eps=1e-3) | lookahead(k=5, alpha=0.5)", 500, 3, 4.9e-12},
    {"adabound(lr=1, final=0.1, gamma=1e-3, variant=code)", 800, 3, 1.8e-15},
    {"adamod(lr=1, beta3=0.999)", 800, 3, 1.6e-5},
    {"diffgrad(lr=0.5)", 500, 3, 1.0e-8},
    {"novograd(lr=2.9, beta1=0.9, beta2=0.999, averaging=true)", 900, 3, 7.4e-4},
    {"madgrad(lr=0.02, momentum=0.9)", 500, 3, 2.0e-5},
    {"lion(lr=0.025)", 3600, 3, 4.9e-15},
    {"aggmo(lr=0.003)", 1800, 2, 1.3e-6},
};

Tensor pick(const Tensor& w, double first, double second) {
    return autograd::sum(w * autograd::tensor({first, second}));
}

/// The largest error of a coordinate after the steps of a setting.
double error_of(const Setting& setting, const Problem& problem) {
    Tensor w = autograd::tensor({1.5, 1.5}).requires_grad();
    Optimizer optimizer(setting.optimizer, autograd::Parameters{{"w", w}});
    for (int t = 0; t < setting.steps; ++t) {
        optimizer.step([&] { return problem.surface(pick(w, 1, 0), pick(w, 0, 1)); });
    }
    return std::max(std::abs(w.item(0) - problem.minimum[0]),
                    std::abs(w.item(1) - problem.minimum[1]));
}

class Convergence : public testing::TestWithParam<Setting> {};

TEST_P(Convergence, TheMinimumIsFoundInTheStepsOfAnIndependentProgram) {
    for (int k = 0; k < GetParam().problems; ++k) {
        EXPECT_LT(error_of(GetParam(), problems[k]), 1e-3) << "problem " << k + 1;
    }
}

INSTANTIATE_TEST_SUITE_P(Catalog, Convergence, testing::ValuesIn(settings), [](const auto& one) {
    std::string name;
    for (const char c : std::string(one.param.optimizer)) {
        if (c == '(') break;
        name += c == ' ' ? '_' : c;
    }
    return name + std::to_string(one.index);
});

/// Where 30 updates lead on x^2/20 + y^2 from (-7, 2).
void expect_end(const std::string& optimizer, double x, double y) {
    Tensor w = autograd::tensor({-7.0, 2.0}).requires_grad();
    const Tensor scale = autograd::tensor({0.05, 1.0});
    Optimizer rule(optimizer, autograd::Parameters{{"w", w}});
    for (int t = 0; t < 30; ++t) rule.step([&] { return autograd::sum(scale * w * w); });
    EXPECT_NEAR(w.item(0), x, 1e-11) << optimizer;
    EXPECT_NEAR(w.item(1), y, 1e-11) << optimizer;
}

TEST(TextbookBowl, FourOptimizersEndWhereTheBookSays) {
    expect_end("sgd(lr=0.95)", -0.350392995752, 0.0847823165504);
    expect_end("momentum(lr=0.1)", 0.896413858494, 0.0880856017151);
    expect_end("adagrad(lr=1.5, eps=1e-7)", -0.120162322314, 2.5e-17);
    // lr sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + 1e-7): the step of adam where eps is
    // tiny.
    expect_end("adamod(lr=0.3, eps=1e-7, beta3=0)", 0.136006852395, 0.318245375537);
}

TEST(AmsGradsCounterExample, AdamWalksToTheWrongEnd) {
    // Gradients 1010 once in 101 steps, else -10: the minimum over [-1, 1] is -1 (Reddi et al.
    // 2018, section 3, online form; the first gradient is the large one).
    const auto end = [](const std::string& optimizer) {
        Tensor w = autograd::tensor({0.0}).requires_grad();
        Optimizer rule(optimizer, autograd::Parameters{{"w", w}});
        for (int t = 1; t <= 300000; ++t) {
            const double g = t % 101 == 1 ? 1010 : -10;
            rule.step([&] { return autograd::sum(w) * g; });
            double& x = *const_cast<double*>(w.value().data<double>());
            x = std::min(1.0, std::max(-1.0, x));
        }
        return w.item();
    };
    EXPECT_GT(end("adam(lr=0.001, beta1=0.9, beta2=0.99)"), 0.9);
    EXPECT_LT(end("amsgrad(lr=0.001, beta1=0.9, beta2=0.99, variant=torch)"), 0.0);
}

}  // namespace
}  // namespace kasane::optim
