// Sophia: a diagonal Hessian from labels that the model draws itself.

#include <cmath>

#include "kasane/core/error.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "kasane/optim/around.hpp"

namespace kasane::optim {
namespace {

class SophiaRule final : public EntryRule {
public:
    SophiaRule(const catalog::Formula& formula, const Arena& arena)
        : EntryRule(formula), m_(arena.make_slot(0)), h_(arena.make_slot(0)) {}

    void step(Arena& arena, const StepContext& context) override {
        const catalog::Sophia& f = as<catalog::Sophia>();
        average(arena, m_, 1, f.beta1, [](double g) { return g; });
        if ((context.step.t - 1) % static_cast<std::int64_t>(f.every) == 0) {
            if (context.sampled == nullptr) {
                core::value_error("sophia", "needs the loss for labels that the model draws", {},
                                  "step(closure, {.sampled = ..., .examples = ...})");
            }
            (*context.sampled)();
            average(arena, h_, static_cast<double>(context.examples), f.beta2,
                    [](double g) { return g * g; });
        }
        for_parameters(arena, [&](auto* w, auto*, Index n, const Place& place) {
            using T = std::remove_pointer_t<decltype(w)>;
            const T* const m = m_.data<T>() + place.offset;
            const T* const h = h_.data<T>() + place.offset;
            for (Index i = 0; i < n; ++i) {
                const auto mean = static_cast<double>(m[i]);
                const double part = std::abs(mean) / (f.rho * static_cast<double>(h[i]) + 1e-15);
                const double step = std::copysign(std::min(part, 1.0), mean);
                w[i] -= static_cast<T>(f.lr * (f.weight_decay * static_cast<double>(w[i]) + step));
            }
        });
    }

    std::vector<StateArray> state() override { return {{"m", m_}, {"h", h_}}; }

private:
    /// mean = beta * mean + (1 - beta) * factor * f(g).
    template <class F>
    static void average(Arena& arena, Array& mean, double factor, double beta, F f) {
        for_parameters(arena, [&](auto*, auto* g, Index n, const Place& place) {
            using T = std::remove_pointer_t<decltype(g)>;
            T* const x = mean.data<T>() + place.offset;
            for (Index i = 0; i < n; ++i) {
                x[i] = static_cast<T>(beta * static_cast<double>(x[i]) +
                                      (1 - beta) * factor * f(static_cast<double>(g[i])));
            }
        });
    }

    Array m_, h_;
};

}  // namespace

std::unique_ptr<Rule> make(const catalog::Sophia&, const Making& making) {
    return std::make_unique<SophiaRule>(making.formula, making.arena);
}

}  // namespace kasane::optim
