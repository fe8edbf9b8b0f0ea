#pragma once
// exp(-exp(-x)), the distribution function of the largest of many samples.
#include "kasane/math/real_erf.hpp"
#include "kasane/math/real_pow.hpp"

namespace kasane::math {

/// exp(x) as a pair, for x where it is a normal number: the rounded value, and what the logarithm
/// of it says is missing.
template <class V>
KASANE_FN Pair<V> exp_pair(V x) {
    const V e = exp(x);
    const auto l = log_pair(e);
    return {e, e * ((x - l.high) - l.low)};
}

/// y exp(-exp(-x)), rounded once where the result is subnormal. 0 at x = -inf, whatever y is.
/// Error   at most 1.2 ULP in float, 1.2 in double.
template <class V>
KASANE_FN V gompertz_times(V x, V y) {
    constexpr double end = is_single<V> ? -5.29 : -7.29;  // exp(-exp(-end)) largest rounds to 0
    const V inside = max(min(x, V(40.0)), V(end));
    const V product = gauss_times(exp_pair(-inside), {V(1.0), V(0.0)}, make_finite(y));
    return restore_infinity(x, y, x <= V(end), product);
}

/// exp(-exp(-x)).
/// Error   at most 1.1 ULP in float and in double.
template <class V>
KASANE_FN V gompertz(V x) {
    return gompertz_times(x, V(1.0));
}

}  // namespace kasane::math
