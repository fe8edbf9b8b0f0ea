#include "kasane/io/append_file.hpp"

#include <sys/resource.h>
#include <csignal>

#include "kasane/io/file.hpp"
#include "tests/io/support.hpp"

namespace kasane::io {
namespace {

using testing::TempDir;
using testing::text_of;

/// No file of this process grows beyond that while it lives.
class DiskOf {
public:
    explicit DiskOf(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit small{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
    }
    ~DiskOf() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, handler_);
    }
    DiskOf(const DiskOf&) = delete;
    DiskOf& operator=(const DiskOf&) = delete;

private:
    rlimit before_{};
    void (*handler_)(int);
};

TEST(AppendFile, GrowsAtEveryFlush) {
    const TempDir directory;
    AppendFile file(directory.file("log"));
    file.add("one\n");
    EXPECT_FALSE(exists(file.path()));
    file.flush();
    file.add("two\n");
    file.add("three\n");
    file.flush();
    file.flush();
    EXPECT_EQ(text_of(read_file(file.path())), "one\ntwo\nthree\n");
}

TEST(AppendFile, KeepsTheBytesThatItIsTold) {
    const TempDir directory;
    {
        AppendFile file(directory.file("log"));
        file.add("one\ntwo\nthr");
        file.flush();
    }
    AppendFile file(directory.file("log"), 4);
    file.add("2\n");
    file.flush();
    EXPECT_EQ(text_of(read_file(file.path())), "one\n2\n");
}

TEST(AppendFile, AFullDiskLosesNothingOnceThereIsRoom) {
    const TempDir directory;
    AppendFile file(directory.file("log"));
    file.add("one\n");
    file.flush();
    file.add("two\n");
    {
        const DiskOf six(6);
        EXPECT_THROW(file.flush(), core::WriteError);
    }
    file.add("three\n");
    file.flush();
    EXPECT_EQ(text_of(read_file(file.path())), "one\ntwo\nthree\n");
}

TEST(AppendFile, ADirectoryThatIsMissingIsToldAtTheFlush) {
    const TempDir directory;
    AppendFile file(directory.file("none/log"));
    file.add("one\n");
    EXPECT_THROW(file.flush(), core::WriteError);
}

}  // namespace
}  // namespace kasane::io
