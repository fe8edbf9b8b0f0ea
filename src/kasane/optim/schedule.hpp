#pragma once
// Schedules: hyper-parameters that change as training goes on.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "kasane/catalog/schedules/moment.hpp"
#include "kasane/core/api.hpp"
#include "kasane/core/types.hpp"

namespace kasane::optim {

using core::Index;

/// A user's function of the step.
template <class F>
concept StepFunction = std::is_invocable_r_v<double, const F&, Index>;

/// The value of one hyper-parameter as a function of the step.
///
/// A schedule is written as the catalog's entries are: `cosine`, `step(30, gamma=0.5)`; schedules
/// go into each other: `warmup(cosine, steps=500)`, `chain(step(30), cosine)`,
/// `join(constant, 500, cosine)`, `epochs(step(30))`. It says what a value is to be, given what it
/// was when the run began: most multiply that, and parameters called min or max are values.
///
/// Example
///     Schedule schedule("warmup(cosine, steps=100)");
///     for (Index i = 0; i < 1000; ++i) {
///         optimizer.set("lr", schedule.at(i, 0.1, 1000));
///         ...
///     }
class KASANE_API Schedule {
public:
    /// Throws   LookupError or ValueError as the catalog does.
    Schedule(std::string_view text);  // NOLINT(google-explicit-constructor): a text names one
    Schedule(const char* text) : Schedule(std::string_view(text)) {}         // NOLINT: likewise
    Schedule(const std::string& text) : Schedule(std::string_view(text)) {}  // NOLINT: likewise

    /// A user's function, as a factor of the value at the start.
    template <StepFunction F>
    Schedule(F f) : Schedule(std::make_shared<Given<F>>(std::move(f)), false) {}  // NOLINT

    /// The product of a user's factors for the steps 1, 2, ..., t.
    template <StepFunction F>
    static Schedule product(F f) {
        return Schedule(std::make_shared<Given<F>>(std::move(f)), true);
    }

    /// The value for the step behind `step` others, in a run of `total` steps (0: unknown), of a
    /// parameter that began as `base`.
    /// Throws   ValueError if it needs the length of the run and does not get it.
    double at(Index step, double base = 1, Index total = 0) const;
    double at(const catalog::Moment& moment) const;

    /// Whether it moves the momentum too, as one_cycle does; Moment::is_momentum asks for it.
    bool moves_momentum() const;

    /// Gives a measurement to the schedules that look at one (reduce_on_plateau).
    void feed(double metric);

    /// What it remembers of its measurements: empty for functions of the step. For checkpoints.
    std::span<double> memory() { return memory_; }

    /// The text that makes it again, unless a user's function is inside.
    std::string text() const;

    struct Node;

private:
    struct KASANE_API Function {
        virtual ~Function();
        virtual double operator()(Index step) const = 0;
    };
    template <class F>
    struct Given final : Function {
        explicit Given(F function) : f(std::move(function)) {}
        double operator()(Index step) const override { return f(step); }
        F f;
    };

    Schedule(std::shared_ptr<const Function> function, bool is_product);

    std::vector<double> memory_;  // of all nodes
    std::shared_ptr<const Node> root_;
};

}  // namespace kasane::optim

namespace kasane {
using optim::Schedule;
}
