#pragma once
// Element-wise arithmetic of tensors, with broadcasting; differentiable any number of times.

#include "kasane/autograd/tensor.hpp"

namespace kasane::autograd {

KASANE_API Tensor operator+(const Tensor& a, const Tensor& b);
KASANE_API Tensor operator-(const Tensor& a, const Tensor& b);
KASANE_API Tensor operator*(const Tensor& a, const Tensor& b);
KASANE_API Tensor operator/(const Tensor& a, const Tensor& b);
KASANE_API Tensor operator-(const Tensor& a);

KASANE_API Tensor operator+(const Tensor& a, double b);
KASANE_API Tensor operator-(const Tensor& a, double b);
KASANE_API Tensor operator*(const Tensor& a, double b);
KASANE_API Tensor operator/(const Tensor& a, double b);
KASANE_API Tensor operator+(double a, const Tensor& b);
KASANE_API Tensor operator-(double a, const Tensor& b);
KASANE_API Tensor operator*(double a, const Tensor& b);
KASANE_API Tensor operator/(double a, const Tensor& b);

KASANE_API Tensor exp(const Tensor& x);
KASANE_API Tensor log(const Tensor& x);
KASANE_API Tensor sqrt(const Tensor& x);
KASANE_API Tensor reciprocal(const Tensor& x);

/// a to the power b. For a < 0 it is NaN unless b is whole; the gradient by b needs a > 0.
KASANE_API Tensor pow(const Tensor& a, const Tensor& b);
KASANE_API Tensor pow(const Tensor& a, double b);

/// The larger of two, element by element; NaN if either is. Where they are equal, each receives
/// half of the gradient.
KASANE_API Tensor maximum(const Tensor& a, const Tensor& b);

}  // namespace kasane::autograd

namespace kasane {
using autograd::exp;
using autograd::log;
using autograd::maximum;
using autograd::pow;
using autograd::reciprocal;
using autograd::sqrt;
}  // namespace kasane
