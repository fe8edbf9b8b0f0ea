// The wrappers of catalog/optimizers/links.hpp: what they do around a step.

#include <optional>

#include "kasane/kernels/elementwise.hpp"
#include "kasane/optim/around.hpp"

namespace kasane::optim {
namespace {

/// A wrapper named by a struct of the catalog.
template <class F>
class Wrapper : public Around {
public:
    using Around::Around;
    std::string text() const override { return inner().text() + " | " + own_text(); }

protected:
    const F& settings() const { return as<F>(); }

private:
    std::string_view own_name() const override { return F::info.name; }
};

class LookaheadWrapper final : public Wrapper<catalog::Lookahead> {
public:
    LookaheadWrapper(const catalog::Formula& formula, const Arena& arena,
                     std::unique_ptr<Rule> inner)
        : Wrapper(formula, std::move(inner)), slow_(copy_of(arena.weights())) {}

    void step(Arena& arena, const StepContext& context) override {
        inner().step(arena, context);
        if (context.step.t % static_cast<std::int64_t>(settings().k) != 0) return;
        for_parameters(arena, [&](auto* w, auto*, Index n, const Place& place) {
            using T = std::remove_pointer_t<decltype(w)>;
            T* const slow = slow_.data<T>() + place.offset;
            const T alpha = static_cast<T>(settings().alpha);
            for (Index i = 0; i < n; ++i) {
                w[i] = slow[i] = math::fma(alpha, w[i] - slow[i], slow[i]);
            }
        });
    }

private:
    std::vector<StateArray> own_state() override { return {{"slow", slow_}}; }

    Array slow_;
};

/// A wrapper that keeps an average of the weights, to evaluate with.
template <class F>
class Averaging : public Wrapper<F> {
public:
    Averaging(const catalog::Formula& formula, const Arena& arena, std::unique_ptr<Rule> inner)
        : Wrapper<F>(formula, std::move(inner)), average_(copy_of(arena.weights())) {}

    bool averages() const override { return true; }
    void to_evaluation_point(Arena& arena) override {
        if (trained_.has_value()) return;
        trained_ = copy_of(arena.weights());
        kernels::copy_to(arena.weights(), average_);
    }
    void to_training_point(Arena& arena) override {
        if (!trained_.has_value()) return;
        kernels::copy_to(arena.weights(), *trained_);
        trained_.reset();
    }

protected:
    /// Moves the average towards the weights by a share of the distance.
    void move_average(Arena& arena, double share) {
        kernels::with_real("optimizer", arena.weights().dtype(), [&]<class T>(T) {
            const T* const w = arena.weights().data<T>();
            T* const a = average_.data<T>();
            const T gain = static_cast<T>(share);
            for (Index i = 0; i < average_.size(); ++i) a[i] = math::fma(gain, w[i] - a[i], a[i]);
        });
    }

private:
    std::vector<StateArray> own_state() override { return {{"average", average_}}; }

    Array average_;
    std::optional<Array> trained_;
};

class EmaWrapper final : public Averaging<catalog::Ema> {
public:
    using Averaging::Averaging;
    void step(Arena& arena, const StepContext& context) override {
        inner().step(arena, context);
        move_average(arena, 1 - settings().decay);
    }
};

class SwaWrapper final : public Averaging<catalog::Swa> {
public:
    using Averaging::Averaging;
    void step(Arena& arena, const StepContext& context) override {
        inner().step(arena, context);
        const auto every = static_cast<std::int64_t>(settings().every);
        const std::int64_t since = context.step.t - static_cast<std::int64_t>(settings().start);
        if (since <= 0 || since % every != 0) return;
        move_average(arena, 1 / static_cast<double>(since / every));
    }
};

/// The size of a weight for SAM: 1.
double size_of(const catalog::Sam&, double, bool) { return 1; }
/// The same for ASAM.
double size_of(const catalog::Asam& asam, double w, bool is_vector) {
    return is_vector ? 1 : std::abs(w) + asam.eta;
}

/// Takes the gradient uphill of the weights.
template <class F>
class SharpnessWrapper final : public Wrapper<F> {
public:
    using Wrapper<F>::Wrapper;

    void step(Arena& arena, const StepContext& context) override {
        if (context.evaluate == nullptr) {
            core::value_error(F::info.name, "asks for a second gradient", {},
                              "call step with a closure that returns the loss");
        }
        const Array before = copy_of(arena.weights());
        climb(arena);
        (*context.evaluate)();
        kernels::copy_to(arena.weights(), before);
        this->inner().step(arena, context);
    }

private:
    void climb(Arena& arena) {
        const F& settings = this->settings();
        double sum = 0;
        for_parameters(arena, [&](auto* w, auto* g, Index n, const Place& place) {
            const bool is_vector = place.parameter.rank() < 2;
            sum += sum_of(n, [&](Index i) {
                const double sized = size_of(settings, static_cast<double>(w[i]), is_vector) *
                                     static_cast<double>(g[i]);
                return sized * sized;
            });
        });
        const double length = settings.rho / (std::sqrt(sum) + 1e-12);
        for_parameters(arena, [&](auto* w, auto* g, Index n, const Place& place) {
            using T = std::remove_pointer_t<decltype(w)>;
            const bool is_vector = place.parameter.rank() < 2;
            for (Index i = 0; i < n; ++i) {
                const double size = size_of(settings, static_cast<double>(w[i]), is_vector);
                w[i] += static_cast<T>(length * size * size * static_cast<double>(g[i]));
            }
        });
    }
};

class CautiousWrapper final : public Wrapper<catalog::Cautious> {
public:
    using Wrapper::Wrapper;

    void step(Arena& arena, const StepContext& context) override {
        const Array before = copy_of(arena.weights());
        inner().step(arena, context);
        for_parameters(arena, [&](auto* w, auto* g, Index n, const Place& place) {
            using T = std::remove_pointer_t<decltype(w)>;
            const T* const old = before.data<T>() + place.offset;
            const auto agrees = [&](Index i) { return (w[i] - old[i]) * g[i] < 0; };
            const double share =
                sum_of(n, [&](Index i) { return agrees(i) ? 1.0 : 0.0; }) / static_cast<double>(n);
            const T factor = static_cast<T>(1 / std::max(share, settings().floor));
            for (Index i = 0; i < n; ++i) {
                w[i] = agrees(i) ? math::fma(factor, w[i] - old[i], old[i]) : old[i];
            }
        });
    }
};

class DecayWrapper final : public Wrapper<catalog::DecoupledDecay> {
public:
    using Wrapper::Wrapper;

    void step(Arena& arena, const StepContext& context) override {
        const double share = inner().get("lr") * settings().weight_decay;
        for_parameters(arena, [&](auto* w, auto*, Index n, const Place&) {
            using T = std::remove_pointer_t<decltype(w)>;
            const T shrink = static_cast<T>(-share);
            for (Index i = 0; i < n; ++i) w[i] = math::fma(shrink, w[i], w[i]);
        });
        inner().step(arena, context);
    }
};

class NonNegativeWrapper final : public Wrapper<catalog::NonNegative> {
public:
    using Wrapper::Wrapper;

    void step(Arena& arena, const StepContext& context) override {
        inner().step(arena, context);
        for_parameters(arena, [](auto* w, auto*, Index n, const Place&) {
            for (Index i = 0; i < n; ++i) w[i] = w[i] < 0 ? 0 : w[i];
        });
    }
};

/// Learns how long the steps of the optimizer inside should be, from what they would have earned.
class MechanicWrapper final : public Wrapper<catalog::Mechanic> {
public:
    MechanicWrapper(const catalog::Formula& formula, const Arena& arena,
                    std::unique_ptr<Rule> inner)
        : Wrapper(formula, std::move(inner)),
          start_(copy_of(arena.weights())),
          sum_(arena.make_slot(0)),
          added_(arena.make_slot(0)),
          kept_(Array::zeros({4, rates}, core::DType::f64)) {
        for (Index i = 0; i < rates; ++i) row(scale)[i] = settings().s_init;
    }

    void step(Arena& arena, const StepContext& context) override {
        if (context.step.t == 1) kernels::copy_to(start_, arena.weights());
        const Array before = copy_of(arena.weights());
        const double reward = reward_of(arena);
        StepContext inside = context;
        inside.added = &added_;
        inner().step(arena, inside);
        const double length = learn(reward);
        for_parameters(arena, [&](auto* w, auto*, Index n, const Place& place) {
            using T = std::remove_pointer_t<decltype(w)>;
            T* const sum = sum_.data<T>() + place.offset;
            const T* const start = start_.data<T>() + place.offset;
            const T* const old = before.data<T>() + place.offset;
            const T* const added = added_.data<T>() + place.offset;
            for (Index i = 0; i < n; ++i) {
                sum[i] += inner().reports_added() ? added[i] : w[i] - old[i];
                w[i] = math::fma(static_cast<T>(length), sum[i], start[i]);
            }
        });
    }

private:
    static constexpr Index rates = 6;  // memories 0.9, 0.99, ...
    enum Kept { reward_sum, greatest, square, scale };

    double* row(Kept k) { return kept_.data<double>() + k * rates; }

    double total_scale() {
        return sum_of(rates, [&](Index i) { return row(scale)[i]; });
    }

    /// How much the way so far goes down the gradient, which is pulled to 0 besides.
    double reward_of(Arena& arena) {
        double along = 0, pull = 0, gradients = 0, weights = 0;
        for_parameters(arena, [&](auto* w, auto* g, Index n, const Place& place) {
            const auto* const sum = sum_.data<std::remove_pointer_t<decltype(w)>>() + place.offset;
            const auto product = [n](const auto* a, const auto* b) {
                return sum_of(n, [&](Index i) {
                    return static_cast<double>(a[i]) * static_cast<double>(b[i]);
                });
            };
            along += product(sum, g);
            pull += product(sum, w);
            gradients += product(g, g);
            weights += product(w, w);
        });
        const double decay = settings().weight_decay * total_scale() * std::sqrt(gradients) /
                             (std::sqrt(weights) + settings().eps);
        return -(along + decay * pull);
    }

    /// Takes a reward in and returns the scale of the way from now on.
    double learn(double h) {
        double memory = 1;
        for (Index i = 0; i < rates; ++i) {
            memory *= 0.1;
            const double beta = 1 - memory;
            double& m = row(greatest)[i];
            double& v = row(square)[i];
            double& r = row(reward_sum)[i];
            double& s = row(scale)[i];
            r = beta * r + std::min(std::max(h, -m), m) * s;
            m = std::max(beta * m, std::abs(h) + settings().eps);
            v = beta * beta * v + h * h;
            const double wealth = settings().s_init / rates * m + std::max(r, 0.0);
            s = wealth / (std::sqrt(v) + settings().eps);
        }
        return total_scale();
    }

    std::vector<StateArray> own_state() override {
        return {{"start", start_}, {"sum", sum_}, {"scale", kept_}};
    }

    Array start_, sum_, added_;
    Array kept_;  // [Kept, rates]
};

using Inner = std::unique_ptr<Rule>;
using catalog::Formula;

Inner wrap(const catalog::Lookahead&, const Formula& f, const Arena& arena, Inner inner) {
    return std::make_unique<LookaheadWrapper>(f, arena, std::move(inner));
}
Inner wrap(const catalog::Ema&, const Formula& f, const Arena& arena, Inner inner) {
    return std::make_unique<EmaWrapper>(f, arena, std::move(inner));
}
Inner wrap(const catalog::Swa&, const Formula& f, const Arena& arena, Inner inner) {
    return std::make_unique<SwaWrapper>(f, arena, std::move(inner));
}
Inner wrap(const catalog::Sam&, const Formula& f, const Arena&, Inner inner) {
    return std::make_unique<SharpnessWrapper<catalog::Sam>>(f, std::move(inner));
}
Inner wrap(const catalog::Asam&, const Formula& f, const Arena&, Inner inner) {
    return std::make_unique<SharpnessWrapper<catalog::Asam>>(f, std::move(inner));
}
Inner wrap(const catalog::Cautious&, const Formula& f, const Arena&, Inner inner) {
    return std::make_unique<CautiousWrapper>(f, std::move(inner));
}
Inner wrap(const catalog::DecoupledDecay&, const Formula& f, const Arena&, Inner inner) {
    return std::make_unique<DecayWrapper>(f, std::move(inner));
}
Inner wrap(const catalog::Mechanic&, const Formula& f, const Arena& arena, Inner inner) {
    return std::make_unique<MechanicWrapper>(f, arena, std::move(inner));
}
Inner wrap(const catalog::NonNegative&, const Formula& f, const Arena&, Inner inner) {
    return std::make_unique<NonNegativeWrapper>(f, std::move(inner));
}

}  // namespace

Inner make_wrapper(const Formula& formula, const Arena& arena, Inner inner) {
    Inner made;
    int index = 0;
    catalog::OptimizerWrappers::for_each([&]<class F> {
        if (index++ != formula.entry().index) return;
        made = wrap(formula.as<F>(), formula, arena, std::move(inner));
    });
    return made;
}

}  // namespace kasane::optim
