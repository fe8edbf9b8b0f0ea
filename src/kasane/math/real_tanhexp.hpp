#pragma once
// x tanh(e^x), and its slope. From two exponentials and one division, where tanh of an exponential,
// and what is to be done for small ones, takes three.
#include "kasane/math/real_gated.hpp"

namespace kasane::math {

/// Where tanh(e^x) takes its series, and from where it is 1.
template <class V>
inline constexpr double tanhexp_left = is_single<V> ? 0.0 : -0.52;
template <class V>
inline constexpr double tanhexp_right = is_single<V> ? 2.5 : 3.125;

/// e^x = s (1 + p), tanh(e^x) / e^x - 1 and 1 / (1 + exp(2 e^x)), for ordinary x.
template <class V>
struct TanhexpParts {
    V s;
    V p;
    V e;
    V series;
    typename ExpPlus<V>::Divisor far;

    KASANE_FN explicit TanhexpParts(V x) {
        const auto r = reduce(min(x, V(tanhexp_right<V>)));
        s = pow2<V>(r.n);
        p = exp_tail(r.r);
        e = fma(s, p, s);
        const V z = e * e;
        series = z * tanh_series(z);
        far = ExpPlus<V>(reduce(e + e), V(1.0)).divisor();
    }
};

/// x tanh(e^x) for ordinary x: right, x (1 - 2 / (1 + exp(2 e^x))).
template <class V>
KASANE_FN V tanhexp_inside(V x) {
    const TanhexpParts<V> t(x);
    const V xs = x * t.s;
    const V xe = fma(xs, t.p, xs);
    const V right = fma(x, V(-2.0) * t.far.u, x);
    return select(x < V(tanhexp_left<V>), fma(xe, t.series, xe), right);
}

/// x tanh(e^x). 0 at -inf.
/// Error   at most 1.95 ULP in float, 1.95 in double.
template <class V>
KASANE_FN V tanhexp(V x) {
    if (all(is_ordinary(x))) return tanhexp_inside(x);
    const V near = tanhexp_inside(clamp_to_ordinary(x));
    const V far = select(x < V(0.0), exp_times_everywhere(x, x), x);
    return select(is_ordinary(x), near, far);
}

/// The slope of x tanh(e^x) near its root.
template <class V>
KASANE_FN V tanhexp_slope_near(V x) {
    if constexpr (is_single<V>) {
        return near_steep_root(x, -0x1.14302cp0, -0x1.e087983718ec4p-27, 0x1.68f6b6p-2,
                               0x1.4d0848p-2, 0x1.b9cc0ap-4, -0x1.76cbb6p-6, -0x1.75f56ep-5,
                               -0x1.a19cccp-6, -0x1.6f649ap-8, 0x1.6aecep-9, 0x1.b43bfcp-9,
                               0x1.be5b32p-10, 0x1.ac8e2ep-12, -0x1.404122p-12, -0x1.2350fep-12);
    } else {
        return near_steep_root(
            x, -1.0788600444793701, -1.3985253939463168e-08, 0.3525036331603062, 0.3252269138875309,
            0.10786032936442337, -0.02287597206073277, -0.04564538769348117, -0.025487703563833793,
            -0.005629789964320828, 0.0027715928940127803, 0.003400274407374607,
            0.0016641690370950838, 0.00030229831593716353, -0.0002018756288134549,
            -0.00021191437698310202, -9.603569386974444e-05, -1.4792069494329763e-05,
            1.2651333825125073e-05, 1.1986158811196983e-05, 5.107763591814117e-06,
            6.689119551135471e-07, -7.164196436817324e-07, -6.586907101862644e-07,
            -2.868265655683177e-07, -9.844437436596835e-09, 6.584026213501281e-08,
            2.5616201199339735e-08);
    }
}

/// The slope of x tanh(e^x) for ordinary x.
template <class V>
KASANE_FN V tanhexp_slope_inside(V x) {
    const TanhexpParts<V> t(x);
    // Left, with tanh(e) = e w: e (1 + x + (w - 1) - x e^2 w^2).
    const V ew = fma(t.e, t.series, t.e);
    const auto one = two_sum(x, V(1.0));
    const V sum = one.high + (one.low + fma(-x * ew, ew, t.series));
    const V ss = sum * t.s;
    const V left = fma(ss, t.p, ss);
    // Right, with u = 1 / (1 + exp(2 e)): 1 - 2 u + 4 x e u (1 - u).
    const V u = t.far.inverse();
    const V c = min(x, V(tanhexp_right<V>));
    const V right = fma(u, fma(V(4.0) * c * t.e, V(1.0) - u, V(-2.0)), V(1.0));
    return select(x < V(tanhexp_left<V>), left, right);
}

/// The slope of x tanh(e^x).
template <class V>
KASANE_FN V tanhexp_slope(V x) {
    const auto near = [x](V inside) KASANE_LAMBDA {
        return select(is_near_root(x, -0x1.14302cp0, 0.7), tanhexp_slope_near(x), inside);
    };
    if (all(is_ordinary(x))) return near(tanhexp_slope_inside(x));
    const V inside = tanhexp_slope_inside(clamp_to_ordinary(x));
    const V far = select(x < V(0.0), exp_times_everywhere(x, x + V(1.0)), V(1.0));
    return near(select(is_ordinary(x), inside, keep_nan(x, far)));
}

}  // namespace kasane::math
