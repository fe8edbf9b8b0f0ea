#pragma once
// What the schedules of the catalog compute, with their types erased.

#include "kasane/catalog/entry.hpp"
#include "kasane/catalog/schedules/moment.hpp"
#include "kasane/core/api.hpp"

namespace kasane::catalog {

/// The value of a schedule at a moment. `memory` holds as many numbers as memory_size() says.
KASANE_API double schedule_value(const Formula& schedule, const Moment& moment,
                                 const InnerSchedules& parts, const double* memory);

/// Numbers that a schedule remembers of its measurements; they begin as 0.
KASANE_API int memory_size(const Formula& schedule);

/// Gives a measurement to a schedule that remembers.
KASANE_API void feed(const Formula& schedule, double metric, double* memory);

/// Whether it has a value for Moment::is_momentum too.
KASANE_API bool moves_momentum(const Formula& schedule);

/// What is wrong with its parameters taken together, for this number of parts; null if nothing is.
KASANE_API const char* problem_of_schedule(const Formula& schedule, int parts);

}  // namespace kasane::catalog
