#include "kasane/io/idx.hpp"

#include <cstdint>
#include <utility>

#include "kasane/io/gzip.hpp"

namespace kasane::io {
namespace {

Element element_of(const ByteReader& reader, unsigned code) {
    switch (code) {
        case 0x08: return Element::u8;
        case 0x09: return Element::i8;
        case 0x0B: return Element::i16;
        case 0x0C: return Element::i32;
        case 0x0D: return Element::f32;
        case 0x0E: return Element::f64;
        default:
            reader.fail_at(2, "the element type is unknown", "8, 9, 11, 12, 13 or 14",
                           std::to_string(code));
    }
}

}  // namespace

IdxFile parse_idx(std::vector<std::byte> bytes, const std::string& name) {
    ByteReader reader(bytes, name, "idx");
    const auto zero = reader.big<std::uint16_t>("the magic number");
    if (zero != 0) {
        reader.fail_at(0, "this is not an IDX file", "two zero bytes",
                       in_quotes(as_text(std::span(bytes).first(2))));
    }
    Layout layout;
    layout.order = std::endian::big;
    layout.element = element_of(reader, reader.big<std::uint8_t>("the magic number"));
    const int rank = reader.big<std::uint8_t>("the magic number");
    if (rank < 1 || rank > core::max_rank) {
        reader.fail_at(3, "the number of dimensions is out of range",
                       "1.." + std::to_string(core::max_rank), std::to_string(rank));
    }
    for (int axis = 0; axis < rank; ++axis) {
        layout.shape.push_back(reader.big<std::uint32_t>("the dimensions"));
    }
    return decode(reader, std::move(bytes), layout);
}

IdxFile load_idx(const std::string& path, std::size_t max_bytes) {
    return parse_idx(read_maybe_gz(path, max_bytes), path);
}

}  // namespace kasane::io
