#pragma once
// NPY and NPZ, the files of NumPy.

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "kasane/core/api.hpp"
#include "kasane/core/dtype.hpp"
#include "kasane/core/shape.hpp"
#include "kasane/io/file.hpp"
#include "kasane/io/raw_array.hpp"

namespace kasane::io {

/// Reads an NPY file (versions 1 to 3) from memory: numbers and booleans of either byte order and
/// either memory order. What the library has no type for is widened, see Element.
///
/// Throws   DataError if the header is not what NumPy writes, the elements are Python objects,
///          structures or text, or the file does not hold exactly the elements of the shape.
/// Source   numpy.lib.format
KASANE_API RawArray parse_npy(std::vector<std::byte> bytes, const std::string& name);

/// Reads an NPY file. Throws as read_file and parse_npy do.
KASANE_API RawArray load_npy(const std::string& path, std::size_t max_bytes = default_max_bytes());

/// The NPY file (version 1) of row-major elements in this machine's byte order.
///
/// Throws   ShapeError if `data` does not fill the shape; ValueError for bf16, which NumPy lacks.
KASANE_API std::vector<std::byte> write_npy(const core::Shape& shape, core::DType dtype,
                                            std::span<const std::byte> data);

/// Reads an NPZ file (a zip of NPY files, stored or deflated) from memory; keys are the names
/// without ".npy".
///
/// Throws   DataError for anything NumPy does not write: encryption, other methods, entries that
///          overlap or share a name, wrong checksums or sizes, more than max_bytes altogether.
KASANE_API std::map<std::string, RawArray> parse_npz(std::span<const std::byte> bytes,
                                                     const std::string& name,
                                                     std::size_t max_bytes = default_max_bytes());

/// Reads an NPZ file. Throws as read_file and parse_npz do.
KASANE_API std::map<std::string, RawArray> load_npz(const std::string& path,
                                                    std::size_t max_bytes = default_max_bytes());

}  // namespace kasane::io
