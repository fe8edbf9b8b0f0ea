#include "kasane/optim/schedules.hpp"

#include <array>
#include <optional>
#include <span>

#include "kasane/core/error.hpp"

namespace kasane::optim {
namespace {

/// The optimizer's parameter that plays the role of the momentum, if it has one in use.
std::optional<std::string> momentum_of(const Optimizer& optimizer) {
    for (const char* name : {"momentum", "beta1"}) {
        try {
            if (optimizer.get(name) > 0) return name;
        } catch (const core::Error&) {  // has no such parameter
        }
    }
    return {};
}

}  // namespace

Schedules::Schedules(const ScheduleMap& schedules, const Optimizer& optimizer) {
    for (const auto& [parameter, schedule] : schedules) {
        all_.push_back({parameter, schedule, optimizer.get(parameter), false});
    }
    const std::optional<std::string> momentum = momentum_of(optimizer);
    if (!momentum || schedules.count(*momentum) != 0) return;
    for (const auto& [parameter, schedule] : schedules) {
        if (!schedule.moves_momentum()) continue;
        all_.push_back({*momentum, schedule, optimizer.get(*momentum), true});
        return;
    }
}

void Schedules::apply(Optimizer& optimizer, Index step, Index total, Index epoch) const {
    for (const One& one : all_) {
        optimizer.set(one.parameter, one.schedule.at({.t = static_cast<double>(step),
                                                      .total = static_cast<double>(total),
                                                      .base = one.base,
                                                      .epoch = static_cast<double>(epoch),
                                                      .is_momentum = one.is_momentum}));
    }
}

void Schedules::feed(double metric) {
    for (One& one : all_) one.schedule.feed(metric);
}

void Schedules::add_loss(double loss) {
    loss_sum_ += loss;
    ++loss_count_;
}

void Schedules::end_epoch() {
    if (loss_count_ > 0) feed(loss_sum_ / loss_count_);
    loss_sum_ = 0;
    loss_count_ = 0;
}

std::string Schedules::text() const {
    std::string text;
    for (const One& one : all_) {
        if (one.is_momentum) continue;
        text += (text.empty() ? "" : ", ") + one.parameter + "=" + one.schedule.text();
    }
    return text.empty() ? "none" : text;
}

template <class Visit>
void Schedules::visit_memory(Visit visit) {
    bool remembers = false;
    for (One& one : all_) {
        if (one.is_momentum || one.schedule.memory().empty()) continue;
        remembers = true;
        visit("schedule/" + one.parameter, one.schedule.memory());
    }
    if (!remembers) return;
    std::array<double, 2> losses{loss_sum_, loss_count_};
    visit("schedule/loss", std::span<double>(losses));
    loss_sum_ = losses[0];
    loss_count_ = losses[1];
}

std::vector<StateArray> Schedules::state() {
    std::vector<StateArray> all;
    visit_memory([&](const std::string& name, std::span<double> numbers) {
        const auto count = static_cast<Index>(numbers.size());
        core::Array array = core::Array::zeros({count}, core::DType::f64);
        for (std::size_t i = 0; i < numbers.size(); ++i) array.data<double>()[i] = numbers[i];
        all.push_back({name, array});
    });
    return all;
}

void Schedules::set_state(const std::vector<StateArray>& state) {
    std::size_t next = 0;
    visit_memory([&](const std::string&, std::span<double> numbers) {
        const core::Array& array = state[next++].array;
        for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = array.data<double>()[i];
    });
    // The momentum follows the same measurements as what it moves with.
    for (One& one : all_) {
        if (!one.is_momentum) continue;
        for (One& other : all_) {
            if (&other != &one && other.schedule.text() == one.schedule.text()) {
                one.schedule = other.schedule;
            }
        }
    }
}

}  // namespace kasane::optim
