#pragma once
// A rule around another one, and sums over the arena that links and wrappers need.

#include <cmath>
#include <string>
#include <utility>

#include "kasane/core/error.hpp"
#include "kasane/kernels/real_type.hpp"
#include "kasane/optim/algorithms.hpp"

namespace kasane::optim {

/// Passes everything on to the rule inside; what it sets and gets is the inner rule's, or else its
/// own.
class Around : public EntryRule {
public:
    Around(catalog::Formula formula, std::unique_ptr<Rule> inner)
        : EntryRule(std::move(formula)), inner_(std::move(inner)) {}

    std::vector<StateArray> state() override {
        std::vector<StateArray> all = inner_->state();
        for (StateArray& own : own_state()) {
            own.name = std::string(own_name()) + "/" + own.name;
            all.push_back(std::move(own));
        }
        return all;
    }

    void set(std::string_view parameter, double value) override {
        try {
            inner_->set(parameter, value);
        } catch (const core::LookupError&) {
            EntryRule::set(parameter, value);
        }
    }
    double get(std::string_view parameter) const override {
        try {
            return inner_->get(parameter);
        } catch (const core::LookupError&) {
            return EntryRule::get(parameter);
        }
    }

    bool reports_added() const override { return false; }
    double loss_scale() const override { return inner_->loss_scale(); }
    int noises() const override { return inner_->noises(); }
    bool averages() const override { return inner_->averages(); }
    void to_evaluation_point(Arena& arena) override { inner_->to_evaluation_point(arena); }
    void to_training_point(Arena& arena) override { inner_->to_training_point(arena); }

protected:
    Rule& inner() { return *inner_; }
    const Rule& inner() const { return *inner_; }
    std::string own_text() const { return EntryRule::text(); }

private:
    virtual std::vector<StateArray> own_state() { return {}; }
    virtual std::string_view own_name() const = 0;

    std::unique_ptr<Rule> inner_;
};

/// Calls visit(weights, gradients, size, place) for every parameter with a gradient, typed.
template <class Visit>
void for_parameters(Arena& arena, Visit visit) {
    kernels::with_real("optimizer", arena.weights().dtype(), [&]<class T>(T) {
        for (const Place& place : arena.places()) {
            if (!place.parameter.has_grad()) continue;
            visit(arena.weights().data<T>() + place.offset,
                  arena.gradients().data<T>() + place.offset, place.parameter.size(), place);
        }
    });
}

/// The sum of f(i) for i in 0..n-1, in double and in one order for all machines.
template <class F>
double sum_of(Index n, F f) {
    double lane[8] = {};
    for (Index i = 0; i < n; ++i) lane[i % 8] += f(i);
    return ((lane[0] + lane[1]) + (lane[2] + lane[3])) +
           ((lane[4] + lane[5]) + (lane[6] + lane[7]));
}

/// A copy with memory of its own.
Array copy_of(const Array& x);

}  // namespace kasane::optim
