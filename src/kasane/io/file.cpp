#include "kasane/io/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <system_error>

#include "kasane/core/error.hpp"
#include "kasane/io/descriptor.hpp"

namespace kasane::io {
namespace {

[[noreturn]] void no_input(const std::string& path, const std::string& reason) {
    throw core::NoInputError(core::message("read", "cannot open the file",
                                           {"file: " + path, "reason: " + reason},
                                           "check the path and its permissions"));
}

[[noreturn]] void too_large(const std::string& path, std::size_t max_bytes) {
    throw core::DataError(
        core::message("read", "the file is larger than the limit",
                      {"file: " + path, "limit: " + std::to_string(max_bytes) + " bytes"},
                      "raise the limit if this much memory is to spare"));
}

std::size_t read_some(int fd, std::span<std::byte> into, const std::string& path) {
    for (;;) {
        const ssize_t got = ::read(fd, into.data(), into.size());
        if (got >= 0) return static_cast<std::size_t>(got);
        if (errno == EINTR) continue;
        throw core::IoError(core::message("read", "reading failed",
                                          {"file: " + path, "reason: " + system_reason(errno)},
                                          "check the device; copy the file elsewhere"));
    }
}

}  // namespace

std::string system_reason(int code) { return std::generic_category().message(code); }

bool exists(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0;
}

std::size_t default_max_bytes() {
    constexpr std::size_t most = std::size_t{64} << 30;
    const long pages = ::sysconf(_SC_PHYS_PAGES);
    const long page = ::sysconf(_SC_PAGESIZE);
    if (pages <= 0 || page <= 0) return most;
    return std::min(most, static_cast<std::size_t>(pages) / 5 * 4 * static_cast<std::size_t>(page));
}

std::vector<std::byte> read_file(const std::string& path, std::size_t max_bytes) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.open()) no_input(path, system_reason(errno));
    struct stat info {};
    if (::fstat(file.get(), &info) != 0) no_input(path, system_reason(errno));
    if (S_ISDIR(info.st_mode)) no_input(path, "it is a directory");
    const auto told = static_cast<std::size_t>(std::max<off_t>(info.st_size, 0));
    if (told > max_bytes) too_large(path, max_bytes);

    // One byte more than told, so that the end shows without growing. Pipes tell 0.
    constexpr std::size_t smallest = 4096;
    std::vector<std::byte> bytes(std::max(told + 1, smallest));
    std::size_t size = 0;
    for (;;) {
        if (size == bytes.size()) bytes.resize(2 * size);
        const std::size_t got = read_some(file.get(), std::span(bytes).subspan(size), path);
        size += got;
        if (size > max_bytes) too_large(path, max_bytes);
        if (got == 0) break;
    }
    bytes.resize(size);
    return bytes;
}

}  // namespace kasane::io
