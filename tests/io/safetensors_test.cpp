#include "kasane/io/safetensors.hpp"

#include <string>
#include <utility>

#include "tests/io/support.hpp"

namespace kasane::io {
namespace {

using core::DType;
using core::Shape;
using testing::Bytes;
using testing::bytes_of;
using testing::corpus_file;
using testing::little;
using testing::numbers;
using testing::TempDir;
using testing::text_of;

std::string with_length(const std::string& json, const std::string& data) {
    return little(json.size(), 8) + json + data;
}

Bytes joined(const SafeTensorsFile& file) {
    Bytes bytes;
    for (const auto piece : file.pieces()) bytes.insert(bytes.end(), piece.begin(), piece.end());
    return bytes;
}

/// A small model: every element type, a number, an empty array.
struct Model {
    Bytes floats = bytes_of(std::string(24, '\x3f'));
    Bytes doubles = bytes_of(std::string(8, '\x40'));
    Bytes halves = bytes_of("abcd");
    Bytes longs = bytes_of(std::string(16, '\1'));
    Bytes ints = bytes_of("12345678");
    Bytes octets = bytes_of("xyz");
    Bytes flags = bytes_of(std::string("\1\0", 2));
    std::vector<TensorView> tensors{
        {"fc1.weight", DType::f32, {2, 3}, floats}, {"scale", DType::f64, {}, doubles},
        {"half", DType::bf16, {2}, halves},         {"steps", DType::i64, {2}, longs},
        {"order", DType::i32, {1, 2}, ints},        {"pixels", DType::u8, {3}, octets},
        {"mask", DType::boolean, {2}, flags},       {"a.none", DType::f32, {0, 4}, {}},
    };
    Metadata metadata{{"model", "784-50-10 \"relu\"\n\tcaf\xc3\xa9"}, {"", "empty key"}};
};

TEST(SafeTensors, ReadsTheFileOfTheReference) {
    const SafeTensors file = load_safetensors(corpus_file("safetensors/reference.safetensors"));
    EXPECT_FALSE(file.checked);
    EXPECT_EQ(file.metadata, (Metadata{{"format", "np"}, {"note", "caf\xc3\xa9 \"x\"\n"}}));
    ASSERT_EQ(file.tensors.size(), 7U);
    EXPECT_EQ(file.find("w")->shape, (Shape{2, 3}));
    EXPECT_EQ(numbers<float>(file.find("w")->data),
              (std::vector<float>{0, 0.5F, 1, 1.5F, 2, 2.5F}));
    EXPECT_EQ(numbers<std::int64_t>(file.find("n")->data), (std::vector<std::int64_t>{0, 1, 2}));
    EXPECT_EQ(numbers<double>(file.find("d")->data), (std::vector<double>{2.5}));
    EXPECT_EQ(numbers<std::int32_t>(file.find("i")->data), (std::vector<std::int32_t>{-1, 7}));
    EXPECT_EQ(text_of(file.find("b")->data), std::string("\1\0", 2));
    EXPECT_EQ(file.find("none")->shape, (Shape{0, 4}));
    EXPECT_EQ(file.find("nothing"), nullptr);
}

TEST(SafeTensors, PutsArraysInTheOrderOfTheReference) {
    const SafeTensors theirs = load_safetensors(corpus_file("safetensors/reference.safetensors"));
    const SafeTensorsFile ours = serialize_safetensors(theirs.tensors);
    const SafeTensors again = parse_safetensors(joined(ours), "ours");
    ASSERT_EQ(again.tensors.size(), theirs.tensors.size());
    for (std::size_t i = 0; i < theirs.tensors.size(); ++i) {
        EXPECT_EQ(again.tensors[i].name, theirs.tensors[i].name);
    }
}

TEST(SafeTensors, ReadsBFloat16AndRefusesFloat16ByName) {
    const SafeTensors file = load_safetensors(corpus_file("safetensors/bf16.safetensors"));
    EXPECT_EQ(file.find("h")->dtype, DType::bf16);
    const std::string text = testing::message_of<core::DataError>(
        [] { load_safetensors(corpus_file("safetensors/f16.safetensors")); });
    EXPECT_NE(text.find("found: \"F16\""), std::string::npos) << text;
}

TEST(SafeTensors, GivesEverythingBack) {
    const Model model;
    const TempDir dir;
    save_safetensors(dir.file("m.safetensors"), model.tensors, model.metadata);
    const SafeTensors file = load_safetensors(dir.file("m.safetensors"));
    EXPECT_TRUE(file.checked);
    EXPECT_EQ(file.metadata, model.metadata);
    ASSERT_EQ(file.tensors.size(), model.tensors.size());
    for (const TensorView& want : model.tensors) {
        const TensorView* got = file.find(want.name);
        ASSERT_NE(got, nullptr) << want.name;
        EXPECT_EQ(got->dtype, want.dtype) << want.name;
        EXPECT_EQ(got->shape, want.shape) << want.name;
        EXPECT_EQ(text_of(got->data), text_of(want.data)) << want.name;
    }
}

TEST(SafeTensors, AlignsDataAndHeaderToEightBytes) {
    const Model model;
    const Bytes bytes = joined(serialize_safetensors(model.tensors, model.metadata));
    const SafeTensors file = parse_safetensors(bytes, "f");
    for (const TensorView& tensor : file.tensors) {
        const auto offset = static_cast<std::size_t>(tensor.data.data() - file.bytes.data());
        EXPECT_TRUE(tensor.data.empty() || offset % core::size_of(tensor.dtype) == 0);
    }
}

TEST(SafeTensors, MovesWithItsViews) {
    const Model model;
    SafeTensors first = parse_safetensors(joined(serialize_safetensors(model.tensors)), "f");
    const SafeTensors second = std::move(first);
    EXPECT_EQ(text_of(second.find("pixels")->data), "xyz");
}

TEST(SafeTensors, MayBeEmpty) {
    EXPECT_TRUE(load_safetensors(corpus_file("safetensors/empty.safetensors")).tensors.empty());
    EXPECT_TRUE(parse_safetensors(bytes_of(with_length("{}", "")), "f").tensors.empty());
    EXPECT_TRUE(parse_safetensors(joined(serialize_safetensors({})), "f").checked);
}

TEST(SafeTensors, FindsEveryTruncation) {
    const Model model;
    testing::expect_every_truncation_refused(
        joined(serialize_safetensors(model.tensors, model.metadata)),
        [](const Bytes& bytes) { parse_safetensors(bytes, "f"); });
    testing::expect_every_truncation_refused(
        read_file(corpus_file("safetensors/reference.safetensors")),
        [](const Bytes& bytes) { parse_safetensors(bytes, "f"); });
}

/// How many single flipped bits of the file pass unnoticed.
int unnoticed_flips(Bytes bytes) {
    int unnoticed = 0;
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        const auto flip = static_cast<std::byte>(1 << bit % 8);
        bytes[bit / 8] ^= flip;
        try {
            parse_safetensors(bytes, "f");
            ++unnoticed;
            ADD_FAILURE() << "bit " << bit % 8 << " of byte " << bit / 8 << " of " << bytes.size();
        } catch (const core::DataError&) {
        }
        bytes[bit / 8] ^= flip;
    }
    return unnoticed;
}

TEST(SafeTensors, NoticesEveryFlippedBitOfItsOwnFiles) {
    const Model model;
    const Bytes full = joined(serialize_safetensors(model.tensors, model.metadata));
    EXPECT_GT(full.size() * 8, 2000U);
    EXPECT_EQ(unnoticed_flips(full), 0);
    EXPECT_EQ(unnoticed_flips(joined(serialize_safetensors({}))), 0);
    EXPECT_EQ(unnoticed_flips(joined(serialize_safetensors(std::span(model.tensors).first(1)))), 0);
    // Data that look like the padding of the header, so that a longer header would still parse.
    const Bytes spaces(256, std::byte{' '});
    const TensorView view{"s", DType::u8, {256}, spaces};
    EXPECT_EQ(unnoticed_flips(joined(serialize_safetensors(std::span(&view, 1)))), 0);
}

TEST(SafeTensors, KeepsItsChecksumsWhenAnotherToolReordersTheHeader) {
    const Bytes data = bytes_of("abc");
    const TensorView view{"t", DType::u8, {3}, data};
    const std::string ours = text_of(joined(serialize_safetensors(std::span(&view, 1), {})));
    const std::size_t sums = ours.find("\"kasane.crc32c\":\"") + 17;
    const std::size_t data_sums = ours.find("\"kasane.crc32c.data\":\"") + 22;
    ASSERT_LT(sums, ours.size());
    const std::string other = R"({ "t":{"data_offsets":[0,3],"shape":[3],"dtype":"U8"},)"
                              R"("__metadata__":{"kasane.crc32c.data":")" +
                              ours.substr(data_sums, 8) + R"(","kasane.crc32c":")" +
                              ours.substr(sums, 8) + R"("}})";
    EXPECT_TRUE(parse_safetensors(bytes_of(with_length(other, "abc")), "f").checked);
    EXPECT_THROW(parse_safetensors(bytes_of(with_length(other, "abd")), "f"), core::DataError);
}

TEST(SafeTensors, NoticesAHeaderThatWasEdited) {
    const Model model;
    const std::string ours = text_of(joined(serialize_safetensors(model.tensors, model.metadata)));
    const std::pair<std::string, std::string> edits[] = {{"F64", "I64"},
                                                         {"[2,3]", "[3,2]"},
                                                         {"scale", "scalp"},
                                                         {"784-50", "785-50"},
                                                         {"\"model\"", "\"modem\""}};
    for (const auto& [before, after] : edits) {
        std::string edited = ours;
        ASSERT_NE(edited.find(before), std::string::npos) << before;
        edited.replace(edited.find(before), before.size(), after);
        const std::string text =
            testing::message_of<core::DataError>([&] { parse_safetensors(bytes_of(edited), "f"); });
        EXPECT_NE(text.find("the header is damaged"), std::string::npos) << text;
    }
}

TEST(SafeTensors, NamesTheDamagedArray) {
    const Model model;
    Bytes bytes = joined(serialize_safetensors(model.tensors));
    bytes.back() ^= std::byte{1};  // the mask: booleans come last
    const std::string text =
        testing::message_of<core::DataError>([&] { parse_safetensors(bytes, "model.st"); });
    EXPECT_NE(text.find("\"mask\""), std::string::npos) << text;
    EXPECT_NE(text.find("file: model.st"), std::string::npos) << text;
}

TEST(SafeTensors, RefusesToWriteWhatCannotBeReadBack) {
    const Bytes data = bytes_of("abcd");
    const auto write = [&](const std::string& name, const Shape& shape, Metadata metadata = {}) {
        const TensorView view{name, DType::f32, shape, data};
        serialize_safetensors(std::span(&view, 1), metadata);
    };
    EXPECT_NO_THROW(write("ok", {1}));
    EXPECT_THROW(write("", {1}), core::ValueError);
    EXPECT_THROW(write("__metadata__", {1}), core::ValueError);
    EXPECT_THROW(write(std::string(5000, 'n'), {1}), core::ValueError);
    EXPECT_THROW(write("bad\x01name", {1}), core::ValueError);
    EXPECT_THROW(write("bad\xffname", {1}), core::ValueError);
    EXPECT_THROW(write("ok", {2}), core::ShapeError);
    EXPECT_THROW(write("ok", {core::Index{1} << 62, 8}), core::ShapeError);
    EXPECT_THROW(write("ok", {1}, {{"kasane.crc32c", "0"}}), core::ValueError);
    EXPECT_THROW(write("ok", {1}, {{"text", "\xc3\x28"}}), core::ValueError);
    EXPECT_THROW(write("ok", {1}, {{"text", std::string((1 << 20) + 1, 'x')}}), core::ValueError);
    const TensorView view{"twice", DType::f32, {1}, data};
    const std::vector<TensorView> twice{view, view};
    EXPECT_THROW(serialize_safetensors(twice), core::ValueError);
}

}  // namespace
}  // namespace kasane::io
