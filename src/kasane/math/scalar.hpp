#pragma once
// The base operations for V = float and double. Batch (math/batch.hpp) has the same ones for
// vectors; Dual (math/dual.hpp) builds on both. Words (math/real.hpp) use nothing else.
#include <concepts>
#include <cstdint>
#include <type_traits>

#include "kasane/math/config.hpp"

namespace kasane::math {

/// What a constant in a formula may be: V(0), V(0.5), V(alpha).
template <class A>
concept Arithmetic = std::is_arithmetic_v<A>;

/// The bits of one number as an integer that wraps around, as the lanes of a vector do: for inputs
/// that a select discards afterwards (NaN, infinity), the words compute with any bits.
template <class T>
struct Wrapping {
    using Unsigned = std::make_unsigned_t<T>;

    T value;

    KASANE_FN constexpr explicit Wrapping(T v) : value(v) {}

    KASANE_FN friend Wrapping operator+(Wrapping a, Wrapping b) {
        return Wrapping(
            static_cast<T>(static_cast<Unsigned>(a.value) + static_cast<Unsigned>(b.value)));
    }
    KASANE_FN friend Wrapping operator-(Wrapping a, Wrapping b) {
        return Wrapping(
            static_cast<T>(static_cast<Unsigned>(a.value) - static_cast<Unsigned>(b.value)));
    }
    KASANE_FN friend Wrapping operator-(Wrapping a) { return Wrapping(T(0)) - a; }
    KASANE_FN friend Wrapping operator&(Wrapping a, Wrapping b) {
        return Wrapping(a.value & b.value);
    }
    KASANE_FN friend Wrapping operator|(Wrapping a, Wrapping b) {
        return Wrapping(a.value | b.value);
    }
    KASANE_FN friend Wrapping operator<<(Wrapping a, int n) {
        return Wrapping(static_cast<T>(static_cast<Unsigned>(a.value) << n));
    }
    KASANE_FN friend Wrapping operator>>(Wrapping a, int n) { return Wrapping(a.value >> n); }
    KASANE_FN friend bool operator==(Wrapping a, Wrapping b) { return a.value == b.value; }
    KASANE_FN friend bool operator<(Wrapping a, Wrapping b) { return a.value < b.value; }
};

/// a * b + c with one rounding.
KASANE_FN float fma(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
KASANE_FN double fma(double a, double b, double c) { return __builtin_fma(a, b, c); }

/// Correctly rounded square root; NaN below zero.
KASANE_FN float sqrt(float a) { return __builtin_sqrtf(a); }
KASANE_FN double sqrt(double a) { return __builtin_sqrt(a); }

/// a where m holds, b elsewhere. The side not taken may be anything, NaN included.
KASANE_FN float select(bool m, float a, float b) { return m ? a : b; }
KASANE_FN double select(bool m, double a, double b) { return m ? a : b; }
template <class T>
KASANE_FN Wrapping<T> select(bool m, Wrapping<T> a, Wrapping<T> b) {
    return m ? a : b;
}

/// The smaller, the larger one. A NaN in a stays, a NaN in b does not: the value goes first.
KASANE_FN float min(float a, float b) { return b < a ? b : a; }
KASANE_FN double min(double a, double b) { return b < a ? b : a; }
template <class T>
KASANE_FN Wrapping<T> min(Wrapping<T> a, Wrapping<T> b) {
    return b < a ? b : a;
}
KASANE_FN float max(float a, float b) { return a < b ? b : a; }
KASANE_FN double max(double a, double b) { return a < b ? b : a; }
template <class T>
KASANE_FN Wrapping<T> max(Wrapping<T> a, Wrapping<T> b) {
    return a < b ? b : a;
}

/// The bit pattern as an integer of the same width, and back.
KASANE_FN Wrapping<std::int32_t> bits(float a) {
    return Wrapping(__builtin_bit_cast(std::int32_t, a));
}
KASANE_FN Wrapping<std::int64_t> bits(double a) {
    return Wrapping(__builtin_bit_cast(std::int64_t, a));
}
KASANE_FN float from_bits(Wrapping<std::int32_t> a) { return __builtin_bit_cast(float, a.value); }
KASANE_FN double from_bits(Wrapping<std::int64_t> a) { return __builtin_bit_cast(double, a.value); }

/// An integer as a number; |a| < 2^24 for float, 2^51 for double, so it is exact.
KASANE_FN float to_real(Wrapping<std::int32_t> a) { return static_cast<float>(a.value); }
KASANE_FN double to_real(Wrapping<std::int64_t> a) { return static_cast<double>(a.value); }

/// Whether any lane holds, whether all do.
KASANE_FN bool any(bool m) { return m; }
KASANE_FN bool all(bool m) { return m; }

template <class V>
struct ScalarOf {
    using type = typename V::scalar;
};
template <>
struct ScalarOf<float> {
    using type = float;
};
template <>
struct ScalarOf<double> {
    using type = double;
};

/// float or double: what one lane of V holds.
template <class V>
using scalar_t = typename ScalarOf<V>::type;

/// The integers with as many lanes and bits as V.
template <class V>
using int_t = decltype(bits(V(0.0)));

template <class V>
inline constexpr bool is_single = std::is_same_v<scalar_t<V>, float>;

/// The layout of float and of double, and where exp leaves its range.
template <class T>
struct Format;

template <>
struct Format<float> {
    using Int = std::int32_t;
    static constexpr int fraction = 23;
    static constexpr Int bias = 127;
    static constexpr Int sign = INT32_MIN;
    static constexpr Int magnitude = INT32_MAX;
    static constexpr Int sqrt_half = 0x3f3504f3;  // bits of sqrt(1/2)
    static constexpr double shifter = 0x1.8p23;   // x + shifter: the low bits are round(x)
    static constexpr Int shifter_bits = 0x4b400000;
    static constexpr double largest = 0x1.fffffep127;
    static constexpr double smallest_normal = 0x1p-126;
    static constexpr double exp_ordinary = 87.0;  // exp of it and of its negative are normal
    static constexpr double exp_overflows = 89.0;
    static constexpr double exp_vanishes = -105.0;        // exp(x) rounds to 0
    static constexpr double exp_times_vanishes = -200.0;  // exp(x) * largest rounds to 0
};

template <>
struct Format<double> {
    using Int = std::int64_t;
    static constexpr int fraction = 52;
    static constexpr Int bias = 1023;
    static constexpr Int sign = INT64_MIN;
    static constexpr Int magnitude = INT64_MAX;
    static constexpr Int sqrt_half = 0x3fe6a09e667f3bcd;
    static constexpr double shifter = 0x1.8p52;
    static constexpr Int shifter_bits = 0x4338000000000000;
    static constexpr double largest = 0x1.fffffffffffffp1023;
    static constexpr double smallest_normal = 0x1p-1022;
    static constexpr double exp_ordinary = 708.0;
    static constexpr double exp_overflows = 710.0;
    static constexpr double exp_vanishes = -746.0;
    static constexpr double exp_times_vanishes = -1460.0;
};

template <class V>
using format_t = Format<scalar_t<V>>;

}  // namespace kasane::math
