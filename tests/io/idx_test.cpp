#include "kasane/io/idx.hpp"

#include <string>

#include "tests/io/support.hpp"

namespace kasane::io {
namespace {

using core::DType;
using core::Shape;
using testing::big;
using testing::Bytes;
using testing::bytes_of;
using testing::deflated;
using testing::hex;
using testing::Lie;
using testing::numbers;
using testing::TempDir;

std::string idx(int type, const std::vector<std::uint64_t>& sizes, const std::string& data) {
    std::string file = big(static_cast<std::uint64_t>(type) << 8 | sizes.size(), 4);
    for (const std::uint64_t size : sizes) file += big(size, 4);
    return file + data;
}

std::vector<Lie> lies() {
    const std::string pixels(24, 'p');
    const std::string good = idx(8, {2, 3, 4}, pixels);
    constexpr std::uint64_t huge = 0xffffffff;
    constexpr std::uint64_t two31 = 0x80000000;
    return {
        {"empty", "", "ends inside the magic number"},
        {"one_byte", hex("00"), "ends inside the magic number"},
        {"three_bytes", hex("00 00 08"), "ends inside the magic number"},
        {"first_byte_not_zero", "\1" + good.substr(1), "not an IDX file"},
        {"second_byte_not_zero", hex("00 01") + good.substr(2), "not an IDX file"},
        {"gzip", deflated(good), "not an IDX file"},
        {"npy", "\x93NUMPY\1", "not an IDX file"},
        {"text", "5,0,4,1", "not an IDX file"},
        {"type_0", idx(0, {24}, pixels), "element type is unknown"},
        {"type_7", idx(7, {24}, pixels), "element type is unknown"},
        {"type_10", idx(10, {24}, pixels), "element type is unknown"},
        {"type_15", idx(15, {24}, pixels), "element type is unknown"},
        {"type_255", idx(255, {24}, pixels), "element type is unknown"},
        {"no_dimensions", idx(8, {}, pixels), "number of dimensions"},
        {"nine_dimensions", idx(8, {1, 1, 1, 1, 1, 1, 1, 1, 1}, "p"), "number of dimensions"},
        {"255_dimensions", hex("00 00 08 ff") + std::string(1020, '\0'), "number of dimensions"},
        {"dimensions_missing", hex("00 00 08 03"), "ends inside the dimensions"},
        {"dimensions_cut", good.substr(0, 14), "ends inside the dimensions"},
        {"no_data", good.substr(0, 16), "do not fill the file"},
        {"one_byte_short", good.substr(0, good.size() - 1), "do not fill the file"},
        {"one_byte_long", good + "p", "do not fill the file"},
        {"twice_the_data", good + pixels, "do not fill the file"},
        {"little_endian_sizes", hex("00 00 08 01 18 00 00 00") + pixels, "do not fill the file"},
        {"bytes_called_i32", idx(12, {24}, pixels), "expected: 96 bytes"},
        {"bytes_called_f64", idx(14, {24}, pixels), "expected: 192 bytes"},
        {"i16_one_byte_short", idx(11, {12}, pixels.substr(1)), "do not fill the file"},
        {"four_billion_labels", idx(8, {huge}, pixels), "expected: 4294967295 bytes"},
        {"terabytes", idx(8, {huge, 1000}, pixels), "do not fill the file"},
        {"product_overflows", idx(8, {huge, huge, huge}, pixels), "multiply to more"},
        {"product_wraps_to_zero", idx(8, {two31, two31, 4}, ""), "multiply to more"},
        {"product_wraps_to_the_size", idx(8, {two31, two31, 4, 24}, pixels), "multiply to more"},
        {"bytes_wrap", idx(14, {two31, two31 / 2}, pixels), "multiply to more"},
        {"zero_hides_an_overflow", idx(8, {0, huge, huge, huge}, ""), "multiply to more"},
        {"empty_with_data", idx(8, {0, 28, 28}, pixels), "do not fill the file"},
    };
}

class IdxLies : public ::testing::TestWithParam<Lie> {};

TEST_P(IdxLies, AreRefused) {
    testing::expect_refused(GetParam(), [](const Bytes& bytes) { parse_idx(bytes, "lie"); });
}

INSTANTIATE_TEST_SUITE_P(Io, IdxLies, ::testing::ValuesIn(lies()), testing::lie_name);

TEST(Idx, ReadsImagesWithoutCopyingThem) {
    std::string pixels;
    for (int i = 0; i < 24; ++i) pixels += static_cast<char>(i * 10);
    Bytes bytes = bytes_of(idx(8, {2, 3, 4}, pixels));
    const std::byte* where = bytes.data();
    const IdxFile file = parse_idx(std::move(bytes), "f");
    EXPECT_EQ(file.dtype, DType::u8);
    EXPECT_EQ(file.shape, (Shape{2, 3, 4}));
    EXPECT_EQ(testing::text_of(file.data()), pixels);
    EXPECT_EQ(file.buffer.data(), where);
}

TEST(Idx, ReadsEveryElementTypeFromBigEndian) {
    const auto parse = [](int type, const std::string& data, std::uint64_t count) {
        return parse_idx(bytes_of(idx(type, {count}, data)), "f");
    };
    const IdxFile i8 = parse(9, hex("00 7f 80 ff"), 4);
    EXPECT_EQ(i8.dtype, DType::i32);
    EXPECT_EQ(numbers<std::int32_t>(i8.data()), (std::vector<std::int32_t>{0, 127, -128, -1}));
    const IdxFile i16 = parse(11, hex("0102 8000 ffff"), 3);
    EXPECT_EQ(i16.dtype, DType::i32);
    EXPECT_EQ(numbers<std::int32_t>(i16.data()), (std::vector<std::int32_t>{258, -32768, -1}));
    const IdxFile i32 = parse(12, hex("01020304 ffffffff"), 2);
    EXPECT_EQ(i32.dtype, DType::i32);
    EXPECT_EQ(numbers<std::int32_t>(i32.data()), (std::vector<std::int32_t>{0x01020304, -1}));
    const IdxFile f32 = parse(13, hex("3fc00000 c2f70000"), 2);
    EXPECT_EQ(f32.dtype, DType::f32);
    EXPECT_EQ(numbers<float>(f32.data()), (std::vector<float>{1.5F, -123.5F}));
    const IdxFile f64 = parse(14, hex("3ff8000000000000 c05ee00000000000"), 2);
    EXPECT_EQ(f64.dtype, DType::f64);
    EXPECT_EQ(numbers<double>(f64.data()), (std::vector<double>{1.5, -123.5}));
}

TEST(Idx, ReadsAnEmptyFileOfImages) {
    const IdxFile file = parse_idx(bytes_of(idx(8, {0, 28, 28}, "")), "f");
    EXPECT_EQ(file.shape, (Shape{0, 28, 28}));
    EXPECT_TRUE(file.data().empty());
}

TEST(Idx, FindsEveryTruncation) {
    testing::expect_every_truncation_refused(bytes_of(idx(13, {2, 3}, std::string(24, 'x'))),
                                             [](const Bytes& bytes) { parse_idx(bytes, "f"); });
}

TEST(Idx, IsFoundWithAndWithoutGz) {
    const TempDir dir;
    const std::string labels = idx(8, {3}, "\1\2\3");
    dir.write("plain", labels);
    dir.write("packed.gz", deflated(labels));
    for (const std::string name : {"plain", "packed", "packed.gz"}) {
        EXPECT_EQ(load_idx(dir.file(name)).shape, (Shape{3})) << name;
    }
    EXPECT_THROW(load_idx(dir.file("missing")), core::NoInputError);
}

TEST(Idx, ErrorsNameTheFileThatWasRead) {
    const TempDir dir;
    const std::string path = dir.write("labels", "nonsense");
    const std::string text = testing::message_of<core::DataError>([&] { load_idx(path); });
    EXPECT_NE(text.find("file: " + path), std::string::npos) << text;
}

}  // namespace
}  // namespace kasane::io
