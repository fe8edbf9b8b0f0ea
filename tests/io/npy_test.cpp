#include "kasane/io/npy.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "tests/io/support.hpp"

namespace kasane::io {
namespace {

using core::DType;
using core::Shape;
using testing::Bytes;
using testing::bytes_of;
using testing::corpus_file;
using testing::hex;
using testing::Lie;
using testing::little;
using testing::numbers;

std::string npy(const std::string& header, const std::string& data) {
    return "\x93NUMPY" + hex("01 00") + little(header.size(), 2) + header + data;
}

std::string header(const std::string& descr, const std::string& shape) {
    return "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
}

std::vector<Lie> lies() {
    const std::string six(24, 'x');
    const std::string good = npy(header("<f4", "(2, 3)"), six);
    const std::string keys = "'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)";
    const auto version = [&](const std::string& bytes) {
        return good.substr(0, 6) + hex(bytes) + good.substr(8);
    };
    const auto typed = [&](const std::string& descr) { return npy(header(descr, "(2, 3)"), six); };
    const auto shaped = [&](const std::string& shape) { return npy(header("<f4", shape), six); };
    const auto dictionary = [&](const std::string& text) { return npy(text, six); };
    const std::string four_gib = "\x93NUMPY" + hex("02 00 ff ff ff ff");
    return {
        {"empty", "", "ends inside the magic number"},
        {"five_bytes", "\x93NUMP", "ends inside the magic number"},
        {"wrong_magic", "\x92NUMPY" + good.substr(6), "not an NPY file"},
        {"magic_alone", "\x93NUMPY", "ends inside the version"},
        {"version_0", version("00 00"), "unknown version"},
        {"version_4", version("04 00"), "unknown version"},
        {"version_1_1", version("01 01"), "unknown version"},
        {"no_header_length", "\x93NUMPY" + hex("01 00 40"), "ends inside the header length"},
        {"header_of_4_gib_in_12_bytes", four_gib, "header is too long"},
        {"header_above_the_limit", npy(std::string(10001, ' '), six), "header is too long"},
        {"header_beyond_the_file", good.substr(0, 40), "ends inside the header"},
        {"header_empty", npy("", six), "found: the end of the header"},
        {"header_of_spaces", npy(std::string(54, ' '), six), "a dictionary"},
        {"header_no_dictionary", dictionary("[1, 2]\n"), "a dictionary"},
        {"header_not_closed", dictionary("{" + keys), "'}'"},
        {"text_behind_the_dictionary", dictionary("{" + keys + "} import os\n"), "goes on behind"},
        {"key_missing", dictionary("{'descr': '<f4', 'shape': (2, 3)}\n"), "key of the header"},
        {"key_unknown", dictionary("{" + keys + ", 'x': 1}\n"), "the key \"x\" is unknown"},
        {"key_twice", dictionary("{" + keys + ", 'descr': '<f8'}\n"), "comes twice"},
        {"key_without_quote", dictionary("{descr: '<f4'}\n"), "a key"},
        {"text_not_closed", dictionary("{'descr: <f4\n"), "does not end"},
        {"no_colon", dictionary("{'descr' '<f4'}\n"), "':'"},
        {"objects", typed("|O"), "Python objects are never loaded"},
        {"structure", npy("{'descr': [('x', '<f4')], 'shape': (2,)}\n", six), "structured"},
        {"text_elements", typed("<U8"), "unknown element type"},
        {"complex", typed("<c8"), "unknown element type"},
        {"long_double", typed("<f16"), "unknown element type"},
        {"dates", typed("<M8[s]"), "unknown element type"},
        {"no_byte_order", typed("f4"), "unknown element type"},
        {"unordered_float", typed("|f4"), "unknown element type"},
        {"empty_descr", typed(""), "unknown element type"},
        {"order_is_a_number", npy("{'fortran_order': 1}\n", six), "True or False"},
        {"order_misspelt", npy("{'fortran_order': Truth}\n", six), "True or False"},
        {"shape_is_a_number", shaped("6"), "a tuple"},
        {"shape_is_a_list", shaped("[2, 3]"), "a tuple"},
        {"shape_without_comma", shaped("(6)"), "no tuple"},
        {"shape_negative", shaped("(-2, 3)"), "a size"},
        {"shape_fraction", shaped("(2.0, 3)"), "no tuple"},
        {"shape_of_nine", shaped("(1, 1, 1, 1, 1, 1, 1, 2, 3)"), "too many dimensions"},
        {"shape_size_above_2_63", shaped("(9223372036854775808,)"), "a size is too large"},
        {"shape_product_overflows", shaped("(4294967296, 4294967296)"), "multiply to more"},
        {"shape_bytes_overflow", shaped("(4611686018427387904,)"), "multiply to more"},
        {"shape_wraps_to_six", shaped("(3, 6148914691236517207, 2)"), "multiply to more"},
        {"zero_hides_an_overflow", shaped("(0, 4294967296, 4294967296)"), "multiply to more"},
        {"shape_larger_than_data", shaped("(3, 3)"), "do not fill the file"},
        {"shape_smaller_than_data", shaped("(2, 2)"), "do not fill the file"},
        {"one_byte_short", good.substr(0, good.size() - 1), "do not fill the file"},
        {"one_byte_long", good + "x", "do not fill the file"},
        {"boolean_of_2", npy(header("|b1", "(2,)"), hex("01 02")), "an element is out of range"},
        {"u8_above_i64", npy(header("<u8", "(1,)"), hex("0000000000000080")), "out of range"},
    };
}

class NpyLies : public ::testing::TestWithParam<Lie> {};

TEST_P(NpyLies, AreRefused) {
    testing::expect_refused(GetParam(), [](const Bytes& bytes) { parse_npy(bytes, "lie"); });
}

INSTANTIATE_TEST_SUITE_P(Io, NpyLies, ::testing::ValuesIn(lies()), testing::lie_name);

/// The file as NumPy wrote it, and what it must be read as.
template <class T>
void expect_file(const std::string& name, DType dtype, const Shape& shape,
                 const std::vector<T>& want) {
    const RawArray array = load_npy(corpus_file("npy/" + name + ".npy"));
    EXPECT_EQ(array.dtype, dtype) << name;
    EXPECT_EQ(array.shape, shape) << name;
    EXPECT_EQ(numbers<T>(array.data()), want) << name;
}

TEST(Npy, ReadsTheFloatsOfNumPy) {
    const std::vector<float> halves{0, 1.5F, 3, 4.5F, 6, 7.5F};
    expect_file<float>("f4", DType::f32, {2, 3}, halves);
    expect_file<double>("f8_big", DType::f64, {2, 3}, {0, 1.5, 3, 4.5, 6, 7.5});
    expect_file<double>("scalar", DType::f64, {}, {42.5});
    expect_file<float>("empty", DType::f32, {0, 3}, {});
    constexpr float inf = std::numeric_limits<float>::infinity();
    expect_file<float>("f2", DType::f32, {7}, {0, 1, -2, 65504, 0x1p-24F, inf, -inf});
}

TEST(Npy, ReadsTheIntegersOfNumPy) {
    using I32 = std::int32_t;
    using I64 = std::int64_t;
    constexpr I64 most = std::numeric_limits<I64>::max();
    expect_file<std::uint8_t>("u1", DType::u8, {2, 3}, {0, 1, 2, 3, 4, 5});
    expect_file<I32>("i1", DType::i32, {3}, {-128, 0, 127});
    expect_file<I32>("u2_big", DType::i32, {3}, {0, 1, 65535});
    expect_file<I32>("i2", DType::i32, {3}, {-32768, 0, 32767});
    expect_file<I64>("u4", DType::i64, {3}, {0, 1, 4294967295});
    expect_file<I64>("u8", DType::i64, {3}, {0, 1, most});
    expect_file<I64>("i8", DType::i64, {3}, {-most - 1, 0, most});
    expect_file<std::uint8_t>("b1", DType::boolean, {3}, {1, 0, 1});
    for (const std::string version : {"version2", "version3"}) {
        expect_file<I32>(version, DType::i32, {2, 3}, {0, 1, 2, 3, 4, 5});
    }
}

TEST(Npy, PutsColumnsIntoRows) {
    expect_file<std::int32_t>("i4_columns_big", DType::i32, {2, 3}, {0, 1, 2, 3, 4, 5});
    std::vector<double> want;
    for (int i = 0; i < 24; ++i) want.push_back(i);
    expect_file<double>("f8_columns", DType::f64, {2, 3, 4}, want);
}

TEST(Npy, ReadsEveryHalfFloat) {
    std::string data;
    for (std::uint64_t bits = 0; bits < 65536; ++bits) data += little(bits, 2);
    const RawArray array = parse_npy(bytes_of(npy(header("<f2", "(65536,)"), data)), "f");
    const std::vector<float> values = numbers<float>(array.data());
    for (std::size_t bits = 0; bits < 65536; ++bits) {
        const int exponent = static_cast<int>(bits >> 10 & 31);
        const double fraction = static_cast<double>(bits & 1023) / 1024;
        double want =
            exponent == 0 ? std::ldexp(fraction, -14) : std::ldexp(1 + fraction, exponent - 15);
        if (exponent == 31) want = fraction == 0 ? HUGE_VAL : NAN;
        if (bits >> 15 != 0) want = -want;
        const double got = values[bits];
        ASSERT_TRUE(got == want || (std::isnan(got) && std::isnan(want))) << bits;
        ASSERT_EQ(std::signbit(got), bits >> 15 != 0) << bits;
    }
}

TEST(Npy, TakesKeysInAnyOrderAndTheLongsOfPython2) {
    const std::string text = "{ \"shape\":(3L,),'fortran_order':False,\n'descr':'|u1'}";
    const RawArray array = parse_npy(bytes_of(npy(text, "abc")), "f");
    EXPECT_EQ(array.shape, (Shape{3}));
    EXPECT_EQ(testing::text_of(array.data()), "abc");
}

TEST(Npy, AlignsElementsBehindAHeaderOfOddLength) {
    for (std::size_t spaces = 0; spaces < 9; ++spaces) {
        const std::string text = header("<f8", "(1,)") + std::string(spaces, ' ');
        const RawArray array = parse_npy(bytes_of(npy(text, little(0x4004000000000000, 8))), "f");
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(array.data().data()) % 8, 0U);
        EXPECT_EQ(numbers<double>(array.data()), std::vector<double>{2.5});
    }
}

TEST(Npy, WritesWhatNumPyWrites) {
    for (const std::string name : {"f4", "u1", "i8", "b1", "scalar", "empty"}) {
        const Bytes file = read_file(corpus_file("npy/" + name + ".npy"));
        const RawArray array = parse_npy(file, name);
        EXPECT_EQ(testing::text_of(write_npy(array.shape, array.dtype, array.data())),
                  testing::text_of(file))
            << name;
    }
}

TEST(Npy, RefusesToWriteWhatDoesNotFit) {
    EXPECT_THROW(write_npy({2}, DType::f32, bytes_of("1234567")), core::ShapeError);
    EXPECT_THROW(write_npy({1}, DType::bf16, bytes_of("12")), core::ValueError);
}

TEST(Npy, FindsEveryTruncation) {
    for (const std::string name : {"f4", "f8_columns", "version3"}) {
        testing::expect_every_truncation_refused(read_file(corpus_file("npy/" + name + ".npy")),
                                                 [](const Bytes& bytes) { parse_npy(bytes, "f"); });
    }
}

}  // namespace
}  // namespace kasane::io
