#pragma once
// Parameters of a catalog entry: their names, allowed ranges and help, written beside the members.

#include <array>
#include <limits>
#include <string>
#include <string_view>

namespace kasane::catalog {

/// An interval of allowed values.
struct Range {
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    bool low_open = false;
    bool high_open = false;
    bool whole = false;  // whole numbers only

    constexpr bool contains(double x) const {
        return (low_open ? x > low : x >= low) && (high_open ? x < high : x <= high) &&
               (!whole || is_whole(x));
    }

private:
    static constexpr bool is_whole(double x) {
        return x > -1e15 && x < 1e15 && static_cast<double>(static_cast<long long>(x)) == x;
    }
};

inline constexpr double infinity = std::numeric_limits<double>::infinity();

inline constexpr Range any_number{-infinity, infinity};  // NaN is in no range
inline constexpr Range finite{-infinity, infinity, true, true};
inline constexpr Range positive{0, infinity, true, true};
inline constexpr Range non_negative{0, infinity, false, true};
inline constexpr Range from_zero_to_one{0, 1};
inline constexpr Range below_one{0, 1, false, true};  // decay rates
inline constexpr Range any_axis{-8, 7, false, false, true};
inline constexpr Range any_count{1, 1 << 30, false, false, true};

/// "> 0", ">= 0", "in [0, 1)".
std::string to_string(const Range& range);

/// A short list of numbers as a parameter.
struct Numbers {
    std::array<double, 8> values{};
    int count = 0;

    friend constexpr bool operator==(const Numbers&, const Numbers&) = default;
};

/// As the last field of a Param: there is no default.
inline constexpr bool required = true;

/// A fixed parameter: a member of F. T is double, bool or Numbers.
template <class F, class T = double>
struct Param {
    std::string_view name;
    T F::*member;
    Range range;
    std::string_view help;
    std::array<std::string_view, 4> aliases = {};
    /// The member's value is a sample then, and lookup by name asks for one.
    bool required = false;
};

/// A parameter that can be learned: an argument of the formula, behind x.
struct Trainable {
    std::string_view name;
    double start;
    std::string_view help;
    Range range = finite;
};

}  // namespace kasane::catalog
