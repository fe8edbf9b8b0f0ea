#pragma once
// The one door for bytes from outside: nothing is read that is not there.

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "kasane/core/api.hpp"
#include "kasane/core/shape.hpp"

namespace kasane::io {

/// Walks over the bytes of one file. Every read is compared with the bytes that remain; what does
/// not fit throws a DataError that names file, offset, what was expected and what was found.
///
/// Example
///     ByteReader reader(bytes, "train.idx", "idx");
///     const auto magic = reader.big<std::uint32_t>("the magic number");
class ByteReader {
public:
    /// `bytes` must outlive the reader. `name` is the file, `format` the operation in messages.
    KASANE_API ByteReader(std::span<const std::byte> bytes, std::string name,
                          std::string_view format = "read");

    std::size_t size() const { return bytes_.size(); }
    std::size_t offset() const { return offset_; }
    std::size_t remaining() const { return bytes_.size() - offset_; }
    bool at_end() const { return remaining() == 0; }
    const std::string& name() const { return name_; }

    /// The next n bytes. Throws DataError saying that the file ends inside `what`.
    KASANE_API std::span<const std::byte> take(std::size_t n, std::string_view what = "the data");

    /// The next n bytes as text.
    KASANE_API std::string_view text(std::size_t n, std::string_view what = "a text");

    /// The next byte without moving on, or -1 at the end.
    int peek() const { return at_end() ? -1 : std::to_integer<int>(bytes_[offset_]); }

    /// Goes to a place in the file; its end is allowed. Throws DataError beyond that.
    KASANE_API void seek(std::size_t offset, std::string_view what = "the data");

    /// The next unsigned integer, least significant byte first.
    template <std::unsigned_integral T>
    T little(std::string_view what = "a number") {
        const std::span<const std::byte> bytes = take(sizeof(T), what);
        T value = 0;
        for (std::size_t i = sizeof(T); i-- > 0;) value = append(value, bytes[i]);
        return value;
    }

    /// The next unsigned integer, most significant byte first.
    template <std::unsigned_integral T>
    T big(std::string_view what = "a number") {
        T value = 0;
        for (const std::byte byte : take(sizeof(T), what)) value = append(value, byte);
        return value;
    }

    /// Throws DataError if bytes remain.
    KASANE_API void expect_end(std::string_view what = "the data") const;

    /// Throws DataError: problem, file, offset, expected, found, what to try.
    [[noreturn]] KASANE_API void fail(std::string_view problem, std::string_view expected,
                                      std::string_view found, std::string_view hint = {}) const;
    [[noreturn]] KASANE_API void fail_at(std::size_t offset, std::string_view problem,
                                         std::string_view expected, std::string_view found,
                                         std::string_view hint = {}) const;

private:
    template <class T>
    static T append(T value, std::byte byte) {
        return static_cast<T>((std::uint64_t{value} << 8) | std::to_integer<std::uint64_t>(byte));
    }

    std::span<const std::byte> bytes_;
    std::size_t offset_ = 0;
    std::string name_;
    std::string format_;
};

/// The product of all sizes and `unit`, or nothing if it does not fit core::Index. Sizes of zero
/// count as one on the way, so that strides of an empty array are safe too.
KASANE_API std::optional<std::size_t> checked_product(const core::Shape& shape, std::size_t unit);

/// Text for a message: in quotes, anything but printable ASCII as \xNN, at most 40 characters.
KASANE_API std::string in_quotes(std::string_view text);

/// "1 byte", "12 bytes".
KASANE_API std::string byte_count(std::size_t n);

/// The same bytes as text, and back.
inline std::string_view as_text(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline std::span<const std::byte> as_bytes(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

}  // namespace kasane::io
