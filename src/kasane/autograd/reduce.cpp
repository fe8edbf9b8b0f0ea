#include "kasane/autograd/reduce.hpp"

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/node.hpp"
#include "kasane/autograd/shape.hpp"
#include "kasane/core/error.hpp"
#include "kasane/kernels/reduce.hpp"

namespace kasane::autograd {
namespace {

/// x's shape with dimension `axis` (which may count from the end) of size 1.
Shape with_one_at(Shape shape, int axis) {
    shape[axis] = 1;
    return shape;
}

double reciprocal_of(Index count, const Tensor& x) {
    if (count == 0) {
        core::shape_error("mean", "of no elements", {{"x", x.shape()}});
    }
    return 1.0 / static_cast<double>(count);
}

}  // namespace

Tensor sum(const Tensor& x) {
    return record("sum", kernels::sum(x.value()), inputs(x),
                  [x](const Tensor& gy) -> Gradients { return {expand(gy, x.shape())}; });
}

Tensor mean(const Tensor& x) { return sum(x) * reciprocal_of(x.size(), x); }

Tensor sum(const Tensor& x, int axis, bool keep) {
    return record("sum", kernels::sum(x.value(), axis, keep), inputs(x),
                  [x, axis](const Tensor& gy) -> Gradients {
                      return {expand(reshape(gy, with_one_at(x.shape(), axis)), x.shape())};
                  });
}

Tensor mean(const Tensor& x, int axis, bool keep) {
    const Tensor total = sum(x, axis, keep);
    return total * reciprocal_of(x.shape()[axis], x);
}

Tensor sum_to(const Tensor& x, const Shape& shape) {
    if (x.shape() == shape) return x;
    return record("sum_to", kernels::sum_to(x.value(), shape), inputs(x),
                  [x](const Tensor& gy) -> Gradients { return {expand(gy, x.shape())}; });
}

}  // namespace kasane::autograd
