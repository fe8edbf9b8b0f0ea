#include "kasane/io/atomic_file.hpp"

#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <string>
#include <thread>

#include "kasane/io/file.hpp"
#include "kasane/io/safetensors.hpp"
#include "tests/io/support.hpp"

namespace kasane::io {
namespace {

using testing::Bytes;
using testing::bytes_of;
using testing::message_of;
using testing::TempDir;

using Names = std::vector<std::string>;

/// A file system in memory of one megabyte, where root may make one.
class SmallDisk {
public:
    SmallDisk() : mounted_(mount("none", dir_.path().c_str(), "tmpfs", 0, "size=1m") == 0) {}
    ~SmallDisk() {
        if (mounted_) umount2(dir_.path().c_str(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    bool mounted() const { return mounted_; }
    bool make_read_only() {
        return mount("none", dir_.path().c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) == 0;
    }
    const TempDir& dir() const { return dir_; }

private:
    TempDir dir_;
    bool mounted_;
};

TEST(AtomicFile, ReplacesAFileAndLeavesNothingElse) {
    const TempDir dir;
    const std::string path = dir.file("model");
    write_atomic(path, bytes_of("old and long"));
    write_atomic(path, bytes_of("new"));
    EXPECT_EQ(dir.read("model"), "new");
    EXPECT_EQ(dir.entries(), (Names{"model"}));
}

TEST(AtomicFile, WritesPiecesInARowAndEmptyFiles) {
    const TempDir dir;
    const Bytes a = bytes_of("one ");
    const Bytes b = bytes_of("two");
    const std::vector<std::span<const std::byte>> pieces{a, {}, b};
    write_atomic(dir.file("model"), pieces);
    EXPECT_EQ(dir.read("model"), "one two");
    write_atomic(dir.file("model"), std::span<const std::byte>());
    EXPECT_EQ(dir.read("model"), "");
}

TEST(AtomicFile, IsInvisibleUntilItIsCommitted) {
    const TempDir dir;
    dir.write("model", "old");
    {
        AtomicFile file(dir.file("model"), 3);
        file.write(bytes_of("new"));
        EXPECT_EQ(dir.read("model"), "old");
        EXPECT_EQ(dir.entries().size(), 2U);
    }
    EXPECT_EQ(dir.read("model"), "old");
    EXPECT_EQ(dir.entries(), (Names{"model"})) << "given up";
}

TEST(AtomicFile, MayBecomeShorterOrLongerThanReserved) {
    const TempDir dir;
    for (const std::uint64_t expected : {0, 1, 100000}) {
        AtomicFile file(dir.file("model"), expected);
        for (int i = 0; i < 1000; ++i) file.write(bytes_of("0123456789"));
        file.commit();
        EXPECT_EQ(dir.read("model").size(), 10000U) << expected;
    }
}

TEST(AtomicFile, KeepsThePermissionsOfTheFileItReplaces) {
    const TempDir dir;
    const std::string path = dir.write("model", "old");
    chmod(path.c_str(), 0640);
    write_atomic(path, bytes_of("new"));
    struct stat info {};
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777, 0640U);
}

TEST(AtomicFile, FollowsASymbolicLink) {
    const TempDir dir;
    dir.write("real", "old");
    ASSERT_EQ(symlink("real", dir.file("latest").c_str()), 0);
    write_atomic(dir.file("latest"), bytes_of("new"));
    EXPECT_EQ(dir.read("real"), "new");
    EXPECT_TRUE(std::filesystem::is_symlink(dir.file("latest")));
}

TEST(AtomicFile, RefusesToReplaceWhatIsNoFile) {
    const TempDir dir;
    EXPECT_THROW(write_atomic(dir.path(), bytes_of("x")), core::WriteError);
    EXPECT_THROW(write_atomic("/dev/null", bytes_of("x")), core::WriteError);
    EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST(AtomicFile, NamesThePathAndTheReason) {
    const std::string text =
        message_of<core::WriteError>([] { write_atomic("/nowhere/at/all/model", bytes_of("x")); });
    EXPECT_NE(text.find("file: /nowhere/at/all/model"), std::string::npos) << text;
    EXPECT_NE(text.find("No such file or directory"), std::string::npos);
    EXPECT_NE(text.find("hint: "), std::string::npos);
}

TEST(AtomicFile, RemovesWhatKilledRunsLeftButNothingElse) {
    const TempDir dir;
    const std::string path = dir.file("model");
    const std::string own = std::to_string(getpid());
    for (const std::string name : {".model.99999999-0.tmp", ".model.1-17.tmp"}) dir.write(name, "");
    dir.write(".model." + own + "-999999.tmp", "");
    const Names kept{".model.12-x.tmp", ".model.tmp", ".other.5-0.tmp", "model", "model.5-0.tmp"};
    for (const std::string& name : kept) dir.write(name, "");
    write_atomic(path, bytes_of("new"));
    EXPECT_EQ(dir.entries(), kept);
}

TEST(AtomicFile, SparesTheTemporaryOfALivingWriter) {
    const TempDir dir;
    AtomicFile slow(dir.file("model"));
    slow.write(bytes_of("slow"));
    write_atomic(dir.file("model"), bytes_of("quick"));
    EXPECT_EQ(dir.entries().size(), 2U);
    slow.commit();
    EXPECT_EQ(dir.read("model"), "slow");
    EXPECT_EQ(dir.entries(), (Names{"model"}));
}

TEST(AtomicFile, OfManyThreadsIsAlwaysOneOfTheirs) {
    const TempDir dir;
    std::vector<std::thread> writers;
    for (char letter = 'a'; letter < 'e'; ++letter) {
        writers.emplace_back([&dir, letter] {
            const Bytes content(20000, static_cast<std::byte>(letter));
            for (int i = 0; i < 20; ++i) write_atomic(dir.file("model"), content);
        });
    }
    for (std::thread& writer : writers) writer.join();
    const std::string content = dir.read("model");
    EXPECT_EQ(content, std::string(20000, content.at(0)));
    EXPECT_EQ(dir.entries(), (Names{"model"}));
}

TEST(AtomicFile, OnAFullDiskKeepsTheOldFile) {
    const SmallDisk disk;
    if (!disk.mounted()) GTEST_SKIP() << "needs root to mount a small disk";
    const std::string path = disk.dir().file("model");
    const Bytes old(300000, std::byte{'o'});
    write_atomic(path, old);
    for (std::size_t size = 300000; size < 3000000; size += 65536) {
        try {
            write_atomic(path, Bytes(size, std::byte{'n'}));
            write_atomic(path, old);
        } catch (const core::WriteError& error) {
            EXPECT_NE(std::string(error.what()).find("make room"), std::string::npos);
            EXPECT_GT(size + old.size(), 700000U) << "there was room";
        }
        ASSERT_EQ(disk.dir().read("model"), std::string(300000, 'o')) << size;
        ASSERT_EQ(disk.dir().entries(), (Names{"model"})) << size;
    }
}

TEST(AtomicFile, OfUnknownLengthOnAFullDiskKeepsTheOldFile) {
    const SmallDisk disk;
    if (!disk.mounted()) GTEST_SKIP() << "needs root to mount a small disk";
    write_atomic(disk.dir().file("model"), bytes_of("old"));
    AtomicFile file(disk.dir().file("model"));
    const Bytes piece(100000, std::byte{'n'});
    EXPECT_THROW(
        {
            for (int i = 0; i < 20; ++i) file.write(piece);
        },
        core::WriteError);
    EXPECT_EQ(disk.dir().entries(), (Names{"model"}));
    EXPECT_EQ(disk.dir().read("model"), "old");
}

TEST(AtomicFile, AboveTheFileSizeLimitKeepsTheOldFile) {
    const TempDir dir;
    write_atomic(dir.file("model"), bytes_of("old"));
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{10000, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    EXPECT_THROW(write_atomic(dir.file("model"), Bytes(20000)), core::WriteError);
    AtomicFile file(dir.file("model"));
    EXPECT_THROW(file.write(Bytes(20000)), core::WriteError);
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    EXPECT_EQ(dir.read("model"), "old");
    EXPECT_EQ(dir.entries(), (Names{"model"}));
}

TEST(AtomicFile, SurvivesKillsAtAnyMoment) {
    const TempDir dir;
    const std::string path = dir.file("model.safetensors");
    const auto save = [&](int step) {
        const Bytes data(200000, static_cast<std::byte>(step));
        const TensorView view{"w", core::DType::u8, {200000}, data};
        save_safetensors(path, std::span(&view, 1), {{"step", std::to_string(step)}});
    };
    save(0);
    for (int round = 0; round < 40; ++round) {
        const pid_t child = fork();
        if (child == 0) {
            for (int step = 0;; ++step) save(step);
        }
        usleep(static_cast<useconds_t>(500 + 1237 * round % 20000));
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        ASSERT_TRUE(load_safetensors(path).checked) << round;
    }
    save(1);
    EXPECT_EQ(dir.entries(), (Names{"model.safetensors"}));
}

TEST(ProbeWritable, MakesTheDirectoryAndLeavesItEmpty) {
    const TempDir dir;
    const std::string path = dir.file("a/b//c/");
    probe_writable(path);
    probe_writable(path);
    EXPECT_TRUE(std::filesystem::is_empty(path));
}

TEST(ProbeWritable, RefusesPlacesNobodyCanWriteTo) {
    const TempDir dir;
    const std::string file = dir.write("file", "x");
    EXPECT_THROW(probe_writable(file), core::WriteError);
    EXPECT_THROW(probe_writable(file + "/below"), core::WriteError);
    EXPECT_THROW(probe_writable("/proc"), core::WriteError);
    EXPECT_THROW(probe_writable("/proc/kasane/out"), core::WriteError);
    EXPECT_EQ(dir.entries(), (Names{"file"}));
}

TEST(ProbeWritable, RefusesAReadOnlyDisk) {
    SmallDisk disk;
    if (!disk.mounted() || !disk.make_read_only()) GTEST_SKIP() << "needs root to mount a disk";
    const std::string text =
        message_of<core::WriteError>([&] { probe_writable(disk.dir().path()); });
    EXPECT_NE(text.find("Read-only file system"), std::string::npos) << text;
    EXPECT_THROW(probe_writable(disk.dir().file("below")), core::WriteError);
}

TEST(ProbeWritable, RefusesAFullDisk) {
    const SmallDisk disk;
    if (!disk.mounted()) GTEST_SKIP() << "needs root to mount a small disk";
    disk.dir().write("rest", std::string(2000000, 'x'));
    EXPECT_THROW(probe_writable(disk.dir().path()), core::WriteError);
    EXPECT_EQ(disk.dir().entries(), (Names{"rest"}));
}

}  // namespace
}  // namespace kasane::io
