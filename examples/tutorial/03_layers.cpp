// Chapter 3 of docs/tutorial: layers with a forward and a backward, by hand and by Kasane.

#include <cstdio>
#include <utility>

#include "kasane/kasane.hpp"

using kasane::Tensor;

namespace {

/// x W + b. Keeps what its backward will need.
class Affine {
public:
    Affine(Tensor weight, Tensor bias) : weight_(std::move(weight)), bias_(std::move(bias)) {}

    Tensor forward(const Tensor& x) {
        x_ = x;
        return kasane::matmul(x, weight_) + bias_;
    }

    Tensor backward(const Tensor& dout) {
        dweight = kasane::matmul(kasane::transpose(x_), dout);
        dbias = kasane::sum(dout, 0);
        return kasane::matmul(dout, kasane::transpose(weight_));
    }

    Tensor dweight, dbias;

private:
    Tensor weight_, bias_, x_;
};

/// max(0, x). Where x was not positive, nothing passes back.
class Relu {
public:
    Tensor forward(const Tensor& x) {
        open_ = kasane::activate("step", x);
        return kasane::activate("relu", x);
    }
    Tensor backward(const Tensor& dout) { return dout * open_; }

private:
    Tensor open_;
};

void print(const char* name, const Tensor& x) {
    std::printf("%-8s", name);
    for (kasane::Index i = 0; i < x.size(); ++i) std::printf(" %g", x.item(i));
    std::printf("\n");
}

}  // namespace

int main() {
    const Tensor x = kasane::tensor({1.0, 2.0}, {1, 2});
    Tensor weight = kasane::tensor({4.0, 5.0, -6.0, 7.0, 8.0, -9.0}, {2, 3});
    Tensor bias = kasane::tensor({10.0, 11.0, 12.0});

    Affine affine(weight, bias);
    Relu relu;
    const Tensor y = relu.forward(affine.forward(x));
    const Tensor dout = kasane::tensor({1.0, 2.0, 3.0}, {1, 3});
    const Tensor dx = affine.backward(relu.backward(dout));
    print("y", y);
    print("dx", dx);
    print("dweight", affine.dweight);
    print("dbias", affine.dbias);

    weight.requires_grad();
    bias.requires_grad();
    const Tensor out = kasane::activate("relu", kasane::affine(x, weight, bias));
    out.backward(dout);
    print("dweight", weight.grad());
    print("dbias", bias.grad());

    const auto model = kasane::make_layer("sequential(linear(2, 3), relu)", kasane::Rng(1));
    for (auto& [name, parameter] : kasane::nn::parameters(*model)) {
        std::printf("%s %s\n", name.c_str(), kasane::core::to_string(parameter.shape()).c_str());
    }
}
