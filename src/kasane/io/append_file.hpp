#pragma once
// Files that grow while a program runs: histories and event files.

#include <cstdint>
#include <string>
#include <string_view>

#include "kasane/core/api.hpp"
#include "kasane/io/descriptor.hpp"

namespace kasane::io {

/// Holds what is added until flush() writes it behind what is there. After a failed flush the same
/// bytes are written to the same place by the next one, so no half of a line stays in the middle.
///
/// A process that is killed loses what it had not flushed, and nothing else.
class KASANE_API AppendFile {
public:
    /// The first flush makes the file where it is missing and keeps its first `kept` bytes.
    explicit AppendFile(std::string path, std::uint64_t kept = 0)
        : path_(std::move(path)), size_(kept) {}

    void add(std::string_view bytes) { waiting_ += bytes; }

    /// Throws   WriteError if the file cannot be made or the disk is full; IoError if the device
    ///          fails.
    void flush();

    const std::string& path() const { return path_; }

private:
    void open();

    std::string path_;
    std::uint64_t size_;  // of what is safe
    std::string waiting_;
    Descriptor file_;
};

}  // namespace kasane::io
