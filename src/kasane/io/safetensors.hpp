#pragma once
// The safetensors format: named arrays behind a JSON header.

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/core/api.hpp"
#include "kasane/core/dtype.hpp"
#include "kasane/core/shape.hpp"
#include "kasane/io/file.hpp"

namespace kasane::io {

/// A named array whose elements belong to somebody else: row-major, little-endian.
struct TensorView {
    std::string name;
    core::DType dtype = core::DType::f32;
    core::Shape shape;
    std::span<const std::byte> data;  // not aligned in files of other writers
};

/// Texts by name that travel with the arrays.
using Metadata = std::map<std::string, std::string>;

/// The content of a file. The views point into `bytes`, so it moves but does not copy.
struct SafeTensors {
    SafeTensors() = default;
    SafeTensors(SafeTensors&&) = default;
    SafeTensors& operator=(SafeTensors&&) = default;

    std::vector<TensorView> tensors;  // in the order of their data
    Metadata metadata;                // without the checksums
    bool checked = false;             // whether the file had checksums (they were right)
    std::vector<std::byte> bytes;     // the whole file

    /// The array of that name, or null.
    KASANE_API const TensorView* find(std::string_view name) const;
};

/// Reads a safetensors file from memory, strictly: arrays without gaps or overlap that fill the
/// file, sizes that match the shapes, known element types, every name once. Files with Kasane's
/// checksums must have the right ones, which finds every flipped bit.
///
/// Throws   DataError for anything else, and for the format's element types the library lacks.
/// Source   https://github.com/huggingface/safetensors, "Format"
KASANE_API SafeTensors parse_safetensors(std::vector<std::byte> bytes, const std::string& name);

/// Reads a safetensors file. Throws as read_file and parse_safetensors do.
KASANE_API SafeTensors load_safetensors(const std::string& path,
                                        std::size_t max_bytes = default_max_bytes());

/// A file about to be written: its header, and the data of the caller's views in their order in
/// the file.
struct SafeTensorsFile {
    std::vector<std::byte> header;
    std::vector<std::span<const std::byte>> data;

    /// Header and data in a row, for write_atomic. Valid as long as this object stays in place.
    KASANE_API std::vector<std::span<const std::byte>> pieces() const;
};

/// The file of these arrays: largest alignment first, then by name, as the reference writes it.
/// Two texts are added to the metadata: "kasane.crc32c.data" holds the CRC-32C of each array, 8
/// hexadecimal digits each, in the order of the names; "kasane.crc32c" covers all else the header
/// says. Other tools may reorder the header without harm.
///
/// Throws   ValueError if a name is empty, used twice, too long, reserved, or, like a metadata
///          text, no UTF-8 without control characters (new lines and tabs are fine); ShapeError
///          if the data do not fill the shape.
KASANE_API SafeTensorsFile serialize_safetensors(std::span<const TensorView> tensors,
                                                 const Metadata& metadata = {});

/// Replaces the file at `path`. Throws as serialize_safetensors and write_atomic do.
KASANE_API void save_safetensors(const std::string& path, std::span<const TensorView> tensors,
                                 const Metadata& metadata = {});

}  // namespace kasane::io
