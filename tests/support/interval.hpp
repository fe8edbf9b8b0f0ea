#pragma once
// Numbers known to lie between two bounds of many digits. Every operation rounds the bounds
// outwards, so a result says itself how much of it is certain.

#include <mpfr.h>

namespace kasane::support {

/// One number of MPFR, initialised to NaN.
class Big {
public:
    explicit Big(mpfr_prec_t bits) { mpfr_init2(value_, bits); }
    Big(const Big& other) {
        mpfr_init2(value_, mpfr_get_prec(other.value_));
        mpfr_set(value_, other.value_, MPFR_RNDN);
    }
    Big(Big&& other) noexcept {
        *value_ = *other.value_;
        other.value_->_mpfr_d = nullptr;
    }
    Big& operator=(Big other) noexcept {
        mpfr_swap(value_, other.value_);
        return *this;
    }
    ~Big() {
        if (value_->_mpfr_d != nullptr) mpfr_clear(value_);
    }

    operator mpfr_ptr() { return value_; }
    operator mpfr_srcptr() const { return value_; }
    mpfr_prec_t bits() const { return mpfr_get_prec(value_); }
    /// -1, 0 or 1.
    int sign() const { return mpfr_sgn(value_) > 0 ? 1 : mpfr_sgn(value_) < 0 ? -1 : 0; }

private:
    mpfr_t value_;
};

/// [low, high]. Truth is a number too: [1, 1] true, [0, 0] false, [0, 1] not known.
struct Interval {
    Big low;
    Big high;

    explicit Interval(mpfr_prec_t bits) : low(bits), high(bits) {}
    Interval(mpfr_prec_t bits, double value);

    mpfr_prec_t bits() const { return low.bits(); }
    bool is_point() const { return mpfr_equal_p(low, high) != 0; }
    bool has_nan() const { return mpfr_nan_p(low) != 0 || mpfr_nan_p(high) != 0; }
    bool is_unbounded() const { return mpfr_number_p(low) == 0 || mpfr_number_p(high) == 0; }
    bool certainly_true() const { return low.sign() > 0; }
    bool certainly_false() const { return high.sign() == 0; }

    /// 2^exponent times it.
    Interval scaled(long exponent) const;

    /// The middle as a double, if the bounds agree to 2^-bits of themselves or both are nearer to 0
    /// than any double is; else NaN.
    double certain(long bits = 60) const;
};

/// The set of all numbers, when nothing is known.
Interval anything(mpfr_prec_t bits);
Interval truth(mpfr_prec_t bits, bool value);

Interval operator-(const Interval& a);
Interval operator+(const Interval& a, const Interval& b);
Interval operator-(const Interval& a, const Interval& b);
Interval operator*(const Interval& a, const Interval& b);
Interval operator/(const Interval& a, const Interval& b);
Interval power(const Interval& a, const Interval& b);
Interval min(const Interval& a, const Interval& b);
Interval max(const Interval& a, const Interval& b);
/// Both together and all between.
Interval hull(const Interval& a, const Interval& b);

Interval less(const Interval& a, const Interval& b);
Interval less_or_equal(const Interval& a, const Interval& b);
Interval equal(const Interval& a, const Interval& b);

using Rising = int (*)(mpfr_ptr, mpfr_srcptr, mpfr_rnd_t);
/// f of both bounds, for an f that never falls.
Interval rising(Rising f, const Interval& a);

Interval absolute(const Interval& a);
Interval sign(const Interval& a);
Interval floor(const Interval& a);
Interval cosh(const Interval& a);
Interval erf(const Interval& a);
Interval erfc(const Interval& a);
Interval sine(const Interval& a);
Interval cosine(const Interval& a);
Interval pi(mpfr_prec_t bits);

}  // namespace kasane::support
