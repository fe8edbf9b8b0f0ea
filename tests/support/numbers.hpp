#pragma once
// Comparing numbers: bits, and distances in units of rounding.

#include <cmath>
#include <cstddef>
#include <cstring>
#include <limits>
#include <vector>

namespace kasane::support {

/// Half an ulp of 1: 2^-24 for float, 2^-53 for double.
template <class T>
inline constexpr double unit_roundoff = std::numeric_limits<T>::epsilon() / 2;

/// The same bits, or both NaN.
template <class T>
bool same_bits(T a, T b) {
    return (std::isnan(a) && std::isnan(b)) || std::memcmp(&a, &b, sizeof(T)) == 0;
}

/// `got` within `tolerance` of `want`; infinities and NaN must agree.
inline bool close(long double got, long double want, long double tolerance) {
    if (std::isnan(want)) return std::isnan(got);
    if (std::isinf(want) || std::isinf(got)) return got == want;
    return std::fabs(got - want) <= tolerance;
}

/// The catalog's tolerance: 8 units of rounding of the result and of what they move it by
/// through x, and the smallest normal number.
template <class T>
long double catalog_tolerance(long double result, long double motion) {
    return 8 * static_cast<long double>(unit_roundoff<T>) *
               (std::fabs(result) + std::fabs(motion)) +
           static_cast<long double>(std::numeric_limits<T>::min());
}

/// `want` as a T would hold it: what is too large is infinite.
template <class T>
bool overflows(long double want) {
    return std::isfinite(want) &&
           std::fabs(want) > static_cast<long double>(std::numeric_limits<T>::max());
}

/// Numbers from low to high in equal steps, both included.
inline std::vector<double> grid(double low, double high, std::size_t count) {
    std::vector<double> all(count);
    for (std::size_t i = 0; i < count; ++i) {
        all[i] = low + (high - low) * static_cast<double>(i) / static_cast<double>(count - 1);
    }
    return all;
}

/// A sequence that any machine repeats, in [-1, 1).
class Numbers {
public:
    explicit Numbers(unsigned seed) : state_(seed * 2654435761U + 1) {}

    double next() {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<double>(state_ >> 11) * 0x1p-52 - 1;
    }
    /// In 0..n-1.
    std::size_t below(std::size_t n) {
        return static_cast<std::size_t>((next() + 1) / 2 * static_cast<double>(n));
    }

private:
    unsigned long long state_;
};

}  // namespace kasane::support
