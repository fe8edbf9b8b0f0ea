#include "kasane/catalog/schedules.hpp"

#include <array>
#include <string>

#include "kasane/catalog/lists.hpp"
#include "kasane/core/error.hpp"

namespace kasane::catalog {
namespace {

/// One schedule's code.
struct Code {
    double (*value)(const void*, const Moment&, const InnerSchedules&, const double* memory);
    double (*momentum)(const void*, const Moment&);
    bool (*moves_momentum)(const void*);
    void (*feed)(const void*, double metric, double* memory);
    const char* (*problem)(const void*, int parts);
    int memory;
};

template <class F>
double value_of(const void* f, const Moment& m, const InnerSchedules& parts, const double* memory) {
    const F& schedule = *static_cast<const F*>(f);
    if constexpr (requires { schedule(m, parts); }) {
        return schedule(m, parts);
    } else if constexpr (requires { schedule(m, memory); }) {
        return schedule(m, memory);
    } else {
        return schedule(m);
    }
}

template <class F>
constexpr Code code_of() {
    Code code{};
    code.value = &value_of<F>;
    if constexpr (requires(const F& f, const Moment& m) { f.momentum(m); }) {
        code.momentum = [](const void* f, const Moment& m) {
            return static_cast<const F*>(f)->momentum(m);
        };
        code.moves_momentum = [](const void* f) {
            return static_cast<const F*>(f)->cycle_momentum;
        };
    }
    if constexpr (requires(const F& f) { f.problem(0); }) {
        code.problem = [](const void* f, int parts) {
            return static_cast<const F*>(f)->problem(parts);
        };
    }
    if constexpr (requires { F::memory; }) {
        code.memory = F::memory;
        code.feed = [](const void* f, double metric, double* memory) {
            static_cast<const F*>(f)->feed(metric, memory);
        };
    }
    return code;
}

template <class... F>
constexpr std::array<Code, sizeof...(F)> codes_of(List<F...>) {
    return {code_of<F>()...};
}

const Code& code(const Formula& schedule) {
    static constexpr auto all = codes_of(Schedules{});
    if (schedule.entry().form != Form::schedule) {
        core::value_error(schedule.info().name, "is not a schedule");
    }
    return all[static_cast<std::size_t>(schedule.entry().index)];
}

}  // namespace

double schedule_value(const Formula& schedule, const Moment& moment, const InnerSchedules& parts,
                      const double* memory) {
    const Code& one = code(schedule);
    if (moment.is_momentum && parts.count == 0) {
        return one.momentum == nullptr ? moment.base : one.momentum(schedule.data(), moment);
    }
    return one.value(schedule.data(), moment, parts, memory);
}

int memory_size(const Formula& schedule) { return code(schedule).memory; }

void feed(const Formula& schedule, double metric, double* memory) {
    if (code(schedule).feed != nullptr) code(schedule).feed(schedule.data(), metric, memory);
}

bool moves_momentum(const Formula& schedule) {
    const Code& one = code(schedule);
    return one.moves_momentum != nullptr && one.moves_momentum(schedule.data());
}

const char* problem_of_schedule(const Formula& schedule, int parts) {
    const Code& one = code(schedule);
    return one.problem == nullptr ? nullptr : one.problem(schedule.data(), parts);
}

}  // namespace kasane::catalog
