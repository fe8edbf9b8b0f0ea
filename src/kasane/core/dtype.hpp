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

/// bfloat16 as its bits; arithmetic goes through float.
struct BFloat16 {
    std::uint16_t bits;
};

template <class T>
inline constexpr DType dtype_for = DType::f32;
template <>
inline constexpr DType dtype_for<double> = DType::f64;
template <>
inline constexpr DType dtype_for<BFloat16> = DType::bf16;
template <>
inline constexpr DType dtype_for<std::int32_t> = DType::i32;
template <>
inline constexpr DType dtype_for<std::int64_t> = DType::i64;
template <>
inline constexpr DType dtype_for<std::uint8_t> = DType::u8;
template <>
inline constexpr DType dtype_for<bool> = DType::boolean;

}  // namespace kasane::core

namespace kasane {
using core::DType;
}
