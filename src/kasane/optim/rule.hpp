#pragma once
// What an optimizer does with the arena at each step. Element-wise rules of the catalog are one
// kind; rules that need norms of tensors, matrices, several gradients or another optimizer inside
// are further kinds behind the same interface.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/catalog/entry.hpp"
#include "kasane/core/array.hpp"
#include "kasane/core/function_ref.hpp"
#include "kasane/core/rng.hpp"
#include "kasane/optim/arena.hpp"
#include "kasane/optim/state.hpp"

namespace kasane::optim {

/// What a rule may use at one step.
struct StepContext {
    catalog::Step step;
    /// Zeroes the gradients, evaluates loss and gradients at the weights as they are now, and
    /// returns the loss; null if the caller gave gradients instead.
    const core::FunctionRef<double()>* evaluate = nullptr;
    /// The same for labels drawn from the model's own softmax, and for one example of the batch;
    /// null if the caller gave none.
    const core::FunctionRef<double()>* sampled = nullptr;
    const core::FunctionRef<double(core::Index)>* example = nullptr;
    core::Index examples = 0;                   // in the batch
    core::Rng rng{};                            // where noise comes from, unless it is given:
    const std::vector<Array>* noise = nullptr;  // an array like the weights for each noise
    Array* added = nullptr;                     // receives what was added to the weights
};

class Rule {
public:
    Rule() = default;
    virtual ~Rule() = default;
    Rule(const Rule&) = delete;
    Rule& operator=(const Rule&) = delete;

    /// Moves the weights of the arena. Parameters without a gradient stay where they are.
    virtual void step(Arena& arena, const StepContext& context) = 0;

    /// Everything that has to be saved, in a fixed order.
    virtual std::vector<StateArray> state() = 0;

    /// The spec with its parameters.
    virtual std::string text() const = 0;
    virtual void set(std::string_view parameter, double value) = 0;
    virtual double get(std::string_view parameter) const = 0;

    /// Adds to `w`, of the arena's layout, what the rule would add before it takes the next
    /// gradient; most rules nothing.
    virtual void look_ahead(Arena&, Array& w) { (void)w; }

    /// What losses are to be multiplied with before their backward().
    virtual double loss_scale() const { return 1; }

    /// Whether StepContext::added is filled, and how many arrays of noise are taken.
    virtual bool reports_added() const { return false; }
    virtual int noises() const { return 0; }

    /// For rules whose trained point differs from the one to evaluate.
    virtual bool averages() const { return false; }
    virtual void to_evaluation_point(Arena&) {}
    virtual void to_training_point(Arena&) {}
};

/// The value of a numeric parameter. Throws LookupError; ValueError if it is no number.
double number_of(const catalog::Formula& formula, std::string_view parameter);

/// The parts of a text such as "clip_norm(1) | adam | ema": links, the optimizer, wrappers.
/// Throws   LookupError or ValueError as the catalog does, and for parts in a wrong order.
std::vector<catalog::Formula> parse_optimizer(std::string_view text);

/// The rule that such a text names.
std::unique_ptr<Rule> make_rule(std::string_view text, const Arena& arena);

/// A rule of the catalog that is a formula of a weight: passes over the arena.
std::unique_ptr<Rule> make_elementwise(const catalog::Formula& formula, const Arena& arena);

}  // namespace kasane::optim
