#include "kasane/io/bytereader.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "kasane/core/error.hpp"

namespace kasane::io {

ByteReader::ByteReader(std::span<const std::byte> bytes, std::string name, std::string_view format)
    : bytes_(bytes), name_(std::move(name)), format_(format) {}

std::span<const std::byte> ByteReader::take(std::size_t n, std::string_view what) {
    if (n > remaining()) {
        fail("the file ends inside " + std::string(what), byte_count(n), byte_count(remaining()));
    }
    const std::span<const std::byte> taken = bytes_.subspan(offset_, n);
    offset_ += n;
    return taken;
}

std::string_view ByteReader::text(std::size_t n, std::string_view what) {
    return as_text(take(n, what));
}

void ByteReader::seek(std::size_t offset, std::string_view what) {
    if (offset > bytes_.size()) {
        fail(std::string(what) + " would begin behind the end of the file",
             "an offset of at most " + std::to_string(bytes_.size()), std::to_string(offset));
    }
    offset_ = offset;
}

void ByteReader::expect_end(std::string_view what) const {
    if (!at_end()) {
        fail("the file goes on behind " + std::string(what), "the end of the file",
             byte_count(remaining()) + " more");
    }
}

void ByteReader::fail(std::string_view problem, std::string_view expected, std::string_view found,
                      std::string_view hint) const {
    fail_at(offset_, problem, expected, found, hint);
}

void ByteReader::fail_at(std::size_t offset, std::string_view problem, std::string_view expected,
                         std::string_view found, std::string_view hint) const {
    const std::string place = "file: " + name_;
    throw core::DataError(core::message(
        format_, problem,
        {place, "offset: " + std::to_string(offset), "expected: " + std::string(expected),
         "found: " + std::string(found)},
        hint.empty() ? "is the file complete, and of this format? get it or make it again" : hint));
}

std::optional<std::size_t> checked_product(const core::Shape& shape, std::size_t unit) {
    constexpr auto limit = static_cast<std::size_t>(std::numeric_limits<core::Index>::max());
    std::size_t product = unit;
    bool empty = false;
    for (const core::Index size : shape) {
        if (size < 0) return std::nullopt;
        empty = empty || size == 0;
        const auto factor = static_cast<std::size_t>(std::max<core::Index>(size, 1));
        if (__builtin_mul_overflow(product, factor, &product) || product > limit) {
            return std::nullopt;
        }
    }
    return empty ? 0 : product;
}

std::string in_quotes(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    constexpr std::size_t longest = 40;
    std::string result = "\"";
    for (const char c : text.substr(0, longest)) {
        const auto code = static_cast<unsigned char>(c);
        if (code >= 0x20 && code < 0x7f) {
            result += c;
        } else {
            result.append("\\x").append(1, digits[code >> 4]).append(1, digits[code & 15]);
        }
    }
    return result + (text.size() > longest ? "\"..." : "\"");
}

std::string byte_count(std::size_t n) { return std::to_string(n) + (n == 1 ? " byte" : " bytes"); }

}  // namespace kasane::io
