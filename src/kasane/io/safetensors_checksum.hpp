#pragma once
// Private to the reader and the writer of safetensors files: how checksums stand in them.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/io/safetensors.hpp"

namespace kasane::io::detail {

inline constexpr std::string_view header_checksum_key = "kasane.crc32c";
inline constexpr std::string_view data_checksum_key = "kasane.crc32c.data";
inline constexpr std::string_view metadata_key = "__metadata__";
inline constexpr std::size_t longest_header = 100000000;
inline constexpr std::size_t longest_name = 4096;
inline constexpr std::size_t longest_text = std::size_t{1} << 20;

/// The name an element type has in the format.
std::string_view format_name(core::DType dtype);

/// The checksum of each array in the order of their names, 8 lower-case digits each.
std::string data_checksums(std::span<const TensorView> tensors);

/// The checksum of what the header says: names, types and shapes in the order of the names,
/// metadata and `data` (the text above). Neither offsets nor the order of the header count: they
/// follow from the rest and are checked for themselves.
std::string header_checksum(std::span<const TensorView> tensors, const Metadata& metadata,
                            std::string_view data);

}  // namespace kasane::io::detail
