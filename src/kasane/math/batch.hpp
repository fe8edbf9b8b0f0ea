#pragma once
// Batch<T>: 64 bytes of lanes on every instruction set, as an array of native registers. The only
// place with intrinsics. Included by kernels alone, which are compiled once per instruction set
// with KASANE_ISA = v2, v3, v4; the namespace puts the instruction set into the name of everything
// here.
//
// Why 64 bytes: half as many loop turns on AVX2, and the same lanes, so the same sums, everywhere.
// Why an array: GCC 12 makes over a hundred instructions of a select on a vector wider than the
// machine's. Everything but fma, sqrt, min, max, masked and streaming access is written with the
// compilers' vector extension.
#include "kasane/math/batch_register.hpp"
#include "kasane/math/scalar.hpp"

namespace kasane::KASANE_ISA {

/// The outcome of a comparison: all bits of a lane set, or none.
template <class I>
struct Mask {
    Register<I> r[registers];

    KASANE_FN friend Mask operator&(Mask a, Mask b) {
        return each<Mask>([&](auto k) KASANE_LAMBDA { return a.r[k] & b.r[k]; });
    }
    KASANE_FN friend Mask operator|(Mask a, Mask b) {
        return each<Mask>([&](auto k) KASANE_LAMBDA { return a.r[k] | b.r[k]; });
    }
    KASANE_FN friend Mask operator!(Mask a) {
        return each<Mask>([&](auto k) KASANE_LAMBDA { return ~a.r[k]; });
    }
    /// Whether any lane holds.
    KASANE_FN friend bool any(Mask a) { return any_bit<I>(fold_or<I>(a.r)); }
    /// Whether every lane holds.
    KASANE_FN friend bool all(Mask a) { return all_bits<I>(fold_and<I>(a.r)); }
};

/// T is float or double, or, for the bits of these, int32_t or int64_t.
template <class T>
struct Batch {
    using scalar = T;
    using Integer = integer_of<T>;
    using Int = Batch<Integer>;
    static constexpr std::size_t size = 64 / sizeof(T);
    static constexpr std::size_t width = register_bytes / sizeof(T);

    Register<T> r[registers];

    Batch() = default;
    /// The same value in every lane.
    template <math::Arithmetic A>
    KASANE_FN explicit Batch(A value) {
        // s - {} and not s + {}, which would turn -0 into +0.
        const T s = static_cast<T>(value);
        visit([&](auto k) KASANE_LAMBDA { r[k] = s - Register<T>{}; });
    }

    /// Lanes p[0] to p[size - 1].
    KASANE_FN static Batch load(const T* p) {
        return each<Batch>([&](auto k) KASANE_LAMBDA { return load_register(p + k * width); });
    }
    /// Lanes p[0] to p[n - 1], n < size, the rest 0. Reads nothing beyond.
    KASANE_FN static Batch load(const T* p, std::size_t n) {
        return each<Batch>(
            [&](auto k) KASANE_LAMBDA { return load_part(p + k * width, part(n, k * width)); });
    }
    KASANE_FN void store(T* p) const {
        visit([&](auto k) KASANE_LAMBDA { store_register(p + k * width, r[k]); });
    }
    /// Lanes 0 to n - 1, n < size. Writes nothing beyond.
    KASANE_FN void store(T* p, std::size_t n) const {
        visit([&](auto k) KASANE_LAMBDA { store_part(p + k * width, part(n, k * width), r[k]); });
    }
    /// Past the caches, for results too large to stay there. p is 64-byte aligned; call
    /// stream_fence() before another thread reads.
    KASANE_FN void stream(T* p) const {
        visit([&](auto k) KASANE_LAMBDA { stream_register(p + k * width, r[k]); });
    }

    KASANE_FN T operator[](std::size_t lane) const { return r[lane / width][lane % width]; }

    KASANE_FN friend Batch operator+(Batch a, Batch b) {
        return each<Batch>([&](auto k) KASANE_LAMBDA { return a.r[k] + b.r[k]; });
    }
    KASANE_FN friend Batch operator-(Batch a, Batch b) {
        return each<Batch>([&](auto k) KASANE_LAMBDA { return a.r[k] - b.r[k]; });
    }
    KASANE_FN friend Batch operator*(Batch a, Batch b) {
        return each<Batch>([&](auto k) KASANE_LAMBDA { return a.r[k] * b.r[k]; });
    }
    KASANE_FN friend Batch operator/(Batch a, Batch b) {
        return each<Batch>([&](auto k) KASANE_LAMBDA { return a.r[k] / b.r[k]; });
    }
    KASANE_FN friend Batch operator-(Batch a) {
        return each<Batch>([&](auto k) KASANE_LAMBDA { return -a.r[k]; });
    }
    KASANE_FN friend Batch operator&(Batch a, Batch b) {
        return each<Batch>([&](auto k) KASANE_LAMBDA { return a.r[k] & b.r[k]; });
    }
    KASANE_FN friend Batch operator|(Batch a, Batch b) {
        return each<Batch>([&](auto k) KASANE_LAMBDA { return a.r[k] | b.r[k]; });
    }
    KASANE_FN friend Batch operator<<(Batch a, int s) {
        return each<Batch>([&](auto k) KASANE_LAMBDA { return a.r[k] << s; });
    }
    /// Arithmetic: the sign is copied in.
    KASANE_FN friend Batch operator>>(Batch a, int s) {
        return each<Batch>([&](auto k) KASANE_LAMBDA { return shift_right<T>(a.r[k], s); });
    }

    KASANE_FN friend Mask<Integer> operator<(Batch a, Batch b) {
        return each<Mask<Integer>>([&](auto k) KASANE_LAMBDA { return a.r[k] < b.r[k]; });
    }
    KASANE_FN friend Mask<Integer> operator>(Batch a, Batch b) {
        return each<Mask<Integer>>([&](auto k) KASANE_LAMBDA { return a.r[k] > b.r[k]; });
    }
    KASANE_FN friend Mask<Integer> operator<=(Batch a, Batch b) {
        return each<Mask<Integer>>([&](auto k) KASANE_LAMBDA { return a.r[k] <= b.r[k]; });
    }
    KASANE_FN friend Mask<Integer> operator>=(Batch a, Batch b) {
        return each<Mask<Integer>>([&](auto k) KASANE_LAMBDA { return a.r[k] >= b.r[k]; });
    }
    KASANE_FN friend Mask<Integer> operator==(Batch a, Batch b) {
        return each<Mask<Integer>>([&](auto k) KASANE_LAMBDA { return a.r[k] == b.r[k]; });
    }

    KASANE_FN friend Batch select(Mask<Integer> m, Batch a, Batch b) {
        return each<Batch>([&](auto k) KASANE_LAMBDA { return m.r[k] ? a.r[k] : b.r[k]; });
    }
    /// A NaN in a stays, a NaN in b does not.
    KASANE_FN friend Batch min(Batch a, Batch b) {
        return each<Batch>([&](auto k) KASANE_LAMBDA { return min_register<T>(b.r[k], a.r[k]); });
    }
    KASANE_FN friend Batch max(Batch a, Batch b) {
        return each<Batch>([&](auto k) KASANE_LAMBDA { return max_register<T>(b.r[k], a.r[k]); });
    }
    KASANE_FN friend Batch fma(Batch a, Batch b, Batch c) {
        return each<Batch>([&](auto k)
                               KASANE_LAMBDA { return fma_register(a.r[k], b.r[k], c.r[k]); });
    }
    KASANE_FN friend Batch sqrt(Batch a) {
        return each<Batch>([&](auto k) KASANE_LAMBDA { return sqrt_register(a.r[k]); });
    }

    KASANE_FN friend Int bits(Batch a) {
        return each<Int>([&](auto k) KASANE_LAMBDA { return (Register<Integer>)a.r[k]; });
    }

    /// The sum of the lanes: lane i + lane i + size/2, of these i + size/4, and so on.
    KASANE_FN friend T sum(Batch a) {
        return fold<T>(a.r, [](auto x, auto y) KASANE_LAMBDA { return x + y; });
    }
    /// The largest lane, NaN if one is NaN.
    KASANE_FN friend T maximum(Batch a) {
        using Bits = Register<Integer>;
        return fold<T>(a.r, [](auto x, auto y)
                                KASANE_LAMBDA { return ((Bits)(y < x) | (Bits)(x != x)) ? x : y; });
    }
};

KASANE_FN Batch<float> from_bits(Batch<std::int32_t> a) {
    return each<Batch<float>>([&](auto k) KASANE_LAMBDA { return (Register<float>)a.r[k]; });
}
KASANE_FN Batch<double> from_bits(Batch<std::int64_t> a) {
    return each<Batch<double>>([&](auto k) KASANE_LAMBDA { return (Register<double>)a.r[k]; });
}
KASANE_FN Batch<float> to_real(Batch<std::int32_t> a) {
    return each<Batch<float>>(
        [&](auto k) KASANE_LAMBDA { return __builtin_convertvector(a.r[k], Register<float>); });
}
/// |a| < 2^51: AVX2 has no conversion of 64-bit integers, an addition to the bits of 1.5 * 2^52 is
/// one.
KASANE_FN Batch<double> to_real(Batch<std::int64_t> a) {
    return from_bits(a + Batch<std::int64_t>(0x4338000000000000)) - Batch<double>(0x1.8p52);
}

}  // namespace kasane::KASANE_ISA
