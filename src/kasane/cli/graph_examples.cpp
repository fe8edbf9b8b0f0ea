#include "kasane/cli/graph_examples.hpp"

#include <array>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/catalog/suggest.hpp"
#include "kasane/core/error.hpp"
#include "kasane/loss/loss.hpp"
#include "kasane/nn/sequential.hpp"

namespace kasane::cli {
namespace {

using autograd::Tensor;

Tensor given(double x, std::string_view name) {
    return autograd::tensor({x}).requires_grad().name(name);
}

Tensor named(Tensor x, std::string_view name) { return x.name(name); }

/// Two apples at 100 each, with 10 % tax.
RecordedGraph apple() {
    const Tensor price = given(100, "price of an apple");
    const Tensor count = given(2, "apples");
    const Tensor tax = given(1.1, "tax");
    return {"Two apples with tax", named(named(price * count, "before tax") * tax, "to pay")};
}

/// 1 / (1 + exp(-x)) in its four steps.
RecordedGraph sigmoid() {
    const Tensor x = given(1, "x");
    const Tensor minus = named(x * -1.0, "−x");
    const Tensor power = named(autograd::exp(minus), "exp(−x)");
    const Tensor sum = named(power + 1.0, "1 + exp(−x)");
    return {"Sigmoid at x = 1", named(autograd::reciprocal(sum), "y")};
}

// The book's example of softmax (section 3.5), and the class that would have been right.
constexpr std::array<double, 3> scores{0.3, 2.9, 4.0};
constexpr std::array<double, 3> wanted{0, 1, 0};

RecordedGraph softmax_loss() {
    const Tensor a = autograd::tensor({scores[0], scores[1], scores[2]}).requires_grad().name("a");
    const Tensor t = autograd::tensor({wanted[0], wanted[1], wanted[2]}).name("t");
    const Tensor power = named(autograd::exp(a), "exp(a)");
    const Tensor y = named(power / named(autograd::sum(power), "S"), "y = softmax(a)");
    const Tensor log = named(autograd::log(y), "log y");
    return {"Softmax and cross-entropy: the gradient by a is y − t",
            named(-autograd::sum(named(log * t, "t log y")), "loss")};
}

RecordedGraph softmax_loss_by_numbers() {
    std::array<Tensor, 3> power;
    for (std::size_t i = 0; i < 3; ++i) {
        power[i] = autograd::exp(given(scores[i], "a" + std::to_string(i + 1)));
    }
    const Tensor sum = named(power[0] + power[1] + power[2], "S");
    Tensor total;
    for (std::size_t i = 0; i < 3; ++i) {
        const std::string k = std::to_string(i + 1);
        const Tensor y = named(power[i] / sum, "y" + k);
        const Tensor part = autograd::log(y) * autograd::tensor({wanted[i]}).name("t" + k);
        total = total ? total + part : part;
    }
    return {"Softmax and cross-entropy, number by number", named(-total, "loss")};
}

/// The book's network of two layers, on the first digits.
RecordedGraph mlp() {
    const data::Split digits = data::load("digits");
    const auto model = nn::perceptron("64-50-10", "relu", core::Rng(0));
    RecordedGraph made =
        graph_of(*model, data::range(digits.train, 0, 100), "softmax_cross_entropy");
    made.title = "A network of two layers and its loss for 100 digits";
    return made;
}

struct Example {
    std::string_view name;
    RecordedGraph (*make)();
    RecordedGraph (*make_expanded)();
};
constexpr Example examples[] = {{"apple", apple, apple},
                                {"sigmoid", sigmoid, sigmoid},
                                {"softmax-loss", softmax_loss, softmax_loss_by_numbers},
                                {"mlp", mlp, mlp}};
constexpr std::string_view names[] = {"apple", "sigmoid", "softmax-loss", "mlp"};

}  // namespace

std::span<const std::string_view> graph_examples() { return names; }

RecordedGraph graph_example(std::string_view name, bool expand) {
    for (const Example& one : examples) {
        if (one.name == name) return expand ? one.make_expanded() : one.make();
    }
    throw core::LookupError(core::message("graph", "no example \"" + std::string(name) + "\"",
                                          {catalog::did_you_mean(name, names)},
                                          "apple, sigmoid, softmax-loss or mlp"));
}

RecordedGraph graph_of(nn::Layer& model, const data::Batch& batch, const std::string& loss) {
    for (nn::Parameter& one : nn::parameters(model)) one.tensor.name(one.name);
    Tensor x = Tensor(batch.x).name("x");
    RecordedGraph made{"", {}, {{"x", x}}};
    if (auto* layers = dynamic_cast<nn::Sequential*>(&model)) {
        for (std::size_t i = 0; i < layers->size(); ++i) {
            x = (*layers)[i](x);
            made.groups.push_back({(*layers)[i].text(), x});
        }
    } else {
        x = model(x);
        made.groups.push_back({model.text(), x});
    }
    made.result = loss::Loss(loss)(x, Tensor(batch.labels).name("labels"));
    made.groups.push_back({loss, made.result});
    return made;
}

}  // namespace kasane::cli
