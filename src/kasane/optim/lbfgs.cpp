// L-BFGS: the weights as one vector in double, whatever the type of the model.

#include <cmath>

#include "kasane/core/error.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "kasane/optim/algorithms.hpp"
#include "kasane/optim/around.hpp"
#include "kasane/optim/line_search.hpp"

namespace kasane::optim {
namespace {

using Vector = std::vector<double>;

double dot(const double* a, const double* b, std::size_t n) {
    return sum_of(static_cast<Index>(n), [&](Index i) { return a[i] * b[i]; });
}
double dot(const Vector& a, const Vector& b) { return dot(a.data(), b.data(), a.size()); }

double largest(const Vector& x) {
    double most = 0;
    for (const double one : x) most = std::max(most, std::abs(one));
    return most;
}

Vector values_of(const Array& x) {
    Vector all(static_cast<std::size_t>(x.size()));
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = x.item(static_cast<Index>(i));
    return all;
}

/// A loss with its gradient.
struct Objective {
    double value;
    Vector gradient;
};

class LbfgsRule final : public EntryRule {
public:
    LbfgsRule(const catalog::Formula& formula, const Arena& arena)
        : EntryRule(formula), size_(static_cast<std::size_t>(arena.weights().size())) {
        const auto rows = static_cast<Index>(formula.as<catalog::Lbfgs>().history);
        steps_ = Array::zeros({rows, arena.weights().size()}, core::DType::f64);
        changes_ = Array::zeros({rows, arena.weights().size()}, core::DType::f64);
        counts_ = Array::zeros({1}, core::DType::f64);
    }

    void step(Arena& arena, const StepContext& context) override {
        if (context.evaluate == nullptr) {
            core::value_error("lbfgs", "evaluates the loss at several points", {},
                              "call step with a closure that returns the loss");
        }
        const catalog::Lbfgs& settings = as<catalog::Lbfgs>();
        const double most =
            settings.max_eval > 0 ? settings.max_eval : std::floor(settings.max_iter * 1.25);
        evaluations_ = 1;
        Objective now{context.step.loss, gradient_of(arena)};
        for (int i = 0; i < static_cast<int>(settings.max_iter); ++i) {
            if (i > 0 && evaluations_ >= most) return;
            if (largest(now.gradient) <= settings.tolerance_grad) return;
            if (!iterate(arena, context, now)) return;
        }
    }

    std::vector<StateArray> state() override {
        return {{"steps", steps_}, {"changes", changes_}, {"count", counts_}};
    }

private:
    /// Of parameters without a gradient 0: they stay where they are.
    Vector gradient_of(Arena& arena) const {
        arena.complete_gradients();
        return values_of(arena.gradients());
    }

    Objective evaluate(Arena& arena, const StepContext& context, const Vector& w) {
        kernels::with_real("lbfgs", arena.weights().dtype(), [&]<class T>(T) {
            for (std::size_t i = 0; i < size_; ++i) {
                arena.weights().data<T>()[i] = static_cast<T>(w[i]);
            }
        });
        const double loss = (*context.evaluate)();
        return {loss, gradient_of(arena)};
    }

    /// One iteration; false if there is nothing more to gain.
    bool iterate(Arena& arena, const StepContext& context, Objective& now) {
        const catalog::Lbfgs& settings = as<catalog::Lbfgs>();
        const Vector from = values_of(arena.weights());
        Vector direction = direction_from(now.gradient);
        const double slope = dot(direction, now.gradient);
        if (!(slope < -settings.tolerance_change)) return false;
        const double first = count() == 0 ? std::min(1.0, 1 / sum_of_sizes(now.gradient)) : 1.0;
        Objective next = now;
        const auto at = [&](double t) {
            Vector w = from;
            for (std::size_t i = 0; i < size_; ++i) w[i] += t * direction[i];
            next = evaluate(arena, context, w);
            return LinePoint{t, next.value, dot(next.gradient, direction)};
        };
        double t = first * settings.lr;
        if (settings.strong_wolfe) {
            const LinePoint origin{0, now.value, slope};
            const double shortest = settings.tolerance_change / largest(direction);
            const LinePoint best =
                strong_wolfe(origin, t, {.shortest = shortest}, [&](double length) {
                    ++evaluations_;
                    return at(length);
                });
            // The last point tried need not be the one chosen.
            if (t = best.t; next.value != best.value) at(t);
        } else {
            ++evaluations_;
            at(t);
        }
        if (!std::isfinite(next.value) || t == 0) {
            evaluate(arena, context, from);
            return false;
        }
        for (double& d : direction) d *= t;
        remember(direction, next.gradient, now.gradient);
        const double gain = std::abs(next.value - now.value);
        now = std::move(next);
        return largest(direction) > settings.tolerance_change && gain > settings.tolerance_change;
    }

    static double sum_of_sizes(const Vector& x) {
        return sum_of(static_cast<Index>(x.size()),
                      [&](Index i) { return std::abs(x[static_cast<std::size_t>(i)]); });
    }

    std::size_t count() const { return static_cast<std::size_t>(counts_.item()); }
    std::size_t rows() const { return static_cast<std::size_t>(steps_.shape()[0]); }
    double* row(Array& x, std::size_t k) const { return x.data<double>() + k % rows() * size_; }

    /// -H g by the two loops over the remembered pairs.
    Vector direction_from(const Vector& gradient) {
        Vector q = gradient;
        for (double& x : q) x = -x;
        const std::size_t last = count();
        const std::size_t first = last > rows() ? last - rows() : 0;
        Vector alpha(rows());
        for (std::size_t k = last; k-- > first;) {
            const double* s = row(steps_, k);
            const double* y = row(changes_, k);
            const double a = dot(s, q.data(), size_) / dot(s, y, size_);
            for (std::size_t i = 0; i < size_; ++i) q[i] -= a * y[i];
            alpha[k % rows()] = a;
        }
        if (last > 0) {
            const double* s = row(steps_, last - 1);
            const double* y = row(changes_, last - 1);
            const double scale = dot(s, y, size_) / dot(y, y, size_);
            for (double& x : q) x *= scale;
        }
        for (std::size_t k = first; k < last; ++k) {
            const double* s = row(steps_, k);
            const double* y = row(changes_, k);
            const double b = alpha[k % rows()] - dot(y, q.data(), size_) / dot(s, y, size_);
            for (std::size_t i = 0; i < size_; ++i) q[i] += b * s[i];
        }
        return q;
    }

    /// Keeps a pair of positive curvature.
    void remember(const Vector& step, const Vector& after, const Vector& before) {
        Vector change(size_);
        for (std::size_t i = 0; i < size_; ++i) change[i] = after[i] - before[i];
        if (!(dot(step, change) > 1e-10)) return;
        std::copy(step.begin(), step.end(), row(steps_, count()));
        std::copy(change.begin(), change.end(), row(changes_, count()));
        counts_.data<double>()[0] += 1;
    }

    std::size_t size_;
    double evaluations_ = 0;  // in this step
    Array steps_, changes_;   // [history, weights], a ring
    Array counts_;            // pairs kept so far
};

}  // namespace

std::unique_ptr<Rule> make(const catalog::Lbfgs&, const Making& making) {
    return std::make_unique<LbfgsRule>(making.formula, making.arena);
}

}  // namespace kasane::optim
