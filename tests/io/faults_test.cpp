// Failures of the system at every call of a save and a load. The functions below stand in for
// those of the C library in this whole program; unless a test arms one, they just pass on.

#include <fcntl.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <string>
#include <utility>

#include "kasane/io/atomic_file.hpp"
#include "kasane/io/file.hpp"
#include "kasane/io/run_lock.hpp"
#include "tests/io/support.hpp"

namespace {

/// Fails the call number `at` (from 0) with `code`; code 0 makes it short instead.
struct Fault {
    std::atomic<int> at{-1};
    int code = 0;

    void arm(int call, int error) {
        code = error;
        at = call;
    }
    void disarm() { at = -1; }
    bool strikes() { return at >= 0 && at-- == 0; }
};

Fault write_fault, fsync_fault, rename_fault, reserve_fault, read_fault, shorten_fault;

std::string before_flock;  // a file that vanishes just before the next lock

int status(long result) { return static_cast<int>(result); }

bool failed(Fault& fault) {
    if (!fault.strikes()) return false;
    errno = fault.code;
    return true;
}

}  // namespace

extern "C" ssize_t write(int fd, const void* data, size_t n) {
    if (write_fault.strikes()) {
        errno = write_fault.code;
        if (errno != 0) return -1;
        n = n > 1 ? n / 2 : n;
    }
    return syscall(SYS_write, fd, data, n);
}

extern "C" ssize_t read(int fd, void* data, size_t n) {
    if (read_fault.strikes()) {
        errno = read_fault.code;
        if (errno != 0) return -1;
        n = n > 1 ? 1 : n;
    }
    return syscall(SYS_read, fd, data, n);
}

extern "C" int fsync(int fd) { return failed(fsync_fault) ? -1 : status(syscall(SYS_fsync, fd)); }

extern "C" int ftruncate(int fd, off_t size) noexcept {
    return failed(shorten_fault) ? -1 : status(syscall(SYS_ftruncate, fd, size));
}

extern "C" int rename(const char* from, const char* to) noexcept {
    return failed(rename_fault) ? -1
                                : status(syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

extern "C" int posix_fallocate(int fd, off_t offset, off_t size) {
    if (reserve_fault.strikes()) return reserve_fault.code;
    return syscall(SYS_fallocate, fd, 0, offset, size) == 0 ? 0 : errno;
}

extern "C" int flock(int fd, int operation) noexcept {
    if (!before_flock.empty()) unlink(std::exchange(before_flock, {}).c_str());
    return status(syscall(SYS_flock, fd, operation));
}

namespace kasane::io {
namespace {

using testing::bytes_of;
using testing::message_of;
using testing::TempDir;
using testing::text_of;

using Names = std::vector<std::string>;

void disarm_all() {
    for (Fault* fault :
         {&write_fault, &fsync_fault, &rename_fault, &reserve_fault, &read_fault, &shorten_fault}) {
        fault->disarm();
    }
}

void save(const std::string& path) {
    AtomicFile file(path, 100);
    file.write(bytes_of("new "));
    file.write(bytes_of("content"));
    file.commit();
}

/// The save fails with that kind of error; the old file is untouched and alone.
template <class Kind>
void expect_old_file_kept(Fault& fault, int call, int code) {
    const TempDir dir;
    dir.write("model", "old");
    fault.arm(call, code);
    const std::string text = message_of<Kind>([&] { save(dir.file("model")); });
    disarm_all();
    EXPECT_NE(text.find(system_reason(code)), std::string::npos) << text;
    EXPECT_EQ(dir.read("model"), "old");
    EXPECT_EQ(dir.entries(), (Names{"model"}));
}

TEST(Faults, ABrokenDeviceIsAnIoErrorAtEveryStepOfASave) {
    expect_old_file_kept<core::IoError>(reserve_fault, 0, EIO);
    expect_old_file_kept<core::IoError>(write_fault, 0, EIO);
    expect_old_file_kept<core::IoError>(write_fault, 1, EIO);
    expect_old_file_kept<core::IoError>(shorten_fault, 0, EIO);
    expect_old_file_kept<core::IoError>(fsync_fault, 0, EIO);
    expect_old_file_kept<core::IoError>(rename_fault, 0, EIO);
}

TEST(Faults, AFullDiskIsAWriteErrorAtEveryStepOfASave) {
    for (const int code : {ENOSPC, EDQUOT}) {
        expect_old_file_kept<core::WriteError>(reserve_fault, 0, code);
        expect_old_file_kept<core::WriteError>(write_fault, 0, code);
        expect_old_file_kept<core::WriteError>(write_fault, 1, code);
        expect_old_file_kept<core::WriteError>(fsync_fault, 0, code);
        expect_old_file_kept<core::WriteError>(rename_fault, 0, code);
    }
    expect_old_file_kept<core::WriteError>(rename_fault, 0, EROFS);
}

void expect_saved(Fault& fault, int call, int code) {
    const TempDir dir;
    dir.write("model", "old");
    fault.arm(call, code);
    EXPECT_NO_THROW(save(dir.file("model")));
    disarm_all();
    EXPECT_EQ(dir.read("model"), "new content");
    EXPECT_EQ(dir.entries(), (Names{"model"}));
}

TEST(Faults, SignalsAndShortWritesAreNoFailures) {
    for (const int call : {0, 1}) {
        expect_saved(write_fault, call, EINTR);
        expect_saved(write_fault, call, 0);
        expect_saved(fsync_fault, call, EINTR);
    }
    expect_saved(reserve_fault, 0, EINTR);
    expect_saved(shorten_fault, 0, EINTR);
}

TEST(Faults, AFileSystemThatCannotReserveIsNoFailure) {
    expect_saved(reserve_fault, 0, EOPNOTSUPP);
    expect_saved(reserve_fault, 0, EINVAL);
    expect_saved(fsync_fault, 1, EINVAL);
}

TEST(Faults, AFailedFlushOfTheDirectorySaysThatTheNewFileIsThere) {
    const TempDir dir;
    dir.write("model", "old");
    fsync_fault.arm(1, EIO);
    const std::string text = message_of<core::IoError>([&] { save(dir.file("model")); });
    disarm_all();
    EXPECT_NE(text.find("the new file is complete"), std::string::npos) << text;
    EXPECT_EQ(dir.read("model"), "new content");
}

TEST(Faults, ALockFileThatItsOwnerRemovesMeanwhileIsMadeAgain) {
    const TempDir dir;
    before_flock = dir.file("run.lock");
    const RunLock lock(dir.path());
    EXPECT_TRUE(before_flock.empty());
    EXPECT_EQ(dir.entries(), (Names{"run.lock"}));
    EXPECT_THROW(RunLock second(dir.path()), core::BusyError);
}

TEST(Faults, ATemporaryThatAnotherRunTakesForStaleIsMadeAgain) {
    const TempDir dir;
    // The names count up: learn the next one from a file that is given up.
    std::string name;
    {
        const AtomicFile file(dir.file("model"));
        name = dir.entries().at(0);
    }
    const std::size_t dash = name.rfind('-');
    const int next = std::stoi(name.substr(dash + 1)) + 1;
    before_flock = dir.file(name.substr(0, dash + 1) + std::to_string(next) + ".tmp");
    save(dir.file("model"));
    EXPECT_TRUE(before_flock.empty());
    EXPECT_EQ(dir.entries(), (Names{"model"}));
    EXPECT_EQ(dir.read("model"), "new content");
}

TEST(Faults, SignalsAndShortReadsAreNoFailures) {
    const TempDir dir;
    const std::string path = dir.write("file", "0123456789");
    for (const int code : {EINTR, 0}) {
        read_fault.arm(0, code);
        EXPECT_EQ(text_of(read_file(path)), "0123456789");
        disarm_all();
    }
}

TEST(Faults, ADeviceThatFailsWhileReadingIsAnIoError) {
    const TempDir dir;
    const std::string path = dir.write("file", "0123456789");
    for (const int call : {0, 1}) {
        read_fault.arm(call, EIO);
        const std::string text = message_of<core::IoError>([&] { read_file(path); });
        disarm_all();
        EXPECT_NE(text.find(path), std::string::npos) << text;
        EXPECT_NE(text.find("Input/output error"), std::string::npos) << text;
    }
}

}  // namespace
}  // namespace kasane::io
