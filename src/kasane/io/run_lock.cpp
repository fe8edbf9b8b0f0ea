#include "kasane/io/run_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string_view>
#include <thread>

#include "kasane/core/error.hpp"
#include "kasane/io/file.hpp"

namespace kasane::io {
namespace {

std::string this_process() {
    std::array<char, 256> host{};
    if (::gethostname(host.data(), host.size() - 1) != 0) host = {};
    return "process " + std::to_string(::getpid()) + " on " + host.data();
}

/// What the owner wrote into the file; it may be about to.
std::string owner(const Descriptor& file) {
    std::array<char, 300> text;
    for (int attempt = 0; attempt < 20; ++attempt) {
        const ssize_t n = ::pread(file.get(), text.data(), text.size(), 0);
        if (n > 0) {
            const std::string_view line(text.data(), static_cast<std::size_t>(n));
            return std::string(line.substr(0, line.find('\n')));
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return "a process that has not said its number";
}

/// Whether the file is still the one of that name: its owner removes it when done.
bool still_there(const Descriptor& file, const std::string& path) {
    struct stat held {};
    struct stat named {};
    return ::fstat(file.get(), &held) == 0 && ::stat(path.c_str(), &named) == 0 &&
           held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

[[noreturn]] void cannot_lock(const std::string& path, int code) {
    throw core::WriteError(core::message("lock", "cannot lock the directory of this run",
                                         {"file: " + path, "reason: " + system_reason(code)},
                                         "check that the directory exists and is writable"));
}

}  // namespace

RunLock::RunLock(const std::string& directory)
    : path_((directory.empty() ? "." : directory) + "/run.lock") {
    do {
        file_ = Descriptor(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
        if (!file_.open()) cannot_lock(path_, errno);
        if (::flock(file_.get(), LOCK_EX | LOCK_NB) == 0) continue;
        if (errno != EWOULDBLOCK) cannot_lock(path_, errno);
        throw core::BusyError(core::message("lock", "another run owns this directory",
                                            {"directory: " + directory, "owner: " + owner(file_)},
                                            "wait until it has ended, or choose another one"));
    } while (!still_there(file_, path_));
    const std::string text = this_process() + "\n";
    const bool written =
        ::ftruncate(file_.get(), 0) == 0 &&
        ::pwrite(file_.get(), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
    if (!written) cannot_lock(path_, errno);
}

RunLock::~RunLock() {
    if (file_.open()) ::unlink(path_.c_str());
}

}  // namespace kasane::io
