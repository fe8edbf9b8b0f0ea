#pragma once
// Inflating what others deflated, counting the bytes that really come out.

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "kasane/core/api.hpp"
#include "kasane/io/bytereader.hpp"
#include "kasane/io/file.hpp"

namespace kasane::io {

/// Deflate cannot expand further than this; a file that claims to is lying.
inline constexpr std::size_t max_expansion = 1032;

/// The content of a gzip file of one or more members.
///
/// Throws   DataError if it is cut off, damaged, followed by anything else, or inflates to more
///          than max_bytes.
KASANE_API std::vector<std::byte> gunzip(std::span<const std::byte> bytes, const std::string& name,
                                         std::size_t max_bytes = default_max_bytes());

/// The next `packed` bytes of the reader, a raw deflate stream, inflated to exactly `size` bytes.
///
/// Throws   DataError if it is damaged or yields another number of bytes.
KASANE_API std::vector<std::byte> inflate_raw(ByteReader& reader, std::size_t packed,
                                              std::size_t size);

/// The content of a file, inflated if it is gzip. Where `path` is missing, `path`.gz will do.
///
/// Throws   as read_file and gunzip do.
KASANE_API std::vector<std::byte> read_maybe_gz(const std::string& path,
                                                std::size_t max_bytes = default_max_bytes());

}  // namespace kasane::io
