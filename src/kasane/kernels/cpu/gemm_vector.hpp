#pragma once
// One native register, as far as matrix products need it: load, store, both for the first few
// lanes only, and fma. Intrinsics only where the vector extensions have no word.

#include <cstdint>
#include <utility>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace kasane::KASANE_ISA::product {

#if defined(__AVX512F__)
inline constexpr int register_bytes = 64;
#elif defined(__AVX2__) && defined(__FMA__)
inline constexpr int register_bytes = 32;
#else
inline constexpr int register_bytes = 16;
#endif

// Vector types are never template arguments: their attributes would be dropped there.
template <class T>
struct Register;

template <>
struct Register<float> {
    using V [[gnu::vector_size(register_bytes)]] = float;
    using Anywhere [[gnu::vector_size(register_bytes), gnu::aligned(4), gnu::may_alias]] = float;
    static constexpr int lanes = register_bytes / 4;
};

template <>
struct Register<double> {
    using V [[gnu::vector_size(register_bytes)]] = double;
    using Anywhere [[gnu::vector_size(register_bytes), gnu::aligned(8), gnu::may_alias]] = double;
    static constexpr int lanes = register_bytes / 8;
};

using VF = Register<float>::V;
using VD = Register<double>::V;
template <class T>
inline constexpr int lanes = Register<T>::lanes;

template <int I>
struct At {
    static constexpr int value = I;
};

/// f(At<0>), ..., f(At<n-1>). A fold, because GCC 12 leaves an array of registers indexed in an
/// unrolled loop on the stack; a type of our own, because std::integral_constant's conversion is
/// a symbol that every instruction set would share.
template <int n, class F>
[[gnu::always_inline]] inline void unroll(F&& f) {
    [&]<int... i>(std::integer_sequence<int, i...>) __attribute__((always_inline)) {
        (f(At<i>{}), ...);
    }
    (std::make_integer_sequence<int, n>{});
}

[[gnu::always_inline]] inline VF load(const float* p) {
    return *reinterpret_cast<const Register<float>::Anywhere*>(p);
}
[[gnu::always_inline]] inline VD load(const double* p) {
    return *reinterpret_cast<const Register<double>::Anywhere*>(p);
}
[[gnu::always_inline]] inline void store(float* p, VF v) {
    *reinterpret_cast<Register<float>::Anywhere*>(p) = v;
}
[[gnu::always_inline]] inline void store(double* p, VD v) {
    *reinterpret_cast<Register<double>::Anywhere*>(p) = v;
}

// x - 0 is x for every x, which x + 0 is not (-0 + 0 = 0); compilers make it one broadcast.
[[gnu::always_inline]] inline VF splat(float x) { return x - VF{}; }
[[gnu::always_inline]] inline VD splat(double x) { return x - VD{}; }

#if defined(__AVX512F__)

/// The lanes below `count`.
struct First {
    __mmask16 bits;
    [[gnu::always_inline]] explicit First(const float*, int count)
        : bits(static_cast<__mmask16>((1U << count) - 1)) {}
    [[gnu::always_inline]] explicit First(const double*, int count)
        : bits(static_cast<__mmask16>((1U << count) - 1)) {}
};

[[gnu::always_inline]] inline VF fma(VF a, VF b, VF c) { return _mm512_fmadd_ps(a, b, c); }
[[gnu::always_inline]] inline VD fma(VD a, VD b, VD c) { return _mm512_fmadd_pd(a, b, c); }
[[gnu::always_inline]] inline VF load_first(const float* p, First first) {
    return _mm512_maskz_loadu_ps(first.bits, p);
}
[[gnu::always_inline]] inline VD load_first(const double* p, First first) {
    return _mm512_maskz_loadu_pd(static_cast<__mmask8>(first.bits), p);
}
[[gnu::always_inline]] inline void store_first(float* p, VF v, int count) {
    _mm512_mask_storeu_ps(p, First(p, count).bits, v);
}
[[gnu::always_inline]] inline void store_first(double* p, VD v, int count) {
    _mm512_mask_storeu_pd(p, static_cast<__mmask8>(First(p, count).bits), v);
}

#elif defined(__AVX2__) && defined(__FMA__)

/// The lanes below `count`, as all-ones words.
struct First {
    __m256i bits;
    [[gnu::always_inline]] explicit First(const float*, int count)
        : bits(_mm256_cmpgt_epi32(_mm256_set1_epi32(count),
                                  _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7))) {}
    [[gnu::always_inline]] explicit First(const double*, int count)
        : bits(_mm256_cmpgt_epi64(_mm256_set1_epi64x(count), _mm256_setr_epi64x(0, 1, 2, 3))) {}
};

[[gnu::always_inline]] inline VF fma(VF a, VF b, VF c) { return _mm256_fmadd_ps(a, b, c); }
[[gnu::always_inline]] inline VD fma(VD a, VD b, VD c) { return _mm256_fmadd_pd(a, b, c); }
[[gnu::always_inline]] inline VF load_first(const float* p, First first) {
    return _mm256_maskload_ps(p, first.bits);
}
[[gnu::always_inline]] inline VD load_first(const double* p, First first) {
    return _mm256_maskload_pd(p, first.bits);
}
// A masked store is microcoded on AMD (about 20 cycles); halves are 3 predictable branches.
[[gnu::always_inline]] inline void store_first(float* p, VF v, int count) {
    __m128 part = _mm256_castps256_ps128(v);
    if ((count & 4) != 0) {
        _mm_storeu_ps(p, part);
        part = _mm256_extractf128_ps(v, 1);
        p += 4;
    }
    if ((count & 2) != 0) {
        _mm_storel_pi(reinterpret_cast<__m64*>(p), part);
        part = _mm_movehl_ps(part, part);
        p += 2;
    }
    if ((count & 1) != 0) {
        _mm_store_ss(p, part);
    }
}
[[gnu::always_inline]] inline void store_first(double* p, VD v, int count) {
    __m128d part = _mm256_castpd256_pd128(v);
    if ((count & 2) != 0) {
        _mm_storeu_pd(p, part);
        part = _mm256_extractf128_pd(v, 1);
        p += 2;
    }
    if ((count & 1) != 0) {
        _mm_store_sd(p, part);
    }
}

#else

/// The lanes below `count`.
struct First {
    int count;
    [[gnu::always_inline]] explicit First(const float*, int n) : count(n) {}
    [[gnu::always_inline]] explicit First(const double*, int n) : count(n) {}
};

#if defined(__SSE4_1__)

/// What double rounding needs: the sum s = p + c, rounded to odd instead of to nearest.
[[gnu::noinline]] inline VD odd_sum(VD p, VD c, VD s) {
    using VL [[gnu::vector_size(16)]] = long long;
    const VD part = s - p;
    const VD error = (p - (s - part)) + (c - part);
    const VL inexact = (error > 0) | (error < 0);
    const VL even = (reinterpret_cast<VL>(s) & 1) == 0;
    const VL step = ((error > 0) ^ (s > 0)) | 1;  // -1 towards zero, +1 away from it
    return reinterpret_cast<VD>(reinterpret_cast<VL>(s) + (step & inexact & even));
}

/// Through double, where the product is exact. Rounding twice is wrong only if the double sum
/// is a tie between two floats, which takes 28 zero bits at its end.
[[gnu::always_inline]] inline VF fma(VF a, VF b, VF c) {
    const VD p0 = _mm_cvtps_pd(a) * _mm_cvtps_pd(b);
    const VD p1 = _mm_cvtps_pd(_mm_movehl_ps(a, a)) * _mm_cvtps_pd(_mm_movehl_ps(b, b));
    const VD c0 = _mm_cvtps_pd(c);
    const VD c1 = _mm_cvtps_pd(_mm_movehl_ps(c, c));
    VD s0 = p0 + c0;
    VD s1 = p1 + c1;
    const __m128i low = _mm_set1_epi64x(0x0fffffff);
    const __m128i zero = _mm_setzero_si128();
    const __m128i tie = _mm_cmpeq_epi64(_mm_and_si128(_mm_castpd_si128(s0), low), zero) |
                        _mm_cmpeq_epi64(_mm_and_si128(_mm_castpd_si128(s1), low), zero);
    if (_mm_movemask_epi8(tie) != 0) {
        s0 = odd_sum(p0, c0, s0);
        s1 = odd_sum(p1, c1, s1);
    }
    return _mm_movelh_ps(_mm_cvtpd_ps(s0), _mm_cvtpd_ps(s1));
}

#else

[[gnu::always_inline]] inline VF fma(VF a, VF b, VF c) {
    VF y;
    unroll<lanes<float>>([&](auto i) __attribute__((always_inline)) {
        y[i.value] = __builtin_fmaf(a[i.value], b[i.value], c[i.value]);
    });
    return y;
}

#endif

[[gnu::always_inline]] inline VD fma(VD a, VD b, VD c) {
    return VD{__builtin_fma(a[0], b[0], c[0]), __builtin_fma(a[1], b[1], c[1])};
}
[[gnu::always_inline]] inline VF load_first(const float* p, First first) {
    VF v{};
    for (int i = 0; i < first.count; ++i) {
        v[i] = p[i];
    }
    return v;
}
[[gnu::always_inline]] inline VD load_first(const double* p, First first) {
    return first.count > 1 ? load(p) : VD{first.count > 0 ? p[0] : 0, 0};
}
[[gnu::always_inline]] inline void store_first(float* p, VF v, int count) {
    for (int i = 0; i < count; ++i) {
        p[i] = v[i];
    }
}
[[gnu::always_inline]] inline void store_first(double* p, VD v, int count) {
    for (int i = 0; i < count; ++i) {
        p[i] = v[i];
    }
}

#endif

}  // namespace kasane::KASANE_ISA::product
