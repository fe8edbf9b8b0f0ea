#include "kasane/autograd/matmul.hpp"

#include "kasane/autograd/node.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/autograd/shape.hpp"
#include "kasane/kernels/matmul.hpp"
#include "kasane/kernels/reduce.hpp"

namespace kasane::autograd {
namespace {

// The two gradients below are formed where the optimizer wants them when nothing is recorded,
// and with tensors when they are to be differentiated again.

/// x^T g, the gradient by a weight.
Tensor weight_gradient(const Tensor& x, const Tensor& gy, const Tensor& weight) {
    if (recording()) return matmul(transpose(x), gy);
    Array place = gradient_place(weight);
    kernels::matmul_into(x.value().transpose(), gy.value(), place);
    return Tensor(place);
}

/// The sum of g over its rows, the gradient by a bias.
Tensor bias_gradient(const Tensor& gy, const Tensor& bias) {
    if (recording() || bias.rank() != 1) return reshape(sum(gy, 0), bias.shape());
    Array place = gradient_place(bias);
    kernels::sum_rows_into(gy.value(), place);
    return Tensor(place);
}

}  // namespace

Tensor matmul(const Tensor& a, const Tensor& b) {
    return record("matmul", kernels::matmul(a.value(), b.value()), inputs(a, b),
                  [a, b](const Tensor& gy) -> Gradients {
                      return {
                          a.needs_grad() ? matmul(gy, transpose(b)) : Tensor(),   // [M, N] [N, K]
                          b.needs_grad() ? weight_gradient(a, gy, b) : Tensor(),  // [K, M] [M, N]
                      };
                  });
}

Tensor affine(const Tensor& x, const Tensor& weight, const Tensor& bias) {
    return record("affine", kernels::affine(x.value(), weight.value(), bias.value()),
                  inputs(x, weight, bias), [x, weight, bias](const Tensor& gy) -> Gradients {
                      return {
                          x.needs_grad() ? matmul(gy, transpose(weight)) : Tensor(),
                          weight.needs_grad() ? weight_gradient(x, gy, weight) : Tensor(),
                          bias.needs_grad() ? bias_gradient(gy, bias) : Tensor(),
                      };
                  });
}

}  // namespace kasane::autograd
