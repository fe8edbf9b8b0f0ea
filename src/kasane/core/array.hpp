#pragma once
// Numbers in memory with a shape. No mathematics here: that is what kernels are for.

#include <initializer_list>
#include <span>
#include <type_traits>

#include "kasane/core/api.hpp"
#include "kasane/core/device.hpp"
#include "kasane/core/dtype.hpp"
#include "kasane/core/shape.hpp"
#include "kasane/core/storage.hpp"

namespace kasane::core {

/// A view of reference-counted storage: shape, strides, element type, device.
///
/// Copying an Array copies the view, never the elements; reshape, transpose, slice and expand
/// give further views of the same storage.
class Array {
public:
    /// An array of no elements and shape [0].
    Array() { shape_.push_back(0); }

    /// Elements are not initialised. Throws ValueError if the size overflows.
    KASANE_API static Array empty(const Shape& shape, DType dtype = DType::f32,
                                  Device device = Device::cpu);
    KASANE_API static Array zeros(const Shape& shape, DType dtype = DType::f32);
    KASANE_API static Array full(const Shape& shape, double value, DType dtype = DType::f32);

    /// A copy of `values`, row-major. Throws ShapeError if their number is not shape.size().
    template <class T>
    static Array from(std::span<const T> values, const Shape& shape) {
        return from_bytes(values.data(), values.size(), shape, dtype_for<T>);
    }
    template <class T>
    static Array from(std::initializer_list<T> values, const Shape& shape) {
        return from(std::span<const T>(values.begin(), values.size()), shape);
    }

    const Shape& shape() const { return shape_; }
    const Strides& strides() const { return strides_; }
    Index size() const { return size_; }
    int rank() const { return shape_.rank(); }
    DType dtype() const { return dtype_; }
    Device device() const { return device_; }
    const Storage& storage() const { return storage_; }

    /// Elements between the start of the storage and the first element.
    Index offset() const { return offset_; }

    /// Whether the elements lie in row-major order without gaps.
    bool contiguous() const { return contiguous_; }

    /// The first element. Throws ValueError if T is not the element type.
    template <class T>
    T* data() {
        return static_cast<T*>(first(dtype_for<std::remove_const_t<T>>));
    }
    template <class T>
    const T* data() const {
        return static_cast<const T*>(first(dtype_for<T>));
    }

    /// The first element as bytes.
    std::byte* bytes() const {
        return storage_.data() + offset_ * static_cast<Index>(size_of(dtype_));
    }

    /// All elements of a contiguous array. Throws ValueError if T or the layout is another.
    template <class T>
    std::span<T> span() {
        check_contiguous();
        return {data<T>(), static_cast<std::size_t>(size_)};
    }
    template <class T>
    std::span<const T> span() const {
        check_contiguous();
        return {data<T>(), static_cast<std::size_t>(size_)};
    }

    /// The one element of an array of size 1, or element i in row-major order, as a double.
    KASANE_API double item(Index i = 0) const;

    /// The same elements in another shape; needs a contiguous array. One size may be -1 and
    /// follows from the rest. Throws ShapeError if the number of elements would change.
    KASANE_API Array reshape(std::initializer_list<Index> sizes) const;
    KASANE_API Array reshape(const Shape& shape) const;

    /// Two dimensions swapped; the last two by default.
    KASANE_API Array transpose(int i = -2, int j = -1) const;

    /// Elements begin..end-1 along `axis`.
    KASANE_API Array slice(int axis, Index begin, Index end) const;

    /// Stretched to `shape` by broadcasting: repeated elements share their memory.
    KASANE_API Array expand(const Shape& shape) const;

    /// A contiguous part of a contiguous array of one dimension, in a shape of its own.
    KASANE_API Array view(Index begin, const Shape& shape) const;

private:
    KASANE_API static Array from_bytes(const void* values, std::size_t count, const Shape& shape,
                                       DType dtype);
    [[noreturn]] KASANE_API void wrong_dtype(DType asked) const;
    [[noreturn]] KASANE_API void not_contiguous(std::string_view op) const;

    void* first(DType asked) const {
        if (asked != dtype_) wrong_dtype(asked);
        return bytes();
    }
    void check_contiguous() const {
        if (!contiguous_) not_contiguous("span");
    }
    void set_layout(const Shape& shape, const Strides& strides);

    Storage storage_;
    Index offset_ = 0;
    Index size_ = 0;
    Shape shape_;
    Strides strides_{};
    DType dtype_ = DType::f32;
    Device device_ = Device::cpu;
    bool contiguous_ = true;
};

}  // namespace kasane::core

namespace kasane {
using core::Array;
}
