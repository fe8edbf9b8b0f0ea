#include <span>

#include "kasane/catalog/rules.hpp"
#include "kasane/core/error.hpp"
#include "kasane/kernels/update.hpp"
#include "kasane/optim/rule.hpp"

namespace kasane::optim {
namespace {

class Elementwise final : public Rule {
public:
    Elementwise(const catalog::Formula& formula, const Arena& arena) : formula_(formula) {
        const int used = catalog::used_slots(formula);
        for (int i = 0; i < used; ++i) {
            slots_.push_back(arena.make_slot(slot(i).start));
        }
    }

    void step(Arena& arena, const StepContext& context) override {
        arena.complete_gradients();
        kernels::update(formula_, catalog::coefficients(formula_, context.step), arena.weights(),
                        arena.gradients(), slots_);
    }

    std::vector<StateArray> state() override {
        std::vector<StateArray> all;
        for (std::size_t i = 0; i < slots_.size(); ++i) {
            all.push_back({std::string(slot(static_cast<int>(i)).name), slots_[i]});
        }
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
    double get(std::string_view parameter) const override {
        const catalog::Value value = formula_.get(parameter);
        const double* number = std::get_if<double>(&value.data);
        if (number == nullptr) {
            core::value_error(
                formula_.info().name,
                std::string(parameter) + " is no number, it is " + catalog::to_string(value));
        }
        return *number;
    }

private:
    const catalog::Slot& slot(int i) const {
        return formula_.entry().slots[static_cast<std::size_t>(i)];
    }

    catalog::Formula formula_;
    std::vector<Array> slots_;
};

}  // namespace

std::unique_ptr<Rule> make_elementwise(const catalog::Formula& formula, const Arena& arena) {
    return std::make_unique<Elementwise>(formula, arena);
}

}  // namespace kasane::optim
