// Every optimizer of the catalog, in every variant, finds the minima of a bowl and of Rosenbrock's
// valley in the number of steps stated here.

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <string_view>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/optim/optimizer.hpp"
#include "tests/support/entries.hpp"

namespace kasane::optim {
namespace {

using autograd::Tensor;

/// A learning rate and a number of steps by which a rule comes down to a hundredth of the loss it
/// starts from.
struct Setting {
    std::string_view name;
    const char* settings;
    int steps = 3000;
};

/// Of the rules that are not listed.
constexpr Setting common{"", "lr=0.03"};

constexpr Setting settings[] = {
    // No step size of descent on Rosenbrock's walls is as large as that: they are steep.
    {"sgd", "lr=0.001"},
    {"msgd", "lr=0.001"},
    {"nag", "lr=0.001"},
    {"qhm", "lr=0.003, beta=0.9"},
    {"aggmo", "lr=0.001"},
    {"optimistic_gd", "lr=0.001"},
    {"noisy_sgd", "lr=0.001"},
    {"asgd", "lr=0.001"},
    {"schedule_free_sgd", "lr=0.003"},
    {"apollo", "lr=0.0003"},
    {"santae", "lr=0.0003"},
    {"santasss", "lr=0.0003"},
    {"radam", "lr=0.003, beta2=0.9"},
    // Signs never settle: the smaller the step, the nearer they come.
    {"signsgd", "lr=0.003"},
    {"signum", "lr=0.003"},
    {"lion", "lr=0.003"},
    {"cautious_lion", "lr=0.003"},
    // Rates that shrink as gradients add up.
    {"adagrad", "lr=0.3"},
    {"ftrl", "lr=0.3"},
    {"sm3", "lr=1"},
    {"shampoo", "lr=0.3"},
    {"wngrad", "lr=10, b0=100"},
    {"amsgrad", "lr=0.3"},
    {"adopt", "lr=0.3"},
    {"acprop", "lr=0.01"},
    // Steps in proportion to the weights.
    {"lars", "lr=1"},
    {"lamb", "lr=0.01"},
    {"fromage", "lr=0.01"},
    // Rates that are not theirs to be told.
    {"adadelta", "eps=1e-9, rho=0.9", 10000},
    {"cocob", ""},
    {"prodigy", ""},
    {"dadapt_adam", ""},
    {"dadapt_sgd", "lr=0.3, momentum=0.9"},
    {"dog", ""},
    {"dowg", ""},
};

Setting setting_of(std::string_view name) {
    for (const Setting& one : settings) {
        if (one.name == name) return one;
    }
    return common;
}

/// One of two weights.
Tensor coordinate(const Tensor& w, double first, double second) {
    return autograd::sum(w * autograd::tensor({first, second}, {1, 2}));
}
Tensor bowl(const Tensor& x, const Tensor& y) {
    return (x - 1.0) * (x - 1.0) + 5.0 * (y - 2.0) * (y - 2.0);
}
Tensor rosenbrock(const Tensor& x, const Tensor& y) {
    const Tensor bend = y - x * x;
    return (1.0 - x) * (1.0 - x) + 100.0 * bend * bend;
}

using Surface = Tensor (*)(const Tensor& x, const Tensor& y);

/// The loss at the end over the loss at the start, (-1.2, 1).
double share_left(const std::string& optimizer, Surface surface, int steps) {
    Tensor w = autograd::tensor({-1.2, 1.0}, {1, 2}).requires_grad();
    const auto loss = [&] { return surface(coordinate(w, 1, 0), coordinate(w, 0, 1)); };
    Optimizer rule(optimizer, autograd::Parameters{{"w", w}});
    const double before = loss().item();
    // The Gauss-Newton estimate of Sophia is about a model's own labels; here it is the loss again.
    const core::FunctionRef<Tensor()> sampled = loss;
    for (int t = 0; t < steps; ++t) rule.step(loss, {.sampled = &sampled, .examples = 1});
    rule.eval();
    return loss().item() / before;
}

class EveryOptimizer : public testing::TestWithParam<support::Case> {};

TEST_P(EveryOptimizer, FindsTheMinimaInTheStatedSteps) {
    if (GetParam().is(catalog::Form::link) || GetParam().is(catalog::Form::wrapper)) return;
    const catalog::Info& info = *GetParam().entry->info;
    const Setting setting = setting_of(info.name);
    std::string arguments = setting.settings;
    if (!info.variants[0].empty()) {
        arguments +=
            (arguments.empty() ? "variant=" : ", variant=") + std::string(info.variants[0]);
    }
    // The program of AdaBound ends as descent, whatever lr it starts from.
    if (info.variants[0] == "code") arguments += ", final_lr=0.003";
    const std::string text = std::string(info.name) + "(" + arguments + ")";
    EXPECT_LT(share_left(text, bowl, setting.steps), 0.01) << text;
    EXPECT_LT(share_left(text, rosenbrock, setting.steps), 0.01) << text;
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryOptimizer,
                         testing::ValuesIn(support::cases(catalog::optimizers())),
                         support::CaseName());

}  // namespace
}  // namespace kasane::optim
