#include "kasane/core/array.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>

#include "kasane/core/error.hpp"

namespace kasane::core {
namespace {

std::size_t checked_bytes(const Shape& shape, DType dtype) {
    Index bytes = static_cast<Index>(size_of(dtype));
    for (const Index size : shape) {
        if (size == 0) return 0;
    }
    for (const Index size : shape) {
        if (__builtin_mul_overflow(bytes, size, &bytes)) {
            value_error("array", "too many elements to address", {"shape: " + to_string(shape)});
        }
    }
    return static_cast<std::size_t>(bytes);
}

bool is_row_major(const Shape& shape, const Strides& strides) {
    const Strides wanted = row_major(shape);
    for (int i = 0; i < shape.rank(); ++i) {
        const auto axis = static_cast<std::size_t>(i);
        if (shape[i] != 1 && strides[axis] != wanted[axis]) return false;
    }
    return true;
}

int checked_axis(std::string_view op, int axis, const Shape& shape) {
    const int place = axis < 0 ? axis + shape.rank() : axis;
    if (place < 0 || place >= shape.rank()) {
        shape_error(op, "there is no dimension " + std::to_string(axis), {{"x", shape}});
    }
    return place;
}

float from_bfloat16(BFloat16 value) {
    return std::bit_cast<float>(std::uint32_t{value.bits} << 16);
}

/// Calls visit with a null pointer of the element type.
template <class Visit>
auto with_type(DType dtype, Visit visit) {
    switch (dtype) {
        case DType::f64: return visit(static_cast<double*>(nullptr));
        case DType::i32: return visit(static_cast<std::int32_t*>(nullptr));
        case DType::i64: return visit(static_cast<std::int64_t*>(nullptr));
        case DType::u8: return visit(static_cast<std::uint8_t*>(nullptr));
        case DType::boolean: return visit(static_cast<bool*>(nullptr));
        default: return visit(static_cast<float*>(nullptr));
    }
}

}  // namespace

Array Array::empty(const Shape& shape, DType dtype, Device device) {
    if (device != Device::cpu) {
        value_error("array", "this build has no CUDA support", {"device: cuda"}, "use Device::cpu");
    }
    Array array;
    array.storage_ = Storage(checked_bytes(shape, dtype));
    array.dtype_ = dtype;
    array.shape_ = shape;
    array.strides_ = row_major(shape);
    array.size_ = shape.size();
    return array;
}

Array Array::zeros(const Shape& shape, DType dtype) {
    Array array = empty(shape, dtype);
    std::memset(array.bytes(), 0, static_cast<std::size_t>(array.size()) * size_of(dtype));
    return array;
}

Array Array::full(const Shape& shape, double value, DType dtype) {
    Array array = empty(shape, dtype);
    if (dtype == DType::bf16) {
        value_error("full", "bf16 arrays are made by converting", {}, "fill an f32 array first");
    }
    with_type(dtype, [&]<class T>(T*) {
        std::fill_n(array.data<T>(), array.size(), static_cast<T>(value));
    });
    return array;
}

Array Array::from_bytes(const void* values, std::size_t count, const Shape& shape, DType dtype) {
    if (static_cast<Index>(count) != shape.size()) {
        shape_error("array", std::to_string(count) + " values do not fill the shape",
                    {{"shape", shape}});
    }
    Array array = empty(shape, dtype);
    if (count > 0) std::memcpy(array.bytes(), values, count * size_of(dtype));
    return array;
}

double Array::item(Index i) const {
    if (i < 0 || i >= size_) {
        shape_error("item", "there is no element " + std::to_string(i), {{"x", shape_}});
    }
    Index at = 0;
    for (int axis = rank() - 1; axis >= 0; --axis) {
        at += i % shape_[axis] * strides_[static_cast<std::size_t>(axis)];
        i /= shape_[axis];
    }
    if (dtype_ == DType::bf16) {
        return static_cast<double>(from_bfloat16(data<BFloat16>()[at]));
    }
    return with_type(dtype_, [&]<class T>(T*) { return static_cast<double>(data<T>()[at]); });
}

void Array::set_layout(const Shape& shape, const Strides& strides) {
    shape_ = shape;
    strides_ = strides;
    size_ = shape.size();
    contiguous_ = is_row_major(shape, strides);
}

Array Array::reshape(std::initializer_list<Index> sizes) const {
    Shape shape;
    int open = -1;
    for (const Index size : sizes) {
        if (size == -1 && open < 0) open = shape.rank();
        shape.push_back(size == -1 ? 1 : size);
    }
    if (open >= 0 && shape.size() > 0) shape[open] = size_ / shape.size();
    return reshape(shape);
}

Array Array::reshape(const Shape& shape) const {
    if (shape.size() != size_) {
        shape_error("reshape", "the number of elements would change",
                    {{"from", shape_}, {"to", shape}});
    }
    if (!contiguous_) not_contiguous("reshape");
    Array result = *this;
    result.set_layout(shape, row_major(shape));
    return result;
}

Array Array::transpose(int i, int j) const {
    const int a = checked_axis("transpose", i, shape_);
    const int b = checked_axis("transpose", j, shape_);
    Shape shape = shape_;
    Strides strides = strides_;
    std::swap(shape[a], shape[b]);
    std::swap(strides[static_cast<std::size_t>(a)], strides[static_cast<std::size_t>(b)]);
    Array result = *this;
    result.set_layout(shape, strides);
    return result;
}

Array Array::slice(int axis, Index begin, Index end) const {
    const int place = checked_axis("slice", axis, shape_);
    if (begin < 0 || end < begin || end > shape_[place]) {
        shape_error("slice",
                    "the range " + std::to_string(begin) + ".." + std::to_string(end) +
                        " does not lie inside dimension " + std::to_string(place),
                    {{"x", shape_}});
    }
    Shape shape = shape_;
    shape[place] = end - begin;
    Array result = *this;
    result.offset_ += begin * strides_[static_cast<std::size_t>(place)];
    result.set_layout(shape, strides_);
    return result;
}

Array Array::expand(const Shape& shape) const {
    if (!(broadcast("expand", shape_, shape) == shape)) {
        shape_error("expand", "broadcasting cannot shrink a dimension",
                    {{"from", shape_}, {"to", shape}});
    }
    Strides strides{};
    for (int i = 1; i <= rank(); ++i) {
        const Index step = strides_[static_cast<std::size_t>(rank() - i)];
        strides[static_cast<std::size_t>(shape.rank() - i)] = shape_[-i] == shape[-i] ? step : 0;
    }
    Array result = *this;
    result.set_layout(shape, strides);
    return result;
}

Array Array::view(Index begin, const Shape& shape) const {
    return slice(0, begin, begin + shape.size()).reshape(shape);
}

void Array::wrong_dtype(DType asked) const {
    value_error(
        "array", "the elements are of another type",
        {"array: " + std::string(name_of(dtype_)), "asked: " + std::string(name_of(asked))});
}

void Array::not_contiguous(std::string_view op) const {
    shape_error(op, "needs an array that lies in row-major order", {{"x", shape_}},
                "copy it with contiguous() first");
}

}  // namespace kasane::core
