#include "kasane/io/raw_array.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

namespace kasane::io {
namespace {

using core::DType;
using core::Index;
using Bytes = std::span<const std::byte>;

struct Half {
    std::uint16_t bits;
};
struct Bool {
    std::uint8_t value;
};

template <class In>
struct Widened {
    using Type = std::conditional_t<(sizeof(In) < 4), std::int32_t, std::int64_t>;
};
template <>
struct Widened<std::uint8_t> {
    using Type = std::uint8_t;
};
template <>
struct Widened<std::int32_t> {
    using Type = std::int32_t;
};
template <>
struct Widened<Half> {
    using Type = float;
};
template <>
struct Widened<float> {
    using Type = float;
};
template <>
struct Widened<double> {
    using Type = double;
};
template <>
struct Widened<Bool> {
    using Type = bool;
};

/// Calls visit with a value of the stored type.
template <class Visit>
auto with_element(Element element, Visit visit) {
    switch (element) {
        case Element::boolean: return visit(Bool{});
        case Element::u8: return visit(std::uint8_t{});
        case Element::i8: return visit(std::int8_t{});
        case Element::u16: return visit(std::uint16_t{});
        case Element::i16: return visit(std::int16_t{});
        case Element::u32: return visit(std::uint32_t{});
        case Element::i32: return visit(std::int32_t{});
        case Element::u64: return visit(std::uint64_t{});
        case Element::i64: return visit(std::int64_t{});
        case Element::f16: return visit(Half{});
        case Element::f32: return visit(float{});
        case Element::f64: break;
    }
    return visit(double{});
}

float to_float(Half half) {
    const int exponent = half.bits >> 10 & 31;
    const int fraction = half.bits & 1023;
    float size = std::ldexp(static_cast<float>(fraction | 1024), exponent - 25);
    if (exponent == 0) size = std::ldexp(static_cast<float>(fraction), -24);
    if (exponent == 31) {
        size = fraction == 0 ? std::numeric_limits<float>::infinity()
                             : std::numeric_limits<float>::quiet_NaN();
    }
    return (half.bits & 0x8000) != 0 ? -size : size;
}

template <class In>
typename Widened<In>::Type widen(In value) {
    if constexpr (std::is_same_v<In, Half>) {
        return to_float(value);
    } else if constexpr (std::is_same_v<In, Bool>) {
        return value.value != 0;
    } else {
        return static_cast<typename Widened<In>::Type>(value);
    }
}

template <class In>
bool allowed(In value) {
    if constexpr (std::is_same_v<In, Bool>) return value.value <= 1;
    if constexpr (std::is_same_v<In, std::uint64_t>) return value >> 63 == 0;
    return true;
}

/// A copy of the payload, each element in native order and widened.
template <class In>
std::vector<std::byte> convert(const ByteReader& reader, Bytes payload, bool swap) {
    using Out = typename Widened<In>::Type;
    const std::size_t count = payload.size() / sizeof(In);
    std::vector<std::byte> result(count * sizeof(Out));
    for (std::size_t i = 0; i < count; ++i) {
        std::array<std::byte, sizeof(In)> raw;
        std::memcpy(raw.data(), payload.subspan(i * sizeof(In)).data(), sizeof(In));
        if (swap) std::reverse(raw.begin(), raw.end());
        const In value = std::bit_cast<In>(raw);
        if (!allowed(value)) {
            reader.fail_at(reader.offset() - payload.size() + i * sizeof(In),
                           "an element is out of range",
                           std::is_same_v<In, Bool> ? "a boolean, 0 or 1" : "at most 2^63 - 1",
                           std::is_same_v<In, Bool> ? "another byte" : "a larger number");
        }
        const Out wide = widen(value);
        std::memcpy(std::span(result).subspan(i * sizeof(Out)).data(), &wide, sizeof(Out));
    }
    return result;
}

/// From column-major to row-major order.
std::vector<std::byte> reordered(Bytes columns, const core::Shape& shape, std::size_t width) {
    std::vector<std::byte> rows(columns.size());
    std::array<std::size_t, core::max_rank> step{};
    std::array<Index, core::max_rank> place{};
    std::size_t stride = width;
    for (int axis = 0; axis < shape.rank(); ++axis) {
        step[static_cast<std::size_t>(axis)] = stride;
        stride *= static_cast<std::size_t>(shape[axis]);
    }
    std::size_t from = 0;
    for (std::size_t to = 0; to < rows.size(); to += width) {
        std::memcpy(std::span(rows).subspan(to).data(), columns.subspan(from).data(), width);
        for (int axis = shape.rank() - 1; axis >= 0; --axis) {
            const auto k = static_cast<std::size_t>(axis);
            from += step[k];
            if (++place[k] < shape[axis]) break;
            from -= step[k] * static_cast<std::size_t>(place[k]);
            place[k] = 0;
        }
    }
    return rows;
}

/// Whether the file's bytes serve as they are.
bool is_native(const Layout& layout) {
    const std::size_t width = size_of(layout.element);
    const bool widened = with_element(layout.element, []<class In>(In) {
        return !std::is_same_v<In, typename Widened<In>::Type>;
    });
    return !widened && (width == 1 || layout.order == std::endian::native);
}

Bytes take_payload(ByteReader& reader, const Layout& layout) {
    // Sized by the widest type an element may become, so that no later product overflows.
    if (!checked_product(layout.shape, 8)) {
        reader.fail("the dimensions multiply to more than a file can hold",
                    "fewer than 2^60 elements", core::to_string(layout.shape));
    }
    const std::size_t wanted = *checked_product(layout.shape, size_of(layout.element));
    if (wanted != reader.remaining()) {
        reader.fail("the elements do not fill the file",
                    byte_count(wanted) + " for the shape " + core::to_string(layout.shape),
                    byte_count(reader.remaining()));
    }
    return reader.take(wanted);
}

DType dtype_of(Element element) {
    return with_element(element,
                        []<class In>(In) { return core::dtype_for<typename Widened<In>::Type>; });
}

}  // namespace

std::size_t size_of(Element element) {
    return with_element(element, []<class In>(In) { return sizeof(In); });
}

RawArray decode(ByteReader& reader, std::vector<std::byte> bytes, const Layout& layout) {
    const Bytes payload = take_payload(reader, layout);
    const std::size_t start = reader.offset() - payload.size();
    RawArray array{dtype_of(layout.element), layout.shape, {}, 0};
    const std::size_t width = core::size_of(array.dtype);
    const bool reorder = layout.column_major && layout.shape.rank() > 1 && !payload.empty();
    if (is_native(layout) && !reorder && start % width == 0) {
        array.buffer = std::move(bytes);
        array.offset = start;
        return array;
    }
    const bool swap = layout.order != std::endian::native;
    array.buffer = with_element(layout.element,
                                [&]<class In>(In) { return convert<In>(reader, payload, swap); });
    if (reorder) array.buffer = reordered(array.buffer, layout.shape, width);
    return array;
}

}  // namespace kasane::io
