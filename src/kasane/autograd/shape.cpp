#include "kasane/autograd/shape.hpp"

#include <cstddef>
#include <cstring>
#include <string>

#include "kasane/autograd/node.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/core/error.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "kasane/kernels/gather.hpp"

namespace kasane::autograd {
namespace {

Tensor scatter(const Tensor& g, const Tensor& indices, Index classes) {
    return record("scatter", kernels::scatter(g.value(), indices.value(), classes), inputs(g),
                  [indices](const Tensor& gy) -> Gradients { return {gather(gy, indices)}; });
}

/// Whole runs of elements from `from` to `to`, `count` of them at distances of their own (all in
/// bytes).
struct Runs {
    Index count, length, from_step, to_step;
};
void copy_runs(const std::byte* from, std::byte* to, const Runs& runs) {
    for (Index i = 0; i < runs.count; ++i) {
        std::memcpy(to + i * runs.to_step, from + i * runs.from_step,
                    static_cast<std::size_t>(runs.length));
    }
}

/// Copies `part` over the elements of `whole` that begin at `begin` along `axis`.
void put_part(Array& whole, const Array& part, int axis, Index begin) {
    if (part.size() == 0) return;
    const Array source = kernels::contiguous(part);
    auto inner = static_cast<Index>(core::size_of(whole.dtype()));
    for (int i = axis + 1; i < whole.rank(); ++i) inner *= whole.shape()[i];
    const Index length = part.shape()[axis] * inner;
    const Index count = source.size() * static_cast<Index>(core::size_of(whole.dtype())) / length;
    copy_runs(source.bytes(), whole.bytes() + begin * inner,
              {count, length, length, whole.shape()[axis] * inner});
}

/// x between zeros: the transpose of narrow.
Tensor embed(const Tensor& x, const Shape& shape, int axis, Index begin) {
    Array out = Array::zeros(shape, x.dtype());
    put_part(out, x.value(), axis, begin);
    return record("embed", std::move(out), inputs(x),
                  [axis, begin, end = begin + x.shape()[axis]](const Tensor& gy) -> Gradients {
                      return {narrow(gy, axis, begin, end)};
                  });
}

/// b behind a.
Tensor concat_two(const Tensor& a, const Tensor& b, int axis) {
    const Index first = a.shape()[axis];
    Shape shape = a.shape();
    shape[axis] = first + b.shape()[axis];
    Array out = Array::empty(shape, a.dtype());
    put_part(out, a.value(), axis, 0);
    put_part(out, b.value(), axis, first);
    return record("concat", std::move(out), inputs(a, b),
                  [axis, first, end = shape[axis]](const Tensor& gy) -> Gradients {
                      return {narrow(gy, axis, 0, first), narrow(gy, axis, first, end)};
                  });
}

/// All of them, by halves, so that no element is copied more than log2(count) times.
Tensor concat_some(std::span<const Tensor> parts, int axis) {
    if (parts.size() == 1) return parts[0];
    const std::size_t half = parts.size() / 2;
    return concat_two(concat_some(parts.first(half), axis), concat_some(parts.subspan(half), axis),
                      axis);
}

/// Places of the first largest number of each row of a contiguous array; of the first NaN if there
/// is one.
template <class T>
void first_largest(const T* row, Index width, std::span<std::int64_t> places) {
    for (std::int64_t& place : places) {
        Index best = 0;
        for (Index i = 1; i < width && row[best] == row[best]; ++i) {
            if (!(row[i] <= row[best])) best = i;
        }
        place = best;
        row += width;
    }
}

}  // namespace

int checked_axis(std::string_view op, const Tensor& x, int axis) {
    const int place = axis < 0 ? axis + x.rank() : axis;
    if (place < 0 || place >= x.rank()) {
        core::shape_error(op, "there is no axis " + std::to_string(axis), {{"x", x.shape()}},
                          "axes count from 0, or from -1 at the end");
    }
    return place;
}

Tensor narrow(const Tensor& x, int axis, Index begin, Index end) {
    const int at = checked_axis("narrow", x, axis);
    return record("narrow", x.value().slice(at, begin, end), inputs(x),
                  [shape = x.shape(), at, begin](const Tensor& gy) -> Gradients {
                      return {embed(gy, shape, at, begin)};
                  });
}

Tensor concat(std::span<const Tensor> parts, int axis) {
    if (parts.empty()) core::value_error("concat", "there is nothing to join");
    const int at = checked_axis("concat", parts[0], axis);
    for (const Tensor& part : parts.subspan(1)) {
        Shape same = part.shape();
        if (part.rank() == parts[0].rank()) same[at] = parts[0].shape()[at];
        if (!(same == parts[0].shape()) || part.dtype() != parts[0].dtype()) {
            core::shape_error("concat",
                              "parts may differ along axis " + std::to_string(at) + " alone",
                              {{"first", parts[0].shape()}, {"another", part.shape()}});
        }
    }
    return concat_some(parts, at);
}

Tensor concat(std::initializer_list<Tensor> parts, int axis) {
    return concat(std::span<const Tensor>(parts.begin(), parts.size()), axis);
}

Tensor max_of_row(const Tensor& x) {
    const int last = checked_axis("max_of_row", x, -1);
    const Index width = x.shape()[last];
    if (width == 0) core::shape_error("max_of_row", "a row is empty", {{"x", x.shape()}});
    Shape shape;
    for (int i = 0; i < last; ++i) shape.push_back(x.shape()[i]);
    const Array source = kernels::contiguous(x.value());
    Array places = Array::empty({shape.size()}, DType::i64);
    if (x.dtype() == DType::f32) {
        first_largest(source.data<float>(), width, places.span<std::int64_t>());
    } else {
        first_largest(source.data<double>(), width, places.span<std::int64_t>());
    }
    return reshape(gather(reshape(x, {shape.size(), width}), Tensor(places)), shape);
}

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
