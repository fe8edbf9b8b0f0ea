#include "kasane/autograd/arithmetic.hpp"

#include "kasane/autograd/node.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/kernels/elementwise.hpp"

namespace kasane::autograd {
namespace {

/// g if it is wanted, summed over what broadcasting had repeated.
template <class Make>
Tensor wanted(const Tensor& input, Make gradient) {
    return input.needs_grad() ? sum_to(gradient(), input.shape()) : Tensor();
}

Tensor like(const Tensor& x, double value) { return scalar(value, x.dtype()); }

}  // namespace

Tensor operator+(const Tensor& a, const Tensor& b) {
    return record("add", kernels::add(a.value(), b.value()), inputs(a, b),
                  [a, b](const Tensor& gy) -> Gradients {
                      return {wanted(a, [&] { return gy; }), wanted(b, [&] { return gy; })};
                  });
}

Tensor operator-(const Tensor& a, const Tensor& b) {
    return record("sub", kernels::sub(a.value(), b.value()), inputs(a, b),
                  [a, b](const Tensor& gy) -> Gradients {
                      return {wanted(a, [&] { return gy; }), wanted(b, [&] { return -gy; })};
                  });
}

Tensor operator*(const Tensor& a, const Tensor& b) {
    return record("mul", kernels::mul(a.value(), b.value()), inputs(a, b),
                  [a, b](const Tensor& gy) -> Gradients {
                      return {wanted(a, [&] { return gy * b; }), wanted(b, [&] { return gy * a; })};
                  });
}

Tensor operator/(const Tensor& a, const Tensor& b) {
    return record("div", kernels::div(a.value(), b.value()), inputs(a, b),
                  [a, b](const Tensor& gy) -> Gradients {
                      return {wanted(a, [&] { return gy / b; }),
                              wanted(b, [&] { return -(gy / b) * (a / b); })};
                  });
}

Tensor operator-(const Tensor& a) {
    return record("neg", kernels::neg(a.value()), inputs(a),
                  [](const Tensor& gy) -> Gradients { return {-gy}; });
}

Tensor operator+(const Tensor& a, double b) { return a + like(a, b); }
Tensor operator-(const Tensor& a, double b) { return a - like(a, b); }
Tensor operator*(const Tensor& a, double b) { return a * like(a, b); }
Tensor operator/(const Tensor& a, double b) { return a / like(a, b); }
Tensor operator+(double a, const Tensor& b) { return like(b, a) + b; }
Tensor operator-(double a, const Tensor& b) { return like(b, a) - b; }
Tensor operator*(double a, const Tensor& b) { return like(b, a) * b; }
Tensor operator/(double a, const Tensor& b) { return like(b, a) / b; }

Tensor exp(const Tensor& x) {
    return record("exp", kernels::exp(x.value()), inputs(x),
                  [x](const Tensor& gy) -> Gradients { return {gy * exp(x)}; });
}

Tensor log(const Tensor& x) {
    return record("log", kernels::log(x.value()), inputs(x),
                  [x](const Tensor& gy) -> Gradients { return {gy / x}; });
}

Tensor sqrt(const Tensor& x) {
    return record("sqrt", kernels::sqrt(x.value()), inputs(x),
                  [x](const Tensor& gy) -> Gradients { return {gy * 0.5 / sqrt(x)}; });
}

Tensor reciprocal(const Tensor& x) {
    return record("reciprocal", kernels::reciprocal(x.value()), inputs(x),
                  [x](const Tensor& gy) -> Gradients { return {-gy / (x * x)}; });
}

Tensor pow(const Tensor& a, const Tensor& b) {
    return record("pow", kernels::pow(a.value(), b.value()), inputs(a, b),
                  [a, b](const Tensor& gy) -> Gradients {
                      return {wanted(a, [&] { return gy * b * pow(a, b - 1.0); }),
                              wanted(b, [&] { return gy * pow(a, b) * log(a); })};
                  });
}

Tensor pow(const Tensor& a, double b) { return pow(a, like(a, b)); }

Tensor maximum(const Tensor& a, const Tensor& b) {
    return record(
        "max", kernels::maximum(a.value(), b.value()), inputs(a, b),
        [a, b](const Tensor& gy) -> Gradients {
            const auto share = [&](const Tensor& x, const Tensor& y) {
                return gy * Tensor(kernels::above(x.value(), y.value()));
            };
            return {wanted(a, [&] { return share(a, b); }), wanted(b, [&] { return share(b, a); })};
        });
}

}  // namespace kasane::autograd
