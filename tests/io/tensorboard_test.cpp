// Event files against bytes that were computed apart from Kasane.

#include "kasane/io/tensorboard.hpp"

#include <regex>

#include "kasane/io/file.hpp"
#include "tests/io/support.hpp"

namespace kasane::io {
namespace {

using testing::hex;
using testing::TempDir;
using testing::text_of;

TEST(TensorBoard, TheFirstRecordNamesTheVersion) {
    EXPECT_EQ(tensorboard_version(1.0), hex("1800000000000000a37f4b22 09000000000000f03f"
                                            "1a0d627261696e2e4576656e743a32 86bf577a"));
}

TEST(TensorBoard, AScalarHasStepTagAndValue) {
    const Scalar loss{"loss", 0.5F};
    EXPECT_EQ(tensorboard_scalars(1.0, 7, std::span(&loss, 1)),
              hex("1a00000000000000129bd82d 09000000000000f03f"
                  "10072a0d0a0b0a046c6f7373150000003f 862c9a2f"));
}

/// The data of the first record in `bytes`, which is taken off.
std::string take_record(std::string& bytes) {
    const auto size = static_cast<std::size_t>(static_cast<unsigned char>(bytes.at(0)));
    const std::string data = bytes.substr(12, size);
    bytes.erase(0, size + 16);
    return data;
}

TEST(TensorBoard, StepsFromOneHundredAndTwentyEightOnTakeSeveralBytes) {
    const Scalar x{"x", 1.0F};
    std::string record = tensorboard_scalars(1.0, 300, std::span(&x, 1));
    // 300 = 2 * 128 + 44: 44 with the mark that more follows, then 2.
    EXPECT_EQ(take_record(record), hex("09000000000000f03f 10ac02 2a0a 0a08 0a0178 150000803f"));
}

TEST(TensorBoard, PointsOfAStepShareARecord) {
    const Scalar both[] = {{"a", 1.0F}, {"b", 2.0F}};
    std::string record = tensorboard_scalars(1.0, 1, both);
    EXPECT_EQ(take_record(record), hex("09000000000000f03f 1001 2a14 0a08 0a0161 150000803f"
                                       "0a08 0a0162 1500000040"));
    EXPECT_EQ(record, "");
}

// Event.session_log = 7, SessionLog.status = 1, START = 1.
TEST(TensorBoard, ARestartIsTheStartOfASession) {
    std::string record = tensorboard_restart(1.0, 46);
    EXPECT_EQ(take_record(record), hex("09000000000000f03f 102e 3a02 0801"));
}

TEST(TensorBoard, FilesHaveTheNamesThatItLooksFor) {
    const TempDir folder;
    TensorboardWriter first(folder.file("deep/run"));
    TensorboardWriter second(folder.file("deep/run"), 46);
    EXPECT_NE(first.path(), second.path());
    const std::string name = first.path().substr(first.path().rfind('/') + 1);
    EXPECT_TRUE(std::regex_match(
        name, std::regex("events\\.out\\.tfevents\\.[0-9]{10}\\..+\\.[0-9]+\\.[0-9]+")))
        << name;
    first.add(3, {{"loss", 0.25F}});
    first.flush();
    std::string bytes = text_of(read_file(first.path()));
    EXPECT_EQ(take_record(bytes).substr(9), hex("1a0d") + "brain.Event:2");
    EXPECT_EQ(take_record(bytes).substr(9), hex("1003 2a0d 0a0b 0a046c6f7373 150000803e"));
    EXPECT_EQ(bytes, "");
    second.flush();
    bytes = text_of(read_file(second.path()));
    take_record(bytes);
    EXPECT_EQ(take_record(bytes).substr(9), hex("102e 3a02 0801"));
}

}  // namespace
}  // namespace kasane::io
