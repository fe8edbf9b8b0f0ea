#pragma once
// x times a gate of x: the slopes of swish, gelu, its tanh form and mish, and that form itself.
// Each slope has a root, a little left of -1, where the terms of its formula cancel; around it
// stands a polynomial in the distance from the root.
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
    if constexpr (is_single<V>) {
        return near_steep_root(x, -0x1.474974p+0, 0x1.bdf6fa40e5168p-27, 0x1.be1410p-3,
                               0x1.2c5634p-3, 0x1.353eb8p-6, -0x1.f2d180p-7, -0x1.b0f91ep-8,
                               0x1.0a5470p-13, 0x1.a2cee6p-11, 0x1.83ccfcp-13, -0x1.5c9a26p-15,
                               -0x1.e56b1ep-16, -0x1.2a8daep-19, 0x1.0ae2a4p-19, 0x1.f5407cp-22);
    } else {
        return near_steep_root(
            x, -0x1.474974p+0, 0x1.bdf6fa40e5168p-27, 0x1.be1410460527fp-3, 0x1.2c563458cc0adp-3,
            0x1.353eb573ca44ep-6, -0x1.f2d0e32bc29a2p-7, -0x1.b0f82c498f831p-8,
            0x1.098e92b8f84f7p-13, 0x1.a2a7caf0cb732p-11, 0x1.8574d13665ff4p-13,
            -0x1.57238dba2a1e1p-15, -0x1.f2d8974c912e3p-16, -0x1.8af4141d13cb3p-19,
            0x1.3ae0f3d6c26c3p-19, 0x1.cdb17e4973209p-21, -0x1.0617216f73e06p-25,
            -0x1.8e0291b1b482ap-24, -0x1.4459f0db2e2e8p-26, 0x1.3da70e7a669b0p-28,
            0x1.916416d3e4b2ap-29, 0x1.012e45640293fp-32, -0x1.f4804418f9547p-33,
            -0x1.43d279907c90dp-34, 0x1.83b45c79a601cp-38, 0x1.0b4dc82583c1fp-37,
            0x1.ec772daa1a74fp-41, -0x1.9bbfe33de41cdp-42, -0x1.8121845d836dap-44);
    }
}

/// The slope of x sigmoid(x).
template <class V>
KASANE_FN V swish_slope(V x) {
    return select(is_near_root(x, -0x1.474974p+0, 1.0), swish_slope_near(x),
                  sigmoid_times_slope(x, x, V(1.0)));
}

/// The slope of x Phi(x) near its root.
template <class V>
KASANE_FN V gelu_slope_near(V x) {
    if constexpr (is_single<V>) {
        return near_steep_root(x, -0x1.80ead2p-1, 0x1.a03fd3089f3a6p-27, 0x1.b9d990p-2,
                               0x1.8d9a94p-2, -0x1.2a2efep-6, -0x1.d2fa10p-4, -0x1.e40742p-7,
                               0x1.3e2aeap-6, 0x1.296294p-8, -0x1.24535cp-9, -0x1.834a0ep-11,
                               0x1.63c756p-13, 0x1.3a92d2p-14);
    } else {
        return near_steep_root(
            x, -0x1.80ead2p-1, 0x1.a03fd3089f3a6p-27, 0x1.b9d98fa5a3216p-2, 0x1.8d9a941de3ac5p-2,
            -0x1.2a2ef9bb865dfp-6, -0x1.d2fa4c17c7e85p-4, -0x1.e4088244f797ap-7,
            0x1.3e346def4218dp-6, 0x1.297b9d6fba356p-8, -0x1.258a6d8571091p-9,
            -0x1.8680f737191f7p-11, 0x1.86c863c05f148p-13, 0x1.6961044b3b57bp-14,
            -0x1.784acefde5e61p-17, -0x1.03fe2931bf429p-17, 0x1.d0c5a863b8f1fp-22,
            0x1.321171b6f74e1p-21, -0x1.be59c5fc9e310p-30, -0x1.2e3bc0c65ee93p-25,
            -0x1.77d0ce2641f4ep-30, 0x1.ca68b75e06dcfp-30, 0x1.06a39fda98906p-33);
    }
}

/// The slope of x Phi(x): Phi(x) + x phi(x).
template <class V>
KASANE_FN V gelu_slope(V x) {
    return select(is_near_root(x, -0x1.80ead2p-1, 0.7), gelu_slope_near(x),
                  normal_cdf_times_slope(x, x, V(1.0)));
}

/// The slope of x tanh(softplus(x)) near its root.
template <class V>
KASANE_FN V mish_slope_near(V x) {
    if constexpr (is_single<V>) {
        return near_root(x, -0x1.31432cp+0, -0x1.a25b086fcc645p-29, 0x1.115accp-2, 0x1.a34a26p-3,
                         0x1.574f14p-5, -0x1.4c222ap-6, -0x1.03370ap-6, -0x1.b881d0p-9,
                         0x1.1e8ff2p-10, 0x1.03b568p-10, 0x1.07f4eap-12, -0x1.79b8a4p-15,
                         -0x1.b8cde4p-15, -0x1.a10946p-17);
    } else {
        return near_root(x, -0x1.31432cp+0, -0x1.a25b086fcc645p-29, 0x1.115acb42500bbp-2,
                         0x1.a34a251d8ad7bp-3, 0x1.574f121a868dep-5, -0x1.4c222fe64d4b7p-6,
                         -0x1.03369d4ac9407p-6, -0x1.b87ddfb5210e4p-9, 0x1.1e5e184a84e08p-10,
                         0x1.0379918391ef6p-10, 0x1.0a7954c83fe4ep-12, -0x1.5fffa1a6e28e3p-15,
                         -0x1.d453a54366611p-15, -0x1.223bbb91cc1b3p-16, 0x1.fa1293aeb02f5p-21,
                         0x1.8667b0c373e9ep-19, 0x1.1fc6a708936c4p-20, 0x1.d1d20d3710816p-26,
                         -0x1.30fe9d8db9e53p-23, -0x1.0b41cd385bcc7p-24, -0x1.25b39116b9ee8p-28,
                         0x1.e252a9ca282e5p-28, 0x1.5135640332e07p-29);
    }
}

/// The slope of x tanh(softplus(x)).
template <class V>
KASANE_FN V mish_slope(V x) {
    const V far = all(is_inside_mish(x)) ? tanh_softplus_slope_inside(x, x, V(1.0))
                                         : tanh_softplus_slope_everywhere(x, x, V(1.0));
    constexpr double distance = is_single<V> ? 0.79 : 0.75;
    return select(is_near_root(x, -0x1.31432cp+0, distance), mish_slope_near(x), far);
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
