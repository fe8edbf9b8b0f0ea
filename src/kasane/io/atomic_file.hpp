#pragma once
// Files that are either the old one or the new one, never half of each: written beside their
// place, made durable, then renamed.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "kasane/core/api.hpp"
#include "kasane/io/descriptor.hpp"

namespace kasane::io {

/// Writes a file in pieces; it takes its place at commit(). Until then, and after any failure, the
/// old file is as it was. A file given up by the destructor leaves nothing behind.
///
/// Temporaries stand in the same directory as ".NAME.PID-N.tmp". Those of runs that were killed
/// are removed when the next file of the same name is committed.
///
/// Throws   WriteError if the file cannot be created or the disk is full; IoError if the device
///          fails.
/// Example
///     AtomicFile file("model.safetensors", bytes.size());
///     file.write(bytes);
///     file.commit();
class KASANE_API AtomicFile {
public:
    /// Reserves `expected` bytes on the disk, so that a full one is found before anything is
    /// written. The file may still become shorter or longer. A symbolic link is followed.
    explicit AtomicFile(const std::string& path, std::uint64_t expected = 0);
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    void write(std::span<const std::byte> bytes);

    /// Flushes to the device, renames, flushes the directory. An IoError that speaks of the
    /// directory means: the new file is in place and complete, but might not survive a power cut.
    void commit();

private:
    void create();
    void reserve(std::uint64_t expected);
    void give_up() noexcept;

    std::string path_;
    std::string directory_;
    std::string temporary_;  // empty when there is none (any more)
    std::uint64_t written_ = 0;
    std::uint64_t reserved_ = 0;
    Descriptor file_;
};

/// Replaces the file by these bytes, or by these pieces in a row. Throws as AtomicFile does.
KASANE_API void write_atomic(const std::string& path, std::span<const std::byte> bytes);
KASANE_API void write_atomic(const std::string& path,
                             std::span<const std::span<const std::byte>> pieces);

/// Makes a directory, and those above it, where missing. Throws WriteError.
KASANE_API void create_directories(const std::string& path);

/// Finds out now, not hours later, whether files can be written there: makes the directory if it
/// is missing, then creates, flushes, renames and removes a small file. Throws as AtomicFile
/// does.
KASANE_API void probe_writable(const std::string& directory);

}  // namespace kasane::io
