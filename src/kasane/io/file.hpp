#pragma once
// Whole files into memory.

#include <cstddef>
#include <string>
#include <vector>

#include "kasane/core/api.hpp"

namespace kasane::io {

/// What a reader takes at most unless told otherwise: 64 GiB or 80 % of this machine's memory.
KASANE_API std::size_t default_max_bytes();

/// The content of a file (or pipe).
///
/// Throws   NoInputError with the system's reason if it is missing, unreadable or a directory;
///          DataError if it is larger than max_bytes; IoError if reading fails on the way.
KASANE_API std::vector<std::byte> read_file(const std::string& path,
                                            std::size_t max_bytes = default_max_bytes());

/// Whether something of that name is there.
KASANE_API bool exists(const std::string& path);

/// "No such file or directory": the system's text for an errno value.
KASANE_API std::string system_reason(int code);

}  // namespace kasane::io
