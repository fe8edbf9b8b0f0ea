// The links of catalog/optimizers/links.hpp: what they do to the gradients of a step.

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

/// Leaves steps out whose gradients are not finite.
class SkipLink final : public Around {
public:
    SkipLink(const catalog::Formula& formula, std::unique_ptr<Rule> inner)
        : Around(formula, std::move(inner)), skipped_(Array::zeros({1}, core::DType::f64)) {}

    void step(Arena& arena, const StepContext& context) override {
        bool finite = true;
        for (const Place& place : arena.places()) {
            if (!place.parameter.has_grad()) continue;
            finite = finite && kernels::all_finite(
                                   arena.gradients().view(place.offset, {place.parameter.size()}));
        }
        if (!finite) {
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
