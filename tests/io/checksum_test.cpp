#include <string>
#include <utility>

#include "kasane/io/crc32c.hpp"
#include "kasane/io/sha256.hpp"
#include "tests/io/support.hpp"

namespace kasane::io {
namespace {

using testing::Bytes;
using testing::bytes_of;
using testing::hex;

/// One bit at a time, straight from the definition.
std::uint32_t slow_crc32c(std::span<const std::byte> bytes) {
    std::uint32_t crc = 0xffffffff;
    for (const std::byte byte : bytes) {
        crc ^= std::to_integer<std::uint32_t>(byte);
        for (int i = 0; i < 8; ++i) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78U : 0U);
    }
    return ~crc;
}

// RFC 3720, appendix B.4.
TEST(Crc32c, GivesThePublishedNumbers) {
    EXPECT_EQ(crc32c({}), 0U);
    EXPECT_EQ(crc32c(bytes_of("123456789")), 0xe3069283U);
    EXPECT_EQ(crc32c(Bytes(32, std::byte{0})), 0x8a9136aaU);
    EXPECT_EQ(crc32c(Bytes(32, std::byte{0xff})), 0x62a8ab43U);
    std::string ascending;
    for (int i = 0; i < 32; ++i) ascending += static_cast<char>(i);
    EXPECT_EQ(crc32c(bytes_of(ascending)), 0x46dd794eU);
}

TEST(Crc32c, AgreesWithItsDefinitionForEveryLength) {
    Bytes bytes;
    for (int n = 0; n < 100; ++n) {
        EXPECT_EQ(crc32c(bytes), slow_crc32c(bytes)) << n;
        bytes.push_back(static_cast<std::byte>(n * n * 7 + 3));
    }
}

TEST(Crc32c, OfPiecesIsThatOfTheWhole) {
    const Bytes whole = bytes_of("The quick brown fox jumps over the lazy dog");
    for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
        const std::span<const std::byte> view(whole);
        EXPECT_EQ(crc32c(view.subspan(cut), crc32c(view.first(cut))), crc32c(whole));
    }
}

TEST(Crc32c, IsMaskedAsTensorBoardDoes) {
    EXPECT_EQ(masked_crc32c(0xe3069283U), 0xc78ab0e5U);
    // The first record of an event file: the checksums of its length and of its data.
    EXPECT_EQ(masked_crc32c(crc32c(bytes_of(hex("1800000000000000")))), 0x224b7fa3U);
    const std::string event = hex("09000000000000f03f1a0d627261696e2e4576656e743a32");
    EXPECT_EQ(masked_crc32c(crc32c(bytes_of(event))), 0x7a57bf86U);
}

// FIPS 180-4 examples (NIST CSRC).
TEST(Sha256, GivesThePublishedDigests) {
    const std::pair<std::string, std::string> vectors[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
         "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
         "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
    };
    for (const auto& [text, digest] : vectors) EXPECT_EQ(sha256_hex(bytes_of(text)), digest);
}

TEST(Sha256, OfAMillionLettersIsThePublishedOne) {
    Sha256 hash;
    const Bytes letters(1000, std::byte{'a'});
    for (int i = 0; i < 1000; ++i) hash.update(letters);
    EXPECT_EQ(hash.hex(), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, OfPiecesIsThatOfTheWhole) {
    Bytes whole;
    for (int i = 0; i < 200; ++i) whole.push_back(static_cast<std::byte>(i * 31));
    for (std::size_t step = 1; step < 130; ++step) {
        Sha256 hash;
        for (std::size_t at = 0; at < whole.size(); at += step) {
            const std::size_t n = std::min(step, whole.size() - at);
            hash.update(std::span<const std::byte>(whole).subspan(at, n));
        }
        EXPECT_EQ(hash.hex(), sha256_hex(whole)) << step;
    }
}

// Digests of 55, 56, 63, 64, 65 letters 'a' by coreutils' sha256sum: where the padding turns over.
TEST(Sha256, PadsRightAroundTheEndOfABlock) {
    const std::pair<std::size_t, std::string> vectors[] = {
        {55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
        {56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"},
        {63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"},
        {64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"},
        {65, "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0"},
    };
    for (const auto& [n, digest] : vectors) {
        EXPECT_EQ(sha256_hex(Bytes(n, std::byte{'a'})), digest) << n;
    }
}

TEST(Sha256, MayGoOnAfterADigest) {
    Sha256 hash;
    hash.update(bytes_of("ab"));
    (void)hash.hex();
    hash.update(bytes_of("c"));
    EXPECT_EQ(hash.hex(), sha256_hex(bytes_of("abc")));
}

}  // namespace
}  // namespace kasane::io
