#pragma once
// The instruction sets the probe was compiled for, and which of them run here.
#include <vector>

#include "tests/math/isa/probe.hpp"

#if defined(KASANE_HAS_V2)
#define KASANE_TEST_V2(X) X(v2)
#else
#define KASANE_TEST_V2(X)
#endif
#if defined(KASANE_HAS_V3)
#define KASANE_TEST_V3(X) X(v3)
#else
#define KASANE_TEST_V3(X)
#endif
#if defined(KASANE_HAS_V4)
#define KASANE_TEST_V4(X) X(v4)
#else
#define KASANE_TEST_V4(X)
#endif
#if defined(KASANE_X86)
#define KASANE_TEST_ISAS(X) KASANE_TEST_V2(X) KASANE_TEST_V3(X) KASANE_TEST_V4(X)
#else
#define KASANE_TEST_ISAS(X) X(generic)
#endif

#define KASANE_TEST_DECLARE(isa)                    \
    namespace kasane::isa {                         \
    extern const probe::Probe<float> float_probe;   \
    extern const probe::Probe<double> double_probe; \
    }
KASANE_TEST_ISAS(KASANE_TEST_DECLARE)
#undef KASANE_TEST_DECLARE

namespace probe {

#if defined(KASANE_X86)
inline bool runs_v2() { return __builtin_cpu_supports("sse4.2") != 0; }
inline bool runs_v3() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }
inline bool runs_v4() {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
           __builtin_cpu_supports("avx512vl");
}
#else
inline bool runs_generic() { return true; }
#endif

template <class T>
const Probe<T>* choose(const Probe<float>* f, const Probe<double>* d) {
    if constexpr (sizeof(T) == 4) {
        return f;
    } else {
        return d;
    }
}

/// Those that run on this processor, the fastest last.
template <class T>
std::vector<Isa<T>> isas_here() {
    std::vector<Isa<T>> all;
#define KASANE_TEST_ADD(isa)                                                                       \
    if (runs_##isa()) {                                                                            \
        all.push_back(                                                                             \
            {#isa, runs_##isa, choose<T>(&kasane::isa::float_probe, &kasane::isa::double_probe)}); \
    }
    KASANE_TEST_ISAS(KASANE_TEST_ADD)
#undef KASANE_TEST_ADD
    return all;
}

}  // namespace probe
