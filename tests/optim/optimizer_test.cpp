#include "kasane/optim/optimizer.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/catalog/update.hpp"
#include "kasane/core/error.hpp"
#include "kasane/nn/sequential.hpp"
#include "kasane/optim/arena.hpp"
#include "kasane/optim/rule.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/entries.hpp"
#include "tests/support/message.hpp"

namespace kasane::optim {
namespace {

using autograd::Parameters;
using core::DType;
using core::Rng;
using core::Shape;
using support::message_of;
using support::values_of;
using Values = std::vector<double>;

/// Two parameters of sizes that leave gaps in the arena.
struct Model {
    Tensor a = autograd::tensor({1.0F, 2.0F, 3.0F}).requires_grad();
    Tensor b = autograd::tensor({4.0F}).requires_grad();

    Tensor loss() const { return sum(a * a) + sum(b * b * b); }
};
Parameters parameters(Model& model) { return {{"a", model.a}, {"b", model.b}}; }

TEST(Arena, LaysTheParametersOutInOneAlignedBuffer) {
    const auto model = nn::perceptron("5-3-2", "swish", Rng(1));
    const Parameters before = nn::parameters(*model);
    std::vector<Values> values;
    for (const auto& parameter : before) values.push_back(values_of(parameter.tensor.value()));
    Arena arena(nn::parameters(*model));
    ASSERT_EQ(arena.places().size(), 5U);
    Index end = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
        const Place& place = arena.places()[i];
        EXPECT_EQ(place.name, before[i].name);
        EXPECT_EQ(place.offset % 16, 0);
        EXPECT_GE(place.offset, end);
        end = place.offset + place.parameter.size();
        // The model's own tensor has become a view, with the values it had.
        const Array& view = before[i].tensor.value();
        EXPECT_EQ(view.storage(), arena.weights().storage());
        EXPECT_EQ(view.offset(), place.offset);
        EXPECT_EQ(values_of(view), values[i]);
    }
    EXPECT_LE(end, arena.weights().size());
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(arena.weights().bytes()) % 64, 0U);
    EXPECT_EQ(arena.make_slot(0.5).shape(), arena.weights().shape());
    EXPECT_EQ(arena.make_slot(0.5).item(3), 0.5);
}

TEST(Arena, GradientsArriveInItsBuffer) {
    Model model;
    Arena arena(parameters(model));
    model.loss().backward();
    EXPECT_EQ(arena.gradients().item(arena.places()[0].offset + 1), 4);
    EXPECT_EQ(arena.gradients().item(arena.places()[1].offset), 48);
    EXPECT_EQ(model.a.grad().value().storage(), arena.gradients().storage());
    model.loss().backward();
    EXPECT_EQ(arena.gradients().item(arena.places()[0].offset + 1), 8);
    arena.zero_grad();
    model.loss().backward();
    EXPECT_EQ(arena.gradients().item(arena.places()[0].offset + 1), 4);
}

TEST(Arena, GradientsThatDidNotArriveAreZero) {
    Model model;
    Arena arena(parameters(model));
    model.loss().backward();
    arena.zero_grad();
    sum(model.a).backward();
    arena.complete_gradients();
    EXPECT_EQ(arena.gradients().item(arena.places()[0].offset), 1);
    EXPECT_EQ(arena.gradients().item(arena.places()[1].offset), 0);
}

TEST(Arena, RefusesModelsItCannotHold) {
    EXPECT_EQ(message_of<core::ValueError>([] { Arena arena(Parameters{}); }),
              "optimizer: the model has no parameters");
    EXPECT_EQ(
        message_of<core::ValueError>([] {
            Arena arena({{"a", autograd::zeros({2})}, {"b", autograd::zeros({2}, DType::f64)}});
        }),
        "optimizer: the parameters differ in type\n  a: f32\n  b: f64");
}

TEST(Optimizer, TakesTheStepOfItsRule) {
    Model model;
    Optimizer optimizer("sgd(lr=0.5)", model);
    optimizer.zero_grad();
    model.loss().backward();
    optimizer.step();
    EXPECT_EQ(values_of(model.a.value()), (Values{0, 0, 0}));  // a - 0.5 * 2 a
    EXPECT_EQ(model.b.item(), 4 - 0.5 * 48);
    EXPECT_EQ(optimizer.steps(), 1);
    EXPECT_EQ(optimizer.text(), "sgd(lr=0.5)");
}

TEST(Optimizer, AParameterWithoutGradientStaysWhereItIs) {
    Model model;
    Optimizer optimizer("adam(lr=0.5)", model);
    for (int i = 0; i < 3; ++i) {
        optimizer.zero_grad();
        sum(model.a).backward();
        optimizer.step();
    }
    EXPECT_EQ(model.b.item(), 4);
    EXPECT_NEAR(model.a.item(0), 1 - 3 * 0.5, 1e-5);
}

TEST(Optimizer, SetChangesTheNextStep) {
    Model model;
    Optimizer optimizer("sgd(lr=0.5)", model);
    optimizer.set("lr", 0);
    model.loss().backward();
    optimizer.step();
    EXPECT_EQ(values_of(model.a.value()), (Values{1, 2, 3}));
    EXPECT_EQ(optimizer.get("lr"), 0);
    optimizer.set("learning-rate", 0.25);
    EXPECT_EQ(optimizer.get("eta"), 0.25);
    EXPECT_EQ(optimizer.text(), "sgd(lr=0.25)");
    for (const double bad : {-1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
        EXPECT_THROW(optimizer.set("lr", bad), core::ValueError) << bad;
    }
    EXPECT_THROW(optimizer.set("rate", 1), core::LookupError);
    EXPECT_EQ(message_of<core::ValueError>([&] { optimizer.get("nesterov"); }),
              "sgd: nesterov is no number, it is false");
    EXPECT_EQ(optimizer.get("lr"), 0.25);
}

TEST(Optimizer, ARuleWithoutStateCannotBeGivenMomentumLater) {
    Model model;
    Optimizer optimizer("sgd(lr=0.5)", model);
    EXPECT_TRUE(optimizer.state().empty());
    // Its buffer was never made: the momentum would be forgotten at every step, unseen.
    EXPECT_THROW(optimizer.set("momentum", 0.9), core::ValueError);
    EXPECT_EQ(optimizer.get("momentum"), 0);
    Model other;
    Optimizer with("momentum", other);
    EXPECT_NO_THROW(with.set("momentum", 0.5));
}

TEST(Optimizer, RefusesImpossibleLearningRates) {
    Model model;
    EXPECT_EQ(message_of<core::ValueError>([&] { Optimizer o("sgd(lr=-0.1)", model); }),
              "sgd: lr must be >= 0, got -0.1");
    EXPECT_EQ(message_of<core::ValueError>([&] { Optimizer o("adam(lr=nan)", model); }),
              "adam: lr must be >= 0, got nan");
    EXPECT_THROW(Optimizer("sdgg", model), core::LookupError);
}

class EveryRule : public testing::TestWithParam<support::Case> {
protected:
    /// Links and wrappers with an optimizer beside them.
    static std::string text_of(const support::Case& one) {
        const std::string name = one.formula().text();
        if (one.is(catalog::Form::link)) return name + " | adam(lr=0.01)";
        if (one.is(catalog::Form::wrapper)) return "adam(lr=0.01) | " + name;
        return name;
    }
    /// Whether it asks for gradients at points, or of losses, of its own.
    bool needs_closure() const {
        const std::string_view name = GetParam().entry->info->name;
        return name == "lbfgs" || name == "sam" || name == "asam" || name == "sophia" ||
               name == "per_example_clip";
    }
    /// A step with the same loss wherever one is asked for.
    template <class Loss>
    static double step(Optimizer& optimizer, Loss loss) {
        const auto of_example = [&](core::Index) { return loss(); };
        const core::FunctionRef<Tensor()> sampled = loss;
        const core::FunctionRef<Tensor(core::Index)> example = of_example;
        return optimizer.step(loss, {.sampled = &sampled, .example = &example, .examples = 2});
    }

    std::string text = text_of(GetParam());
};

TEST_P(EveryRule, AStepByClosureIsTheStepByBackward) {
    Model plain, closed;
    Optimizer by_backward(text, plain);
    if (needs_closure()) {
        EXPECT_THROW(by_backward.step(), core::ValueError);
        return;
    }
    Optimizer by_closure(text, closed);
    for (int i = 0; i < 5; ++i) {
        by_backward.zero_grad();
        const Tensor loss = plain.loss();
        (loss * by_backward.loss_scale()).backward();
        by_backward.step(loss.item());
        const double returned = step(by_closure, [&] { return closed.loss(); });
        if (i == 0) {
            EXPECT_EQ(returned, loss.item());
        }
    }
    // Rules that look ahead take their gradients elsewhere if they may.
    const bool same = !GetParam().is(catalog::Form::elementwise) ||
                      !catalog::rule_shape(GetParam().formula()).looks_ahead;
    EXPECT_EQ(support::same_bits(plain.a.value(), closed.a.value()), same);
    EXPECT_EQ(support::same_bits(plain.b.value(), closed.b.value()), same);
}

TEST_P(EveryRule, ContinuesFromItsState) {
    Model first, second;
    Optimizer a(text, first);
    const auto go = [](Optimizer& optimizer, Model& model) {
        step(optimizer, [&] { return model.loss(); });
    };
    for (int i = 0; i < 3; ++i) go(a, first);
    Optimizer b(text, second);
    const auto copy = [](const Array& from, const Array& to) {
        ASSERT_EQ(from.shape(), to.shape());
        std::copy_n(from.bytes(),
                    static_cast<std::size_t>(from.size()) * core::size_of(from.dtype()),
                    to.bytes());
    };
    copy(first.a.value(), second.a.value());
    copy(first.b.value(), second.b.value());
    const std::vector<StateArray> from = a.state(), to = b.state();
    ASSERT_EQ(from.size(), to.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
        EXPECT_EQ(from[i].name, to[i].name);
        copy(from[i].array, to[i].array);
    }
    b.set_steps(a.steps());
    for (int i = 0; i < 3; ++i) {
        go(a, first);
        go(b, second);
    }
    EXPECT_TRUE(support::same_bits(first.a.value(), second.a.value()));
    EXPECT_EQ(b.steps(), 6);
}

TEST_P(EveryRule, TrainsModelsOfDoublesToo) {
    const auto model = nn::perceptron("3-4-1", "tanh", Rng(1), {.dtype = DType::f64});
    // Santa's Euler scheme is stiff: with its defaults it blows a small model up (catalog.md, O20).
    // With full friction and no exploration it is a descent.
    const bool is_stiff = GetParam().entry->info->name == "santae";
    Optimizer optimizer(is_stiff ? "santae(lr=0.0001, C=100, N=1, burnin=1)" : text, *model);
    const Tensor x = autograd::randn({8, 3}, Rng(2), 1, DType::f64);
    const auto loss = [&] {
        const Tensor y = model->forward(x) - 1.0;
        return mean(y * y);
    };
    const double before = loss().item();
    for (int i = 0; i < 50; ++i) step(optimizer, loss);
    EXPECT_LT(loss().item(), before);
    for (const StateArray& state : optimizer.state()) EXPECT_EQ(state.array.dtype(), DType::f64);
}

INSTANTIATE_TEST_SUITE_P(Catalog, EveryRule,
                         testing::ValuesIn(support::cases(catalog::optimizers())),
                         support::CaseName());

TEST(Optimizer, TwoOnOneModelAreTheLastOnesParameters) {
    // The second optimizer moves the parameters to its own arena; the first must not keep on
    // changing numbers that the model no longer has, unseen.
    Model model;
    Optimizer first("sgd(lr=0.5)", model);
    Optimizer second("sgd(lr=0.5)", model);
    model.loss().backward();
    second.step();
    EXPECT_EQ(values_of(model.a.value()), (Values{0, 0, 0}));
}

}  // namespace
}  // namespace kasane::optim
