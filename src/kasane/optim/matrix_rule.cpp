#include "kasane/optim/matrix_rule.hpp"

#include <cmath>

#include "kasane/kernels/real_type.hpp"

namespace kasane::optim {
namespace {

class MatrixRule final : public EntryRule {
public:
    MatrixRule(const Making& making, const MatrixSteps& steps)
        : EntryRule(making.formula), steps_(steps) {
        std::vector<Index> sizes;
        for (const Place& place : making.arena.places()) {
            std::size_t k = 0;
            begins_.emplace_back();
            for (const Kept& one : kept_of(place)) {
                if (k == sizes.size()) {
                    sizes.push_back(0);
                    names_.push_back(one.name);
                }
                begins_.back().push_back(sizes[k]);
                sizes[k++] += one.size;
            }
        }
        for (const Index size : sizes) state_.push_back(Array::zeros({size}, core::DType::f64));
    }

    void step(Arena& arena, const StepContext& context) override {
        for (std::size_t i = 0; i < arena.places().size(); ++i) {
            const Place& place = arena.places()[i];
            if (!place.parameter.has_grad() || place.parameter.size() == 0) continue;
            kernels::with_real("matrix", arena.weights().dtype(), [&]<class T>(T) {
                move<T>(place, i, arena, static_cast<double>(context.step.t));
            });
        }
    }

    std::vector<StateArray> state() override {
        std::vector<StateArray> all;
        for (std::size_t k = 0; k < state_.size(); ++k) {
            if (state_[k].size() > 0) all.push_back({names_[k], state_[k]});
        }
        return all;
    }

private:
    static Index rows_of(const Place& place) {
        return place.parameter.rank() < 2 ? 1 : place.parameter.shape()[0];
    }
    std::vector<Kept> kept_of(const Place& place) const {
        const Index rows = rows_of(place);
        return steps_.kept(formula(), {rows, rows == 0 ? 0 : place.parameter.size() / rows,
                                       place.parameter.rank() >= 2});
    }

    template <class T>
    void move(const Place& place, std::size_t number, Arena& arena, double t) {
        T* const w = arena.weights().data<T>() + place.offset;
        const T* const g = arena.gradients().data<T>() + place.offset;
        const Index rows = rows_of(place);
        const Index size = place.parameter.size();
        View view{place.parameter.rank() >= 2,
                  {rows, size / rows, {w, w + size}},
                  {rows, size / rows, {g, g + size}},
                  t,
                  {}};
        const std::vector<Kept> kept = kept_of(place);
        for (std::size_t k = 0; k < kept.size(); ++k) {
            double* const first = state_[k].data<double>() + begins_[number][k];
            view.state.emplace_back(first, static_cast<std::size_t>(kept[k].size));
        }
        steps_.step(formula(), view);
        for (Index k = 0; k < size; ++k)
            w[k] = static_cast<T>(view.w.x[static_cast<std::size_t>(k)]);
    }

    MatrixSteps steps_;
    std::vector<const char*> names_;
    std::vector<Array> state_;                // of all parameters, one behind the other
    std::vector<std::vector<Index>> begins_;  // [parameter][array]
};

}  // namespace

std::unique_ptr<Rule> make_matrix_rule(const Making& making, const MatrixSteps& steps) {
    return std::make_unique<MatrixRule>(making, steps);
}

void shrink(Matrix& w, double share) {
    for (double& x : w.x) x *= 1 - share;
}

void step_as_adamw(const AdamSettings& adam, View& p) {
    const double c1 = 1 - std::pow(adam.beta1, p.t);
    const double c2 = 1 - std::pow(adam.beta2, p.t);
    shrink(p.w, adam.lr * adam.weight_decay);
    for (std::size_t i = 0; i < p.g.x.size(); ++i) {
        average(p.state[0][i], p.g.x[i], adam.beta1);
        average(p.state[1][i], p.g.x[i] * p.g.x[i], adam.beta2);
        p.w.x[i] -= adam.lr * (p.state[0][i] / c1) / (std::sqrt(p.state[1][i] / c2) + adam.eps);
    }
}

}  // namespace kasane::optim
