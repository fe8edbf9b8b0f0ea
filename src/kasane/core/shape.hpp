#pragma once
// Sizes of an array, and what broadcasting makes of two of them.

#include <array>
#include <initializer_list>
#include <span>
#include <string>

#include "kasane/core/api.hpp"
#include "kasane/core/types.hpp"

namespace kasane::core {

/// The largest number of dimensions an array can have.
inline constexpr int max_rank = 8;

/// Sizes along each dimension, outermost first. Lives on the stack: making one never allocates.
class Shape {
public:
    constexpr Shape() = default;
    KASANE_API Shape(std::initializer_list<Index> sizes);
    KASANE_API explicit Shape(std::span<const Index> sizes);

    int rank() const { return rank_; }

    /// Size along dimension i; negative i counts from the end.
    Index operator[](int i) const { return sizes_[place(i)]; }
    Index& operator[](int i) { return sizes_[place(i)]; }

    /// Number of elements: the product of all sizes, 1 for a shape without dimensions.
    Index size() const {
        Index product = 1;
        for (int i = 0; i < rank_; ++i) product *= sizes_[static_cast<std::size_t>(i)];
        return product;
    }

    const Index* begin() const { return sizes_.data(); }
    const Index* end() const { return sizes_.data() + rank_; }

    /// Adds a dimension behind the last.
    KASANE_API void push_back(Index size);

    friend bool operator==(const Shape& a, const Shape& b) {
        if (a.rank_ != b.rank_) return false;
        for (int i = 0; i < a.rank_; ++i) {
            if (a[i] != b[i]) return false;
        }
        return true;
    }

private:
    std::size_t place(int i) const { return static_cast<std::size_t>(i < 0 ? i + rank_ : i); }

    std::array<Index, max_rank> sizes_{};
    int rank_ = 0;
};

/// Distances in elements between neighbours along each dimension.
using Strides = std::array<Index, max_rank>;

/// Strides of an array that lies in row-major order without gaps.
KASANE_API Strides row_major(const Shape& shape);

/// "[32, 784]"; "[]" for one number.
KASANE_API std::string to_string(const Shape& shape);

/// Shape of an element-wise result of a and b: sizes are matched from the last dimension, and
/// a size of 1 (or a missing dimension) stretches to the other's.
///
/// Throws   ShapeError naming `op` and both shapes if two sizes differ and neither is 1.
KASANE_API Shape broadcast(std::string_view op, const Shape& a, const Shape& b);

}  // namespace kasane::core

namespace kasane {
using core::Shape;
}
