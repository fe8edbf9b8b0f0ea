#pragma once
// One native register of a Batch, and the loops over a Batch's registers. Part of math/batch.hpp.
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "kasane/math/config.hpp"

#ifndef KASANE_ISA
#define KASANE_ISA generic
#endif

namespace kasane::KASANE_ISA {

#if defined(__AVX512F__)
inline constexpr std::size_t register_bytes = 64;
#elif defined(__AVX2__)
inline constexpr std::size_t register_bytes = 32;
#else
inline constexpr std::size_t register_bytes = 16;
#endif
inline constexpr std::size_t registers = 64 / register_bytes;

template <class T>
struct RegisterOf {
    typedef T type __attribute__((vector_size(register_bytes)));
    typedef T unaligned
        __attribute__((vector_size(register_bytes), aligned(alignof(T)), may_alias));
};
template <class T>
using Register = typename RegisterOf<T>::type;

template <class T>
using integer_of = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;

// ---- Loops over the registers, as folds: GCC 12 leaves an array indexed in a loop on the stack.

template <std::size_t k>
using Index = std::integral_constant<std::size_t, k>;

template <class F>
KASANE_FN void visit(F f) {
    [&]<std::size_t... k>(std::index_sequence<k...>) KASANE_LAMBDA { (f(Index<k>{}), ...); }
    (std::make_index_sequence<registers>{});
}

template <class B, class F>
KASANE_FN B each(F f) {
    B b;
    [&]<std::size_t... k>(std::index_sequence<k...>) KASANE_LAMBDA {
        ((b.r[k] = f(Index<k>{})), ...);
    }
    (std::make_index_sequence<registers>{});
    return b;
}

/// Lane i of the result is lane i + distance of r, cyclically.
template <class T, std::size_t distance, std::size_t... i>
KASANE_FN Register<T> rotate(Register<T> r, std::index_sequence<i...>) {
    return __builtin_shufflevector(r, r, static_cast<int>((i + distance) % sizeof...(i))...);
}

template <class T, std::size_t half, class F>
KASANE_FN Register<T> fold_lanes(Register<T> r, F f) {
    if constexpr (half == 0) {
        return r;
    } else {
        using Lanes = std::make_index_sequence<register_bytes / sizeof(T)>;
        return fold_lanes<T, half / 2>(f(r, rotate<T, half>(r, Lanes{})), f);
    }
}

/// f over the lanes as a tree by halves, which is the same for every register width.
template <class T, class F>
KASANE_FN T fold(const Register<T> (&r)[registers], F f) {
    Register<T> t;
    if constexpr (registers == 4) {
        t = f(f(r[0], r[2]), f(r[1], r[3]));
    } else if constexpr (registers == 2) {
        t = f(r[0], r[1]);
    } else {
        t = r[0];
    }
    return fold_lanes<T, register_bytes / sizeof(T) / 2>(t, f)[0];
}

template <class I>
KASANE_FN Register<I> fold_or(const Register<I> (&r)[registers]) {
    Register<I> t = r[0];
    if constexpr (registers > 1) t |= r[1];
    if constexpr (registers > 2) t |= r[2] | r[3];
    return t;
}

template <class I>
KASANE_FN bool any_bit(Register<I> r) {
#if defined(__AVX512F__)
    return _mm512_test_epi32_mask((__m512i)r, (__m512i)r) != 0;
#elif defined(__AVX2__)
    return _mm256_testz_si256((__m256i)r, (__m256i)r) == 0;
#else
    typedef long long Words __attribute__((vector_size(register_bytes)));
    const Words w = (Words)r;
    return (w[0] | w[1]) != 0;
#endif
}

template <class I>
KASANE_FN Register<I> fold_and(const Register<I> (&r)[registers]) {
    Register<I> t = r[0];
    if constexpr (registers > 1) t &= r[1];
    if constexpr (registers > 2) t &= r[2] & r[3];
    return t;
}

template <class I>
KASANE_FN bool all_bits(Register<I> r) {
#if defined(__AVX512F__)
    return _mm512_movepi32_mask((__m512i)r) == 0xffff;
#elif defined(__AVX2__)
    return _mm256_movemask_ps((__m256)r) == 0xff;
#else
    typedef long long Words __attribute__((vector_size(register_bytes)));
    const Words w = (Words)r;
    return (w[0] & w[1]) == -1;
#endif
}

/// Arithmetic shift to the right; of 64-bit lanes below AVX-512 by way of the logical one.
template <class T>
KASANE_FN Register<T> shift_right(Register<T> a, int s) {
#if !defined(__AVX512F__)
    if constexpr (sizeof(T) == 8) {
        typedef std::uint64_t Words __attribute__((vector_size(register_bytes)));
        const Words bias = std::uint64_t{1} << 63 | Words{};
        return (Register<T>)((((Words)a ^ bias) >> s) - (bias >> s));
    } else
#endif
        return a >> s;
}

// ---- Memory.

template <class T>
KASANE_FN Register<T> load_register(const T* p) {
    return (Register<T>)*reinterpret_cast<const typename RegisterOf<T>::unaligned*>(p);
}

template <class T>
KASANE_FN void store_register(T* p, Register<T> r) {
    *reinterpret_cast<typename RegisterOf<T>::unaligned*>(p) = r;
}

template <class T>
KASANE_FN void stream_register(T* p, Register<T> r) {
#if defined(__AVX512F__)
    _mm512_stream_si512(reinterpret_cast<__m512i*>(p), (__m512i)r);
#elif defined(__AVX2__)
    _mm256_stream_si256(reinterpret_cast<__m256i*>(p), (__m256i)r);
#elif defined(__x86_64__)
    _mm_stream_si128(reinterpret_cast<__m128i*>(p), (__m128i)r);
#else
    store_register(p, r);
#endif
}

/// Makes streamed stores visible to other threads.
KASANE_FN void stream_fence() {
#if defined(__x86_64__)
    _mm_sfence();
#endif
}

/// How many of n lanes fall into register k; may be negative or more than the register holds.
KASANE_FN std::ptrdiff_t part(std::size_t n, std::size_t first) {
    return static_cast<std::ptrdiff_t>(n) - static_cast<std::ptrdiff_t>(first);
}

template <class T, std::size_t... i>
KASANE_FN Register<integer_of<T>> lanes_below(std::ptrdiff_t n, std::index_sequence<i...>) {
    using I = integer_of<T>;
    const Register<I> lane = {static_cast<I>(i)...};
    return (Register<I>)(lane < (static_cast<I>(n) - Register<I>{}));
}

template <class T>
KASANE_FN Register<integer_of<T>> lanes_below(std::ptrdiff_t n) {
    return lanes_below<T>(n, std::make_index_sequence<register_bytes / sizeof(T)>{});
}

/// The first n lanes, the rest 0. n may be negative or too large.
template <class T>
KASANE_FN Register<T> load_part(const T* p, std::ptrdiff_t n) {
#if defined(__AVX512F__)
    const __m512i m = (__m512i)lanes_below<T>(n);
    if constexpr (sizeof(T) == 4) {
        return (Register<T>)_mm512_maskz_loadu_epi32(_mm512_movepi32_mask(m), p);
    } else {
        return (Register<T>)_mm512_maskz_loadu_epi64(_mm512_movepi64_mask(m), p);
    }
#elif defined(__AVX2__)
    const __m256i m = (__m256i)lanes_below<T>(n);
    if constexpr (sizeof(T) == 4) {
        return (Register<T>)_mm256_maskload_ps(reinterpret_cast<const float*>(p), m);
    } else {
        return (Register<T>)_mm256_maskload_pd(reinterpret_cast<const double*>(p), m);
    }
#else
    Register<T> r{};
    for (std::ptrdiff_t i = 0; i < static_cast<std::ptrdiff_t>(register_bytes / sizeof(T)); ++i) {
        if (i < n) r[i] = p[i];
    }
    return r;
#endif
}

template <class T>
KASANE_FN void store_part(T* p, std::ptrdiff_t n, Register<T> r) {
#if defined(__AVX512F__)
    const __m512i m = (__m512i)lanes_below<T>(n);
    if constexpr (sizeof(T) == 4) {
        _mm512_mask_storeu_epi32(p, _mm512_movepi32_mask(m), (__m512i)r);
    } else {
        _mm512_mask_storeu_epi64(p, _mm512_movepi64_mask(m), (__m512i)r);
    }
#elif defined(__AVX2__)
    const __m256i m = (__m256i)lanes_below<T>(n);
    if constexpr (sizeof(T) == 4) {
        _mm256_maskstore_ps(reinterpret_cast<float*>(p), m, (__m256)r);
    } else {
        _mm256_maskstore_pd(reinterpret_cast<double*>(p), m, (__m256d)r);
    }
#else
    for (std::ptrdiff_t i = 0; i < static_cast<std::ptrdiff_t>(register_bytes / sizeof(T)); ++i) {
        if (i < n) p[i] = r[i];
    }
#endif
}

// ---- The two words the vector extension lacks.

#if defined(__x86_64__) && !defined(__FMA__)

/// p + c = s rounded to odd instead of to nearest: a second rounding then gives the right result.
[[gnu::noinline, maybe_unused]] static __m128d round_to_odd(__m128d p, __m128d c, __m128d s) {
    const __m128d t = s - p;
    const __m128d e = (p - (s - t)) + (c - t);  // the exact error of the sum
    const __m128i inexact = (__m128i)((e > 0.0) | (e < 0.0));
    const __m128i even = (__m128i)(((__m128i)s & 1) == 0);
    const __m128i step = (__m128i)((e > 0.0) ^ (s > 0.0)) | 1;  // -1: towards zero, +1: away
    return (__m128d)((__m128i)s + (step & inexact & even));
}

/// Without FMA hardware: through double, where the product is exact. Rounding twice is wrong only
/// where the double sum is a tie between two floats (28 zero bits); those sums are rounded to odd
/// first. A function of its own: inlined at every fma it would make this object eight times as
/// large.
[[gnu::noinline]] static Register<float> fma_register(Register<float> a, Register<float> b,
                                                      Register<float> c) {
    const __m128 x = (__m128)a;
    const __m128 y = (__m128)b;
    const __m128 z = (__m128)c;
    const __m128d p0 = _mm_cvtps_pd(x) * _mm_cvtps_pd(y);
    const __m128d p1 = _mm_cvtps_pd(_mm_movehl_ps(x, x)) * _mm_cvtps_pd(_mm_movehl_ps(y, y));
    const __m128d c0 = _mm_cvtps_pd(z);
    const __m128d c1 = _mm_cvtps_pd(_mm_movehl_ps(z, z));
    __m128d s0 = p0 + c0;
    __m128d s1 = p1 + c1;
    const __m128i low = _mm_set1_epi64x(0x0fffffff);
    const __m128i tie = (__m128i)(((__m128i)s0 & low) == 0) | (__m128i)(((__m128i)s1 & low) == 0);
    if (__builtin_expect(_mm_movemask_epi8(tie) != 0, 0)) {
        s0 = round_to_odd(p0, c0, s0);
        s1 = round_to_odd(p1, c1, s1);
    }
    return (Register<float>)_mm_movelh_ps(_mm_cvtpd_ps(s0), _mm_cvtpd_ps(s1));
}
[[gnu::noinline]] static Register<double> fma_register(Register<double> a, Register<double> b,
                                                       Register<double> c) {
    return Register<double>{__builtin_fma(a[0], b[0], c[0]), __builtin_fma(a[1], b[1], c[1])};
}

#elif defined(__x86_64__)

KASANE_FN Register<float> fma_register(Register<float> a, Register<float> b, Register<float> c) {
#if defined(__AVX512F__)
    return (Register<float>)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c);
#else
    return (Register<float>)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c);
#endif
}
KASANE_FN Register<double> fma_register(Register<double> a, Register<double> b,
                                        Register<double> c) {
#if defined(__AVX512F__)
    return (Register<double>)_mm512_fmadd_pd((__m512d)a, (__m512d)b, (__m512d)c);
#else
    return (Register<double>)_mm256_fmadd_pd((__m256d)a, (__m256d)b, (__m256d)c);
#endif
}

#else

template <class R>
KASANE_FN R fma_register(R a, R b, R c) {
    R r;
    for (std::size_t i = 0; i < sizeof(R) / sizeof(a[0]); ++i) {
        if constexpr (sizeof(a[0]) == 4) {
            r[i] = __builtin_fmaf(a[i], b[i], c[i]);
        } else {
            r[i] = __builtin_fma(a[i], b[i], c[i]);
        }
    }
    return r;
}

#endif

KASANE_FN Register<float> sqrt_register(Register<float> a) {
#if defined(__AVX512F__)
    return (Register<float>)_mm512_maskz_sqrt_ps(0xffff, (__m512)a);
#elif defined(__AVX2__)
    return (Register<float>)_mm256_sqrt_ps((__m256)a);
#elif defined(__x86_64__)
    return (Register<float>)_mm_sqrt_ps((__m128)a);
#else
    return Register<float>{__builtin_sqrtf(a[0]), __builtin_sqrtf(a[1]), __builtin_sqrtf(a[2]),
                           __builtin_sqrtf(a[3])};
#endif
}
KASANE_FN Register<double> sqrt_register(Register<double> a) {
#if defined(__AVX512F__)
    return (Register<double>)_mm512_maskz_sqrt_pd(0xff, (__m512d)a);
#elif defined(__AVX2__)
    return (Register<double>)_mm256_sqrt_pd((__m256d)a);
#elif defined(__x86_64__)
    return (Register<double>)_mm_sqrt_pd((__m128d)a);
#else
    return Register<double>{__builtin_sqrt(a[0]), __builtin_sqrt(a[1])};
#endif
}

// ---- The smaller, the larger one; b where one is a NaN. GCC 12 makes a comparison and a blend of
// the ?: on x86, which has an instruction.

template <class T>
KASANE_FN Register<T> min_register(Register<T> a, Register<T> b) {
#if defined(__AVX2__) && !defined(__AVX512F__)
    if constexpr (std::is_same_v<T, float>) {
        return (Register<T>)_mm256_min_ps((__m256)a, (__m256)b);
    } else if constexpr (std::is_same_v<T, double>) {
        return (Register<T>)_mm256_min_pd((__m256d)a, (__m256d)b);
    } else
#endif
        return a < b ? a : b;
}
template <class T>
KASANE_FN Register<T> max_register(Register<T> a, Register<T> b) {
#if defined(__AVX2__) && !defined(__AVX512F__)
    if constexpr (std::is_same_v<T, float>) {
        return (Register<T>)_mm256_max_ps((__m256)a, (__m256)b);
    } else if constexpr (std::is_same_v<T, double>) {
        return (Register<T>)_mm256_max_pd((__m256d)a, (__m256d)b);
    } else
#endif
        return a > b ? a : b;
}

}  // namespace kasane::KASANE_ISA
