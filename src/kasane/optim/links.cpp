// The links of catalog/optimizers/links.hpp: what they do to the gradients of a step.

#include <algorithm>

#include "kasane/kernels/elementwise.hpp"
#include "kasane/kernels/random.hpp"
#include "kasane/kernels/reduce.hpp"
#include "kasane/optim/around.hpp"

namespace kasane::optim {
namespace {

template <class T>
void scale(T* x, Index n, double factor) {
    for (Index i = 0; i < n; ++i) x[i] = static_cast<T>(factor * static_cast<double>(x[i]));
}

template <class T>
double squares(const T* x, Index n, Index stride = 1) {
    return sum_of(n, [&](Index i) {
        const auto value = static_cast<double>(x[i * stride]);
        return value * value;
    });
}

void change(const catalog::ClipValue& link, Arena& arena, const StepContext&) {
    for_parameters(arena, [&](auto*, auto* g, Index n, const Place&) {
        using T = std::remove_pointer_t<decltype(g)>;
        const T most = static_cast<T>(link.max);
        for (Index i = 0; i < n; ++i) g[i] = g[i] > most ? most : g[i] < -most ? -most : g[i];
    });
}

void change(const catalog::ClipNorm& link, Arena& arena, const StepContext&) {
    double sum = 0;
    for_parameters(arena, [&](auto*, auto* g, Index n, const Place&) { sum += squares(g, n); });
    const double norm = std::sqrt(sum);
    if (!(norm > link.max)) return;
    for_parameters(arena,
                   [&](auto*, auto* g, Index n, const Place&) { scale(g, n, link.max / norm); });
}

void change(const catalog::ClipBlock& link, Arena& arena, const StepContext&) {
    for_parameters(arena, [&](auto*, auto* g, Index n, const Place&) {
        const double rms = std::sqrt(squares(g, n) / static_cast<double>(n));
        if (rms > link.max) scale(g, n, link.max / rms);
    });
}

/// How a parameter falls into units: a column of a matrix for each output, or one unit.
struct Units {
    Index count;
    Index length;
    Index stride;

    explicit Units(const Place& place)
        : count(place.parameter.rank() < 2 ? 1
                                           : place.parameter.shape()[place.parameter.rank() - 1]),
          length(place.parameter.size() / count),
          stride(count) {}
};

void change(const catalog::AdaptiveClip& link, Arena& arena, const StepContext&) {
    for_parameters(arena, [&](auto* w, auto* g, Index, const Place& place) {
        const Units units(place);
        for (Index u = 0; u < units.count; ++u) {
            const double weights = std::sqrt(squares(w + u, units.length, units.stride));
            const double gradient = std::sqrt(squares(g + u, units.length, units.stride));
            const double most = link.clip * std::max(weights, link.eps);
            if (!(gradient > most)) continue;
            for (Index i = 0; i < units.length; ++i) {
                scale(g + u + i * units.stride, 1, most / gradient);
            }
        }
    });
}

void change(const catalog::Centralize&, Arena& arena, const StepContext&) {
    for_parameters(arena, [&](auto*, auto* g, Index, const Place& place) {
        using T = std::remove_pointer_t<decltype(g)>;
        if (place.parameter.rank() < 2) return;
        const Units units(place);
        for (Index u = 0; u < units.count; ++u) {
            const double mean =
                sum_of(units.length,
                       [&](Index i) { return static_cast<double>(g[u + i * units.stride]); }) /
                static_cast<double>(units.length);
            for (Index i = 0; i < units.length; ++i) {
                T& x = g[u + i * units.stride];
                x = static_cast<T>(static_cast<double>(x) - mean);
            }
        }
    });
}

void change(const catalog::AddNoise& link, Arena& arena, const StepContext& context) {
    const auto t = static_cast<double>(context.step.t);
    const double deviation = std::sqrt(link.eta / catalog::pow(t, link.gamma));
    const core::Rng stream =
        context.rng.stream("add_noise").stream(static_cast<std::uint64_t>(context.step.t));
    const Array noise =
        kernels::normal(arena.weights().shape(), deviation, stream, arena.weights().dtype());
    for_parameters(arena, [&](auto*, auto* g, Index n, const Place& place) {
        using T = std::remove_pointer_t<decltype(g)>;
        const T* const add = noise.data<T>() + place.offset;
        for (Index i = 0; i < n; ++i) g[i] += add[i];
    });
}

void change(const catalog::CoupledDecay& link, Arena& arena, const StepContext&) {
    for_parameters(arena, [&](auto* w, auto* g, Index n, const Place&) {
        using T = std::remove_pointer_t<decltype(g)>;
        const T decay = static_cast<T>(link.weight_decay);
        for (Index i = 0; i < n; ++i) g[i] = math::fma(decay, w[i], g[i]);
    });
}

/// A link that changes gradients as they come: those of a closure too.
template <class F>
class Link final : public Around {
public:
    using Around::Around;

    void step(Arena& arena, const StepContext& context) override {
        change(as<F>(), arena, context);
        if (context.evaluate == nullptr) {
            inner().step(arena, context);
            return;
        }
        const auto evaluate = [&] {
            const double loss = (*context.evaluate)();
            change(as<F>(), arena, context);
            return loss;
        };
        const core::FunctionRef<double()> again = evaluate;
        StepContext changed = context;
        changed.evaluate = &again;
        inner().step(arena, changed);
    }

    bool reports_added() const override { return inner().reports_added(); }
    std::string text() const override { return own_text() + " | " + inner().text(); }

private:
    std::string_view own_name() const override { return F::info.name; }
};

bool gradients_are_finite(Arena& arena) {
    for (const Place& place : arena.places()) {
        if (!place.parameter.has_grad()) continue;
        if (!kernels::all_finite(arena.gradients().view(place.offset, {place.parameter.size()}))) {
            return false;
        }
    }
    return true;
}

/// Leaves steps out whose gradients are not finite.
class SkipLink final : public Around {
public:
    SkipLink(const catalog::Formula& formula, std::unique_ptr<Rule> inner)
        : Around(formula, std::move(inner)), skipped_(Array::zeros({1}, core::DType::f64)) {}

    void step(Arena& arena, const StepContext& context) override {
        if (!gradients_are_finite(arena)) {
            skipped_.data<double>()[0] += 1;
            return;
        }
        StepContext taken = context;
        taken.step.t -= static_cast<std::int64_t>(skipped_.item());
        inner().step(arena, taken);
    }
    std::string text() const override { return own_text() + " | " + inner().text(); }

private:
    std::vector<StateArray> own_state() override { return {{"skipped", skipped_}}; }
    std::string_view own_name() const override { return catalog::SkipNonFinite::info.name; }

    Array skipped_;
};

/// Collects gradients and steps with their mean.
class AccumulateLink final : public Around {
public:
    AccumulateLink(const catalog::Formula& formula, const Arena& arena, std::unique_ptr<Rule> inner)
        : Around(formula, std::move(inner)), sum_(arena.make_slot(0)) {}

    void step(Arena& arena, const StepContext& context) override {
        const auto n = static_cast<std::int64_t>(as<catalog::Accumulate>().n);
        const bool last = context.step.t % n == 0;
        for_parameters(arena, [&](auto*, auto* g, Index size, const Place& place) {
            using T = std::remove_pointer_t<decltype(g)>;
            T* const sum = sum_.data<T>() + place.offset;
            for (Index i = 0; i < size; ++i) {
                sum[i] += g[i];
                if (!last) continue;
                g[i] = sum[i] / static_cast<T>(n);
                sum[i] = 0;
            }
        });
        if (!last) return;
        StepContext taken = context;
        taken.step.t /= n;
        taken.evaluate = nullptr;  // it knows the last batch only
        inner().step(arena, taken);
    }
    std::string text() const override { return own_text() + " | " + inner().text(); }

private:
    std::vector<StateArray> own_state() override { return {{"sum", sum_}}; }
    std::string_view own_name() const override { return catalog::Accumulate::info.name; }

    Array sum_;
};

/// Keeps the loss multiplied while gradients are taken, as much as they bear.
class LossScaleLink final : public Around {
public:
    LossScaleLink(const catalog::Formula& formula, std::unique_ptr<Rule> inner)
        : Around(formula, std::move(inner)), kept_(Array::zeros({3}, core::DType::f64)) {
        scale_now() = as<catalog::LossScale>().scale;
    }

    double loss_scale() const override { return kept_.item(0) * inner().loss_scale(); }

    void step(Arena& arena, const StepContext& context) override {
        const catalog::LossScale& settings = as<catalog::LossScale>();
        double& in_a_row = kept_.data<double>()[1];
        double& skipped = kept_.data<double>()[2];
        if (!gradients_are_finite(arena)) {
            scale_now() *= settings.backoff;
            in_a_row = 0;
            skipped += 1;
            return;
        }
        const auto evaluate = [&] {
            const double loss = (*context.evaluate)();
            divide(arena);
            return loss;
        };
        const core::FunctionRef<double()> again = evaluate;
        StepContext taken = context;
        taken.step.t -= static_cast<std::int64_t>(skipped);
        if (context.evaluate != nullptr) taken.evaluate = &again;
        divide(arena);
        inner().step(arena, taken);
        if (++in_a_row < settings.every) return;
        in_a_row = 0;
        scale_now() *= settings.growth;
    }
    bool reports_added() const override { return inner().reports_added(); }
    std::string text() const override { return own_text() + " | " + inner().text(); }

private:
    double& scale_now() { return kept_.data<double>()[0]; }
    void divide(Arena& arena) {
        for_parameters(
            arena, [&](auto*, auto* g, Index n, const Place&) { scale(g, n, 1 / scale_now()); });
    }
    std::vector<StateArray> own_state() override { return {{"scale", kept_}}; }
    std::string_view own_name() const override { return catalog::LossScale::info.name; }

    Array kept_;  // the scale, steps since it changed, steps left out
};

/// Takes the gradient of each example by itself and bounds it.
class PerExampleLink final : public Around {
public:
    PerExampleLink(const catalog::Formula& formula, const Arena& arena, std::unique_ptr<Rule> inner)
        : Around(formula, std::move(inner)), sum_(arena.make_slot(0)) {}

    void step(Arena& arena, const StepContext& context) override {
        if (context.example == nullptr || context.examples < 1) {
            core::value_error("per_example_clip", "needs the loss of each example", {},
                              "step(closure, {.example = ..., .examples = ...})");
        }
        const catalog::PerExampleClip& settings = as<catalog::PerExampleClip>();
        draw_noise(arena, context, settings.clip * settings.noise);
        for (Index i = 0; i < context.examples; ++i) {
            (*context.example)(i);
            add_clipped(arena, settings.clip);
        }
        const double factor = inner().loss_scale() / static_cast<double>(context.examples);
        for_parameters(arena, [&](auto*, auto* g, Index n, const Place& place) {
            using T = std::remove_pointer_t<decltype(g)>;
            std::copy_n(sum_.data<T>() + place.offset, n, g);
            scale(g, n, factor);
        });
        StepContext taken = context;
        taken.evaluate = nullptr;  // its gradients are not clipped
        inner().step(arena, taken);
    }
    std::string text() const override { return own_text() + " | " + inner().text(); }

private:
    /// Lets the sum begin with noise.
    void draw_noise(Arena& arena, const StepContext& context, double deviation) {
        if (deviation == 0) {
            sum_ = arena.make_slot(0);
            return;
        }
        const core::Rng stream =
            context.rng.stream("per_example").stream(static_cast<std::uint64_t>(context.step.t));
        sum_ = kernels::normal(arena.weights().shape(), deviation, stream, arena.weights().dtype());
    }

    void add_clipped(Arena& arena, double clip) {
        double sum = 0;
        for_parameters(arena, [&](auto*, auto* g, Index n, const Place&) { sum += squares(g, n); });
        const double factor = std::min(1.0, clip / std::sqrt(sum));
        for_parameters(arena, [&](auto*, auto* g, Index n, const Place& place) {
            using T = std::remove_pointer_t<decltype(g)>;
            T* const all = sum_.data<T>() + place.offset;
            for (Index i = 0; i < n; ++i) all[i] = math::fma(static_cast<T>(factor), g[i], all[i]);
        });
    }
    std::string_view own_name() const override { return catalog::PerExampleClip::info.name; }

    Array sum_;
};

template <class F>
std::unique_ptr<Rule> link(const catalog::Formula& formula, const Arena&,
                           std::unique_ptr<Rule> inner) {
    return std::make_unique<Link<F>>(formula, std::move(inner));
}
template <>
std::unique_ptr<Rule> link<catalog::SkipNonFinite>(const catalog::Formula& formula, const Arena&,
                                                   std::unique_ptr<Rule> inner) {
    return std::make_unique<SkipLink>(formula, std::move(inner));
}
template <>
std::unique_ptr<Rule> link<catalog::Accumulate>(const catalog::Formula& formula, const Arena& arena,
                                                std::unique_ptr<Rule> inner) {
    return std::make_unique<AccumulateLink>(formula, arena, std::move(inner));
}

template <>
std::unique_ptr<Rule> link<catalog::LossScale>(const catalog::Formula& formula, const Arena&,
                                               std::unique_ptr<Rule> inner) {
    return std::make_unique<LossScaleLink>(formula, std::move(inner));
}
template <>
std::unique_ptr<Rule> link<catalog::PerExampleClip>(const catalog::Formula& formula,
                                                    const Arena& arena,
                                                    std::unique_ptr<Rule> inner) {
    return std::make_unique<PerExampleLink>(formula, arena, std::move(inner));
}

}  // namespace

Array copy_of(const Array& x) {
    Array copy = Array::zeros(x.shape(), x.dtype());
    kernels::copy_to(copy, x);
    return copy;
}

std::unique_ptr<Rule> make_link(const catalog::Formula& formula, const Arena& arena,
                                std::unique_ptr<Rule> inner) {
    std::unique_ptr<Rule> made;
    int index = 0;
    catalog::OptimizerLinks::for_each([&]<class F> {
        if (index++ == formula.entry().index) made = link<F>(formula, arena, std::move(inner));
    });
    return made;
}

}  // namespace kasane::optim
