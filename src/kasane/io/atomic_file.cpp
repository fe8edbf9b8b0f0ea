#include "kasane/io/atomic_file.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <vector>

#include "kasane/core/error.hpp"
#include "kasane/io/file.hpp"
#include "kasane/io/system_call.hpp"

namespace kasane::io {

void write_failed(std::string_view problem, const std::string& path, int code) {
    const std::string reason = "reason: " + system_reason(code);
    const std::string file = "file: " + path;
    if (code == EIO || code == ENXIO || code == ENODEV || code == ESTALE) {
        throw core::IoError(core::message("write", problem, {file, reason},
                                          "check the device; the file before it is kept"));
    }
    const bool full = code == ENOSPC || code == EDQUOT || code == EFBIG;
    throw core::WriteError(core::message(
        "write", problem, {file, reason},
        full ? "make room, or write elsewhere" : "check the path and its permissions"));
}

namespace {

std::string directory_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

std::string name_in(const std::string& path) { return path.substr(path.rfind('/') + 1); }

/// ".NAME." for all temporaries of a file.
std::string prefix_of(const std::string& path) { return "." + name_in(path) + "."; }

/// Where a symbolic link leads, so that the link stays one.
std::string resolved(const std::string& path) {
    struct stat info {};
    if (::lstat(path.c_str(), &info) != 0 || !S_ISLNK(info.st_mode)) return path;
    const std::unique_ptr<char, void (*)(void*)> target(::realpath(path.c_str(), nullptr),
                                                        &std::free);
    return target == nullptr ? path : target.get();
}

/// Whether `name` is prefix, digits, "-", digits, ".tmp".
bool is_temporary(std::string_view name, std::string_view prefix) {
    if (!name.starts_with(prefix) || !name.ends_with(".tmp")) return false;
    if (name.size() < prefix.size() + 7) return false;
    const std::string_view middle = name.substr(prefix.size(), name.size() - prefix.size() - 4);
    return middle.find('-') != std::string_view::npos &&
           middle.find_first_not_of("0123456789-") == std::string_view::npos;
}

bool same_file(int fd, const std::string& path) {
    struct stat open_file {};
    struct stat named {};
    return ::fstat(fd, &open_file) == 0 && ::stat(path.c_str(), &named) == 0 &&
           open_file.st_dev == named.st_dev && open_file.st_ino == named.st_ino;
}

/// Removes temporaries nobody holds. Their writer keeps them locked while it lives, so this works
/// where process numbers are reused or belong to another container.
void remove_stale(const std::string& directory, const std::string& prefix) {
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(directory.c_str()), &::closedir);
    if (entries == nullptr) return;
    while (const dirent* entry = ::readdir(entries.get())) {
        if (!is_temporary(static_cast<const char*>(entry->d_name), prefix)) continue;
        const std::string path = directory + "/" + static_cast<const char*>(entry->d_name);
        const Descriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
        if (file.open() && ::flock(file.get(), LOCK_EX | LOCK_NB) == 0) ::unlink(path.c_str());
    }
}

void sync_directory(const std::string& directory) {
    const Descriptor opened(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    const bool synced = opened.open() && retry([&] { return ::fsync(opened.get()); }) == 0;
    // Some file systems know no flush of a directory; there is nothing more to be done there.
    if (synced || errno == EINVAL || errno == ENOTSUP || errno == EACCES) return;
    throw core::IoError(core::message(
        "write",
        "the new file is complete, but its directory cannot be "
        "flushed: it might not survive a power cut",
        {"directory: " + directory, "reason: " + system_reason(errno)}, "check the device"));
}

}  // namespace

AtomicFile::AtomicFile(const std::string& path, std::uint64_t expected)
    : path_(resolved(path)), directory_(directory_of(path_)) {
    struct stat old {};
    const bool replaces = ::stat(path_.c_str(), &old) == 0;
    if (replaces && !S_ISREG(old.st_mode)) {
        write_failed("only a regular file can be replaced", path_,
                     S_ISDIR(old.st_mode) ? EISDIR : EINVAL);
    }
    create();
    try {
        if (replaces) ::fchmod(file_.get(), old.st_mode & 07777);
        reserve(expected);
    } catch (...) {
        give_up();
        throw;
    }
}

AtomicFile::~AtomicFile() { give_up(); }

void AtomicFile::create() {
    static std::atomic<unsigned> counter{0};
    const std::string start =
        directory_ + "/" + prefix_of(path_) + std::to_string(::getpid()) + "-";
    for (;;) {
        temporary_ = start + std::to_string(counter++) + ".tmp";
        file_ = Descriptor(retry([&] {
            return ::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        }));
        if (!file_.open()) {
            const int code = errno;
            if (code == EEXIST) continue;  // left by a run that had this process number
            temporary_.clear();
            write_failed("cannot create a file in its directory", path_, code);
        }
        // Where locks are unknown, no other run can take this file for a stale one either.
        const bool taken = ::flock(file_.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
        if (!taken && same_file(file_.get(), temporary_)) return;
    }
}

void AtomicFile::reserve(std::uint64_t expected) {
    if (expected == 0) return;
    int code = EINTR;
    while (code == EINTR) {
        code = ::posix_fallocate(file_.get(), 0, static_cast<off_t>(expected));
    }
    if (code == 0) reserved_ = expected;
    if (code != 0 && code != EOPNOTSUPP && code != EINVAL) {
        write_failed("cannot reserve " + std::to_string(expected) + " bytes", path_, code);
    }
}

void AtomicFile::write(std::span<const std::byte> bytes) {
    constexpr std::size_t most = std::size_t{1} << 30;  // the system takes 2 GiB at most
    while (!bytes.empty()) {
        const std::size_t n = std::min(bytes.size(), most);
        const ssize_t done = retry([&] { return ::write(file_.get(), bytes.data(), n); });
        if (done < 0) {
            const int code = errno;
            give_up();
            write_failed("writing failed", path_, code);
        }
        written_ += static_cast<std::uint64_t>(done);
        bytes = bytes.subspan(static_cast<std::size_t>(done));
    }
}

void AtomicFile::commit() {
    const auto step = [&](std::string_view problem, auto call) {
        if (retry(call) == 0) return;
        const int code = errno;
        give_up();
        write_failed(problem, path_, code);
    };
    if (reserved_ > written_) {
        step("cannot shorten the file",
             [&] { return ::ftruncate(file_.get(), static_cast<off_t>(written_)); });
    }
    // After a failed flush the system may forget that pages are dirty: never tried twice.
    step("cannot flush the file", [&] { return ::fsync(file_.get()); });
    step("cannot put the file in its place",
         [&] { return std::rename(temporary_.c_str(), path_.c_str()); });
    temporary_.clear();
    file_.close();
    remove_stale(directory_, prefix_of(path_));
    sync_directory(directory_);
}

void AtomicFile::give_up() noexcept {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
    temporary_.clear();
    file_.close();
}

void write_atomic(const std::string& path, std::span<const std::byte> bytes) {
    write_atomic(path, std::span(&bytes, 1));
}

void write_atomic(const std::string& path, std::span<const std::span<const std::byte>> pieces) {
    std::uint64_t total = 0;
    for (const std::span<const std::byte> piece : pieces) total += piece.size();
    AtomicFile file(path, total);
    for (const std::span<const std::byte> piece : pieces) file.write(piece);
    file.commit();
}

void create_directories(const std::string& path) {
    for (std::size_t end = 1; end <= path.size(); ++end) {
        if (end < path.size() && path[end] != '/') continue;
        const std::string part = path.substr(0, end);
        struct stat info {};
        if (::stat(part.c_str(), &info) == 0) {
            if (!S_ISDIR(info.st_mode)) write_failed("this is no directory", part, ENOTDIR);
        } else if (::mkdir(part.c_str(), 0777) != 0 && errno != EEXIST) {
            write_failed("cannot create the directory", part, errno);
        }
    }
}

void probe_writable(const std::string& directory) {
    create_directories(directory);
    const std::string path =
        (directory.empty() ? "." : directory) + "/.kasane-probe-" + std::to_string(::getpid());
    constexpr std::byte one{'1'};
    write_atomic(path, std::span(&one, 1));
    if (::unlink(path.c_str()) != 0) write_failed("cannot remove a file", path, errno);
}

}  // namespace kasane::io
