#include "kasane/io/gzip.hpp"

#include <string>

#include "tests/io/support.hpp"

namespace kasane::io {
namespace {

using testing::Bytes;
using testing::bytes_of;
using testing::deflated;
using testing::hex;
using testing::Lie;
using testing::little;
using testing::message_of;
using testing::TempDir;
using testing::text_of;

const std::string fox = "The quick brown fox jumps over the lazy dog. The quick brown fox.";
constexpr std::size_t header = 10;  // of a gzip member without options

std::string with(std::string text, std::size_t at, char value) {
    text.at(at) = value;
    return text;
}

std::string cut(const std::string& text, std::size_t from_end) {
    return text.substr(0, text.size() - from_end);
}

std::vector<Lie> lies() {
    const std::string good = deflated(fox);
    const std::string body = good.substr(header, good.size() - header - 8);
    const std::string start = good.substr(0, header);
    const std::string end = good.substr(good.size() - 8);
    const auto flags = [&](int value) { return with(good, 3, static_cast<char>(value)); };
    return {
        {"empty", "", "not a gzip file"},
        {"one_byte", "\x1f", "not a gzip file"},
        {"magic_alone", "\x1f\x8b", "cut off"},
        {"text", "hello world", "not a gzip file"},
        {"zip", "PK\3\4" + std::string(30, 'x'), "not a gzip file"},
        {"zlib_header", hex("78 9c") + body, "not a gzip file"},
        {"first_magic_byte", with(good, 0, '\x1e'), "not a gzip file"},
        {"second_magic_byte", with(good, 1, '\x8c'), "not a gzip file"},
        {"method_0", with(good, 2, '\0'), "damaged"},
        {"method_9", with(good, 2, '\x09'), "damaged"},
        {"reserved_flags", flags(0xe0), "damaged"},
        {"extra_field_without_end", start.substr(0, 3) + "\4" + start.substr(4) + "\xff\xff" + body,
         "cut off"},
        {"name_without_end", start.substr(0, 3) + "\x08" + start.substr(4) + "name", "cut off"},
        {"comment_without_end", start.substr(0, 3) + "\x10" + start.substr(4) + "text", "cut off"},
        {"wrong_header_checksum", start.substr(0, 3) + "\2" + start.substr(4) + "xy" + body + end,
         "damaged"},
        {"header_alone", start, "cut off"},
        {"no_trailer", cut(good, 8), "cut off"},
        {"half_a_trailer", cut(good, 4), "cut off"},
        {"one_byte_short", cut(good, 1), "cut off"},
        {"half_the_data", start + body.substr(0, body.size() / 2), "cut off"},
        {"wrong_checksum", with(good, good.size() - 8, static_cast<char>(end[0] ^ 1)), "damaged"},
        {"wrong_length", with(good, good.size() - 1, '\1'), "damaged"},
        {"length_of_4_gib", cut(good, 4) + hex("ff ff ff ff"), "damaged"},
        {"trailing_text", good + "more", "goes on behind the gzip data"},
        {"trailing_zeros", good + std::string(512, '\0'), "goes on behind the gzip data"},
        {"trailing_byte", good + "\x1f", "goes on behind the gzip data"},
        {"second_member_cut", good + cut(good, 9), "cut off"},
        {"second_member_damaged", good + with(good, 2, '\7'), "damaged"},
        {"reserved_block_type", start + hex("07") + end, "damaged"},
        {"stored_block_lengths_differ", start + hex("01 05 00 00 00") + "hello" + end, "damaged"},
        {"distance_before_the_start", start + hex("03 02 00") + end, "too far back"},
    };
}

class GzipLies : public ::testing::TestWithParam<Lie> {};

TEST_P(GzipLies, AreRefused) {
    testing::expect_refused(GetParam(), [](const Bytes& bytes) { gunzip(bytes, "lie"); });
}

INSTANTIATE_TEST_SUITE_P(Io, GzipLies, ::testing::ValuesIn(lies()), testing::lie_name);

TEST(Gunzip, RestoresTheContent) {
    for (const std::size_t size : {0, 1, 100, 65536, 3000000}) {
        std::string content;
        for (std::size_t i = 0; i < size; ++i) content += static_cast<char>(i * i >> 8);
        for (const int level : {0, 1, 9}) {
            const Bytes packed = bytes_of(deflated(content, 31, level));
            EXPECT_TRUE(text_of(gunzip(packed, "f")) == content) << size << " level " << level;
        }
    }
}

TEST(Gunzip, JoinsSeveralMembers) {
    const std::string three = deflated("one ") + deflated("") + deflated("three");
    EXPECT_EQ(text_of(gunzip(bytes_of(three), "f")), "one three");
}

TEST(Gunzip, ReadsAHeaderWithAllOptions) {
    const std::string good = deflated(fox);
    std::string options = good.substr(0, 3) + "\x1c" + good.substr(4, 6);
    options += little(2, 2) + "ex" + std::string("name\0", 5) + std::string("comment\0", 8);
    EXPECT_EQ(text_of(gunzip(bytes_of(options + good.substr(header)), "f")), fox);
}

TEST(Gunzip, FindsEveryTruncation) {
    testing::expect_every_truncation_refused(bytes_of(deflated(fox)),
                                             [](const Bytes& bytes) { gunzip(bytes, "f"); });
}

TEST(Gunzip, FindsEveryFlippedBitThatMatters) {
    const std::string good = deflated(fox);
    int harmless = 0;
    for (std::size_t bit = header * 8; bit < good.size() * 8; ++bit) {
        std::string bad = good;
        bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
        try {
            EXPECT_EQ(text_of(gunzip(bytes_of(bad), "f")), fox) << bit;
            ++harmless;
        } catch (const core::DataError&) {
        }
    }
    EXPECT_LT(harmless, 8) << "only the bits that fill the last byte of the data mean nothing";
}

TEST(Gunzip, StopsABombAtTheLimit) {
    const Bytes bomb = bytes_of(deflated(std::string(50000000, '\0')));
    EXPECT_LT(bomb.size(), 60000U);
    const std::string text = message_of<core::DataError>([&] { gunzip(bomb, "bomb.gz", 1000000); });
    EXPECT_NE(text.find("at most 1000000 bytes"), std::string::npos) << text;
    EXPECT_EQ(gunzip(bomb, "bomb.gz", 50000000).size(), 50000000U);
    EXPECT_THROW(gunzip(bomb, "bomb.gz", 49999999), core::DataError);
}

TEST(InflateRaw, GivesExactlyTheSizeAskedFor) {
    const Bytes packed = bytes_of(deflated(fox, -15));
    const auto inflate = [&](std::size_t take, std::size_t size) {
        ByteReader reader(packed, "f");
        return text_of(inflate_raw(reader, take, size));
    };
    EXPECT_EQ(inflate(packed.size(), fox.size()), fox);
    EXPECT_THROW(inflate(packed.size(), fox.size() - 1), core::DataError);
    EXPECT_THROW(inflate(packed.size(), fox.size() + 1), core::DataError);
    EXPECT_THROW(inflate(packed.size() - 1, fox.size()), core::DataError);
    EXPECT_THROW(inflate(packed.size() + 1, fox.size()), core::DataError);
    EXPECT_THROW(inflate(packed.size(), std::size_t{1} << 40), core::DataError);
}

TEST(ReadMaybeGz, TakesEitherFormOfAFile) {
    const TempDir dir;
    dir.write("plain", fox);
    dir.write("packed.gz", deflated(fox));
    dir.write("unnamed", deflated(fox));
    for (const std::string name : {"plain", "packed.gz", "packed", "unnamed"}) {
        EXPECT_EQ(text_of(read_maybe_gz(dir.file(name))), fox) << name;
    }
}

TEST(ReadMaybeGz, RefusesWhatIsNamedGzAndIsNot) {
    const TempDir dir;
    EXPECT_THROW(read_maybe_gz(dir.write("plain.gz", fox)), core::DataError);
    EXPECT_THROW(read_maybe_gz(dir.file("missing")), core::NoInputError);
}

}  // namespace
}  // namespace kasane::io
