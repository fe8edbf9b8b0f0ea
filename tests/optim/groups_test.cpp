// Parameters with optimizers of their own.

#include <gtest/gtest.h>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/core/error.hpp"
#include "kasane/optim/optimizer.hpp"
#include "tests/support/arrays.hpp"
#include "tests/support/message.hpp"

namespace kasane::optim {
namespace {

using autograd::Tensor;
using support::message_of;
using support::values_of;

/// Two layers with a weight and a bias each, and a loss in which they do not meet.
struct Model {
    Tensor w1 = autograd::tensor({0.5, -1.0, 2.0}).requires_grad();
    Tensor b1 = autograd::tensor({0.25}).requires_grad();
    Tensor w2 = autograd::tensor({1.5, -0.5}).requires_grad();
    Tensor b2 = autograd::tensor({-0.75}).requires_grad();

    autograd::Parameters parameters() {
        return {{"fc1.weight", w1}, {"fc1.bias", b1}, {"fc2.weight", w2}, {"fc2.bias", b2}};
    }
    static Tensor loss_of(const Tensor& x) { return autograd::sum((x - 3.0) * (x - 3.0) * x); }
    Tensor loss() const { return loss_of(w1) + loss_of(b1) + loss_of(w2) + loss_of(b2); }
};

/// Where an optimizer of its own leads a parameter.
void expect_alone(const Tensor& got, Tensor start, const std::string& optimizer, int steps = 5) {
    start.requires_grad();
    Optimizer alone(optimizer, autograd::Parameters{{"w", start}});
    for (int t = 0; t < steps; ++t) alone.step([&] { return Model::loss_of(start); });
    alone.eval();
    EXPECT_EQ(values_of(got.value()), values_of(start.value())) << optimizer;
}

TEST(Groups, EachMovesAsItsOptimizerWouldAlone) {
    Model model;
    Optimizer optimizer("*.bias: sgd(lr=0.05); fc1.*: frozen; *: adam(lr=0.1) | ema(decay=0.5)",
                        model.parameters());
    EXPECT_EQ(optimizer.text(),
              "*.bias: sgd(lr=0.05); fc1.*: frozen; *: adam(lr=0.1) | ema(decay=0.5)");
    for (int t = 0; t < 5; ++t) optimizer.step([&] { return model.loss(); });
    optimizer.eval();
    const Model start;
    EXPECT_EQ(values_of(model.w1.value()), values_of(start.w1.value()));
    expect_alone(model.b1, start.b1, "sgd(lr=0.05)");
    expect_alone(model.b2, start.b2, "sgd(lr=0.05)");
    expect_alone(model.w2, start.w2, "adam(lr=0.1) | ema(decay=0.5)");
    EXPECT_TRUE(optimizer.averages());
}

TEST(Groups, AskForGradientsOfTheirOwn) {
    Model model;
    Optimizer optimizer("*.bias: lbfgs(max_iter=2); fc1.*: adam(lr=0.1) | sam; *: nag(lr=0.01)",
                        model.parameters());
    for (int t = 0; t < 5; ++t) optimizer.step([&] { return model.loss(); });
    const Model start;
    expect_alone(model.w1, start.w1, "adam(lr=0.1) | sam");
    expect_alone(model.w2, start.w2, "nag(lr=0.01)");
    EXPECT_NE(values_of(model.b1.value()), values_of(start.b1.value()));
}

TEST(Groups, ScheduledParametersKeepTheirRatio) {
    Model model;
    Optimizer optimizer("fc1.*: sgd(lr=0.1); fc2.weight: adadelta(variant=paper); *: sgd(lr=0.02)",
                        model.parameters());
    EXPECT_EQ(optimizer.get("lr"), 0.1);
    for (const double lr : {0.05, 0.0, 0.2}) {
        optimizer.set("lr", lr);
        EXPECT_EQ(optimizer.get("lr"), lr);
    }
    EXPECT_EQ(optimizer.text(),
              "fc1.*: sgd(lr=0.2); fc2.weight: adadelta(variant=paper); *: sgd(lr=0.04)");
    optimizer.set("rho", 0.8);
    EXPECT_EQ(optimizer.get("rho"), 0.8);
    EXPECT_THROW(optimizer.set("beta7", 1), core::LookupError);
}

TEST(Groups, ContinueFromTheirState) {
    const char* text = "*.bias: momentum(lr=0.01); *: adam(lr=0.1)";
    Model first, second;
    Optimizer a(text, first.parameters());
    for (int t = 0; t < 3; ++t) a.step([&] { return first.loss(); });
    Optimizer b(text, second.parameters());
    const auto copy = [](const core::Array& from, const core::Array& to) {
        std::copy_n(from.bytes(),
                    static_cast<std::size_t>(from.size()) * core::size_of(from.dtype()),
                    to.bytes());
    };
    copy(first.w1.value(), second.w1.value());
    copy(first.b1.value(), second.b1.value());
    copy(first.w2.value(), second.w2.value());
    copy(first.b2.value(), second.b2.value());
    const std::vector<StateArray> from = a.state(), to = b.state();
    ASSERT_EQ(from.size(), 3U);
    EXPECT_EQ(from[0].name, "group1/momentum_buffer");
    for (std::size_t i = 0; i < from.size(); ++i) copy(from[i].array, to[i].array);
    b.set_steps(3);
    for (int t = 0; t < 3; ++t) {
        a.step([&] { return first.loss(); });
        b.step([&] { return second.loss(); });
    }
    EXPECT_TRUE(support::same_bits(first.w1.value(), second.w1.value()));
    EXPECT_TRUE(support::same_bits(first.b2.value(), second.b2.value()));
}

TEST(Groups, SayWhatIsWrong) {
    const auto message = [](const std::string& text) {
        Model model;
        return message_of<core::Error>([&] { Optimizer o(text, model.parameters()); });
    };
    EXPECT_NE(message("*.bias: sgd").find("fc1.weight belongs to no group"), std::string::npos);
    EXPECT_NE(message("*: adam; *.bias: sgd").find("nothing is left for the group *.bias"),
              std::string::npos);
    EXPECT_NE(message("fc9.*: sgd; *: adam").find("parameters: fc1.weight, fc1.bias"),
              std::string::npos);
    EXPECT_NE(message("*.bias: ; *: adam").find("a pattern and an optimizer"), std::string::npos);
    EXPECT_NE(message("*.bias: sgdd; *: adam").find("did you mean"), std::string::npos);
    EXPECT_NE(message("*: loss_scale | adam").find("loss_scale is about the whole model"),
              std::string::npos);
}

}  // namespace
}  // namespace kasane::optim
