#pragma once
// The loop under every pointwise formula. Included by isa.cpp, once per instruction set.

#include "kasane/catalog/apply.hpp"
#include "kasane/catalog/counts.hpp"
#include "kasane/kernels/calls.hpp"
#include "kasane/math/batch.hpp"

namespace kasane::KASANE_ISA {

/// Number of arguments of F: inputs, then trainable parameters.
template <class F>
inline constexpr std::size_t argument_count = catalog::input_count<F> + catalog::trainable_count<F>;

/// Reads the arguments of a call, sixteen floats (eight doubles) at a time.
template <class T, std::size_t N>
struct Arguments {
    using V = Batch<T>;

    KASANE_FN explicit Arguments(const kernels::PointwiseCall<T>& call) : call_(call) {
        for (std::size_t k = 0; k < N; ++k) {
            if (scalar(k)) fixed_[k] = V(*call.args[k]);
        }
    }

    /// The `count` elements from `at` on.
    KASANE_FN void load(std::size_t at, std::size_t count, V* values) const {
        for (std::size_t k = 0; k < N; ++k) {
            values[k] = scalar(k) ? fixed_[k] : load_some(call_.args[k] + at, count);
        }
    }

    KASANE_FN static V load_some(const T* p, std::size_t count) {
        return count == V::size ? V::load(p) : V::load(p, count);
    }

private:
    KASANE_FN bool scalar(std::size_t k) const { return N > 1 && (call_.scalars >> k & 1) != 0; }

    const kernels::PointwiseCall<T>& call_;
    V fixed_[N];
};

/// out[k] = compute(arguments at k), times g[k] if there is a g.
///
/// The tail takes the same path, padded, so that an element's value does not depend on where in
/// the array it stands. One copy of `compute` serves both: formulas are large, branches are not.
template <class T, std::size_t N, class Compute>
KASANE_FN void pointwise_loop(const kernels::PointwiseCall<T>& call, Compute compute) {
    using V = Batch<T>;
    using Args = Arguments<T, N>;
    const Args arguments(call);
    const T* const g = call.g;
    T* const out = call.out;
    const std::size_t n = call.n;
    for (std::size_t at = 0; at < n; at += V::size) {
        const std::size_t count = n - at < V::size ? n - at : V::size;
        V args[N];
        arguments.load(at, count, args);
        V y = compute(args);
        if (g != nullptr) y = Args::load_some(g + at, count) * y;
        if (count == V::size) {
            y.store(out + at);
        } else {
            y.store(out + at, count);
        }
    }
}

template <class F, class T>
void value(const kernels::PointwiseCall<T>& call) {
    constexpr std::size_t n = argument_count<F>;
    const F f = *static_cast<const F*>(call.formula);
    pointwise_loop<T, n>(
        call, [&](const Batch<T>* args) KASANE_LAMBDA { return catalog::value<n>(f, args); });
}

template <class F, class T>
void partial(const kernels::PointwiseCall<T>& call) {
    constexpr std::size_t n = argument_count<F>;
    const F f = *static_cast<const F*>(call.formula);
    const int i = call.i;
    pointwise_loop<T, n>(
        call, [&](const Batch<T>* args) KASANE_LAMBDA { return catalog::partial<n>(f, i, args); });
}

template <class F, class T>
void second_partial(const kernels::PointwiseCall<T>& call) {
    constexpr std::size_t n = argument_count<F>;
    const F f = *static_cast<const F*>(call.formula);
    const int i = call.i;
    const int j = call.j;
    pointwise_loop<T, n>(call, [&](const Batch<T>* args) KASANE_LAMBDA {
        return catalog::second_partial<n>(f, i, j, args);
    });
}

}  // namespace kasane::KASANE_ISA
