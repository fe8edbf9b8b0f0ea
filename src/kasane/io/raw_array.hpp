#pragma once
// Numbers as they come out of a file: an element type, a shape and the bytes.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kasane/core/api.hpp"
#include "kasane/core/dtype.hpp"
#include "kasane/core/shape.hpp"
#include "kasane/io/bytereader.hpp"

namespace kasane::io {

/// The content of a file in this machine's byte order, row-major.
struct RawArray {
    core::DType dtype = core::DType::u8;
    core::Shape shape;
    std::vector<std::byte> buffer;  // the elements, perhaps behind the header of their file
    std::size_t offset = 0;         // bytes of `buffer` before the first element

    /// The elements; aligned for their type.
    std::span<const std::byte> data() const {
        return std::span<const std::byte>(buffer).subspan(offset);
    }
};

/// Element types that files hold. Those the library lacks are widened: i8, i16 and u16 to i32,
/// u32 and u64 to i64 (which must hold the value), f16 to f32.
enum class Element : std::uint8_t { boolean, u8, i8, u16, i16, u32, i32, u64, i64, f16, f32, f64 };

/// Bytes of one element in the file.
KASANE_API std::size_t size_of(Element element);

/// How a file stores its elements.
struct Layout {
    Element element = Element::u8;
    core::Shape shape;
    std::endian order = std::endian::little;
    bool column_major = false;  // Fortran order: the first index changes fastest
};

/// Reads the elements that fill the rest of `bytes`, over which `reader` has walked up to them.
/// The bytes are kept instead of copied where the file holds them as the library does.
///
/// Throws   DataError if their number is another, a boolean is neither 0 nor 1, or a number
///          does not fit.
KASANE_API RawArray decode(ByteReader& reader, std::vector<std::byte> bytes, const Layout& layout);

}  // namespace kasane::io
