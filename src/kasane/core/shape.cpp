#include "kasane/core/shape.hpp"

#include <algorithm>

#include "kasane/core/error.hpp"

namespace kasane::core {

Shape::Shape(std::initializer_list<Index> sizes) : Shape(std::span(sizes.begin(), sizes.size())) {}

Shape::Shape(std::span<const Index> sizes) {
    for (const Index size : sizes) {
        push_back(size);
    }
}

void Shape::push_back(Index size) {
    if (rank_ == max_rank) {
        value_error("shape", "an array has at most 8 dimensions");
    }
    if (size < 0) {
        value_error("shape", "a size cannot be negative", {"got: " + std::to_string(size)});
    }
    sizes_[static_cast<std::size_t>(rank_++)] = size;
}

Strides row_major(const Shape& shape) {
    Strides strides{};
    // Unsigned: beside a size of 0 the others may be as large as they like.
    std::uint64_t step = 1;
    for (int i = shape.rank() - 1; i >= 0; --i) {
        strides[static_cast<std::size_t>(i)] = static_cast<Index>(step);
        step *= static_cast<std::uint64_t>(shape[i]);
    }
    return strides;
}

std::string to_string(const Shape& shape) {
    std::string text = "[";
    for (int i = 0; i < shape.rank(); ++i) {
        if (i > 0) text += ", ";
        text += std::to_string(shape[i]);
    }
    return text + "]";
}

Shape broadcast(std::string_view op, const Shape& a, const Shape& b) {
    const Shape& longer = a.rank() >= b.rank() ? a : b;
    const Shape& shorter = a.rank() >= b.rank() ? b : a;
    Shape result = longer;
    for (int i = 1; i <= shorter.rank(); ++i) {
        const Index x = longer[-i];
        const Index y = shorter[-i];
        if (x != y && x != 1 && y != 1) {
            shape_error(op, "the shapes do not broadcast", {{"a", a}, {"b", b}},
                        "sizes are matched from the last dimension; they must be equal, or one 1");
        }
        result[-i] = x == 1 ? y : x;
    }
    return result;
}

}  // namespace kasane::core
