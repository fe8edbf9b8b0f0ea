#pragma once
// What several of the rare activations are made of.

#include "kasane/catalog/activations/pieces.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog::rare {

/// c0 + c1 t + c2 t^2 + ... in Horner's form.
template <class V>
KASANE_FN V power_series(V, double c0) {
    return V(c0);
}
template <class V, class... C>
KASANE_FN V power_series(V t, double c0, C... rest) {
    return fma(power_series(t, rest...), t, V(c0));
}

/// c0 t + c1 t^2 + ... with t the distance from the root high + low of a function, where its terms
/// would cancel. The coefficients are Chebyshev interpolants, good to 2^-56; high fits a float.
template <class V, class... C>
KASANE_FN V near_root(V x, double high, double low, C... c) {
    const V t = (x - V(high)) - V(low);
    return t * power_series(t, c...);
}

/// What is missing in p as the product of beta and x: exp(beta x) = exp(p) (1 + missing).
template <class V>
KASANE_FN V missing_in_product(V p, V beta, V x) {
    return select(abs(p) < V(1e4), fma(beta, x, -p), V(0));
}

/// y exp(beta x) for any beta: the rounding of beta x would show where it is large.
template <class V>
KASANE_FN V exp_of_product_times(V beta, V x, V y) {
    const V p = gate(beta, x);
    const V z = exp_times(p, y);
    return select(abs(z) < V(1e37), gate_add(missing_in_product(p, beta, x), z, z), z);
}

/// 2 x / sqrt(pi). The constant is in two parts; the high one fits a float.
template <class V>
KASANE_FN V times_two_over_root_pi(V x) {
    return fma(V(0x1.20dd740000000p+0), x, V(0x1.0429b6d11ae3bp-24) * x);
}

/// log((1 + exp(z)) / 2): 0 at 0.
template <class V>
KASANE_FN V log_of_mean_exp(V z) {
    // ln 2 in two parts; the high one fits a float.
    const V high = V(0x1.62e430p-1);
    const V low = V(-0x1.05c610ca86c39p-29);
    const V u = expm1(V(0.5) * max(min(z, V(1)), V(-1)));
    const V near = fma(V(0.5), z, log1p(u * u / fma(V(2), u, V(2))));
    return select(abs(z) < V(1), near, (softplus(z) - high) - low);
}

}  // namespace kasane::catalog::rare
