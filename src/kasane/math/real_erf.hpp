#pragma once
// The error function family: erf, erfc, the normal distribution and the Gaussians.
#include "kasane/math/real_sigmoid.hpp"

namespace kasane::math {

/// y (g.high + g.low) (1 + exp_tail(r)) with one rounding of full size.
template <class V>
KASANE_FN V gauss_product(V r, Pair<V> g, V y) {
    const V t = y * g.high;
    const V missing = fma(y, g.low, fma(y, g.high, -t));
    const V p = exp_tail(r);
    return t + fma(t, p, fma(missing, p, missing));
}

/// exp(-(square.high + square.low)) g y for finite y.
template <class V>
KASANE_FN V gauss_times(Pair<V> square, Pair<V> g, V y) {
    const auto e = reduce(-square.high, -square.low);
    const auto f = scale_factor(y, e.n);
    return ldexp(gauss_product(e.r, g, f.v), f.n);
}

/// The same where e^-square is a normal number and y is moderate.
template <class V>
KASANE_FN V gauss_times_ordinary(Pair<V> square, Pair<V> g, V y) {
    const auto e = reduce(-square.high, -square.low);
    return gauss_product(e.r, g, y) * pow2<V>(e.n);
}

/// G(z) / (a + k) as a pair, with z = (a - k) / (a + k) in [-1, 1) and G a polynomial, its first
/// two coefficients given as pairs. Erfcx and its kin are nearly constant after multiplication by a
/// + k, so that nothing cancels; the roundings of a + k, of z and of the last two steps of G are
/// carried along.
template <class V, class... C>
KASANE_FN Pair<V> rational(V a, double k, double c0, double c0_low, double c1, double c1_low,
                           C... rest) {
    const auto s = two_sum(a, V(k));
    const V r = V(1.0) / s.high;
    const V r_low = r * fma(-r, s.low, fma(-r, s.high, V(1.0)));
    const auto t = exact_product(V(-2.0 * k), r);  // z = 1 - 2 k r
    const V z = V(1.0) + t.high;
    const V z_low = ((V(1.0) - z) + t.high) + fma(V(-2.0 * k), r_low, t.low);
    const V p2 = polynomial(z, rest...);
    const V p = fma(z, p2, V(c1));
    const V p_low = fma(z, p2, V(c1) - p) + V(c1_low);
    const V g = fma(z, p, V(c0));
    const V g_low = fma(z, p, V(c0) - g) + fma(z_low, fma(z, p2, p), fma(z, p_low, V(c0_low)));
    const V w = g * r;
    return {w, fma(g_low, r, fma(g, r_low, fma(g, r, -w)))};
}

/// erf(x) for |x| below 1 in float, 0.85 in double.
template <class V>
KASANE_FN V erf_near(V x) {
    const V z = x * x;
    if constexpr (is_single<V>) {
        return fma(x,
                   polynomial(z, 0x1.06eba8p-3, -0x1.81273ep-2, 0x1.ce2cf2p-4, -0x1.b7f88cp-6,
                              0x1.540172p-8, -0x1.a3d812p-11, 0x1.4917a4p-14),
                   x);
    } else {
        return fma(
            x,
            polynomial(z, 0x1.06eba8214db69p-3, -0x1.812746b0379e6p-2, 0x1.ce2f21a042aa4p-4,
                       -0x1.b82ce31280af9p-6, 0x1.565bcd0cbcf76p-8, -0x1.c02db3963408fp-11,
                       0x1.f9a31658993bep-14, -0x1.f4d0a3d978b8p-17, 0x1.b9c84aad92c94p-20,
                       -0x1.5e0ceca83a2b8p-23, 0x1.e78ce74511f33p-27, -0x1.e5d4a2f4facb1p-31),
            x);
    }
}

/// exp(a^2) erfc(a) for a in [0.46, 27.5].
template <class V>
KASANE_FN Pair<V> erfcx_far(V a) {
    if constexpr (is_single<V>) {
        return rational(a, 2.5, 0x1.0dd508p0, -0x1.eae96ep-26, -0x1.9bfb54p-1, 0x1.00e0a8p-28,
                        0x1.d0cedcp-2, -0x1.5eb8dap-3, 0x1.d0ac74p-6, 0x1.12f802p-7, -0x1.3bb0dp-8,
                        -0x1.c3c226p-12, 0x1.6b9feap-11, 0x1.4629aep-15, -0x1.80f6f4p-14);
    } else {
        return rational(a, 3.0, 0x1.12f21ddd9f5e2p0, -0x1.998be99f4bff6p-54, -0x1.c44c471baa376p-1,
                        -0x1.ac3b8541a4615p-56, 0x1.2e326945de2bbp-1, -0x1.3deb21415dc92p-2,
                        0x1.e995f11b16752p-4, -0x1.b78993d6b6e6cp-6, -0x1.3dd3e70ca77b2p-10,
                        0x1.8dae3a2945f11p-9, -0x1.1f78e1a33c2d4p-11, -0x1.2238fe6e624e2p-12,
                        0x1.c3254bbc6e3a4p-14, 0x1.fdffa5e90a468p-16, -0x1.251c511b8319ep-16,
                        -0x1.3ebd309768d93p-18, 0x1.7345e499e8a9ap-19, 0x1.0c451681bd0c2p-20,
                        -0x1.b85a6402b5dd6p-22, -0x1.f54cf2777846ep-23, 0x1.a91915aeaa4fp-25,
                        0x1.a7675b4cc5a5bp-25, -0x1.18b18365417e3p-28, -0x1.c77682463b642p-28,
                        0x1.a1e2373e49c79p-32);
    }
}

/// exp(a^2 / 2) Phi(-a) for a in [0.65, 20.5], in double up to 54.5.
template <class V>
KASANE_FN Pair<V> phix_far(V a) {
    if constexpr (is_single<V>) {
        return rational(a, 4.0, 0x1.82b4bcp-1, -0x1.db603cp-27, -0x1.373e3ap-1, -0x1.aee542p-27,
                        0x1.8c6dc2p-2, -0x1.7dff48p-3, 0x1.eec3dap-5, -0x1.edf41ap-8, -0x1.c7d46p-9,
                        0x1.a72974p-10, 0x1.10a4bcp-13, -0x1.9363c6p-13);
    } else {
        return rational(a, 5.0, 0x1.89d3abe1f95aep-1, -0x1.01f697a3dbf6ap-56, -0x1.54ad03f27ca18p-1,
                        -0x1.0047e8db91d91p-57, 0x1.fb31653876f87p-2, -0x1.410ed5f87593ap-2,
                        0x1.51f6329f01c76p-3, -0x1.1b1c254ca4c03p-4, 0x1.54b4d4f480b9ap-6,
                        -0x1.88590e9663134p-9, -0x1.a25037688e551p-11, 0x1.1daf1a884975ap-11,
                        -0x1.f2149a3cf8753p-15, -0x1.a16fedcab1c52p-15, 0x1.17df581f11a64p-16,
                        0x1.0b0fbc72165ddp-18, -0x1.73e717b4e22f9p-19, -0x1.665ca16d347ddp-22,
                        0x1.d4d116051690bp-22, 0x1.4b93ab9fe090bp-25, -0x1.2ef163bd67f0ap-24,
                        -0x1.c9fc2e2c13dc4p-28, 0x1.7c30d47baeb42p-27, 0x1.0005bb0d744afp-30,
                        -0x1.54ec84a219052p-30);
    }
}

/// erfc(a) for a >= 0.46.
template <class V>
KASANE_FN V erfc_far(V a) {
    const V b = min(a, V(is_single<V> ? 10.3 : 27.4));
    return gauss_times(exact_product(b, b), erfcx_far(b), V(1.0));
}

/// 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x.
/// Error   at most 1.2 ULP in float, 0.9 in double.
template <class V>
KASANE_FN V erf(V x) {
    if constexpr (is_single<V>) {
        const V a = min(abs(x), V(4.0));
        const V q = polynomial(a, 0x1.af3578p-12, 0x1.208da8p0, 0x1.46494ep-1, 0x1.ad052ep-4,
                               -0x1.7d2bc6p-6, 0x1.d87f28p-9, -0x1.65b5aap-12, 0x1.eca67cp-17);
        const auto e = reduce(-q);
        const V s = pow2<V>(e.n);
        const V far = (V(1.0) - s) - s * exp_tail(e.r);
        return select(abs(x) < V(1.0), erf_near(x), copysign(far, x));
    } else {
        const V a = abs(x);
        return select(a < V(0.85), erf_near(x), copysign(V(1.0) - erfc_far(a), x));
    }
}

/// 1 - erf(x), accurate where it is small.
/// Error   at most 1.4 ULP in float, 1.4 in double.
template <class V>
KASANE_FN V erfc(V x) {
    const V a = abs(x);
    const V far = erfc_far(a);
    return select(a < V(0.47), V(1.0) - erf_near(x), select(x < V(0.0), V(2.0) - far, far));
}

/// Phi(x) for |x| < 0.7.
template <class V>
KASANE_FN V normal_cdf_near(V x) {
    const V z = x * x;
    if constexpr (is_single<V>) {
        return fma(x,
                   polynomial(z, 0x1.988454p-2, -0x1.10586ep-4, 0x1.46d886p-7, -0x1.37b4cap-10,
                              0x1.e74de2p-14, -0x1.21586ep-17),
                   V(0.5));
    } else {
        return fma(x,
                   polynomial(z, 0x1.9884533d43651p-2, -0x1.1058377e2cfbap-4, 0x1.46d0429778436p-7,
                              -0x1.37403f734e4fcp-10, 0x1.e42b1189bbf27p-14, -0x1.3ce9a8fa88aa8p-17,
                              0x1.65ac190359b3cp-21, -0x1.661027df11d4dp-25, 0x1.77c174fedf85p-29,
                              -0x1.4dfadb81a5591p-32),
                   V(0.5));
    }
}

/// Whether exp(-x^2 / 2) is a normal number.
template <class V>
KASANE_FN auto is_near_normal_mean(V x) {
    return abs(x) < V(is_single<V> ? 13.0 : 37.0);
}

/// y Phi(x) for finite y and a = |x|, which may be cut off; times(square, g, y) is one of the
/// gauss_times.
template <class V, class Times>
KASANE_FN V normal_cdf_product(V x, V a, V y, Times times) {
    const V tail = times(exact_product(a, a * V(0.5)), phix_far(a), y);
    return select(a < V(0.65), y * normal_cdf_near(x), select(x > V(0.0), y - tail, tail));
}

/// normal_cdf_times without the short way.
template <class V>
KASANE_FN V normal_cdf_times_everywhere(V x, V y) {
    constexpr double end = is_single<V> ? 20.0 : 54.0;
    const V product = normal_cdf_product(x, min(abs(x), V(end)), make_finite(y),
                                         [](auto... a) KASANE_LAMBDA { return gauss_times(a...); });
    return restore_infinity(x, y, x <= V(-end), product);
}

/// y Phi(x) with Phi the distribution function of the standard normal, rounded once where the
/// result is subnormal. 0 at x = -inf, whatever y is.
/// Error   at most 1.6 ULP in float, 1.6 in double.
template <class V>
KASANE_FN V normal_cdf_times(V x, V y) {
    if (!all(is_near_normal_mean(x) & is_moderate(y))) return normal_cdf_times_everywhere(x, y);
    return normal_cdf_product(x, abs(x), y,
                              [](auto... a) KASANE_LAMBDA { return gauss_times_ordinary(a...); });
}

/// The distribution function of the standard normal.
/// Error   at most 1.4 ULP in float, 1.75 in double.
template <class V>
KASANE_FN V normal_cdf(V x) {
    return normal_cdf_times(x, V(1.0));
}

/// y exp(-x^2). 0 at infinite x, whatever y is.
/// Error   at most 1.3 ULP in float, 1.2 in double.
template <class V>
KASANE_FN V gaussian_times(V x, V y) {
    constexpr double end = is_single<V> ? 14.2 : 38.2;
    const V a = min(abs(x), V(end));
    const V product = gauss_times(exact_product(a, a), {V(1.0), V(0.0)}, make_finite(y));
    return restore_infinity(x, y, abs(x) >= V(end), product);
}

/// exp(-x^2), accurate for large x too, where the rounding of x^2 would show.
/// Error   at most 1.0 ULP in float, 1.0 in double.
template <class V>
KASANE_FN V gaussian(V x) {
    return gaussian_times(x, V(1.0));
}

/// phi(0) = 1 / sqrt(2 pi).
template <class V>
KASANE_FN Pair<V> normal_pdf_at_0() {
    if constexpr (is_single<V>) {
        return {V(0x1.988454p-2), V(-0x1.857936p-27)};
    } else {
        return {V(0x1.9884533d43651p-2), V(-0x1.cbc0d30ebfd15p-56)};
    }
}

/// normal_pdf_times without the short way.
template <class V>
KASANE_FN V normal_pdf_times_everywhere(V x, V y) {
    constexpr double end = is_single<V> ? 20.0 : 54.0;
    const V a = min(abs(x), V(end));
    const auto square = exact_product(a, a * V(0.5));
    const V product = gauss_times(square, normal_pdf_at_0<V>(), make_finite(y));
    return restore_infinity(x, y, abs(x) >= V(end), product);
}

/// y phi(x) with phi the density of the standard normal. 0 at infinite x, whatever y is.
/// Error   at most 1.25 ULP in float, 1.25 in double.
template <class V>
KASANE_FN V normal_pdf_times(V x, V y) {
    if (!all(is_near_normal_mean(x) & is_moderate(y))) return normal_pdf_times_everywhere(x, y);
    return gauss_times_ordinary(exact_product(x, x * V(0.5)), normal_pdf_at_0<V>(), y);
}

/// y phi(x) + z Phi(x), what becomes of normal_cdf_times under differentiation, from one
/// exponential and one division.
template <class V>
KASANE_FN V normal_cdf_times_slope(V x, V y, V z) {
    const auto ordinary = [](V w, V y1, V z1) KASANE_LAMBDA {
        const V a = abs(w);
        const auto near = a < V(0.65);
        const auto right = w > V(0.0);
        const auto square = exact_product(a, a * V(0.5));
        const auto e = reduce(-square.high, -square.low);
        // The rest of Phi right of 0 is 1, in the middle the series, left of it nothing.
        const auto g = phix_far(a);
        const V factor = select(near, V(0.0), select(right, -z1, z1));
        const auto density = normal_pdf_at_0<V>();
        const V t =
            fma(factor, g.high, fma(y1, density.high, fma(factor, g.low, y1 * density.low)));
        const V bell = fma(t, exp_tail(e.r), t) * pow2<V>(e.n);
        return select(near, z1 * normal_cdf_near(w), select(right, z1, V(0.0))) + bell;
    };
    const auto inside = is_near_normal_mean(x) & is_moderate(y) & is_moderate(z);
    if (all(inside)) return ordinary(x, y, z);
    const V far = normal_cdf_times_everywhere(x, z) + normal_pdf_times_everywhere(x, y);
    return select(inside, ordinary(x, y, z), far);
}

/// The density of the standard normal.
/// Error   at most 1.05 ULP in float, 1.05 in double.
template <class V>
KASANE_FN V normal_pdf(V x) {
    return normal_pdf_times(x, V(1.0));
}

}  // namespace kasane::math
