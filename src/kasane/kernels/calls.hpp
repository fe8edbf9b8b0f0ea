#pragma once
// What a kernel is given: plain pointers and lengths, checked by the caller. Free of instruction
// sets, so that every object sees the same structs.

#include <array>
#include <cstddef>
#include <cstdint>

#include "kasane/core/types.hpp"

namespace kasane::catalog {
struct ProgramCode;
}

namespace kasane::kernels {

inline constexpr std::size_t max_arguments = 6;

/// A pointwise formula over n elements: out[k] = f(args...[k]), times g[k] if there is a g.
template <class T>
struct PointwiseCall {
    const catalog::ProgramCode* program = nullptr;  // of a formula of the catalog; else it is known
    std::array<const T*, max_arguments> args{};     // inputs, then trainable parameters
    std::uint32_t scalars = 0;  // bit k: argument k is one number for all elements
    const T* g = nullptr;       // upstream gradient; nullptr means 1
    T* out = nullptr;           // may be any of args or g
    std::size_t n = 0;
};

/// A row program over `rows` rows of n elements.
template <class T>
struct RowCall {
    const void* formula = nullptr;
    const T* x = nullptr;                  // [rows, n]
    const T* g = nullptr;                  // [rows, n] upstream gradient of an activation
    const T* v = nullptr;                  // [rows, n] direction of a derivative
    const T* t = nullptr;                  // [rows, n] targets of a loss, or nullptr with labels:
    const std::int64_t* labels = nullptr;  // [rows] class numbers in 0..n-1
    const T* scale = nullptr;              // [rows] upstream gradient of a loss; nullptr means 1
    T* out = nullptr;                      // [rows, n], or [rows] for the value of a loss
    T* gradient = nullptr;                 // [rows, n] of a loss whose value goes to out
    T* scratch = nullptr;                  // [n], for directional derivatives
    core::Index rows = 0;
    core::Index n = 0;
};

inline constexpr std::size_t max_update_arguments = 32;
inline constexpr std::size_t max_update_results = 12;

/// One pass of an optimizer's rule over n weights (catalog/update.hpp).
template <class T>
struct UpdateCall {
    const catalog::ProgramCode* program = nullptr;
    const void* formula = nullptr;                    // for a kernel of its own
    std::array<const T*, max_update_arguments> args;  // w, g, slots, noises, coefficients
    std::uint32_t scalars = 0;                        // bit k: argument k is one number
    std::array<T*, max_update_results> results{};     // nullptr: not wanted
    std::size_t n = 0;
};

/// Column sums: out[c] = sum over r of x[r * stride + c].
template <class T>
struct ColumnCall {
    const T* x = nullptr;
    core::Index rows = 0;
    core::Index columns = 0;
    core::Index stride = 0;
    T* out = nullptr;
};

}  // namespace kasane::kernels
