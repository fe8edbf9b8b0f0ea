#include "kasane/io/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <string>
#include <thread>

#include "tests/io/support.hpp"

namespace kasane::io {
namespace {

using testing::message_of;
using testing::TempDir;
using testing::text_of;

TEST(ReadFile, ReturnsTheWholeContent) {
    const TempDir dir;
    for (const std::size_t size : {0, 1, 4095, 4096, 4097, 100000}) {
        std::string content;
        for (std::size_t i = 0; i < size; ++i) content += static_cast<char>(i * 7);
        EXPECT_EQ(text_of(read_file(dir.write("file", content))), content) << size;
    }
}

TEST(ReadFile, OfAMissingFileNamesPathAndReason) {
    const std::string text =
        message_of<core::NoInputError>([] { read_file("/nowhere/at/all.idx"); });
    EXPECT_NE(text.find("/nowhere/at/all.idx"), std::string::npos);
    EXPECT_NE(text.find("No such file or directory"), std::string::npos);
    EXPECT_NE(text.find("hint: "), std::string::npos);
}

TEST(ReadFile, RefusesADirectory) {
    const TempDir dir;
    const std::string text = message_of<core::NoInputError>([&] { read_file(dir.path()); });
    EXPECT_NE(text.find("it is a directory"), std::string::npos);
}

TEST(ReadFile, RefusesAFileInTheWayOfAPath) {
    const TempDir dir;
    EXPECT_THROW(read_file(dir.write("file", "x") + "/below"), core::NoInputError);
}

TEST(ReadFile, RefusesAFileWithoutPermission) {
    const TempDir dir;
    const std::string path = dir.write("secret", "x");
    chmod(path.c_str(), 0);
    const uid_t me = geteuid();
    if (me == 0 && seteuid(65534) != 0) GTEST_SKIP() << "root may read everything";
    const std::string text = message_of<core::NoInputError>([&] { read_file(path); });
    ASSERT_EQ(seteuid(me), 0);
    EXPECT_NE(text.find("Permission denied"), std::string::npos);
}

TEST(ReadFile, RefusesMoreThanTheLimitBeforeReading) {
    const TempDir dir;
    const std::string path = dir.file("sparse");
    const int fd = open(path.c_str(), O_CREAT | O_WRONLY, 0600);
    ASSERT_EQ(ftruncate(fd, off_t{1} << 40), 0);  // takes no room on the disk
    close(fd);
    const std::string text = message_of<core::DataError>([&] { read_file(path, 1000); });
    EXPECT_NE(text.find("larger than the limit"), std::string::npos);
    EXPECT_NE(text.find("1000 bytes"), std::string::npos);
}

TEST(ReadFile, TakesExactlyTheLimit) {
    const TempDir dir;
    const std::string path = dir.write("file", "12345");
    EXPECT_EQ(read_file(path, 5).size(), 5U);
    EXPECT_THROW(read_file(path, 4), core::DataError);
}

TEST(ReadFile, ReadsAPipeOfUnknownLength) {
    const TempDir dir;
    const std::string path = dir.file("pipe");
    ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
    const std::string content(300000, 'p');
    std::thread writer([&] { std::ofstream(path, std::ios::binary) << content; });
    EXPECT_EQ(text_of(read_file(path)), content);
    writer.join();
}

TEST(ReadFile, StopsAtTheLimitInAnEndlessFile) {
    EXPECT_THROW(read_file("/dev/zero", 100000), core::DataError);
}

TEST(Exists, TellsFilesAndDirectoriesFromNothing) {
    const TempDir dir;
    EXPECT_TRUE(exists(dir.path()));
    EXPECT_TRUE(exists(dir.write("file", "")));
    EXPECT_FALSE(exists(dir.file("other")));
}

TEST(DefaultMaxBytes, IsLessThanTheMemoryAndMoreThanADataSet) {
    EXPECT_GT(default_max_bytes(), std::size_t{1} << 28);
    EXPECT_LE(default_max_bytes(), std::size_t{64} << 30);
}

}  // namespace
}  // namespace kasane::io
