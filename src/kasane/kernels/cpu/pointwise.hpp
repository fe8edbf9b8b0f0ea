#pragma once
// The loop under the element-wise arithmetic of tensors, each operation a kernel of its own.
// Included by isa.cpp, once per instruction set.

#include "kasane/catalog/apply.hpp"
#include "kasane/catalog/counts.hpp"
#include "kasane/kernels/calls.hpp"
#include "kasane/kernels/cpu/finish.hpp"
#include "kasane/math/batch.hpp"

namespace kasane::KASANE_ISA {

/// Reads the arguments of a call, sixteen floats (eight doubles) at a time.
template <class T, std::size_t N>
struct Arguments {
    using V = Batch<T>;

    KASANE_FN explicit Arguments(const kernels::PointwiseCall<T>& call) : call_(call) {
        for (std::size_t k = 0; k < N; ++k) {
            if (scalar(k)) fixed_[k] = V(*call.args[k]);
        }
    }

    /// The batch from `at` on.
    KASANE_FN void load(std::size_t at, V* values) const {
        for (std::size_t k = 0; k < N; ++k) {
            values[k] = scalar(k) ? fixed_[k] : load_some(call_.args[k] + at, call_.n - at);
        }
    }

private:
    KASANE_FN bool scalar(std::size_t k) const { return (call_.scalars >> k & 1) != 0; }

    const kernels::PointwiseCall<T>& call_;
    V fixed_[N];
};

/// The tail takes the same path, padded, so that an element's value does not depend on where in the
/// array it stands.
template <class F, class T>
static void value(const kernels::PointwiseCall<T>& call) {
    constexpr std::size_t n = catalog::input_count<F>;
    const Arguments<T, n> arguments(call);
    for (std::size_t at = 0; at < call.n; at += Batch<T>::size) {
        Batch<T> args[n];
        arguments.load(at, args);
        finish(call, at, catalog::value<n>(F{}, args));
    }
}

}  // namespace kasane::KASANE_ISA
