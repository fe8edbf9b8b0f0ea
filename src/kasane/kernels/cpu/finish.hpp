#pragma once
// How a pointwise kernel reads and writes an array's end, and its results.

#include "kasane/kernels/calls.hpp"
#include "kasane/math/batch.hpp"

namespace kasane::KASANE_ISA {

/// The next batch, padded with zeros if fewer than its length are left.
template <class T>
KASANE_FN Batch<T> load_some(const T* p, std::size_t left) {
    return left >= Batch<T>::size ? Batch<T>::load(p) : Batch<T>::load(p, left);
}

/// out = y from `at` on, times g if there is a g.
template <class T>
KASANE_FN void finish(const kernels::PointwiseCall<T>& call, std::size_t at, Batch<T> y) {
    const std::size_t left = call.n - at;
    if (call.g != nullptr) y = load_some(call.g + at, left) * y;
    if (left < Batch<T>::size) {
        y.store(call.out + at, left);
    } else {
        y.store(call.out + at);
    }
}

}  // namespace kasane::KASANE_ISA
