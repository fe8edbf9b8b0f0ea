#pragma once
// IDX, the format of MNIST and its relatives.

#include <cstddef>
#include <string>
#include <vector>

#include "kasane/core/api.hpp"
#include "kasane/io/file.hpp"
#include "kasane/io/raw_array.hpp"

namespace kasane::io {

/// Element type, shape and elements of an IDX file.
using IdxFile = RawArray;

/// Reads an IDX file from memory: u8, i8, i16, i32, f32 or f64; i8 and i16 become i32.
///
/// Throws   DataError if the magic number is another, or the dimensions do not multiply to
///          exactly the bytes that follow.
/// Source   http://yann.lecun.com/exdb/mnist
KASANE_API IdxFile parse_idx(std::vector<std::byte> bytes, const std::string& name);

/// Reads `path`, or `path`.gz where that is missing, inflating as needed.
///
/// Throws   as read_maybe_gz and parse_idx do.
KASANE_API IdxFile load_idx(const std::string& path, std::size_t max_bytes = default_max_bytes());

}  // namespace kasane::io
