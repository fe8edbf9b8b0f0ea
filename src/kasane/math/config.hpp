#pragma once
// What stands before every word and every formula: the same source is compiled for the CPU, once
// per instruction set, and for the GPU.

/// Always inlined, so that no copy of a word compiled for one instruction set is shared with
/// another.
#if defined(__CUDACC__)
#define KASANE_FN __host__ __device__ __forceinline__
#define KASANE_LAMBDA
#elif defined(KASANE_SMALL)
// The baseline, which every machine can run: here words may be functions.
#define KASANE_FN inline
#define KASANE_LAMBDA
#else
#define KASANE_FN [[gnu::always_inline]] inline
#define KASANE_LAMBDA __attribute__((always_inline))
#endif
