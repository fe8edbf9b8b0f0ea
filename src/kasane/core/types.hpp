#pragma once
// The integer every size, index and count of the library is made of.

#include <cstddef>
#include <cstdint>

namespace kasane::core {

/// Signed, so that differences and backward loops are safe; 64 bits everywhere.
using Index = std::int64_t;

}  // namespace kasane::core

namespace kasane {
using core::Index;
}
