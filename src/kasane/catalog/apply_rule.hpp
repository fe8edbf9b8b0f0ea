#pragma once
// How a struct of an optimizer is called, whatever of the optional members it has.

#include <cstring>

#include "kasane/catalog/optimizers/rule.hpp"

namespace kasane::catalog {

template <class F>
inline constexpr std::size_t slot_count = 0;
template <class F>
    requires requires { F::slots; }
inline constexpr std::size_t slot_count<F> = F::slots.size();

template <class F>
inline constexpr std::size_t scalar_count = 0;
template <class F>
    requires requires { F::scalars; }
inline constexpr std::size_t scalar_count<F> = F::scalars.size();

template <class F>
inline constexpr std::size_t noise_count = 0;
template <class F>
    requires requires { F::noises; }
inline constexpr std::size_t noise_count<F> = F::noises;

template <class F>
inline constexpr std::size_t term_count = 0;
template <class F>
    requires requires { F::terms; }
inline constexpr std::size_t term_count<F> = F::terms;

template <class F>
inline constexpr int pass_count = 1;
template <class F>
    requires requires { F::passes; }
inline constexpr int pass_count<F> = F::passes;

template <class F>
inline constexpr bool is_per_tensor = false;
template <class F>
    requires requires { F::scope; }
inline constexpr bool is_per_tensor<F> = F::scope == Scope::tensor;

template <class F>
inline constexpr bool looks_ahead = requires {
    &F::template ahead<double>;
};
template <class F>
inline constexpr bool rests = requires {
    &F::template rest<double>;
};

template <class F, class V>
using CoeffsOf = typename F::template Coeffs<V>;

template <class F>
inline constexpr std::size_t coefficient_count = sizeof(CoeffsOf<F, double>) / sizeof(double);

/// What a weight's rule works on.
template <class F, class V>
struct Operands {
    V w;
    V g;
    Slots<V, slot_count<F>> slots;
    Noise<V, noise_count<F>> noise;
    Terms<V, term_count<F>> terms;
};

/// Runs pass k of a rule: what is to be added to w; slots and terms change in place.
template <int k, class F, class V>
KASANE_FN V apply_rule(const F& f, Operands<F, V>& on, const CoeffsOf<F, V>& c) {
    if constexpr (term_count<F> != 0) {
        return f.template pass<k>(on.w, on.g, on.slots, on.terms, c);
    } else if constexpr (noise_count<F> > 0) {
        return f(on.w, on.g, on.slots, on.noise, c);
    } else {
        return f(on.w, on.g, on.slots, c);
    }
}

/// A struct of coefficients from as many values in a row.
template <class F, class V>
KASANE_FN CoeffsOf<F, V> coefficients_from(const V* values) {
    static_assert(sizeof(CoeffsOf<F, V>) == coefficient_count<F> * sizeof(V));
    static_assert(std::is_trivially_copyable_v<CoeffsOf<F, V>>);
    CoeffsOf<F, V> c;
    std::memcpy(static_cast<void*>(&c), values, sizeof(c));
    return c;
}

}  // namespace kasane::catalog
