// What a parser may ask for is bounded by the bytes it was given, whatever they claim. Allocations
// of this whole program are counted while a test asks for it.

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <new>
#include <string>

#include "kasane/io/csv.hpp"
#include "kasane/io/gzip.hpp"
#include "kasane/io/idx.hpp"
#include "kasane/io/npy.hpp"
#include "kasane/io/safetensors.hpp"
#include "tests/io/support.hpp"

namespace {

std::atomic<bool> counting{false};
std::atomic<std::size_t> largest{0};

[[maybe_unused]] void* counted(std::size_t bytes) {
    if (counting) {
        std::size_t seen = largest;
        while (bytes > seen && !largest.compare_exchange_weak(seen, bytes)) continue;
    }
    // A lie that is believed fails here instead of filling the machine.
    void* block = bytes > (std::size_t{4} << 30) ? nullptr : std::malloc(bytes);
    if (block == nullptr) throw std::bad_alloc();
    return block;
}

}  // namespace

// ThreadSanitizer brings operators of its own.
#if defined(__SANITIZE_THREAD__)
#define KASANE_TEST_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define KASANE_TEST_TSAN 1
#endif
#endif

#if !defined(KASANE_TEST_TSAN)
void* operator new(std::size_t bytes) { return counted(bytes); }
void* operator new[](std::size_t bytes) { return counted(bytes); }
void operator delete(void* block) noexcept { std::free(block); }
void operator delete[](void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }
void operator delete[](void* block, std::size_t) noexcept { std::free(block); }
#endif

namespace kasane::io {
namespace {

using testing::Bytes;
using testing::bytes_of;
using testing::deflated;
using testing::hex;
using testing::little;

/// Bytes of the largest piece of memory asked for while a file is read or refused.
template <class Parse>
std::size_t largest_for(const Parse& parse) {
    largest = 0;
    counting = true;
    try {
        parse();
    } catch (const core::Error&) {
    }
    counting = false;
    return largest;
}

constexpr std::size_t texts = 4096;  // names and error messages

class Allocation : public ::testing::Test {
protected:
    void SetUp() override {
#if defined(KASANE_TEST_TSAN)
        GTEST_SKIP() << "allocations cannot be counted under ThreadSanitizer";
#endif
    }
};

std::string gzip_claiming(std::uint64_t size) {
    std::string file = deflated("hello");
    return file.replace(file.size() - 4, 4, little(size, 4));
}

TEST_F(Allocation, OfALyingHeaderStaysSmall) {
    const Bytes idx = bytes_of(hex("00 00 08 02 ff ff ff ff 00 00 10 00"));  // 16 TiB
    const Bytes npy = bytes_of("\x93NUMPY" + hex("02 00 ff ff ff ff"));      // 4 GiB of header
    const Bytes length = bytes_of(little(100000000, 8) + "{}  ");
    const std::string json =
        R"({"a":{"dtype":"F64","shape":[281474976710655],"data_offsets":[0,2251799813685240]}})";
    const Bytes shape = bytes_of(little(json.size(), 8) + json);
    const Bytes gzip = bytes_of(gzip_claiming(0xffffffff));
    EXPECT_LE(largest_for([&] { parse_idx(idx, "f"); }), texts);
    EXPECT_LE(largest_for([&] { parse_npy(npy, "f"); }), texts);
    EXPECT_LE(largest_for([&] { parse_safetensors(length, "f"); }), texts);
    EXPECT_LE(largest_for([&] { parse_safetensors(shape, "f"); }), texts);
    EXPECT_LE(largest_for([&] { gunzip(gzip, "f"); }), texts);
}

TEST_F(Allocation, OfAnArrayFileIsAtMostEightTimesItsSize) {
    const auto widened = [](int type) {
        return bytes_of(hex("00 00") + static_cast<char>(type) + hex("01 00 01 00 00") +
                        std::string(type == 9 ? 65536 : 131072, '\1'));
    };
    for (const int type : {9, 11}) {
        const Bytes file = widened(type);
        EXPECT_LE(largest_for([&] { parse_idx(file, "f"); }), 4 * file.size());
    }
    for (const auto& entry : std::filesystem::directory_iterator(testing::corpus_file("npy"))) {
        const Bytes file = read_file(entry.path().string());
        EXPECT_LE(largest_for([&] { parse_npy(file, "f"); }), 8 * file.size() + texts);
    }
}

TEST_F(Allocation, OfABombStopsAtItsLimit) {
    const Bytes bomb = bytes_of(deflated(std::string(20000000, '\0')));
    EXPECT_LE(largest_for([&] { gunzip(bomb, "f", 100000); }), 100001 + texts);
    EXPECT_LE(largest_for([&] { gunzip(bomb, "f"); }), max_expansion * bomb.size() + texts);
}

TEST_F(Allocation, OfATableIsAFewTimesItsText) {
    std::string cells;
    for (int i = 0; i < 100000; ++i) cells += i % 10 == 9 ? "1\n" : "1,";
    EXPECT_LE(largest_for([&] { parse_csv(cells, "f"); }), 8 * cells.size());
    std::string wide(200000, ',');
    for (std::size_t i = 0; i < wide.size(); i += 2) wide[i] = '1';
    wide.back() = '1';
    EXPECT_LE(largest_for([&] { parse_csv(wide, "f"); }), 32 * wide.size());
}

}  // namespace
}  // namespace kasane::io
