#include "kasane/kernels/reduce.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "kasane/core/error.hpp"
#include "kasane/core/parallel.hpp"
#include "kasane/kernels/dispatch.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "kasane/kernels/real_type.hpp"

namespace kasane::kernels {

using core::DType;
using core::Index;
using core::Shape;

namespace {

/// Adds neighbours until one number is left: the tree depends on n only.
template <class T>
T pairwise(T* x, Index n) {
    for (; n > 1; n = (n + 1) / 2) {
        for (Index i = 0; i < n / 2; ++i) x[i] = x[2 * i] + x[2 * i + 1];
        if (n % 2 == 1) x[n / 2] = x[n - 1];
    }
    return n == 1 ? x[0] : T(0);
}

/// Sum of n neighbours: blocks of a fixed length, then a tree over the blocks.
template <class T>
T sum_contiguous(const T* x, Index n) {
    constexpr auto block = static_cast<Index>(sum_block_length);
    const auto sum_block = use<T>().sum_block;
    if (n <= block) return sum_block(x, static_cast<std::size_t>(n));
    const Index blocks = (n + block - 1) / block;
    Array partial = Array::empty({blocks}, core::dtype_for<T>);
    T* sums = partial.data<T>();
    core::parallel_for(blocks, 16, [&](Index begin, Index end) {
        for (Index b = begin; b < end; ++b) {
            const Index length = std::min(block, n - b * block);
            sums[b] = sum_block(x + b * block, static_cast<std::size_t>(length));
        }
    });
    return pairwise(sums, blocks);
}

/// out[o, i] = sum over r of x[o, r, i].
template <class T>
void sum_middle(const T* x, Index outer, Index length, Index inner, T* out) {
    if (inner == 1) {
        core::parallel_for(outer, 32768 / std::max<Index>(length, 1) + 1,
                           [&](Index begin, Index end) {
                               for (Index o = begin; o < end; ++o) {
                                   out[o] = sum_contiguous(x + o * length, length);
                               }
                           });
        return;
    }
    const auto sum_columns = use<T>().sum_columns;
    constexpr Index strip = 256;  // columns a thread takes at a time
    const Index strips = (inner + strip - 1) / strip;
    core::parallel_for(outer * strips, 65536 / std::max<Index>(length * strip, 1) + 1,
                       [&](Index begin, Index end) {
                           for (Index s = begin; s < end; ++s) {
                               const Index o = s / strips;
                               const Index c = s % strips * strip;
                               sum_columns({.x = x + o * length * inner + c,
                                            .rows = length,
                                            .columns = std::min(strip, inner - c),
                                            .stride = inner,
                                            .out = out + o * inner + c});
                           }
                       });
}

struct Split {
    Index outer = 1;
    Index length = 1;
    Index inner = 1;
};

Split split_at(const Shape& shape, int first, int last) {
    Split split;
    for (int i = 0; i < first; ++i) split.outer *= shape[i];
    for (int i = first; i <= last; ++i) split.length *= shape[i];
    for (int i = last + 1; i < shape.rank(); ++i) split.inner *= shape[i];
    return split;
}

void sum_axes_into(const Array& x, int first, int last, Array& out) {
    const Array source = contiguous(x);
    const Split split = split_at(x.shape(), first, last);
    with_real("sum", x.dtype(), [&]<class T>(T) {
        sum_middle(source.data<T>(), split.outer, split.length, split.inner, out.data<T>());
    });
}

}  // namespace

Array sum(const Array& x) {
    Array out = Array::empty({}, x.dtype());
    const Array source = contiguous(x);
    with_real("sum", x.dtype(),
              [&]<class T>(T) { *out.data<T>() = sum_contiguous(source.data<T>(), x.size()); });
    return out;
}

Array sum(const Array& x, int axis, bool keep) {
    const int place = axis < 0 ? axis + x.rank() : axis;
    if (place < 0 || place >= x.rank()) {
        core::shape_error("sum", "there is no dimension " + std::to_string(axis),
                          {{"x", x.shape()}});
    }
    Shape shape;
    for (int i = 0; i < x.rank(); ++i) {
        if (i != place) shape.push_back(x.shape()[i]);
        if (i == place && keep) shape.push_back(1);
    }
    Array out = Array::empty(shape, x.dtype());
    sum_axes_into(x, place, place, out);
    return out;
}

Array sum_to(const Array& x, const Shape& shape) {
    if (x.shape() == shape) return x;
    if (shape.size() == 1) return sum(x).reshape(shape);
    Array result = x;
    while (result.rank() > shape.rank()) result = sum(result, 0);
    for (int i = 0; i < shape.rank(); ++i) {
        if (shape[i] == 1 && result.shape()[i] != 1) result = sum(result, i, true);
    }
    return result;
}

void sum_rows_into(const Array& x, Array& out) { sum_axes_into(x, 0, x.rank() - 2, out); }

Array argmax(const Array& x) {
    if (x.rank() == 0 || x.shape()[-1] == 0) {
        core::shape_error("argmax", "the last dimension is empty", {{"x", x.shape()}});
    }
    Shape shape;
    for (int i = 0; i + 1 < x.rank(); ++i) shape.push_back(x.shape()[i]);
    Array out = Array::empty(shape, DType::i64);
    const Array source = contiguous(x);
    const Index width = x.shape()[-1];
    with_real("argmax", x.dtype(), [&]<class T>(T) {
        const T* row = source.data<T>();
        for (std::int64_t& best : out.span<std::int64_t>()) {
            best = std::max_element(row, row + width) - row;
            row += width;
        }
    });
    return out;
}

bool all_finite(const Array& x) {
    const Array source = contiguous(x);
    return with_real("all_finite", x.dtype(), [&]<class T>(T) {
        const std::span<const T> values = source.span<T>();
        return std::all_of(values.begin(), values.end(), [](T v) { return std::isfinite(v); });
    });
}

}  // namespace kasane::kernels
