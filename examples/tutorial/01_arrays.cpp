// Chapter 1 of docs/tutorial: numbers in boxes, and the perceptron.

#include <cstdio>

#include "kasane/kasane.hpp"

using kasane::Tensor;

namespace {

/// "name [2, 3]: 1 2 3 | 4 5 6", the rows of a matrix apart.
void print(const char* name, const Tensor& x) {
    std::printf("%s %s:", name, kasane::core::to_string(x.shape()).c_str());
    const kasane::Index width = x.rank() == 0 ? 1 : x.shape()[x.rank() - 1];
    for (kasane::Index i = 0; i < x.size(); ++i) {
        std::printf("%s %g", i > 0 && i % width == 0 ? " |" : "", x.item(i));
    }
    std::printf("\n");
}

/// Fires (1) where w1 x1 + w2 x2 + b is above zero: one neuron, all samples at once.
Tensor perceptron(const Tensor& x, float w1, float w2, float b) {
    const Tensor weight = kasane::tensor({w1, w2}, {2, 1});
    const Tensor bias = kasane::tensor({b});
    return kasane::activate("step", kasane::affine(x, weight, bias));
}

/// The two columns that two perceptrons gave, side by side: the input of a third.
Tensor beside(const Tensor& a, const Tensor& b) { return kasane::concat({a, b}, 1); }

}  // namespace

int main() {
    const Tensor a = kasane::tensor({1.0, 2.0, 3.0, 4.0, 5.0, 6.0}, {3, 2});
    const Tensor b = kasane::tensor({7.0, 8.0, 9.0, 10.0, 11.0, 12.0}, {2, 3});
    print("a", a);
    print("a * 10", a * 10);
    print("a + row", a + kasane::tensor({100.0, 200.0}));  // the row is added to every row
    print("a transposed", kasane::transpose(a));
    print("a times b", kasane::matmul(a, b));

    const Tensor x =
        kasane::tensor({0.0F, 0.0F, 1.0F, 0.0F, 0.0F, 1.0F, 1.0F, 1.0F}, {4, 2});  // four samples
    const Tensor both = perceptron(x, 0.5, 0.5, -0.7F);
    const Tensor not_both = perceptron(x, -0.5, -0.5, 0.7F);
    const Tensor either = perceptron(x, 0.5, 0.5, -0.2F);
    print("AND", both);
    print("NAND", not_both);
    print("OR", either);
    print("XOR", perceptron(beside(not_both, either), 0.5, 0.5, -0.7F));

    try {
        kasane::matmul(a, a);
    } catch (const kasane::Error& error) {
        std::printf("%s\n", error.what());
    }
}
