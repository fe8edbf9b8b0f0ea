#pragma once
// The article's view of an optimizer: an object made from a name that turns gradients into what is
// to be added. Plots and teaching use it; training takes Optimizer.

#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/autograd/tensor.hpp"
#include "kasane/core/api.hpp"
#include "kasane/core/rng.hpp"

namespace kasane::optim {

using autograd::Tensor;

struct UpdateOptions {
    /// The value of the objective, for rules that look at it (Eve).
    double f = std::numeric_limits<double>::quiet_NaN();
    /// The parameters as they are, for rules that need them (weight decay, norms); zeros if empty.
    std::vector<Tensor> parameters = {};
};

/// An optimizer of the catalog as the article has it. It counts its steps itself.
///
/// Example
///     Updater adam = get_optimizer("adam(variant=document)");
///     std::vector<Tensor> d = adam.update({grad_w, grad_b});
///     w = w + d[0];
class KASANE_API Updater {
public:
    /// Throws LookupError or ValueError as the catalog does.
    explicit Updater(std::string_view text);
    ~Updater();
    Updater(Updater&&) noexcept;
    Updater& operator=(Updater&&) noexcept;

    /// The amounts to add, one tensor for each gradient. The first call fixes number, shapes and
    /// type (f32 or f64) of the gradients.
    ///
    /// Throws   ShapeError if they change; ValueError if a rule needs what it was not told.
    std::vector<Tensor> update(const std::vector<Tensor>& gradients,
                               const UpdateOptions& options = {});

    /// What to add to the parameters before the next gradient is taken, for rules that look ahead
    /// (nag); zeros for others, and before the first update. Take it off again afterwards.
    std::vector<Tensor> lookahead() const;

    /// Forgets everything but the settings.
    void reset();

    /// Steps taken.
    std::int64_t steps() const;
    std::string text() const { return text_; }
    void set_rng(core::Rng rng) { rng_ = rng; }

private:
    struct State;

    std::string text_;
    core::Rng rng_;
    std::unique_ptr<State> state_;  // none before the first update
};

/// The optimizer of that name and parameters: "Adam(alpha=0.01)".
inline Updater get_optimizer(std::string_view text) { return Updater(text); }

}  // namespace kasane::optim

namespace kasane {
using optim::get_optimizer;
using optim::UpdateOptions;
using optim::Updater;
}  // namespace kasane
