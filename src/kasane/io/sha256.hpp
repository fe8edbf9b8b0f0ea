#pragma once
// SHA-256, the name by which two sets of weights are told apart.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "kasane/core/api.hpp"

namespace kasane::io {

/// A running SHA-256.
///
/// Source   FIPS 180-4.
/// Example
///     Sha256 hash;
///     hash.update(bytes);
///     std::string name = hash.hex();
class Sha256 {
public:
    KASANE_API void update(std::span<const std::byte> bytes);

    /// The digest of all bytes so far; more may follow.
    KASANE_API std::array<std::uint8_t, 32> digest() const;

    /// The digest as 64 lower-case hexadecimal digits.
    KASANE_API std::string hex() const;

private:
    void mix(std::span<const std::byte> block);

    std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<std::byte, 64> pending_{};  // the block that is not full yet
    std::uint64_t length_ = 0;             // bytes so far
};

/// The SHA-256 of one piece of memory, as hexadecimal digits.
KASANE_API std::string sha256_hex(std::span<const std::byte> bytes);

}  // namespace kasane::io
