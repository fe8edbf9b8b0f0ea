#pragma once
// One fused pass of an element-wise optimizer. Included by isa.cpp, once per instruction set.

#include "kasane/kernels/calls.hpp"
#include "kasane/math/batch.hpp"

namespace kasane::KASANE_ISA {

/// w, slots <- rule(w, g, slots) for every element.
template <class F, class T>
static void update(const kernels::UpdateCall<T>& call) {
    using V = Batch<T>;
    constexpr std::size_t slot_count = F::slots.size();
    const F f = *static_cast<const F*>(call.formula);
    const auto c = *static_cast<const typename F::Coeffs*>(call.coefficients);
    const auto used = static_cast<std::size_t>(call.used);
    for (std::size_t at = 0; at < call.n; at += V::size) {
        const std::size_t count = call.n - at < V::size ? call.n - at : V::size;
        const auto load = [count, at](const T* p) KASANE_LAMBDA {
            return count == V::size ? V::load(p + at) : V::load(p + at, count);
        };
        const auto store = [count, at](V value, T* p) KASANE_LAMBDA {
            count == V::size ? value.store(p + at) : value.store(p + at, count);
        };
        V w = load(call.w);
        V slots[slot_count == 0 ? 1 : slot_count];
        for (std::size_t k = 0; k < slot_count; ++k) {
            slots[k] = k < used ? load(call.slots[k]) : V(0);
        }
        f(w, load(call.g), slots, c);
        store(w, call.w);
        for (std::size_t k = 0; k < slot_count; ++k) {
            if (k < used) store(slots[k], call.slots[k]);
        }
    }
}

}  // namespace kasane::KASANE_ISA
