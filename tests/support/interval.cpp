#ifdef KASANE_HAS_MPFR
#include "tests/support/interval.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace kasane::support {
namespace {

constexpr mpfr_rnd_t down = MPFR_RNDD;
constexpr mpfr_rnd_t up = MPFR_RNDU;

/// NaN bounds come of inf - inf and the like: nothing is known then.
Interval checked(Interval result) { return result.has_nan() ? anything(result.bits()) : result; }

using Binary = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_srcptr, mpfr_rnd_t);

/// The least and the greatest of f over the corners. 0 * inf is 0 here: bounds that are infinite
/// stand for large numbers.
Interval corners(Binary f, const Interval& a, const Interval& b) {
    Interval result(a.bits());
    Big one(a.bits());
    bool first = true;
    for (const Big* p : {&a.low, &a.high}) {
        for (const Big* q : {&b.low, &b.high}) {
            const bool vanishes = f == mpfr_mul && (mpfr_zero_p(*p) != 0 || mpfr_zero_p(*q) != 0);
            const auto corner = [&](mpfr_rnd_t rounding) {
                f(one, *p, *q, rounding);
                if (vanishes) mpfr_set_zero(one, 1);
            };
            corner(down);
            if (first || mpfr_nan_p(one) != 0 || mpfr_less_p(one, result.low) != 0) {
                mpfr_set(result.low, one, down);
            }
            corner(up);
            if (first || mpfr_nan_p(one) != 0 || mpfr_greater_p(one, result.high) != 0) {
                mpfr_set(result.high, one, up);
            }
            if (mpfr_nan_p(one) != 0) return anything(a.bits());
            first = false;
        }
    }
    return result;
}

/// a^n for a whole n >= 0.
Interval whole_power(const Interval& a, unsigned long n) {
    const Interval base = n % 2 == 0 ? absolute(a) : a;
    Interval result(a.bits());
    mpfr_pow_ui(result.low, base.low, n, down);
    mpfr_pow_ui(result.high, base.high, n, up);
    return checked(std::move(result));
}

/// erfc(x) = exp(-x^2) / sqrt(pi) / (x + 1/2 / (x + 2/2 / (x + 3/2 / ...))) for x > 10, where
/// MPFR's own takes a tenth of a second. What stands below a bar lies between x and x + n/2 / x.
Interval erfc_far_out(const Interval& x) {
    const double digits = static_cast<double>(x.bits()) * 0.7;
    const double size = std::max(10.0, std::min(1e100, mpfr_get_d(x.low, down)));
    const int count = static_cast<int>(digits * digits / (8 * size * size)) + 12;
    Interval below = hull(x, x + Interval(x.bits(), count + 1).scaled(-1) / x);
    for (int n = count; n > 0; --n) below = x + Interval(x.bits(), n).scaled(-1) / below;
    Interval root(x.bits());
    const Interval whole = pi(x.bits());
    mpfr_sqrt(root.low, whole.low, down);
    mpfr_sqrt(root.high, whole.high, up);
    return rising(mpfr_exp, -(x * x)) / (root * below);
}

/// f with |f'| <= 1 and values in [-1, 1].
Interval wave(Rising f, const Interval& a) {
    Interval result(a.bits());
    Big width(a.bits());
    mpfr_sub(width, a.high, a.low, up);
    if (mpfr_number_p(width) == 0 || mpfr_cmp_ui(width, 1) > 0) {
        mpfr_set_si(result.low, -1, down);
        mpfr_set_si(result.high, 1, up);
        return result;
    }
    f(result.low, a.low, down);
    f(result.high, a.low, up);
    mpfr_sub(result.low, result.low, width, down);
    mpfr_add(result.high, result.high, width, up);
    return result;
}

}  // namespace

Interval::Interval(mpfr_prec_t bits, double value) : low(bits), high(bits) {
    mpfr_set_d(low, value, down);
    mpfr_set_d(high, value, up);
}

Interval Interval::scaled(long exponent) const {
    Interval result = *this;
    mpfr_mul_2si(result.low, low, exponent, down);
    mpfr_mul_2si(result.high, high, exponent, up);
    return result;
}

double Interval::certain(long digits) const {
    if (has_nan()) return std::numeric_limits<double>::quiet_NaN();
    Big middle(bits() + 2);
    mpfr_add(middle, low, high, MPFR_RNDN);
    mpfr_div_2ui(middle, middle, 1, MPFR_RNDN);
    Big width(bits());
    mpfr_sub(width, high, low, up);
    const bool narrow =
        mpfr_zero_p(width) != 0 || (mpfr_regular_p(middle) != 0 && mpfr_regular_p(width) != 0 &&
                                    mpfr_get_exp(width) <= mpfr_get_exp(middle) - digits);
    const auto tiny = [](mpfr_srcptr x) { return mpfr_zero_p(x) != 0 || mpfr_get_exp(x) < -1090; };
    const bool vanishes =
        mpfr_number_p(low) != 0 && mpfr_number_p(high) != 0 && tiny(low) && tiny(high);
    if (!narrow && !vanishes) return std::numeric_limits<double>::quiet_NaN();
    return mpfr_get_d(middle, MPFR_RNDN);
}

Interval anything(mpfr_prec_t bits) {
    Interval result(bits);
    mpfr_set_inf(result.low, -1);
    mpfr_set_inf(result.high, 1);
    return result;
}

Interval truth(mpfr_prec_t bits, bool value) { return Interval(bits, value ? 1 : 0); }

Interval operator-(const Interval& a) {
    Interval result(a.bits());
    mpfr_neg(result.low, a.high, down);
    mpfr_neg(result.high, a.low, up);
    return result;
}

Interval operator+(const Interval& a, const Interval& b) {
    Interval result(a.bits());
    mpfr_add(result.low, a.low, b.low, down);
    mpfr_add(result.high, a.high, b.high, up);
    return checked(std::move(result));
}

Interval operator-(const Interval& a, const Interval& b) { return a + -b; }
Interval operator*(const Interval& a, const Interval& b) { return corners(mpfr_mul, a, b); }

Interval operator/(const Interval& a, const Interval& b) {
    if (b.low.sign() <= 0 && b.high.sign() >= 0) return anything(a.bits());
    return corners(mpfr_div, a, b);
}

Interval power(const Interval& a, const Interval& b) {
    if (b.is_point() && mpfr_integer_p(b.low) != 0 && mpfr_cmpabs_ui(b.low, 1000) < 0) {
        const long n = mpfr_get_si(b.low, down);
        const Interval result = whole_power(a, static_cast<unsigned long>(n < 0 ? -n : n));
        return n < 0 ? Interval(a.bits(), 1) / result : result;
    }
    if (a.low.sign() < 0) return anything(a.bits());
    return rising(mpfr_exp, b * rising(mpfr_log, a));
}

Interval min(const Interval& a, const Interval& b) {
    Interval result(a.bits());
    mpfr_min(result.low, a.low, b.low, down);
    mpfr_min(result.high, a.high, b.high, up);
    return result;
}

Interval max(const Interval& a, const Interval& b) { return -min(-a, -b); }

Interval hull(const Interval& a, const Interval& b) {
    Interval result(a.bits());
    mpfr_min(result.low, a.low, b.low, down);
    mpfr_max(result.high, a.high, b.high, up);
    return result;
}

Interval less(const Interval& a, const Interval& b) {
    Interval result(a.bits(), 0);
    if (mpfr_less_p(a.high, b.low) != 0) return truth(a.bits(), true);
    if (mpfr_lessequal_p(b.high, a.low) == 0) mpfr_set_ui(result.high, 1, up);
    return result;
}

Interval less_or_equal(const Interval& a, const Interval& b) {
    return Interval(a.bits(), 1) - less(b, a);
}

Interval equal(const Interval& a, const Interval& b) {
    return min(less_or_equal(a, b), less_or_equal(b, a));
}

Interval rising(Rising f, const Interval& a) {
    Interval result(a.bits());
    f(result.low, a.low, down);
    f(result.high, a.high, up);
    return checked(std::move(result));
}

Interval absolute(const Interval& a) {
    if (a.low.sign() >= 0) return a;
    if (a.high.sign() <= 0) return -a;
    Interval result = max(a, -a);
    mpfr_set_zero(result.low, 1);
    return result;
}

Interval sign(const Interval& a) {
    Interval result(a.bits());
    mpfr_set_si(result.low, a.low.sign(), down);
    mpfr_set_si(result.high, a.high.sign(), up);
    return result;
}

Interval floor(const Interval& a) {
    Interval result(a.bits());
    mpfr_rint_floor(result.low, a.low, down);
    mpfr_rint_floor(result.high, a.high, up);
    return result;
}

Interval cosh(const Interval& a) { return rising(mpfr_cosh, absolute(a)); }

Interval erfc(const Interval& a) {
    if (mpfr_cmp_si(a.low, 10) > 0) return erfc_far_out(a);
    if (mpfr_cmp_si(a.high, -10) < 0) return Interval(a.bits(), 2) - erfc_far_out(-a);
    Interval result(a.bits());
    mpfr_erfc(result.low, a.high, down);
    mpfr_erfc(result.high, a.low, up);
    return result;
}

Interval erf(const Interval& a) {
    const bool near = mpfr_cmp_si(a.low, -10) >= 0 && mpfr_cmp_si(a.high, 10) <= 0;
    return near ? rising(mpfr_erf, a) : Interval(a.bits(), 1) - erfc(a);
}

Interval sine(const Interval& a) { return wave(mpfr_sin, a); }
Interval cosine(const Interval& a) { return wave(mpfr_cos, a); }

Interval pi(mpfr_prec_t bits) {
    Interval result(bits);
    mpfr_const_pi(result.low, down);
    mpfr_const_pi(result.high, up);
    return result;
}

}  // namespace kasane::support
#endif
