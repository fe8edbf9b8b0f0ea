#include <span>

#include "kasane/catalog/rules.hpp"
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
        formula_.set(parameter, {value});
    }
    double get(std::string_view parameter) const override {
        return std::get<double>(formula_.get(parameter).data);
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
