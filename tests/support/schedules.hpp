#pragma once
// Schedules beside plain functions of the step.

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "kasane/optim/schedule.hpp"

namespace kasane::support {

inline constexpr double pi = 3.14159265358979323846;
inline constexpr double base = 0.3;

inline void expect_close(const std::string& text, const std::function<double(int)>& want, int steps,
                         core::Index total = 0) {
    const optim::Schedule schedule(text);
    for (int t = 0; t < steps; ++t) {
        const double expected = want(t);
        ASSERT_NEAR(schedule.at(t, base, total), expected, 1e-12 * (std::fabs(expected) + 1e-3))
            << text << " at " << t;
    }
}

/// The values of a recurrence lr[t] = next(t, lr[t - 1]) that begins with `first`.
inline std::function<double(int)> recurrence(double first,
                                             std::function<double(int, double)> next) {
    auto values = std::make_shared<std::vector<double>>(1, first);
    return [values, next](int t) {
        while (static_cast<int>(values->size()) <= t) {
            values->push_back(next(static_cast<int>(values->size()), values->back()));
        }
        return (*values)[static_cast<std::size_t>(t)];
    };
}

}  // namespace kasane::support
