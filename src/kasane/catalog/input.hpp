#pragma once
// The arrays that an entry takes when there are several, each with its name and what it may hold.

#include <cstdint>
#include <string_view>

#include "kasane/catalog/param.hpp"

namespace kasane::catalog {

/// How an array of a loss lies: N rows (samples), C classes or D features, P places of a picture.
enum class Layout : std::uint8_t {
    element,    // any shape; all such broadcast together
    row,        // [N, C]
    classes,    // class numbers i64 [N], or weights [N, C]
    class_set,  // weights [N, C] of 0 and 1, or class numbers i64 [N, C] up to the first -1
    per_row,    // [N]
    groups,     // i64 [N]: samples of the same number belong together
    matrix,     // [D, C]
    places,     // [N, P, C]
    steps,      // [T, N, C] over time
    sequences,  // i64 [N, S], padded at the end
    lengths,    // i64 [N]
};

struct Input {
    std::string_view name;
    Layout layout = Layout::element;
    Range range = finite;
    std::string_view help = {};
};

/// "[N, C]".
std::string_view shape_of(Layout layout);

}  // namespace kasane::catalog
