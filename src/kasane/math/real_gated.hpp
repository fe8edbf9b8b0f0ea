#pragma once
// x times a gate of x: the slopes of swish, gelu, its tanh form and mish, and that form itself.
// Each slope has a root, a little left of -1, where the terms of its formula cancel; around it
// stands a polynomial in the distance from the root: in float one fitted to an interval, in double
// often Taylor's for 1/16 to both sides.
#include "kasane/math/real_erf.hpp"
#include "kasane/math/real_mish.hpp"

namespace kasane::math {

/// t (c0 + c1 t + ...) with t = x - (high + low).
template <class V, class... C>
KASANE_FN V near_root(V x, double high, double low, C... c) {
    const V t = (x - V(high)) - V(low);
    return t * polynomial(t, c...);
}
/// The same with what is lost in t and in the last sum put back.
template <class V, class... C>
KASANE_FN V near_steep_root(V x, double high, double low, double c0, C... c) {
    const V u = x - V(high);
    const V t = u - V(low);
    const V rest = polynomial(t, c...);
    const V p = fma(t, rest, V(c0));
    const V missing = fma(t, rest, V(c0) - p);
    return fma(u, p, fma(u, missing, V(-low) * p));
}
/// Whether x is so near to the root that the polynomial serves.
template <class V>
KASANE_FN auto is_near_root(V x, double root, double distance) {
    return abs(x - V(root)) < V(distance);
}

/// The slope of x sigmoid(x) near its root.
template <class V>
KASANE_FN V swish_slope_near(V x) {
    constexpr double high = -0x1.474974p+0, low = 0x1.bdf6fa40e5168p-27;
    if constexpr (is_single<V>) {
        return near_root(x, high, low, 0x1.be1410p-3, 0x1.2c5634p-3, 0x1.353ebcp-6, -0x1.f2d1f0p-7,
                         -0x1.b0ec4cp-8, 0x1.239310p-13, 0x1.9815acp-11);
    } else {
        return near_root(x, high, low, 0x1.be1410460527fp-3, 0x1.2c563458cc0adp-3,
                         0x1.353eb573ca457p-6, -0x1.f2d0e32bc2994p-7, -0x1.b0f82c498fd2fp-8,
                         0x1.098e92b8f076dp-13, 0x1.a2a7caf0ee747p-11, 0x1.8574d136d4cb4p-13,
                         -0x1.57238dca12615p-15, -0x1.f2d8976600f6fp-16, -0x1.8af40fd30a2bcp-19);
    }
}

/// The slope of x sigmoid(x).
template <class V>
KASANE_FN V swish_slope(V x) {
    constexpr double distance = is_single<V> ? 0.25 : 0.0625;
    return select(is_near_root(x, -0x1.474974p+0, distance), swish_slope_near(x),
                  sigmoid_times_slope(x, x, V(1.0)));
}

/// The slope of x Phi(x) where e^(-x^2 / 2) is a normal number, in float. With a = |x|:
///
///     a < 7/8   1/2 + x Q(x^2), Q a polynomial in x^2 - root^2, so that nothing is lost at the
///               root. Q is 21/32 there and a little more; x 21/32 + 1/2 is nearly exact.
///     x < 0     e^(-a^2 / 2) (P(a) - a phi(0)), P = e^(a^2 / 2) Phi(-a) a polynomial in
///               (a - 1) / (a + 3). P less 5/8 phi(0) is small where the terms nearly cancel.
///     x > 0     1 less that.
template <class V>
KASANE_FN V gelu_slope_inside(V x) {
    constexpr double root = 0x1.80eb0ep-1, phi_0 = 0x1.988454p-2;
    const V a = abs(x);
    const V q = polynomial((a - V(root)) * (a + V(root)), 0x1.2141e6p-7, -0x1.a733b4p-3,
                           0x1.76d772p-5, -0x1.d92262p-8, 0x1.cae5b0p-11, -0x1.73fc08p-14);
    const V middle = fma(x, q, fma(V(0.65625), x, V(0.5)));
    const V p =
        polynomial((a - V(1.0)) / (a + V(3.0)), 0x1.910f4ap-7, -0x1.19524cp-1, 0x1.c6eb60p-2,
                   -0x1.56ed02p-3, -0x1.04bd02p-6, 0x1.e94c58p-6, 0x1.4c33c6p-9, -0x1.683416p-8);
    const V t = fma(a - V(0.625), V(-phi_0), p);
    const auto square = exact_product(a, a * V(0.5));
    const auto e = reduce(-square.high, -square.low);
    const V left = fma(t, exp_tail(e.r), t) * pow2<V>(e.n);
    return select(a < V(0.875), middle, select(x < V(0.0), left, V(1.0) - left));
}

/// The slope of x Phi(x) in double.
template <class V>
KASANE_FN V gelu_slope_double(V x) {
    constexpr double high = -0x1.80ead2p-1, low = 0x1.a03fd3089f3a6p-27;
    const V near = near_root(x, high, low, 0x1.b9d98fa5a3215p-2, 0x1.8d9a941de3ac5p-2,
                             -0x1.2a2ef9bb865aep-6, -0x1.d2fa4c17c7e84p-4, -0x1.e4088244f901dp-7,
                             0x1.3e346def42057p-6, 0x1.297b9d6ffaacdp-8, -0x1.258a6d85633afp-9,
                             -0x1.8680f74e6b6bap-11, 0x1.86c863b66083cp-13, 0x1.69610924deba8p-14);
    return select(is_near_root(x, high, 0.0625), near, normal_cdf_times_slope(x, x, V(1.0)));
}

/// The slope of x Phi(x): Phi(x) + x phi(x).
template <class V>
KASANE_FN V gelu_slope(V x) {
    if constexpr (is_single<V>) {
        if (all(is_near_normal_mean(x))) return gelu_slope_inside(x);
        return select(is_near_normal_mean(x), gelu_slope_inside(x),
                      normal_cdf_times_slope(x, x, V(1.0)));
    } else {
        return gelu_slope_double(x);
    }
}

/// The slope of x tanh(softplus(x)) near its root; in float up to -0.41, where the terms are no
/// longer large beside their sum.
template <class V>
KASANE_FN V mish_slope_near(V x) {
    constexpr double high = -0x1.31432cp+0, low = -0x1.a25b086fcc645p-29;
    if constexpr (is_single<V>) {
        return near_root(x, high, low, 0x1.115accp-2, 0x1.a34a26p-3, 0x1.574d78p-5, -0x1.4c1c20p-6,
                         -0x1.031136p-6, -0x1.bd3e18p-9, 0x1.1ec7aep-10, 0x1.3249e4p-10);
    } else {
        return near_root(x, high, low, 0x1.115acb42500bbp-2, 0x1.a34a251d8ad7bp-3,
                         0x1.574f121a868dbp-5, -0x1.4c222fe64d4fbp-6, -0x1.03369d4ac90fap-6,
                         -0x1.b87ddfb51b745p-9, 0x1.1e5e184a0fe00p-10, 0x1.03799182b217fp-10,
                         0x1.0a7954e868670p-12, -0x1.5fffa067220abp-15, -0x1.d453aef9813d0p-15);
    }
}

/// The slope of x tanh(softplus(x)).
template <class V>
KASANE_FN V mish_slope(V x) {
    const V far = all(is_inside_mish(x)) ? tanh_softplus_slope_inside(x, x, V(1.0))
                                         : tanh_softplus_slope_everywhere(x, x, V(1.0));
    const auto near =
        is_single<V> ? is_near_root(x, -0.9775, 0.565) : is_near_root(x, -0x1.31432cp+0, 0.0625);
    return select(near, mish_slope_near(x), far);
}

/// a + b z as a pair; a, b and z are pairs.
template <class V>
KASANE_FN Pair<V> gelu_tanh_factor(double b, double b_low, Pair<V> z) {
    constexpr double a = 0x1.988454p+0, a_low = -4.534068042105272e-08;  // 2 sqrt(2 / pi)
    const auto bz = exact_product(V(b), z.high);
    const auto sum = two_sum(V(a), bz.high);
    const V low = fma(V(b), z.low, fma(V(b_low), z.high, bz.low)) + (sum.low + V(a_low));
    return fast_two_sum(sum.high, low);
}

/// x f, as a pair.
template <class V>
KASANE_FN Pair<V> times_pair(V x, Pair<V> f) {
    const auto product = exact_product(x, f.high);
    return {product.high, fma(x, f.low, product.low)};
}

/// 2 sqrt(2 / pi) (x + 0.044715 x^3) as a pair, |x| <= 50: an exponential enlarges what one
/// rounding would lose.
template <class V>
KASANE_FN Pair<V> gelu_tanh_exponent(V x) {
    constexpr double b = 0x1.2444f2p-4, b_low = 2.3988323959931355e-09;
    return times_pair(x, gelu_tanh_factor(b, b_low, exact_product(x, x)));
}

/// GELU's tanh form: x sigmoid(2 sqrt(2 / pi) (x + 0.044715 x^3)).
template <class V>
KASANE_FN V gelu_tanh(V x) {
    const auto u = gelu_tanh_exponent(max(min(x, V(50.0)), V(-50.0)));
    return sigmoid_times_pair(u.high, u.low, x);
}

/// The slope of GELU's tanh form near its root.
template <class V>
KASANE_FN V gelu_tanh_slope_near(V x) {
    if constexpr (is_single<V>) {
        return near_steep_root(x, -0x1.8142a0p-1, 0x1.85a06cd4f523fp-27, 0x1.b8bacep-2,
                               0x1.8cd1a2p-2, -0x1.029630p-6, -0x1.d2b770p-4, -0x1.104858p-6,
                               0x1.4278d0p-6, 0x1.58874ap-8, -0x1.3d5d88p-9, -0x1.def01cp-11,
                               0x1.0f79fap-12, 0x1.a801cep-14, -0x1.bd2afcp-16);
    } else {
        return near_steep_root(x, -0x1.8142a0p-1, 0x1.85a06cd4f523fp-27, 0x1.b8bacd2c96b91p-2,
                               0x1.8cd1a2b2fff31p-2, -0x1.029615edb078fp-6, -0x1.d2b7734646d8fp-4,
                               -0x1.104a83edc02f4p-6, 0x1.427996dc06b3ep-6, 0x1.58c9ed70cb88ep-8,
                               -0x1.3d8d640689d11p-9, -0x1.e63f29092be31p-11, 0x1.14bf845673a0bp-12,
                               0x1.04936639e4e41p-13, -0x1.253ae39e768a8p-15,
                               -0x1.0b9af58070574p-16, 0x1.8d15ed45a3943p-18, 0x1.4670350a93e89p-19,
                               -0x1.08b9f2acbaaf5p-20, -0x1.cb46e8e455991p-22,
                               0x1.2490aa784c821p-23, 0x1.2e46668f04d05p-24, -0x1.ae5971eb51b3ap-27,
                               -0x1.0d390ce8ad137p-27);
    }
}

/// sigmoid(u) (1 + y sigmoid(-u)) for ordinary u.
template <class V>
KASANE_FN V gelu_tanh_slope_inside(Pair<V> u, Pair<V> y) {
    const auto left = u.high < V(0.0);
    const auto d = ExpPlus<V>(reduce(abs(u.high), select(left, -u.low, u.low)), V(1.0)).divisor();
    const V lesser = d.inverse();
    const auto total = two_sum(y.high, V(1.0));
    const V one = select(left, total.high, V(1.0));
    const V rest = select(left, total.low + y.low, V(0.0));
    const V sum = one + fma(select(left, -y.high, y.high), lesser, rest);
    return select(left, d.under(sum), (V(1.0) - lesser) * sum);
}

/// The slope of GELU's tanh form.
template <class V>
KASANE_FN V gelu_tanh_slope(V x) {
    const V c = max(min(x, V(50.0)), V(-50.0));
    const auto u = gelu_tanh_exponent(c);
    constexpr double b = 0x1.b6676cp-3,
                     b_low = -2.5408340894442123e-10;  // three times the other one
    const auto y = times_pair(c, gelu_tanh_factor(b, b_low, exact_product(c, c)));
    const auto near = [x](V inside) KASANE_LAMBDA {
        return select(is_near_root(x, -0x1.8142a0p-1, 0.65), gelu_tanh_slope_near(x), inside);
    };
    if (all(is_ordinary(u.high))) return near(gelu_tanh_slope_inside(u, y));
    const V low = select(is_ordinary(u.high), u.low, V(0.0));
    const V inside = gelu_tanh_slope_inside(Pair<V>{clamp_to_ordinary(u.high), low}, y);
    const V left = exp_times_everywhere(u.high, y.high + V(1.0));
    const V far = select(u.high < V(0.0), fma(left, u.low, left), V(1.0));
    return near(select(is_ordinary(u.high), inside, keep_nan(x, far)));
}

}  // namespace kasane::math
