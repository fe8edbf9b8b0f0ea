#pragma once
// Sums whose order depends on the length only. Included by isa.cpp, once per instruction set.

#include "kasane/kernels/calls.hpp"
#include "kasane/math/batch.hpp"

namespace kasane::KASANE_ISA {

/// Sum of n numbers: four chains of a batch each, then a fixed tree over chains and lanes. The
/// padding of the last batch adds zeros.
template <class T>
static T sum_block(const T* x, std::size_t n) {
    using V = Batch<T>;
    V a(0);
    V b(0);
    V c(0);
    V d(0);
    std::size_t at = 0;
    for (; at + 4 * V::size <= n; at += 4 * V::size) {
        a = a + V::load(x + at);
        b = b + V::load(x + at + V::size);
        c = c + V::load(x + at + 2 * V::size);
        d = d + V::load(x + at + 3 * V::size);
    }
    for (; at + V::size <= n; at += V::size) a = a + V::load(x + at);
    if (at < n) b = b + V::load(x + at, n - at);
    return sum((a + b) + (c + d));
}

inline constexpr core::Index rows_per_chain = 128;

/// Sums down the columns in chains of rows_per_chain rows, and the chains' sums in order.
template <class T>
static void sum_columns(const kernels::ColumnCall<T>& call) {
    using V = Batch<T>;
    const auto stride = static_cast<std::size_t>(call.stride);
    const auto columns = static_cast<std::size_t>(call.columns);
    for (std::size_t c = 0; c < columns; c += V::size) {
        const std::size_t count = columns - c < V::size ? columns - c : V::size;
        V total(0);
        for (core::Index r = 0; r < call.rows;) {
            const core::Index end = call.rows - r < rows_per_chain ? call.rows : r + rows_per_chain;
            V chain(0);
            for (; r < end; ++r) {
                const T* row = call.x + static_cast<std::size_t>(r) * stride + c;
                chain = chain + (count == V::size ? V::load(row) : V::load(row, count));
            }
            total = total + chain;
        }
        total.store(call.out + c, count);
    }
}

}  // namespace kasane::KASANE_ISA
