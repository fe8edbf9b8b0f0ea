#include <optional>
#include <span>

#include "kasane/catalog/update.hpp"
#include "kasane/core/error.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "kasane/kernels/random.hpp"
#include "kasane/kernels/reduce.hpp"
#include "kasane/kernels/update.hpp"
#include "kasane/optim/around.hpp"

namespace kasane::optim {
namespace {

/// Elements begin..end-1 of the arena.
struct Range {
    Index begin;
    Index end;
};

class Elementwise final : public Rule {
public:
    Elementwise(const catalog::Formula& formula, const Arena& arena)
        : formula_(formula), shape_(catalog::rule_shape(formula)) {
        const int used = catalog::used_slots(formula);
        for (int i = 0; i < used; ++i) slots_.push_back(arena.make_slot(slot(i).start));
        if (shape_.passes > 1) {
            for (int i = 0; i < shape_.terms; ++i) terms_.push_back(arena.make_slot(0));
        }
        make_scalars(arena);
        make_programs();
    }

    void step(Arena& arena, const StepContext& context) override {
        make_noise(arena, context);
        if (context.evaluate != nullptr && shape_.looks_ahead) look_ahead_of(arena, context);
        const std::span<const Place> all = arena.places();
        if (!shape_.per_tensor) {
            step_group(arena, context, all, 0);
            return;
        }
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (all[i].parameter.has_grad()) step_group(arena, context, all.subspan(i, 1), i);
        }
    }

    void look_ahead(Arena& arena, Array& w) override {
        if (shape_.looks_ahead) update_part(w, arena.gradients(), catalog::part_ahead);
    }

    bool reports_added() const override { return true; }
    int noises() const override { return shape_.noises; }

    std::vector<StateArray> state() override {
        std::vector<StateArray> all;
        for (std::size_t i = 0; i < slots_.size(); ++i) {
            all.push_back({std::string(slot(static_cast<int>(i)).name), slots_[i]});
        }
        if (!shape_.scalars.empty()) all.push_back({"scalars", scalars_});
        return all;
    }

    std::string text() const override { return formula_.text(); }
    void set(std::string_view parameter, double value) override {
        catalog::Formula changed = formula_;
        changed.set(parameter, {value});
        // Without its arrays the rule would forget its state at every step, unseen.
        if (catalog::used_slots(changed) > static_cast<int>(slots_.size())) {
            core::value_error(
                formula_.info().name,
                std::string(parameter) + " needs state that this rule started without", {},
                "make a new optimizer with it");
        }
        formula_ = changed;
    }
    double get(std::string_view parameter) const override { return number_of(formula_, parameter); }

    bool averages() const override { return shape_.rests; }
    void to_evaluation_point(Arena& arena) override {
        if (!shape_.rests || trained_.has_value()) return;
        trained_ = copy_of(arena.weights());
        update_part(arena.weights(), arena.gradients(), catalog::part_rest);
    }
    void to_training_point(Arena& arena) override {
        if (!trained_.has_value()) return;
        kernels::copy_to(arena.weights(), *trained_);
        trained_.reset();
    }

private:
    const catalog::Slot& slot(int i) const {
        return formula_.entry().slots[static_cast<std::size_t>(i)];
    }

    void make_scalars(const Arena& arena) {
        const auto groups = shape_.per_tensor ? static_cast<Index>(arena.places().size()) : 1;
        const auto count = static_cast<Index>(shape_.scalars.size());
        scalars_ = Array::zeros({groups, count}, core::DType::f64);
        for (Index k = 0; k < groups * count; ++k) {
            scalars_.data<double>()[k] = shape_.scalars[static_cast<std::size_t>(k % count)].start;
        }
    }

    void make_programs() {
        if (!kernels::is_compiled(formula_)) {
            for (int pass = 0; pass < shape_.passes; ++pass) {
                passes_.push_back(catalog::update_program(formula_, pass));
            }
        }
    }

    void make_noise(const Arena& arena, const StepContext& context) {
        if (context.noise != nullptr) {
            noises_ = *context.noise;
            return;
        }
        noises_.clear();
        for (int k = 0; k < shape_.noises; ++k) {
            const core::Rng stream = context.rng.stream(static_cast<std::uint64_t>(context.step.t))
                                         .stream(static_cast<std::uint64_t>(k));
            noises_.push_back(
                kernels::normal(arena.weights().shape(), 1, stream, arena.weights().dtype()));
        }
    }

    /// Runs a part that has no gradient of its own, such as part_rest, on weights.
    void update_part(Array& w, const Array& unread, int part) {
        const auto program = catalog::update_program(formula_, part);
        kernels::update({.optimizer = formula_,
                         .program = program.get(),
                         .coefficients = coefficients_,
                         .w = w,
                         .g = unread,
                         .slots = slots_},
                        0, w.size());
    }

    /// Takes the gradient where the rule asks for it.
    void look_ahead_of(Arena& arena, const StepContext& context) {
        coefficients_ = catalog::coefficients(formula_, context.step, scalars_.data<double>());
        const Array before = copy_of(arena.weights());
        look_ahead(arena, arena.weights());
        (*context.evaluate)();
        kernels::copy_to(arena.weights(), before);
    }

    /// Finds what of a group has gradients: in one piece if all of it has.
    void find_ranges(const Arena& arena, std::span<const Place> group) {
        ranges_.clear();
        bool complete = true;
        for (const Place& place : group) {
            complete = complete && place.parameter.has_grad();
            if (place.parameter.has_grad()) {
                ranges_.push_back({place.offset, place.offset + place.parameter.size()});
            }
        }
        if (complete && group.size() == arena.places().size()) {
            ranges_.assign(1, {0, arena.weights().size()});
        }
    }

    void step_group(Arena& arena, const StepContext& context, std::span<const Place> group,
                    std::size_t number) {
        catalog::Step step = context.step;
        step.size = group.front().parameter.size();
        step.rank = group.front().parameter.rank();
        if (step.rank > 0) step.rows = group.front().parameter.shape()[0];
        double* scalars = scalars_.data<double>() + number * shape_.scalars.size();
        coefficients_ = catalog::coefficients(formula_, step, scalars);
        find_ranges(arena, group);
        for (int pass = 0; pass < shape_.passes; ++pass) {
            for (const Range& range : ranges_) run_pass(arena, context, pass, range);
            if (pass + 1 == shape_.passes) break;
            const std::array<double, catalog::max_terms> sums = sum_terms(group);
            catalog::between(formula_, pass, step, sums.data(), coefficients_, scalars);
        }
    }

    void run_pass(Arena& arena, const StepContext& context, int pass, const Range& range) {
        const auto* program =
            passes_.empty() ? nullptr : passes_[static_cast<std::size_t>(pass)].get();
        kernels::update({.optimizer = formula_,
                         .program = program,
                         .coefficients = coefficients_,
                         .w = arena.weights(),
                         .g = arena.gradients(),
                         .slots = slots_,
                         .noises = noises_,
                         .terms = terms_,
                         .added = context.added},
                        range.begin, range.end);
    }

    /// The sum of each term over the tensors of a group that have gradients.
    std::array<double, catalog::max_terms> sum_terms(std::span<const Place> group) const {
        std::array<double, catalog::max_terms> sums{};
        for (const Place& place : group) {
            if (!place.parameter.has_grad()) continue;
            for (std::size_t k = 0; k < terms_.size(); ++k) {
                const Array part = terms_[k].view(place.offset, {place.parameter.size()});
                sums[k] += kernels::sum(part).item();
            }
        }
        return sums;
    }

    catalog::Formula formula_;
    const catalog::RuleShape& shape_;
    std::vector<std::shared_ptr<const catalog::Program>> passes_;  // empty if compiled
    catalog::Coefficients coefficients_{};
    std::vector<Range> ranges_;  // of the group at hand; kept, so that steps allocate nothing
    std::vector<Array> slots_;
    std::vector<Array> noises_;
    std::vector<Array> terms_;
    Array scalars_;                 // [groups, scalars]
    std::optional<Array> trained_;  // the weights while those to evaluate with stand in the arena
};

}  // namespace

double number_of(const catalog::Formula& formula, std::string_view parameter) {
    const catalog::Value value = formula.get(parameter);
    const double* number = std::get_if<double>(&value.data);
    if (number == nullptr) {
        core::value_error(formula.info().name, std::string(parameter) + " is no number, it is " +
                                                   catalog::to_string(value));
    }
    return *number;
}

std::unique_ptr<Rule> make_elementwise(const catalog::Formula& formula, const Arena& arena) {
    return std::make_unique<Elementwise>(formula, arena);
}

}  // namespace kasane::optim
