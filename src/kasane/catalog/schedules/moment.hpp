#pragma once
// What a schedule is asked: the moment, and the schedules inside it.

#include <cmath>

#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// The moment of a run for which a schedule gives the value of a parameter.
struct Moment {
    double t = 0;      // steps taken: 0 before the first
    double total = 0;  // steps of the whole run; 0 if nobody knows
    double base = 1;   // what the parameter was when the run began
    double epoch = 1;  // steps of an epoch
    /// The momentum is asked for, by those schedules of a learning rate that move it too.
    bool is_momentum = false;
};

/// The schedules inside a composed one.
struct InnerSchedules {
    const void* owner = nullptr;
    int count = 0;
    double (*value)(const void* owner, int i, const Moment& m) = nullptr;

    double operator()(int i, const Moment& m) const { return value(owner, i, m); }
};

inline constexpr Range count_or_zero{0, 1 << 30, false, false, true};

/// Steps that are written as a number of them or, below 1, as a share of the run.
inline double steps_of(double written, const Moment& m) {
    return written < 1 && written > 0 ? std::floor(written * m.total) : written;
}

/// A length in steps; 0 stands for the run's.
inline double length_of(double written, const Moment& m) { return written > 0 ? written : m.total; }

/// t / length, at most 1.
inline double progress(double t, double length) { return t >= length ? 1 : t / length; }

/// From a to b, exactly b at x = 1.
inline double between(double a, double b, double x) { return x == 1 ? b : a + (b - a) * x; }

/// From 1 at x = 0 to 0 at x = 1 along half a wave. cos takes small arguments only.
inline double half_wave(double x) {
    return (1 + cos(3.14159265358979323846 * (x - 2 * std::floor(x / 2)))) / 2;
}

/// Where t stands between boundaries: how many of them it has reached.
inline int pieces_before(double t, const Numbers& boundaries, const Moment& m) {
    int i = 0;
    while (i < boundaries.count &&
           t >= steps_of(boundaries.values[static_cast<std::size_t>(i)], m)) {
        ++i;
    }
    return i;
}

/// The value at t of a curve through base, base * scales[0], base * scales[0] * scales[1], ... at
/// 0 and the boundaries, each share of the way being `way` of the share of the time.
template <class Way>
double interpolated(const Moment& m, const Numbers& boundaries, const Numbers& scales, Way way) {
    double value = m.base;
    double from = 0;
    for (int i = 0; i < boundaries.count; ++i) {
        const auto k = static_cast<std::size_t>(i);
        const double to = steps_of(boundaries.values[k], m);
        const double next = value * scales.values[k];
        if (m.t < to) return value + (next - value) * way((m.t - from) / (to - from));
        value = next;
        from = to;
    }
    return value;
}

/// Whether the numbers rise.
inline bool is_rising(const Numbers& numbers) {
    for (int i = 1; i < numbers.count; ++i) {
        const auto k = static_cast<std::size_t>(i);
        const bool same_unit = (numbers.values[k - 1] < 1) == (numbers.values[k] < 1);
        if (same_unit && !(numbers.values[k - 1] < numbers.values[k])) return false;
    }
    return true;
}

}  // namespace kasane::catalog
