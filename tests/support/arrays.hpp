#pragma once
// Arrays for tests: filled, compared, and laid out in every way a view can be.

#include <gtest/gtest.h>

#include <span>
#include <utility>
#include <vector>

#include "kasane/core/array.hpp"
#include "tests/support/numbers.hpp"

namespace kasane::support {

using core::Array;
using core::DType;
using core::Index;
using core::Shape;

/// Numbers in [-1, 1) times `scale`.
inline Array random_array(const Shape& shape, DType dtype, Numbers& numbers, double scale = 1) {
    Array array = Array::empty(shape, dtype);
    for (Index i = 0; i < array.size(); ++i) {
        const double x = scale * numbers.next();
        if (dtype == DType::f32) {
            array.data<float>()[i] = static_cast<float>(x);
        } else {
            array.data<double>()[i] = x;
        }
    }
    return array;
}

/// An array of that shape that lies in memory as views do: with gaps, or with swapped dimensions.
inline Array random_view(const Shape& shape, DType dtype, Numbers& numbers, double scale = 1) {
    const int rank = shape.rank();
    const bool swap = rank >= 2 && numbers.below(2) == 0;
    const int a = swap ? static_cast<int>(numbers.below(static_cast<std::size_t>(rank))) : 0;
    const int b = swap ? static_cast<int>(numbers.below(static_cast<std::size_t>(rank))) : 0;
    Shape whole = shape;
    if (swap) std::swap(whole[a], whole[b]);
    std::vector<Index> begins;
    Shape padded = whole;
    for (int i = 0; i < rank; ++i) {
        const auto margin = static_cast<Index>(numbers.below(3));
        begins.push_back(margin);
        padded[i] += margin + static_cast<Index>(numbers.below(2));
    }
    Array array = random_array(padded, dtype, numbers, scale);
    for (int i = 0; i < rank; ++i) {
        const Index begin = begins[static_cast<std::size_t>(i)];
        array = array.slice(i, begin, begin + whole[i]);
    }
    return swap ? array.transpose(a, b) : array;
}

/// Whether both have the same shape and the same bits (any NaN counts as any other).
inline bool same_bits(const Array& a, const Array& b) {
    if (!(a.shape() == b.shape()) || a.dtype() != b.dtype()) return false;
    for (Index i = 0; i < a.size(); ++i) {
        const bool same = a.dtype() == DType::f32 ? same_bits(static_cast<float>(a.item(i)),
                                                              static_cast<float>(b.item(i)))
                                                  : same_bits(a.item(i), b.item(i));
        if (!same) return false;
    }
    return true;
}

inline std::vector<double> values_of(const Array& array) {
    std::vector<double> values;
    for (Index i = 0; i < array.size(); ++i) values.push_back(array.item(i));
    return values;
}

template <class T>
Array array_of(std::span<const double> values, const Shape& shape) {
    std::vector<T> typed(values.begin(), values.end());
    return Array::from(std::span<const T>(typed), shape);
}

}  // namespace kasane::support
