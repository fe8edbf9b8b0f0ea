#pragma once
// Shared by the fuzz targets: a parser may refuse any input with an error of Kasane, nothing else.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kasane/core/error.hpp"

namespace kasane::fuzz {

using Bytes = std::vector<std::byte>;

template <class Parse>
int run(const std::uint8_t* data, std::size_t size, const Parse& parse) {
    const std::span<const std::byte> bytes = std::as_bytes(std::span(data, size));
    try {
        parse(Bytes(bytes.begin(), bytes.end()));
    } catch (const core::Error&) {
        return 0;
    }
    return 0;
}

/// Reports a broken promise to the fuzzer.
inline void require(bool promise) {
    if (!promise) __builtin_trap();
}

}  // namespace kasane::fuzz
