#include "kasane/io/npy.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

#include "kasane/core/error.hpp"
#include "kasane/io/file.hpp"

namespace kasane::io {
namespace {

using core::DType;
using core::Index;

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t longest_header = 10000;  // NumPy's own limit

struct Named {
    std::string_view code;
    Element element;
};
constexpr std::array<Named, 12> elements{{{"b1", Element::boolean},
                                          {"u1", Element::u8},
                                          {"i1", Element::i8},
                                          {"u2", Element::u16},
                                          {"i2", Element::i16},
                                          {"u4", Element::u32},
                                          {"i4", Element::i32},
                                          {"u8", Element::u64},
                                          {"i8", Element::i64},
                                          {"f2", Element::f16},
                                          {"f4", Element::f32},
                                          {"f8", Element::f64}}};

/// Reads the Python dictionary literal of an NPY header.
class Header {
public:
    explicit Header(ByteReader& reader, std::size_t end) : reader_(reader), end_(end) {}

    Layout parse() {
        expect('{', "a dictionary");
        while (next() != '}') {
            const std::string_view key = string("a key");
            expect(':', "':'");
            value_of(key);
            if (next() != ',') break;
            skip();
        }
        expect('}', "'}'");
        while (reader_.offset() < end_) {
            if (next() != -1) fail("the header goes on behind its dictionary", "spaces");
        }
        if (!has_descr_ || !has_order_ || !has_shape_) {
            fail("a key of the header is missing", "descr, fortran_order and shape");
        }
        return layout_;
    }

private:
    [[noreturn]] void fail(std::string_view problem, std::string_view expected) const {
        const int c = reader_.offset() < end_ ? reader_.peek() : -1;
        const char found = static_cast<char>(c);
        reader_.fail(problem, expected,
                     c < 0 ? "the end of the header" : in_quotes(std::string_view(&found, 1)));
    }

    /// The next character that is no space, without moving past it; -1 at the end.
    int next() {
        while (reader_.offset() < end_) {
            const int c = reader_.peek();
            if (c != ' ' && c != '\n') return c;
            skip();
        }
        return -1;
    }

    void skip() { reader_.take(1, "the header"); }

    void expect(char wanted, std::string_view what) {
        if (next() != wanted) fail("the header is malformed", what);
        skip();
    }

    std::string_view string(std::string_view what) {
        const int quote = next();
        if (quote != '\'' && quote != '"') fail("the header is malformed", what);
        skip();
        const std::size_t start = reader_.offset();
        while (reader_.offset() < end_ && reader_.peek() != quote) skip();
        if (reader_.offset() == end_) fail("a text of the header does not end", "a quote");
        const std::size_t length = reader_.offset() - start;
        reader_.seek(start);
        const std::string_view text = reader_.text(length);
        skip();
        return text;
    }

    void value_of(std::string_view key) {
        const auto once = [&](bool& seen) {
            if (seen) fail("the key " + in_quotes(key) + " comes twice", "every key once");
            seen = true;
        };
        if (key == "descr") {
            once(has_descr_);
            element();
        } else if (key == "fortran_order") {
            once(has_order_);
            layout_.column_major = boolean();
        } else if (key == "shape") {
            once(has_shape_);
            shape();
        } else {
            fail("the key " + in_quotes(key) + " is unknown", "descr, fortran_order or shape");
        }
    }

    void element() {
        if (next() == '[') fail("structured elements are not read", "one number an element");
        const std::string_view text = string("an element type");
        const char order = text.empty() ? ' ' : text.front();
        const auto known = std::find_if(elements.begin(), elements.end(), [&](const Named& entry) {
            return !text.empty() && entry.code == text.substr(1);
        });
        const bool single = known != elements.end() && size_of(known->element) == 1;
        if (known == elements.end() ||
            (order != '<' && order != '>' && !(single && order == '|'))) {
            const bool object = text.find('O') != std::string_view::npos;
            reader_.fail(object ? "Python objects are never loaded" : "unknown element type",
                         "b1, u1 to u8, i1 to i8, f2, f4 or f8 behind <, > or |", in_quotes(text),
                         "save it with numpy.save(file, array.astype('f4'))");
        }
        layout_.element = known->element;
        layout_.order = order == '>' ? std::endian::big : std::endian::little;
    }

    bool boolean() {
        const bool value = next() == 'T';
        for (const char letter : std::string_view(value ? "True" : "False")) {
            if (reader_.offset() >= end_ || reader_.peek() != letter) {
                fail("the header is malformed", "True or False");
            }
            skip();
        }
        return value;
    }

    void shape() {
        expect('(', "a tuple of sizes");
        bool comma = false;
        while (next() != ')') {
            if (layout_.shape.rank() == core::max_rank) {
                fail("too many dimensions", "at most " + std::to_string(core::max_rank));
            }
            layout_.shape.push_back(size());
            comma = next() == ',';
            if (!comma) break;
            skip();
        }
        if (layout_.shape.rank() == 1 && !comma) fail("the shape is no tuple", "','");
        expect(')', "')'");
    }

    Index size() {
        Index value = 0;
        int c = next();
        if (c < '0' || c > '9') fail("the header is malformed", "a size");
        while (c >= '0' && c <= '9') {
            if (__builtin_mul_overflow(value, Index{10}, &value) ||
                __builtin_add_overflow(value, Index{c - '0'}, &value)) {
                fail("a size is too large", "less than 2^63");
            }
            skip();
            c = reader_.offset() < end_ ? reader_.peek() : -1;
        }
        if (c == 'L') skip();  // Python 2 wrote long integers that way
        return value;
    }

    ByteReader& reader_;
    std::size_t end_;
    Layout layout_;
    bool has_descr_ = false;
    bool has_order_ = false;
    bool has_shape_ = false;
};

std::size_t header_length(ByteReader& reader) {
    if (reader.text(magic.size(), "the magic number") != magic) {
        reader.fail_at(0, "this is not an NPY file", "\\x93NUMPY", "other bytes");
    }
    const auto version = reader.little<std::uint8_t>("the version");
    const auto minor = reader.little<std::uint8_t>("the version");
    if (version < 1 || version > 3 || minor != 0) {
        reader.fail_at(magic.size(), "unknown version", "1.0, 2.0 or 3.0",
                       std::to_string(version) + "." + std::to_string(minor));
    }
    const std::size_t length = version == 1 ? reader.little<std::uint16_t>("the header length")
                                            : reader.little<std::uint32_t>("the header length");
    if (length > longest_header) {
        reader.fail("the header is too long", "at most " + byte_count(longest_header),
                    byte_count(length));
    }
    if (length > reader.remaining()) {
        reader.fail("the file ends inside the header", byte_count(length),
                    byte_count(reader.remaining()));
    }
    return length;
}

std::string_view descr_of(DType dtype) {
    switch (dtype) {
        case DType::f32: return "<f4";
        case DType::f64: return "<f8";
        case DType::i32: return "<i4";
        case DType::i64: return "<i8";
        case DType::u8: return "|u1";
        case DType::boolean: return "|b1";
        case DType::bf16: break;
    }
    core::value_error("npy", "NumPy has no bf16", {}, "convert to f32 first");
}

}  // namespace

RawArray parse_npy(std::vector<std::byte> bytes, const std::string& name) {
    ByteReader reader(bytes, name, "npy");
    const std::size_t length = header_length(reader);
    const Layout layout = Header(reader, reader.offset() + length).parse();
    return decode(reader, std::move(bytes), layout);
}

RawArray load_npy(const std::string& path, std::size_t max_bytes) {
    return parse_npy(read_file(path, max_bytes), path);
}

std::vector<std::byte> write_npy(const core::Shape& shape, DType dtype,
                                 std::span<const std::byte> data) {
    static_assert(std::endian::native == std::endian::little);
    if (checked_product(shape, core::size_of(dtype)) != data.size()) {
        core::shape_error("npy", byte_count(data.size()) + " do not fill the shape",
                          {{"shape", shape}});
    }
    std::string header =
        "{'descr': '" + std::string(descr_of(dtype)) + "', 'fortran_order': False, 'shape': (";
    for (const Index size : shape) header += std::to_string(size) + ", ";
    if (shape.rank() > 1) header.erase(header.size() - 2);
    if (shape.rank() == 1) header.pop_back();
    header += "), }";
    constexpr std::size_t before = 10;  // magic, version, length
    header.append(63 - (before + header.size()) % 64, ' ');
    header += '\n';
    std::string start = std::string(magic) + '\1' + '\0';
    start += static_cast<char>(header.size() & 255);
    start += static_cast<char>(header.size() >> 8);
    start += header;
    std::vector<std::byte> file(as_bytes(start).begin(), as_bytes(start).end());
    file.insert(file.end(), data.begin(), data.end());
    return file;
}

}  // namespace kasane::io
