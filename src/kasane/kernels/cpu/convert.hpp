#pragma once
// Bytes to numbers. Included by isa.cpp, once per instruction set.

#include <cstddef>
#include <cstdint>

namespace kasane::KASANE_ISA {

/// y = x * scale; plain enough for the compiler to vectorise.
template <class T>
static void from_u8(const std::uint8_t* x, T scale, T* y, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) y[i] = static_cast<T>(x[i]) * scale;
}

}  // namespace kasane::KASANE_ISA
