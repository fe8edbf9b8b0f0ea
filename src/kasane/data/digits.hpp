#pragma once
// The data set that is part of the library.

#include <cstddef>
#include <span>

namespace kasane::data {

/// digits.csv.gz: 64 values 0..16 and a label in each of 1797 lines.
std::span<const std::byte> embedded_digits();

}  // namespace kasane::data
