#pragma once
// An optimizer: a rule of the catalog at work on the parameters of a model.

#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/autograd/parameter.hpp"
#include "kasane/core/api.hpp"
#include "kasane/core/function_ref.hpp"
#include "kasane/core/rng.hpp"
#include "kasane/optim/state.hpp"

namespace kasane::optim {

class Arena;
class Rule;

/// Losses that some optimizers ask for besides that of the batch.
struct MoreLosses {
    /// With labels drawn from the model's own softmax (sophia).
    const core::FunctionRef<autograd::Tensor()>* sampled = nullptr;
    /// Of example i alone (per_example_clip).
    const core::FunctionRef<autograd::Tensor(core::Index)>* example = nullptr;
    core::Index examples = 0;  // in the batch
};

/// Example
///     Optimizer optimizer("adam(lr=0.001)", model);
///     for (...) {
///         optimizer.zero_grad();
///         Tensor loss = cross_entropy(model(x), labels);
///         loss.backward();
///         optimizer.step();
///     }
class KASANE_API Optimizer {
public:
    /// Lays the parameters out in one buffer. The text names an optimizer, with links before and
    /// wrappers behind it: "clip_norm(1) | adam(lr=0.01) | ema". Parameters may have optimizers of
    /// their own by their names: "*.bias: sgd(lr=0.1); fc1.*: frozen; *: adam".
    /// Throws   LookupError or ValueError as the catalog does.
    Optimizer(std::string_view text, autograd::Parameters parameters);

    /// The parameters of a model.
    template <class Model>
        requires requires(Model& model) { parameters(model); }
    Optimizer(std::string_view text, Model& model) : Optimizer(text, parameters(model)) {}

    ~Optimizer();
    Optimizer(const Optimizer&) = delete;
    Optimizer& operator=(const Optimizer&) = delete;

    static constexpr double not_told = std::numeric_limits<double>::quiet_NaN();

    /// Where the noise of noisy rules comes from; a stream of seed 0 otherwise.
    void set_rng(core::Rng rng) { rng_ = rng; }

    /// Forgets the gradients of the last step.
    void zero_grad();

    /// One step with the gradients that backward() left; a parameter without one stays where it is.
    /// `loss` is the value of the objective, for the rules that look at it.
    void step(double loss = not_told);

    /// One step with gradients from `evaluate`, which returns the loss as a tensor; rules that
    /// need several gradients a step call it more than once. Returns the loss it began with.
    double step(core::FunctionRef<autograd::Tensor()> evaluate, const MoreLosses& more = {});

    /// What to multiply a loss with before its backward(), for a step() of one's own: 1 without a
    /// loss_scale in the text.
    double loss_scale() const;

    /// For rules whose trained weights are not the ones to evaluate (`averages`): moves between the
    /// two.
    bool averages() const;
    void eval();
    void train();

    /// A parameter of the rule, such as "lr"; schedules change it between steps.
    void set(std::string_view parameter, double value);
    double get(std::string_view parameter) const;

    /// Steps taken so far.
    std::int64_t steps() const { return steps_; }

    /// The rule with its parameters: "adam(lr=0.01)".
    std::string text() const;

    /// The arrays of its state, for checkpoints; restore by writing into them.
    std::vector<StateArray> state();
    void set_steps(std::int64_t steps) { steps_ = steps; }

private:
    std::unique_ptr<Arena> arena_;
    std::unique_ptr<Rule> rule_;
    core::Rng rng_;
    std::int64_t steps_ = 0;
};

/// The names that a text gives its groups of parameters, which are names of parameters that fit;
/// one if it has none.
KASANE_API std::vector<std::string> patterns_of(std::string_view text);

}  // namespace kasane::optim

namespace kasane {
using optim::Optimizer;
}
