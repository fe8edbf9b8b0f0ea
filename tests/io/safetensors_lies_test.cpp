#include <string>

#include "kasane/io/safetensors.hpp"
#include "tests/io/support.hpp"

namespace kasane::io {
namespace {

using testing::Bytes;
using testing::bytes_of;
using testing::hex;
using testing::Lie;
using testing::little;

std::string file(const std::string& json, const std::string& data = "") {
    return little(json.size(), 8) + json + data;
}

/// The description of one array.
std::string entry(const std::string& name, const std::string& dtype, const std::string& shape,
                  const std::string& offsets) {
    return "\"" + name + R"(":{"dtype":")" + dtype + R"(","shape":)" + shape +
           R"(,"data_offsets":)" + offsets + "}";
}

/// A file of one array, "a", of eight bytes.
std::string one(const std::string& dtype, const std::string& shape, const std::string& offsets) {
    return file("{" + entry("a", dtype, shape, offsets) + "}", "12345678");
}

/// A file of two arrays of four bytes each.
std::string two(const std::string& first, const std::string& second) {
    return file("{" + entry("a", "U8", "[4]", first) + "," + entry("b", "U8", "[4]", second) + "}",
                "12345678");
}

std::vector<Lie> lies_about_the_header() {
    const std::string good = one("F32", "[2]", "[0,8]");
    const std::string good_entry = entry("a", "U8", "[8]", "[0,8]");
    const auto header = [](const std::string& json) { return file(json, "12345678"); };
    const std::string deep = std::string(100000, '[');
    return {
        {"empty", "", "ends inside the header length"},
        {"seven_bytes", "1234567", "ends inside the header length"},
        {"length_alone", little(2, 8), "ends inside the header"},
        {"length_beyond_the_file", little(1000, 8) + good.substr(8), "ends inside the header"},
        {"length_of_100_mb", little(100000000, 8) + "{}", "ends inside the header"},
        {"length_above_100_mb", little(100000001, 8) + "{}", "header is too long"},
        {"length_of_2_64", hex("ffffffffffffffff") + "{}", "header is too long"},
        {"length_that_wraps", hex("f8ffffffffffffff") + "{}", "header is too long"},
        {"length_zero", little(0, 8), "not one JSON object"},
        {"header_of_spaces", header("        "), "not one JSON object"},
        {"space_before_the_brace", header(" {" + good_entry + "}"), "not one JSON object"},
        {"byte_order_mark", header("\xEF\xBB\xBF{" + good_entry + "}"), "not one JSON object"},
        {"list", header("[" + good_entry + "]"), "not one JSON object"},
        {"padded_by_zeros", header("{" + good_entry + "}" + std::string(4, '\0')), "JSON object"},
        {"padded_by_newlines", header("{" + good_entry + "}\n\n"), "not one JSON object"},
        {"zero_byte_inside", header("{" + good_entry + "}" + std::string(1, '\0') + "{}"), "JSON"},
        {"two_objects", header("{" + good_entry + "}{}"), "header is not JSON"},
        {"not_json", header("{hello}"), "header is not JSON"},
        {"trailing_comma", header("{" + good_entry + ",}"), "header is not JSON"},
        {"comment", header("{/**/" + good_entry + "}"), "header is not JSON"},
        {"not_utf8", header("{\"\xff\":{}}"), "header is not JSON"},
        {"lone_surrogate", header(R"({"\ud800":{}})"), "header is not JSON"},
        {"nested_100000_deep", header("{\"a\":" + deep + "}"), "wrong value"},
        {"nested_objects", header(R"({"a":{"dtype":{"dtype":{}}}})"), "wrong value"},
        {"name_twice", header("{" + good_entry + "," + good_entry + "}"), "a name comes twice"},
        {"name_twice_in_another_spelling",
         header("{" + good_entry + R"(,"\u0061":{"dtype":"U8","shape":[0],"data_offsets":[8,8]}})"),
         "a name comes twice"},
        {"name_too_long", header("{" + entry(std::string(5000, 'n'), "U8", "[8]", "[0,8]") + "}"),
         "a name is too long"},
        {"metadata_no_object", header(R"({"__metadata__":[]})"), "wrong value"},
        {"metadata_number", header(R"({"__metadata__":{"a":1}})"), "a number"},
        {"metadata_null", header(R"({"__metadata__":{"a":null}})"), "null"},
        {"metadata_nested", header(R"({"__metadata__":{"a":{}}})"), "an object"},
        {"metadata_key_twice", header(R"({"__metadata__":{"a":"","a":""}})"), "comes twice"},
        {"metadata_twice", header(R"({"__metadata__":{},"__metadata__":{}})"), "comes twice"},
        {"metadata_too_long",
         header(R"({"__metadata__":{"a":")" + std::string((1 << 20) + 1, 'x') + R"("}})"),
         "a text is too long"},
        {"one_checksum_alone", file(R"({"__metadata__":{"kasane.crc32c":"00000000"}})"),
         "one of two checksums is missing"},
        {"wrong_header_checksum",
         file(R"({"__metadata__":{"kasane.crc32c":"00000000","kasane.crc32c.data":""}})"),
         "the header is damaged"},
    };
}

std::vector<Lie> lies_about_arrays() {
    const auto raw = [](const std::string& description) {
        return file("{\"a\":" + description + "}", "12345678");
    };
    const std::string huge = "281474976710655";  // 2^48 - 1
    return {
        {"array_is_a_number", raw("1"), "wrong value"},
        {"array_is_a_list", raw("[]"), "wrong value"},
        {"array_is_a_text", raw("\"F32\""), "wrong value"},
        {"no_description", raw("{}"), "incomplete"},
        {"no_dtype", raw(R"({"shape":[8],"data_offsets":[0,8]})"), "incomplete"},
        {"no_shape", raw(R"({"dtype":"U8","data_offsets":[0,8]})"), "incomplete"},
        {"no_offsets", raw(R"({"dtype":"U8","shape":[8]})"), "incomplete"},
        {"dtype_twice", raw(R"({"dtype":"U8","dtype":"U8"})"), "comes twice"},
        {"shape_twice", raw(R"({"shape":[8],"shape":[8]})"), "comes twice"},
        {"offsets_twice", raw(R"({"data_offsets":[0,8],"data_offsets":[0,8]})"), "comes twice"},
        {"unknown_key", raw(R"({"dtype":"U8","shape":[8],"data_offsets":[0,8],"x":1})"),
         "wrong value"},
        {"dtype_unknown", one("F33", "[2]", "[0,8]"), "found: \"F33\""},
        {"dtype_lower_case", one("f32", "[2]", "[0,8]"), "found: \"f32\""},
        {"dtype_is_a_number", raw(R"({"dtype":32})"), "wrong value"},
        {"shape_is_a_number", one("F32", "2", "[0,8]"), "wrong value"},
        {"shape_negative", one("F32", "[-2]", "[0,8]"), "a negative number"},
        {"shape_fraction", one("F32", "[2.0]", "[0,8]"), "not whole"},
        {"shape_exponent", one("F32", "[2e0]", "[0,8]"), "not whole"},
        {"shape_text", one("F32", "[\"2\"]", "[0,8]"), "a text"},
        {"shape_nested", one("F32", "[[2]]", "[0,8]"), "an array"},
        {"shape_of_nine", one("U8", "[8,1,1,1,1,1,1,1,1]", "[0,8]"), "too many dimensions"},
        {"shape_above_2_48", one("U8", "[281474976710656]", "[0,8]"), "number is too large"},
        {"shape_above_2_64", one("U8", "[18446744073709551616]", "[0,8]"),
         "not whole or too large"},
        {"shape_product_overflows", one("F32", "[" + huge + "," + huge + "]", "[0,8]"), "fill its"},
        {"shape_wraps_to_zero", one("U8", "[4294967296,4294967296]", "[0,0]"), "fill its shape"},
        {"zero_hides_an_overflow", one("U8", "[0," + huge + "," + huge + "]", "[0,0]"), "fill its"},
        {"shape_too_small", one("F32", "[1]", "[0,8]"), "do not fill its shape"},
        {"shape_too_large", one("F32", "[3]", "[0,8]"), "do not fill its shape"},
        {"offsets_of_one", one("U8", "[8]", "[0]"), "incomplete"},
        {"offsets_of_three", one("U8", "[8]", "[0,8,8]"), "a third number"},
        {"offsets_reversed", one("U8", "[8]", "[8,0]"), "hole or overlap"},
        {"offsets_beyond_the_file", one("U8", "[16]", "[0,16]"), "do not fill the file"},
        {"offsets_before_the_end", one("U8", "[4]", "[0,4]"), "do not fill the file"},
        {"hole_at_the_start", one("U8", "[4]", "[4,8]"), "hole or overlap"},
        {"offset_negative", one("U8", "[8]", "[-8,0]"), "a negative number"},
        {"offset_huge", one("U8", "[8]", "[0," + huge + "]"), "do not fill its shape"},
        {"hole_between", two("[0,4]", "[5,9]"), "hole or overlap"},
        {"overlap", two("[0,4]", "[3,7]"), "hole or overlap"},
        {"same_bytes_twice", two("[0,4]", "[0,4]"), "hole or overlap"},
        {"no_array_but_data", file("{}", "12345678"), "do not fill the file"},
        {"boolean_of_2", file("{" + entry("a", "BOOL", "[2]", "[0,2]") + "}", "\1\2"), "0 or 1"},
    };
}

class SafeTensorsLies : public ::testing::TestWithParam<Lie> {};

TEST_P(SafeTensorsLies, AreRefused) {
    testing::expect_refused(GetParam(),
                            [](const Bytes& bytes) { parse_safetensors(bytes, "lie"); });
}

INSTANTIATE_TEST_SUITE_P(Header, SafeTensorsLies, ::testing::ValuesIn(lies_about_the_header()),
                         testing::lie_name);
INSTANTIATE_TEST_SUITE_P(Arrays, SafeTensorsLies, ::testing::ValuesIn(lies_about_arrays()),
                         testing::lie_name);

TEST(SafeTensors, TheTruthBehindTheLiesIsRead) {
    EXPECT_EQ(parse_safetensors(bytes_of(one("F32", "[2]", "[0,8]")), "f").tensors.size(), 1U);
    EXPECT_EQ(parse_safetensors(bytes_of(two("[4,8]", "[0,4]")), "f").tensors[0].name, "b");
}

}  // namespace
}  // namespace kasane::io
