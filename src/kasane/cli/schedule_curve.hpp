#pragma once
// A schedule of the catalog over a run, for describe.

#include <optional>
#include <string>

#include "kasane/optim/schedule.hpp"

namespace kasane::cli {

/// A schedule with a run that shows what it does, and 1 for the value at the start.
struct ScheduleCurve {
    optim::Schedule schedule;
    double total;

    double at(double t) const;
};

/// Nothing for what is no function of the step: composed schedules without parts, lambda.
std::optional<ScheduleCurve> schedule_curve(const std::string& text);

}  // namespace kasane::cli
