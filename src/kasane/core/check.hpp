#pragma once
// Checks with names, shared so that the same mistake reads the same everywhere.

#include <string_view>

#include "kasane/core/api.hpp"
#include "kasane/core/error.hpp"
#include "kasane/core/shape.hpp"

namespace kasane::check {

[[noreturn]] KASANE_API void wrong_rank(std::string_view op, std::string_view name,
                                        const core::Shape& shape, int rank);

/// x has `rank` dimensions.
inline void rank(std::string_view op, std::string_view name, const core::Shape& shape, int rank) {
    if (shape.rank() != rank) wrong_rank(op, name, shape, rank);
}

/// Both shapes are equal.
inline void same_shape(std::string_view op, const core::Shape& a, const core::Shape& b) {
    if (!(a == b)) core::shape_error(op, "the shapes differ", {{"a", a}, {"b", b}});
}

}  // namespace kasane::check
