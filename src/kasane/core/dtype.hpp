#pragma once
// Element types of an array.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kasane/core/api.hpp"
#include "kasane/core/types.hpp"

namespace kasane::core {

enum class DType : std::uint8_t { f32, f64, bf16, i32, i64, u8, boolean };

/// Bytes of one element.
constexpr std::size_t size_of(DType dtype) {
    constexpr std::size_t sizes[] = {4, 8, 2, 4, 8, 1, 1};
    return sizes[static_cast<std::size_t>(dtype)];
}

/// "f32", "f64", "bf16", "i32", "i64", "u8", "bool".
constexpr std::string_view name_of(DType dtype) {
    constexpr std::string_view names[] = {"f32", "f64", "bf16", "i32", "i64", "u8", "bool"};
    return names[static_cast<std::size_t>(dtype)];
}

/// The dtype of that name. Throws LookupError for any other.
KASANE_API DType dtype_of(std::string_view name);

/// Whether its elements are fractions: f32, f64 or bf16.
constexpr bool is_real(DType dtype) {
    return dtype == DType::f32 || dtype == DType::f64 || dtype == DType::bf16;
}

/// bfloat16 as its bits; arithmetic goes through float.
struct BFloat16 {
    std::uint16_t bits;
};

namespace detail {

template <class T>
struct DTypeOf;  // no other types than these
template <DType value_>
struct Is {
    static constexpr DType value = value_;
};
template <>
struct DTypeOf<float> : Is<DType::f32> {};
template <>
struct DTypeOf<double> : Is<DType::f64> {};
template <>
struct DTypeOf<BFloat16> : Is<DType::bf16> {};
template <>
struct DTypeOf<std::int32_t> : Is<DType::i32> {};
template <>
struct DTypeOf<std::int64_t> : Is<DType::i64> {};
template <>
struct DTypeOf<std::uint8_t> : Is<DType::u8> {};
template <>
struct DTypeOf<bool> : Is<DType::boolean> {};

}  // namespace detail

/// The dtype of a C++ type.
template <class T>
inline constexpr DType dtype_for = detail::DTypeOf<T>::value;

}  // namespace kasane::core

namespace kasane {
using core::DType;
}
