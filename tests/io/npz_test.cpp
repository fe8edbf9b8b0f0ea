#include <zlib.h>

#include <string>

#include "kasane/io/npy.hpp"
#include "tests/io/support.hpp"

namespace kasane::io {
namespace {

using core::Shape;
using testing::Bytes;
using testing::bytes_of;
using testing::corpus_file;
using testing::deflated;
using testing::Lie;
using testing::little;
using testing::numbers;

/// What one entry says of itself, twice.
struct Entry {
    std::string name = "x.npy";
    std::string content;
    unsigned method = 0;
    unsigned flags = 0;
    std::uint64_t size = 0;
    std::uint64_t crc = 0;
    std::string own_name = "x.npy";
    std::uint64_t start_shift = 0;
};

std::string array_file() {
    const Bytes file = write_npy({3}, core::DType::u8, bytes_of("abc"));
    return testing::text_of(file);
}

Entry stored(const std::string& content = array_file()) {
    Entry entry;
    entry.content = content;
    entry.size = content.size();
    entry.crc = crc32_z(0, reinterpret_cast<const Bytef*>(content.data()), content.size());
    return entry;
}

Entry packed(const std::string& content = array_file()) {
    Entry entry = stored(content);
    entry.method = 8;
    entry.content = deflated(content, -15);
    return entry;
}

template <class Change>
Entry changed(Entry entry, Change change) {
    change(entry);
    return entry;
}

std::string zip(const std::vector<Entry>& entries, int count_shift = 0, int offset_shift = 0) {
    std::string file;
    std::string directory;
    for (const Entry& e : entries) {
        const std::string how = little(e.flags, 2) + little(e.method, 2) + little(0, 4) +
                                little(e.crc, 4) + little(e.content.size(), 4) + little(e.size, 4);
        directory += "PK\1\2" + little(20, 2) + little(20, 2) + how + little(e.name.size(), 2) +
                     std::string(12, '\0') + little(file.size() + e.start_shift, 4) + e.name;
        file += "PK\3\4" + little(20, 2) + how + little(e.own_name.size(), 2) + little(0, 2) +
                e.own_name + e.content;
    }
    const std::uint64_t count = entries.size() + static_cast<std::uint64_t>(count_shift);
    const std::uint64_t start = file.size() + static_cast<std::uint64_t>(offset_shift);
    return file + directory + "PK\5\6" + little(0, 4) + little(count, 2) + little(count, 2) +
           little(directory.size(), 4) + little(start, 4) + little(0, 2);
}

std::vector<Lie> lies() {
    const std::string good = zip({stored()});
    const auto one = [](auto change) { return zip({changed(stored(), change)}); };
    const auto deflate = [](auto change) { return zip({changed(packed(), change)}); };
    const std::string bomb(3000000, '\0');
    return {
        {"empty", "", "not a zip file"},
        {"npy", array_file(), "not a zip file"},
        {"end_record_cut", good.substr(0, good.size() - 1), "not a zip file"},
        {"trailing_byte", good + "x", "not a zip file"},
        {"count_too_large", zip({stored()}, 1), "directory is damaged"},
        {"count_too_small", zip({stored()}, -1), "another length"},
        {"directory_elsewhere", zip({stored()}, 0, 1), "not where"},
        {"directory_beyond_the_file", zip({stored()}, 0, 100000), "not where"},
        {"entry_beyond_the_file", one([](Entry& e) { e.start_shift = 1000000; }), "behind the end"},
        {"entry_elsewhere", one([](Entry& e) { e.start_shift = 1; }), "no entry where"},
        {"names_differ", one([](Entry& e) { e.own_name = "y.npy"; }), "contradicts"},
        {"no_name", one([](Entry& e) { e.name = ""; }), "name of an entry"},
        {"long_name", one([](Entry& e) { e.name = std::string(5000, 'n'); }), "name of an entry"},
        {"no_array", one([](Entry& e) { e.name = e.own_name = "x.txt"; }), "is no array"},
        {"encrypted", one([](Entry& e) { e.flags = 1; }), "cannot be read"},
        {"method_bzip2", one([](Entry& e) { e.method = 12; }), "method 12"},
        {"method_lzma", one([](Entry& e) { e.method = 14; }), "method 14"},
        {"wrong_checksum", one([](Entry& e) { e.crc ^= 1; }), "is damaged"},
        {"stored_size_larger", one([](Entry& e) { e.size += 1; }), "has two sizes"},
        {"stored_size_smaller", one([](Entry& e) { e.size -= 1; }), "has two sizes"},
        {"zip64", one([](Entry& e) { e.size = 0xffffffff; }), "above 4 GiB"},
        {"deflated_size_larger", deflate([](Entry& e) { e.size += 1; }), "another size"},
        {"deflated_size_smaller", deflate([](Entry& e) { e.size -= 1; }), "another size"},
        {"deflated_size_4_gib", deflate([](Entry& e) { e.size = 0xfffffffe; }), "too large"},
        {"deflated_damaged", deflate([](Entry& e) { e.content[0] = '\x07'; }), "damaged"},
        {"deflated_cut", deflate([](Entry& e) { e.content.resize(9); }), "cut off"},
        {"deflated_wrong_checksum", deflate([](Entry& e) { e.crc ^= 1; }), "is damaged"},
        {"bomb", zip({packed(bomb)}), "too large"},
        {"same_name_twice", zip({stored(), stored()}), "share a name"},
        {"overlap",
         zip({stored(),
              changed(stored(), [](Entry& e) { e.start_shift = 0 - (35 + array_file().size()); })}),
         "overlap"},
        {"no_npy_inside", zip({stored("hello world")}), "not an NPY file"},
        {"lie_inside", zip({stored(array_file() + "x")}), "do not fill the file"},
    };
}

class NpzLies : public ::testing::TestWithParam<Lie> {};

TEST_P(NpzLies, AreRefused) {
    testing::expect_refused(GetParam(),
                            [](const Bytes& bytes) { parse_npz(bytes, "lie", 2000000); });
}

INSTANTIATE_TEST_SUITE_P(Io, NpzLies, ::testing::ValuesIn(lies()), testing::lie_name);

TEST(Npz, ReadsWhatNumPyStored) {
    const auto arrays = load_npz(corpus_file("npz/stored.npz"));
    ASSERT_EQ(arrays.size(), 2U);
    EXPECT_EQ(arrays.at("x").shape, (Shape{2, 3}));
    EXPECT_EQ(numbers<float>(arrays.at("x").data()),
              (std::vector<float>{0, 0.5F, 1, 1.5F, 2, 2.5F}));
    EXPECT_EQ(testing::text_of(arrays.at("y").data()), "\1\2\3");
}

TEST(Npz, ReadsWhatNumPyCompressed) {
    const auto arrays = load_npz(corpus_file("npz/deflated.npz"));
    EXPECT_EQ(numbers<float>(arrays.at("x").data()), std::vector<float>(1000));
    EXPECT_EQ(numbers<std::int64_t>(arrays.at("y").data()),
              (std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
}

TEST(Npz, MayBeEmpty) { EXPECT_TRUE(load_npz(corpus_file("npz/empty.npz")).empty()); }

TEST(Npz, MayHaveAComment) {
    std::string file = zip({stored()});
    file.replace(file.size() - 2, 2, little(5, 2) + "hello");
    EXPECT_EQ(parse_npz(bytes_of(file), "f").size(), 1U);
}

TEST(Npz, FindsEveryTruncation) {
    testing::expect_every_truncation_refused(read_file(corpus_file("npz/stored.npz")),
                                             [](const Bytes& bytes) { parse_npz(bytes, "f"); });
}

}  // namespace
}  // namespace kasane::io
