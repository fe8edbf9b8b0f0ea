#pragma once
// The schedules of a run: several hyper-parameters of one optimizer, set before every step.

#include <map>
#include <string>
#include <vector>

#include "kasane/optim/optimizer.hpp"
#include "kasane/optim/schedule.hpp"
#include "kasane/optim/state.hpp"

namespace kasane::optim {

/// Schedules by the name of the parameter that each moves.
using ScheduleMap = std::map<std::string, Schedule>;

/// Example
///     Schedules schedules({{"lr", "one_cycle"}, {"weight_decay", "cosine"}}, optimizer);
///     for (Index i = 0; i < total; ++i) {
///         schedules.apply(optimizer, i, total);
///         ...
///     }
class KASANE_API Schedules {
public:
    Schedules() = default;

    /// Takes the values that the optimizer has now as the ones at the start.
    /// Throws   LookupError if it has no such parameter.
    Schedules(const ScheduleMap& schedules, const Optimizer& optimizer);

    bool empty() const { return all_.empty(); }

    /// Sets the values for the step behind `step` others. A schedule that moves the momentum too
    /// sets `momentum` or, where there is none, `beta1`, unless that has its own schedule.
    /// Throws   ValueError for a value that the optimizer does not take.
    void apply(Optimizer& optimizer, Index step, Index total, Index epoch = 1) const;

    /// Gives a measurement to the schedules that look at one.
    void feed(double metric);

    /// Collects the losses of an epoch; at its end their mean is fed.
    void add_loss(double loss);
    void end_epoch();

    /// "lr=cosine, momentum=linear(end=0.5)"; "none".
    std::string text() const;

    /// What they remember of their measurements, as copies; and back.
    std::vector<StateArray> state();
    void set_state(const std::vector<StateArray>& state);

private:
    struct One {
        std::string parameter;
        Schedule schedule;
        double base;
        bool is_momentum;  // moved beside the parameter that the schedule is for
    };

    /// Calls visit(name, numbers) for everything to be saved.
    template <class Visit>
    void visit_memory(Visit visit);

    std::vector<One> all_;
    double loss_sum_ = 0;
    double loss_count_ = 0;
};

}  // namespace kasane::optim
