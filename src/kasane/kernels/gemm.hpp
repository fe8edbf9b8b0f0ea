#pragma once
// Matrix products: what is asked for, and the call that plans, splits and runs it.

#include <cstddef>

#include "kasane/core/types.hpp"

namespace kasane::kernels {

/// What happens to a finished element: c = map(beta_c + scale * ab + bias[j]).
template <class T>
struct Epilogue {
    const T* bias = nullptr;  // [n], added to every row
    T scale = 1;              // multiplies the product: with accumulate and -lr, an SGD update
    bool accumulate = false;  // add to what c holds, instead of overwriting it

    // A pointwise kernel, run in place on finished pieces of c.
    void (*map)(const void* formula, const T* trainable, const T* x, T* y, std::size_t n) = nullptr;
    const void* formula = nullptr;
    const T* trainable = nullptr;
};

/// C = epilogue(A B). Any strides for A and B, so every transpose is one of these; C's rows are
/// contiguous. C overlaps neither A nor B.
///
/// Shapes   A [m, k]; B [k, n]; C [m, n].
template <class T>
struct Gemm {
    core::Index m = 0, n = 0, k = 0;
    const T* a = nullptr;  // A(i, p) = a[i * a_row + p * a_col]
    core::Index a_row = 0, a_col = 0;
    const T* b = nullptr;  // B(p, j) = b[p * b_row + j * b_col]
    core::Index b_row = 0, b_col = 0;
    T* c = nullptr;  // C(i, j) = c[i * c_row + j]
    core::Index c_row = 0;
    Epilogue<T> epilogue{};
};

/// Products of at most this many fma are not cut into blocks, and need no scratch memory if B's
/// rows are contiguous.
inline constexpr core::Index in_place = 32 * 32 * 32;

/// Computes the product, on several threads where that pays.
///
///     ab = 0; for p in 0..k-1: ab = fma(A(i, p), B(p, j), ab)
///     c  = map((accumulate ? fma(scale, ab, c) : scale * ab) + bias[j])
///
/// Every element is this one chain, in this order, so its bits depend neither on the instruction
/// set nor on tiles, threads, layout or the rest of the matrix. Nothing is ever split along k.
///
/// Shapes   A [m, k]; B [k, n]; C [m, n]; bias [n]. Any of m, n, k may be 0.
/// Range    NaN and infinities propagate as the chain says: 0 * inf is NaN, not skipped.
/// Cost     2 m n k flops; scratch (none for small products) comes from core::allocate.
/// Throws   std::bad_alloc.
template <class T>
void gemm(const Gemm<T>& g);

extern template void gemm(const Gemm<float>& g);
extern template void gemm(const Gemm<double>& g);

}  // namespace kasane::kernels
