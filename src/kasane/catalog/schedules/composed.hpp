#pragma once
// Schedules made of others, of measurements, and of a user's function.

#include <tuple>

#include "kasane/catalog/schedules/moment.hpp"

namespace kasane::catalog {

inline constexpr int any_number_of_parts = 64;

struct Chain {
    static constexpr Info info{
        .name = "chain",
        .aliases = {"chained", "product", "ChainedScheduler"},
        .formula = "each schedule takes what the one before it gives as its base",
        .source = "PyTorch ChainedScheduler",
        .note = "as in chain(step(30), cosine); factors multiply, whatever their order",
    };
    static constexpr int least_parts = 1;
    static constexpr int most_parts = any_number_of_parts;

    double operator()(const Moment& m, const InnerSchedules& parts) const {
        Moment next = m;
        for (int i = 0; i < parts.count; ++i) next.base = parts(i, next);
        return next.base;
    }
};

struct Join {
    Numbers milestones{};

    static constexpr Info info{
        .name = "join",
        .aliases = {"sequential", "SequentialLR", "join_schedules"},
        .formula = "the i-th schedule between milestones i - 1 and i, its steps counted from there",
        .source = "PyTorch SequentialLR; optax join_schedules",
        .note =
            "as in join(constant, 500, cosine, 0.9, constant(0.01)): the numbers between the "
            "schedules are the milestones, below 1 shares of the run",
    };
    static constexpr std::tuple params{
        Param<Join, Numbers>{"milestones", &Join::milestones, non_negative,
                             "first steps of all schedules but the first"},
    };
    static constexpr int least_parts = 1;
    static constexpr int most_parts = 9;

    const char* problem(int parts) const {
        if (milestones.count != parts - 1) {
            return "needs a milestone between each two schedules, as in "
                   "join(constant, 500, cosine)";
        }
        return is_rising(milestones) ? nullptr : "milestones must rise";
    }
    double operator()(const Moment& m, const InnerSchedules& parts) const {
        const int i = pieces_before(m.t, milestones, m);
        const auto k = static_cast<std::size_t>(i);
        const double from = i == 0 ? 0 : steps_of(milestones.values[k - 1], m);
        const double to = i == milestones.count ? m.total : steps_of(milestones.values[k], m);
        Moment inside = m;
        inside.t = m.t - from;
        inside.total = to > from ? to - from : 0;
        return parts(i, inside);
    }
};

struct Warmup {
    double steps = 0.1;
    double start = 0;

    static constexpr Info info{
        .name = "warmup",
        .formula =
            "t < steps ? first * (start + (1 - start) * t / steps) : the schedule inside, "
            "its steps counted from there; first is its first value",
        .source = "Goyal et al. 2017, arXiv:1706.02677, section 2.2",
        .note = "as in warmup(cosine, steps=500), or warmup(steps=500, then=cosine)",
    };
    static constexpr std::tuple params{
        Param<Warmup>{"steps",
                      &Warmup::steps,
                      non_negative,
                      "of the warm-up, or below 1 a share of the run",
                      {"warmup_steps"}},
        Param<Warmup>{"start", &Warmup::start, non_negative, "first factor", {"start_factor"}},
    };
    static constexpr int least_parts = 1;
    static constexpr int most_parts = 1;

    double operator()(const Moment& m, const InnerSchedules& parts) const {
        const double up = steps_of(steps, m);
        Moment inside = m;
        inside.total = m.total > up ? m.total - up : 0;
        inside.t = m.t < up ? 0 : m.t - up;
        const double value = parts(0, inside);
        if (m.t >= up || m.is_momentum) return value;
        return value * (start + (1 - start) * (m.t / up));
    }
};

struct Epochs {
    static constexpr Info info{
        .name = "epochs",
        .aliases = {"per_epoch"},
        .formula = "the schedule inside, with epochs for steps: f(floor(t / epoch))",
        .source = "the way PyTorch's schedulers are mostly called",
        .note = "as in epochs(step(30)); outside of train an epoch is one step",
    };
    static constexpr int least_parts = 1;
    static constexpr int most_parts = 1;

    double operator()(const Moment& m, const InnerSchedules& parts) const {
        Moment inside = m;
        inside.t = std::floor(m.t / m.epoch);
        inside.total = std::ceil(m.total / m.epoch);
        inside.epoch = 1;
        return parts(0, inside);
    }
};

struct ReduceOnPlateau {
    double factor = 0.1;
    double patience = 10;
    double threshold = 1e-4;
    double cooldown = 0;
    double min = 0;
    double eps = 1e-8;
    bool maximise = false;
    bool absolute = false;

    static constexpr Info info{
        .name = "reduce_on_plateau",
        .aliases = {"ReduceLROnPlateau", "plateau"},
        .choices = {Choice{"mode=min", "reduce_on_plateau"},
                    Choice{"mode=max", "reduce_on_plateau(maximise=true)"},
                    Choice{"threshold_mode=rel", "reduce_on_plateau"}},
        .formula =
            "max(min, value * factor) whenever more than `patience` measurements in a row "
            "were no better than the best by `threshold`",
        .source = "PyTorch ReduceLROnPlateau",
        .note =
            "train measures the mean training loss of each epoch; in C++, feed(metric) takes "
            "any other",
    };
    using S = ReduceOnPlateau;
    static constexpr std::tuple params{
        Param<S>{"factor", &S::factor, below_one, "of each reduction"},
        Param<S>{"patience", &S::patience, count_or_zero, "measurements without progress"},
        Param<S>{"threshold", &S::threshold, non_negative, "what counts as progress"},
        Param<S>{"cooldown", &S::cooldown, count_or_zero,
                 "measurements after a reduction that do not count"},
        Param<S>{"min", &S::min, non_negative, "never below this value", {"min_lr"}},
        Param<S>{"eps", &S::eps, non_negative, "smaller reductions are left out"},
        Param<S, bool>{"maximise", &S::maximise, any_number, "larger measurements are better"},
        Param<S, bool>{"absolute", &S::absolute, any_number,
                       "the threshold is a difference, not a share of the best"},
    };

    /// Best measurement, whether there is one, those without progress, cooldown left, reductions.
    enum Memory { best, seen, bad, cool, reductions };
    static constexpr int memory = 5;

    double operator()(const Moment& m, const double* now) const {
        double value = m.base;
        for (double i = 0; i < now[reductions]; ++i) {
            const double next = max(value * factor, min);
            if (!(value - next > eps)) break;
            value = next;
        }
        return value;
    }

    void feed(double metric, double* now) const {
        const bool counts = metric - metric == 0;  // no NaN, no infinity
        if (counts && (now[seen] == 0 || is_better(metric, now[best]))) {
            now[best] = metric;
            now[seen] = 1;
            now[bad] = 0;
        } else {
            ++now[bad];
        }
        if (now[cool] > 0) {
            --now[cool];
            now[bad] = 0;
        }
        if (now[bad] > patience) {
            ++now[reductions];
            now[cool] = cooldown;
            now[bad] = 0;
        }
    }

private:
    bool is_better(double a, double than) const {
        if (maximise) return a > (absolute ? than + threshold : than * (1 + threshold));
        return a < (absolute ? than - threshold : than * (1 - threshold));
    }
};

struct Lambda {
    static constexpr Info info{
        .name = "lambda",
        .aliases = {"LambdaLR"},
        .formula = "base * f(t)",
        .source = "PyTorch LambdaLR",
        .note = "for C++ only: Schedule([](Index t) { return ...; })",
    };
    double operator()(const Moment& m) const { return m.base; }
};

struct Multiplicative {
    double factor = 0.95;

    static constexpr Info info{
        .name = "multiplicative",
        .aliases = {"MultiplicativeLR"},
        .formula = "base * f(1) * ... * f(t); as a text f is the same factor for every step",
        .source = "PyTorch MultiplicativeLR",
        .note = "in C++ for any f: Schedule::product([](Index t) { return ...; })",
    };
    static constexpr std::tuple params{
        Param<Multiplicative>{"factor", &Multiplicative::factor, non_negative, "of every step"},
    };
    double operator()(const Moment& m) const { return m.base * pow(factor, m.t); }
};

using ComposedSchedules =
    List<Chain, Join, Warmup, Epochs, ReduceOnPlateau, Lambda, Multiplicative>;

}  // namespace kasane::catalog
