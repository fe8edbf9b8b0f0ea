#pragma once
// How many arguments a struct of the catalog takes, with defaults for what it leaves out.

#include <cstddef>
#include <tuple>

namespace kasane::catalog {

/// Trainable parameters of F: arguments behind its inputs.
template <class F>
inline constexpr std::size_t trainable_count = 0;
template <class F>
    requires requires { F::trainable; }
inline constexpr std::size_t trainable_count<F> = std::tuple_size_v<decltype(F::trainable)>;

/// Arrays that F takes.
template <class F>
inline constexpr std::size_t input_count = 1;
template <class F>
    requires requires { F::inputs; }
inline constexpr std::size_t input_count<F> = F::inputs;
template <class F>
    requires requires { F::takes; }
inline constexpr std::size_t input_count<F> = F::takes.size();

}  // namespace kasane::catalog
