// The same numbers in another element type.

#include <bit>

#include "kasane/core/error.hpp"
#include "kasane/core/parallel.hpp"
#include "kasane/kernels/elementwise.hpp"

namespace kasane::kernels {
namespace {

using core::BFloat16;
using core::DType;
using core::Index;

constexpr Index grain = 32768;  // elements worth handing to another thread

float to_float(BFloat16 x) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(x.bits) << 16);
}

BFloat16 to_bfloat16(float x) {
    const auto bits = std::bit_cast<std::uint32_t>(x);
    if (x != x) return {static_cast<std::uint16_t>(bits >> 16 | 0x40)};
    const std::uint32_t odd = bits >> 16 & 1;
    return {static_cast<std::uint16_t>((bits + 0x7fff + odd) >> 16)};
}

/// From double in one rounding: first to float towards the odd neighbour, which keeps what decides
/// the second rounding.
BFloat16 to_bfloat16(double x) {
    const float near = static_cast<float>(x);
    const double error = x - static_cast<double>(near);
    auto bits = std::bit_cast<std::uint32_t>(near);
    const bool inexact = error > 0 || error < 0;
    if (inexact && (bits & 1) == 0 && std::abs(x) < 0x1p128) {
        const bool away = (error > 0) == (x > 0);
        bits = away ? bits + 1 : bits - 1;
    }
    return to_bfloat16(std::bit_cast<float>(bits));
}

template <class To, class From>
To to(From x) {
    if constexpr (std::is_same_v<To, BFloat16> && std::is_same_v<From, BFloat16>) {
        return x;
    } else if constexpr (std::is_same_v<From, BFloat16>) {
        return static_cast<To>(to_float(x));
    } else if constexpr (std::is_same_v<To, BFloat16>) {
        if constexpr (std::is_same_v<From, double>) return to_bfloat16(x);
        return to_bfloat16(static_cast<float>(x));
    } else {
        return static_cast<To>(x);
    }
}

/// Calls visit with a value of the dtype's C++ type.
template <class Visit>
void with_type(DType dtype, Visit visit) {
    switch (dtype) {
        case DType::f32: visit(float()); break;
        case DType::f64: visit(double()); break;
        case DType::bf16: visit(BFloat16()); break;
        case DType::i32: visit(std::int32_t()); break;
        case DType::i64: visit(std::int64_t()); break;
        case DType::u8: visit(std::uint8_t()); break;
        case DType::boolean: visit(bool()); break;
    }
}

}  // namespace

Array convert(const Array& a, DType dtype) {
    if (a.dtype() == dtype) return a;
    if (!core::is_real(dtype)) {
        core::value_error("convert", "gives f32, f64 or bf16, not " + std::string(name_of(dtype)));
    }
    Array result = Array::empty(a.shape(), dtype);
    const Array source = contiguous(a);
    with_type(a.dtype(), [&]<class From>(From) {
        with_type(dtype, [&]<class To>(To) {
            if constexpr (core::is_real(core::dtype_for<To>)) {
                const From* in = source.data<From>();
                To* out = result.data<To>();
                core::parallel_for(a.size(), grain, [&](Index begin, Index end) {
                    for (Index i = begin; i < end; ++i) out[i] = to<To>(in[i]);
                });
            }
        });
    });
    return result;
}

}  // namespace kasane::kernels
