#pragma once
// One run at a time in a directory.

#include <string>

#include "kasane/core/api.hpp"
#include "kasane/io/descriptor.hpp"

namespace kasane::io {

/// Holds DIRECTORY/run.lock until it goes out of scope. The system frees the lock of a process
/// that dies, so a file left behind locks nobody out.
///
/// Throws   BusyError naming process and host if another run holds it; WriteError if the file
///          cannot be created.
class KASANE_API RunLock {
public:
    explicit RunLock(const std::string& directory);
    RunLock(RunLock&& other) noexcept = default;
    RunLock& operator=(RunLock&&) = delete;
    ~RunLock();

private:
    std::string path_;
    Descriptor file_;
};

}  // namespace kasane::io
