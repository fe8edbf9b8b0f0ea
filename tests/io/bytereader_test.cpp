#include "kasane/io/bytereader.hpp"

#include <limits>

#include "tests/io/support.hpp"

namespace kasane::io {
namespace {

using testing::bytes_of;
using testing::hex;
using testing::message_of;

TEST(ByteReader, ReadsIntegersOfBothByteOrders) {
    const auto bytes = bytes_of(hex("01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f"));
    ByteReader reader(bytes, "file");
    EXPECT_EQ(reader.little<std::uint8_t>(), 0x01);
    EXPECT_EQ(reader.little<std::uint16_t>(), 0x0302);
    EXPECT_EQ(reader.big<std::uint32_t>(), 0x04050607U);
    EXPECT_EQ(reader.little<std::uint64_t>(), 0x0f0e0d0c0b0a0908U);
    EXPECT_TRUE(reader.at_end());
    reader.seek(0);
    EXPECT_EQ(reader.big<std::uint64_t>(), 0x0102030405060708U);
}

TEST(ByteReader, RefusesToReadBehindTheEndAndStaysWhereItWas) {
    const auto bytes = bytes_of("abc");
    ByteReader reader(bytes, "file");
    reader.take(1);
    EXPECT_THROW(reader.little<std::uint32_t>(), core::DataError);
    EXPECT_THROW(reader.take(3), core::DataError);
    EXPECT_THROW(reader.take(std::numeric_limits<std::size_t>::max()), core::DataError);
    EXPECT_EQ(reader.offset(), 1U);
    EXPECT_EQ(reader.text(2), "bc");
    EXPECT_EQ(reader.peek(), -1);
    EXPECT_NO_THROW(reader.take(0));
}

TEST(ByteReader, SaysWhatWhereAndHowMuch) {
    const auto bytes = bytes_of("abc");
    ByteReader reader(bytes, "train.idx", "idx");
    reader.take(2);
    EXPECT_EQ(message_of<core::DataError>([&] { reader.big<std::uint32_t>("the dimensions"); }),
              "idx: the file ends inside the dimensions\n  file: train.idx\n  offset: 2\n"
              "  expected: 4 bytes\n  found: 1 byte\n"
              "  hint: is the file complete, and of this format? get it or make it again");
}

TEST(ByteReader, SeeksOnlyInsideTheFile) {
    const auto bytes = bytes_of("abc");
    ByteReader reader(bytes, "file");
    EXPECT_NO_THROW(reader.seek(3));
    EXPECT_THROW(reader.seek(4), core::DataError);
}

TEST(ByteReader, TellsWhenTheFileGoesOn) {
    const auto bytes = bytes_of("abc");
    ByteReader reader(bytes, "file");
    EXPECT_THROW(reader.expect_end(), core::DataError);
    reader.take(3);
    EXPECT_NO_THROW(reader.expect_end());
}

TEST(CheckedProduct, MultipliesSizesAndUnit) {
    EXPECT_EQ(checked_product({2, 3, 4}, 8), 192U);
    EXPECT_EQ(checked_product({}, 4), 4U);
    EXPECT_EQ(checked_product({5, 0}, 4), 0U);
}

TEST(CheckedProduct, FindsEveryOverflow) {
    const core::Index half = core::Index{1} << 32;
    EXPECT_FALSE(checked_product({half, half}, 1));
    EXPECT_FALSE(checked_product({half, half / 2}, 1));
    EXPECT_TRUE(checked_product({half, half / 4}, 1));
    EXPECT_FALSE(checked_product({half, half / 4}, 2));
    EXPECT_FALSE(checked_product({0, half, half}, 1)) << "strides of it would overflow";
    EXPECT_FALSE(checked_product({half, half, 0}, 1));
    EXPECT_FALSE(checked_product({std::numeric_limits<core::Index>::max()}, 2));
}

TEST(InQuotes, ShowsUnprintableBytesAndCutsLongTexts) {
    EXPECT_EQ(in_quotes("a b"), "\"a b\"");
    EXPECT_EQ(in_quotes(std::string_view("\x1b[31m\0\xff", 7)), "\"\\x1b[31m\\x00\\xff\"");
    EXPECT_EQ(in_quotes(std::string(41, 'x')), "\"" + std::string(40, 'x') + "\"...");
}

TEST(ByteCount, KnowsSingularAndPlural) {
    EXPECT_EQ(byte_count(0), "0 bytes");
    EXPECT_EQ(byte_count(1), "1 byte");
    EXPECT_EQ(byte_count(2), "2 bytes");
}

}  // namespace
}  // namespace kasane::io
