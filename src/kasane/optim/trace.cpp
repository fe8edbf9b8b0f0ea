#include "kasane/optim/trace.hpp"

#include <string>

#include "kasane/core/error.hpp"
#include "kasane/optim/arena.hpp"
#include "kasane/optim/optimizer.hpp"
#include "kasane/optim/rule.hpp"

namespace kasane::optim {
namespace {

using Row = std::vector<double>;

void expect_length(std::string_view what, std::size_t got, std::size_t want) {
    if (got == want) return;
    core::shape_error("trace",
                      std::string(what) + " must hold " + std::to_string(want) + " numbers, got " +
                          std::to_string(got),
                      {});
}

void check(const TraceInput& input) {
    if (input.gradients.empty() || input.gradients.front().empty()) {
        core::value_error("trace", "there are no gradients");
    }
    const std::size_t steps = input.gradients.size();
    const std::size_t size = input.gradients.front().size();
    for (std::size_t t = 0; t < steps; ++t) {
        expect_length("gradients of step " + std::to_string(t + 1), input.gradients[t].size(),
                      size);
    }
    if (!input.losses.empty()) expect_length("losses", input.losses.size(), steps);
    if (!input.first_noise.empty()) expect_length("noise", input.first_noise.size(), size);
    if (!input.noise.empty()) expect_length("rows of noise", input.noise.size(), steps);
    for (const Row& row : input.noise) expect_length("a row of noise", row.size(), size);
    if (!input.weights.empty()) expect_length("weights", input.weights.size(), size);
}

/// An array of the arena's layout that begins with a row.
Array laid_out(const Arena& arena, const Row& row) {
    Array all = arena.make_slot(0);
    for (std::size_t i = 0; i < row.size(); ++i) all.data<double>()[i] = row[i];
    return all;
}

Row first_of(const Array& x, std::size_t count) {
    return {x.data<double>(), x.data<double>() + count};
}

class Run {
public:
    Run(std::string_view optimizer, const TraceInput& input)
        : input_(input),
          size_(input.gradients.front().size()),
          weights_(
              autograd::zeros({static_cast<core::Index>(size_)}, core::DType::f64).requires_grad()),
          arena_({{"w", weights_}}),
          rule_(make_rule(optimizer, arena_)),
          added_(arena_.make_slot(0)) {
        for (std::size_t i = 0; i < input.weights.size(); ++i) {
            arena_.weights().data<double>()[i] = input.weights[i];
        }
    }

    Row step(std::size_t t) {
        arena_.set_gradients({Tensor(Array::from(std::span<const double>(input_.gradients[t]),
                                                 {static_cast<core::Index>(size_)}))});
        const Row before = first_of(arena_.weights(), size_);
        StepContext context{
            .step = {.t = static_cast<std::int64_t>(t) + 1,
                     .loss = input_.losses.empty() ? Optimizer::not_told : input_.losses[t]},
            .added = &added_};
        const std::vector<Array> noise = noise_of(t);
        if (!noise.empty()) context.noise = &noise;
        rule_->step(arena_, context);
        if (rule_->reports_added()) return first_of(added_, size_);
        Row added = first_of(arena_.weights(), size_);
        for (std::size_t i = 0; i < size_; ++i) added[i] -= before[i];
        return added;
    }

private:
    std::vector<Array> noise_of(std::size_t t) const {
        const Row of_step = input_.noise.empty() ? Row{} : input_.noise[t];
        if (rule_->noises() == 0 || (of_step.empty() && input_.first_noise.empty())) return {};
        if (rule_->noises() == 1) return {laid_out(arena_, of_step)};
        return {laid_out(arena_, input_.first_noise), laid_out(arena_, of_step)};
    }

    const TraceInput& input_;
    std::size_t size_;
    Tensor weights_;
    Arena arena_;
    std::unique_ptr<Rule> rule_;
    Array added_;
};

}  // namespace

std::vector<Row> trace(std::string_view optimizer, const TraceInput& input) {
    check(input);
    Run run(optimizer, input);
    std::vector<Row> deltas;
    for (std::size_t t = 0; t < input.gradients.size(); ++t) deltas.push_back(run.step(t));
    return deltas;
}

}  // namespace kasane::optim
