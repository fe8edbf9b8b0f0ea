#include "kasane/autograd/shape.hpp"

#include "kasane/autograd/node.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "kasane/kernels/gather.hpp"

namespace kasane::autograd {
namespace {

Tensor scatter(const Tensor& g, const Tensor& indices, Index classes) {
    return record("scatter", kernels::scatter(g.value(), indices.value(), classes), inputs(g),
                  [indices](const Tensor& gy) -> Gradients { return {gather(gy, indices)}; });
}

}  // namespace

Tensor reshape(const Tensor& x, const Shape& shape) {
    return record("reshape", kernels::contiguous(x.value()).reshape(shape), inputs(x),
                  [x](const Tensor& gy) -> Gradients { return {reshape(gy, x.shape())}; });
}

Tensor transpose(const Tensor& x, int i, int j) {
    return record("transpose", x.value().transpose(i, j), inputs(x),
                  [i, j](const Tensor& gy) -> Gradients { return {transpose(gy, i, j)}; });
}

Tensor expand(const Tensor& x, const Shape& shape) {
    if (x.shape() == shape) return x;
    return record("expand", x.value().expand(shape), inputs(x),
                  [x](const Tensor& gy) -> Gradients { return {sum_to(gy, x.shape())}; });
}

Tensor gather(const Tensor& x, const Tensor& indices) {
    return record("gather", kernels::gather(x.value(), indices.value()), inputs(x),
                  [indices, classes = x.shape()[-1]](const Tensor& gy) -> Gradients {
                      return {scatter(gy, indices, classes)};
                  });
}

Tensor one_hot(const Tensor& indices, Index classes, DType dtype) {
    return Tensor(kernels::one_hot(indices.value(), classes, dtype));
}

}  // namespace kasane::autograd
