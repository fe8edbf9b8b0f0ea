// Puts the article's layers (article_layers.hpp) through the numbers that it works out by hand,
// and through the golden file of losses where that is there. Returns 0 if all of them agree.

#include "article_layers.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <span>
#include <string>

#include <nlohmann/json.hpp>

namespace {

using kasane::Index;
using kasane::Shape;
using kasane::Tensor;
using nlohmann::json;

int failures = 0;

/// Compares a tensor with numbers in row-major order.
void expect(const std::string& what, const Tensor& got, const Shape& shape,
            const std::vector<double>& want) {
    bool good = got.shape() == shape && got.size() == static_cast<Index>(want.size());
    for (Index i = 0; good && i < got.size(); ++i) {
        const double number = want[static_cast<std::size_t>(i)];
        good = std::abs(got.item(i) - number) <= 1e-13 * std::max(1.0, std::abs(number));
    }
    std::printf("  %-6s %s\n", good ? "ok" : "WRONG", what.c_str());
    failures += good ? 0 : 1;
}

Tensor matrix(std::initializer_list<double> values, const Shape& shape) {
    return kasane::tensor(values, shape);
}

// ---- The numbers of the article.

void affine_by_hand() {
    article::Affine affine(matrix({4, 5, 6, 7, 8, 9}, {2, 3}), matrix({10, 11, 12}, {1, 3}));
    expect("affine y", affine.forward(matrix({1, 2}, {1, 2})), {1, 3}, {28, 32, 36});
    expect("affine dx", affine.backward(matrix({1, 2, 3}, {1, 3})), {1, 2}, {32, 50});
    expect("affine dW", affine.dW, {2, 3}, {1, 2, 3, 2, 4, 6});
    expect("affine db", affine.db, {1, 3}, {1, 2, 3});
}

void affine_flattens_its_samples() {
    article::Affine affine(matrix({4, 5, 6, 7, 8, 9}, {2, 3}), matrix({10, 11, 12}, {3}));
    expect("affine y of [1, 2, 1]", affine.forward(matrix({1, 2}, {1, 2, 1})), {1, 3},
           {28, 32, 36});
    expect("affine dx of [1, 2, 1]", affine.backward(matrix({1, 2, 3}, {1, 3})), {1, 2, 1},
           {32, 50});
}

void sums_and_products_by_hand() {
    const Tensor x = matrix({1, 2}, {2, 1});
    const Tensor y = matrix({3, 4}, {2, 1});
    const Tensor dout = matrix({5}, {1});
    article::Mul mul;
    expect("mul", mul.forward(x, y), {2, 1}, {3, 8});
    const auto [mul_dx, mul_dy] = mul.backward(dout);
    expect("mul dx", mul_dx, {2, 1}, {15, 20});
    expect("mul dy", mul_dy, {2, 1}, {5, 10});
    article::Add add;
    expect("add", add.forward(x, y), {2, 1}, {4, 6});
    const auto [add_dx, add_dy] = add.backward(dout);
    expect("add dx", add_dx, {2, 1}, {5, 5});
    expect("add dy", add_dy, {2, 1}, {5, 5});
}

void activations_by_hand() {
    const Tensor x = matrix({-1, 0, 2}, {1, 3});
    const Tensor dout = matrix({5, 6, 7}, {1, 3});
    article::ReLU relu;
    expect("relu", relu.forward(x), {1, 3}, {0, 0, 2});
    expect("relu dx", relu.backward(dout), {1, 3}, {0, 0, 7});
    article::Sigmoid sigmoid;
    const Tensor y = sigmoid.forward(x);
    std::vector<double> dx;
    for (Index i = 0; i < 3; ++i) dx.push_back(dout.item(i) * (1 - y.item(i)) * y.item(i));
    expect("sigmoid", y, {1, 3}, {1 / (1 + std::exp(1.0)), 0.5, 1 / (1 + std::exp(-2.0))});
    expect("sigmoid dx", sigmoid.backward(dout), {1, 3}, dx);
}

void products_by_hand() {
    const Tensor a = matrix({1, 2, 3, 4, 5, 6}, {3, 2});
    const Tensor b = matrix({7, 8, 9, 10, 11, 12}, {2, 3});
    expect("matmul", kasane::matmul(a, b), {3, 3}, {27, 30, 33, 61, 68, 75, 95, 106, 117});
    expect("transpose", kasane::transpose(a), {2, 3}, {1, 3, 5, 2, 4, 6});
    const Tensor row = matrix({1, 2, 3}, {1, 3});
    const Tensor column = matrix({4, 5, 6}, {3, 1});
    expect("dot", kasane::matmul(row, column), {1, 1}, {32});
}

// ---- The golden file.

/// All numbers below j in order; texts are decimal or hexadecimal.
void collect(const json& j, std::vector<double>& numbers) {
    if (j.is_array()) {
        for (const json& inner : j) collect(inner, numbers);
    } else {
        numbers.push_back(j.is_string() ? std::strtod(j.get<std::string>().c_str(), nullptr)
                                        : j.get<double>());
    }
}

std::vector<double> numbers_of(const json& j) {
    std::vector<double> numbers;
    collect(j, numbers);
    return numbers;
}

Shape shape_of(const json& j) {
    Shape shape;
    for (const json* inner = &j; inner->is_array(); inner = &inner->front()) {
        shape.push_back(static_cast<Index>(inner->size()));
    }
    return shape;
}

Tensor tensor_of(const json& j) {
    const std::vector<double> numbers = numbers_of(j);
    return Tensor(kasane::Array::from(std::span<const double>(numbers), shape_of(j)));
}

void expect(const std::string& what, const Tensor& got, const json& want) {
    expect(what, got, shape_of(want), numbers_of(want));
}

void golden_layers(const json& golden) {
    const json& a = golden.at("affine");
    article::Affine affine(tensor_of(a.at("W")), tensor_of(a.at("b")));
    expect("golden affine y", affine.forward(tensor_of(a.at("x"))), a.at("y"));
    expect("golden affine dx", affine.backward(tensor_of(a.at("dy"))), a.at("dx"));
    expect("golden affine dW", affine.dW, a.at("dW"));
    expect("golden affine db", affine.db, a.at("db"));
    const auto pair = [&](const std::string& name, auto layer) {
        const json& g = golden.at(name);
        expect("golden " + name, layer.forward(tensor_of(g.at("x")), tensor_of(g.at("y"))),
               g.at("out"));
        const auto [dx, dy] = layer.backward(tensor_of(g.at("dout")));
        expect("golden " + name + " dx", dx, g.at("dx"));
        expect("golden " + name + " dy", dy, g.at("dy"));
    };
    pair("mul", article::Mul());
    pair("add", article::Add());
}

double share_of_hits(const Tensor& scores, const std::vector<std::int64_t>& labels) {
    const Index classes = scores.shape()[1];
    double hits = 0;
    for (Index n = 0; n < scores.shape()[0]; ++n) {
        Index best = 0;
        for (Index c = 1; c < classes; ++c) {
            if (scores.item(n * classes + c) > scores.item(n * classes + best)) best = c;
        }
        hits += best == labels[static_cast<std::size_t>(n)] ? 1 : 0;
    }
    return hits / static_cast<double>(labels.size());
}

/// Forward through the layers in their order, backward through them in reverse.
void golden_network(const json& golden) {
    const json& params = golden.at("params");
    article::Affine affine1(tensor_of(params.at("W1")), tensor_of(params.at("b1")));
    article::ReLU relu1;
    article::Affine affine2(tensor_of(params.at("W2")), tensor_of(params.at("b2")));
    article::SoftmaxWithLoss last;

    const auto labels = golden.at("labels").get<std::vector<std::int64_t>>();
    const Tensor t(kasane::Array::from(std::span<const std::int64_t>(labels),
                                       {static_cast<Index>(labels.size())}));
    const Tensor scores =
        affine2.forward(relu1.forward(affine1.forward(tensor_of(golden.at("x")))));
    expect("network scores", scores, golden.at("scores"));
    expect("network loss", last.forward(scores, t), golden.at("loss"));
    expect("network accuracy", kasane::scalar(share_of_hits(scores, labels), kasane::DType::f64),
           golden.at("accuracy"));

    const Tensor dx = affine1.backward(relu1.backward(affine2.backward(last.backward())));
    expect("network dx", dx, golden.at("dx"));
    const json& grads = golden.at("grads");
    expect("network dW1", affine1.dW, grads.at("W1"));
    expect("network db1", affine1.db, grads.at("b1"));
    expect("network dW2", affine2.dW, grads.at("W2"));
    expect("network db2", affine2.db, grads.at("b2"));

    const Tensor one_hot = kasane::one_hot(t, scores.shape()[1], kasane::DType::f64);
    expect("network loss, one-hot", last.forward(scores, one_hot), golden.at("loss"));
}

std::string golden_path() {
    const char* shared = std::getenv("KASANE_SHARED");
    const std::string folder =
        shared != nullptr ? std::string(shared) : std::string(KASANE_SOURCE_DIR) + "/../shared";
    return folder + "/golden/losses.json";
}

}  // namespace

int main() {
    affine_by_hand();
    affine_flattens_its_samples();
    sums_and_products_by_hand();
    activations_by_hand();
    products_by_hand();
    if (std::ifstream file(golden_path()); file) {
        const json golden = json::parse(file);
        golden_layers(golden.at("layers"));
        golden_network(golden.at("two_layer_net"));
    } else {
        std::printf("skipped: the golden numbers; there is no %s\n", golden_path().c_str());
    }
    std::printf("%d wrong\n", failures);
    return failures == 0 ? 0 : 1;
}
