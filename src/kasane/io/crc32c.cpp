#include "kasane/io/crc32c.hpp"

#include <array>

namespace kasane::io {
namespace {

constexpr std::uint32_t polynomial = 0x82F63B78u;  // reflected

using Remainders = std::array<std::uint32_t, 256>;

/// tables[k][b]: what byte b does to the checksum when k more bytes follow it in the step.
constexpr std::array<Remainders, 8> make_tables() {
    std::array<Remainders, 8> tables{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t crc = byte;
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? polynomial : 0);
        tables[0][byte] = crc;
    }
    for (std::size_t k = 1; k < 8; ++k) {
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const std::uint32_t crc = tables[k - 1][byte];
            tables[k][byte] = (crc >> 8) ^ tables[0][crc & 255];
        }
    }
    return tables;
}

constexpr std::array<Remainders, 8> tables = make_tables();

std::uint32_t word(std::span<const std::byte> bytes) {
    return std::to_integer<std::uint32_t>(bytes[0]) |
           std::to_integer<std::uint32_t>(bytes[1]) << 8 |
           std::to_integer<std::uint32_t>(bytes[2]) << 16 |
           std::to_integer<std::uint32_t>(bytes[3]) << 24;
}

}  // namespace

std::uint32_t crc32c(std::span<const std::byte> bytes, std::uint32_t before) {
    std::uint32_t crc = ~before;
    while (bytes.size() >= 8) {
        const std::uint32_t a = word(bytes) ^ crc;
        const std::uint32_t b = word(bytes.subspan(4));
        crc = tables[7][a & 255] ^ tables[6][a >> 8 & 255] ^ tables[5][a >> 16 & 255] ^
              tables[4][a >> 24] ^ tables[3][b & 255] ^ tables[2][b >> 8 & 255] ^
              tables[1][b >> 16 & 255] ^ tables[0][b >> 24];
        bytes = bytes.subspan(8);
    }
    for (const std::byte byte : bytes) {
        crc = (crc >> 8) ^ tables[0][(crc ^ std::to_integer<std::uint32_t>(byte)) & 255];
    }
    return ~crc;
}

}  // namespace kasane::io
