#pragma once
// Schedules along waves, up and down.

#include <tuple>

#include "kasane/catalog/schedules/moment.hpp"

namespace kasane::catalog {

struct CosineSchedule {
    double total = 0;
    double min = 0;
    double power = 1;

    static constexpr Info info{
        .name = "cosine",
        .aliases = {"CosineAnnealingLR", "cosine_annealing", "CosineDecay",
                    "cosine_decay_schedule"},
        .formula = "min + (base - min) * ((1 + cos(pi * t / total)) / 2)^power",
        .source = "Loshchilov & Hutter 2017, arXiv:1608.03983; PyTorch CosineAnnealingLR",
        .note = "behind its end it rises again, as in PyTorch; Keras and optax stay at the end",
    };
    static constexpr std::tuple params{
        Param<CosineSchedule>{"total",
                              &CosineSchedule::total,
                              count_or_zero,
                              "steps to the end, 0: the run",
                              {"T_max", "steps", "decay_steps"}},
        Param<CosineSchedule>{"min", &CosineSchedule::min, finite, "last value", {"eta_min"}},
        Param<CosineSchedule>{
            "power", &CosineSchedule::power, positive, "of the wave", {"exponent"}},
    };

    double operator()(const Moment& m) const {
        const double wave = half_wave(m.t / length_of(total, m));
        return min + (m.base - min) * (power == 1 ? wave : pow(wave, power));
    }
};

/// A cycle of restarts: its number, where t stands in it, and its length.
struct Restart {
    double number;
    double t;
    double length;
};

/// The cycle that t falls into when each is `mult` times as long as the one before. Worked out by
/// logarithms, so that it takes the same time for every t, and then corrected by rounding's one.
inline Restart restart_at(double t, double first, double mult) {
    if (mult == 1) {
        const double number = std::floor(t / first);
        return {number, t - number * first, first};
    }
    const auto begin = [&](double n) { return first * (pow(mult, n) - 1) / (mult - 1); };
    double n = std::floor(log(t / first * (mult - 1) + 1) / log(mult));
    if (begin(n) > t) --n;
    if (begin(n + 1) <= t) ++n;
    return {n, t - begin(n), first * pow(mult, n)};
}

inline constexpr Range any_stretch{1, 1000, false, false};

struct CosineWarmRestarts {
    double period = 10;
    double mult = 1;
    double min = 0;
    double gamma = 1;

    static constexpr Info info{
        .name = "cosine_warm_restarts",
        .aliases = {"SGDR", "CosineAnnealingWarmRestarts", "CosineDecayRestarts", "sgdr_schedule"},
        .formula =
            "min + (base * gamma^n - min) * (1 + cos(pi * s / (period * mult^n))) / 2, "
            "s steps into cycle n = 0, 1, ...",
        .source = "Loshchilov & Hutter 2017, arXiv:1608.03983; PyTorch CosineAnnealingWarmRestarts",
        .note = "gamma is Keras' m_mul",
    };
    static constexpr std::tuple params{
        Param<CosineWarmRestarts>{"period",
                                  &CosineWarmRestarts::period,
                                  any_count,
                                  "steps of the first cycle",
                                  {"T_0", "first_decay_steps"},
                                  required},
        Param<CosineWarmRestarts>{"mult",
                                  &CosineWarmRestarts::mult,
                                  any_stretch,
                                  "factor of each cycle's length",
                                  {"T_mult", "t_mul"}},
        Param<CosineWarmRestarts>{
            "min", &CosineWarmRestarts::min, finite, "last value of a cycle", {"eta_min"}},
        Param<CosineWarmRestarts>{"gamma",
                                  &CosineWarmRestarts::gamma,
                                  non_negative,
                                  "factor of each cycle's first value",
                                  {"m_mul"}},
    };

    double operator()(const Moment& m) const {
        const Restart cycle = restart_at(m.t, period, mult);
        const double top = m.base * (gamma == 1 ? 1 : pow(gamma, cycle.number));
        return min + (top - min) * half_wave(cycle.t / cycle.length);
    }
};

struct CosineWarmupRestarts {
    double period = 100;
    double warmup = 10;
    double mult = 1;
    double gamma = 1;
    double min = 0;

    static constexpr Info info{
        .name = "cosine_warmup_restarts",
        .aliases = {"CosineAnnealingWarmupRestarts"},
        .formula =
            "s < warmup ? min + (top - min) * s / warmup : min + (top - min) * "
            "(1 + cos(pi * (s - warmup) / (length - warmup))) / 2, with top = base * gamma^n "
            "and length = period * mult^n, s steps into cycle n",
        .source = "Katsura 2020, github.com/katsura-jp/pytorch-cosine-annealing-with-warmup",
        .note = "cycles are exactly mult times as long as the one before; the source rounds them",
    };
    static constexpr std::tuple params{
        Param<CosineWarmupRestarts>{"period",
                                    &CosineWarmupRestarts::period,
                                    any_count,
                                    "steps of the first cycle",
                                    {"first_cycle_steps"},
                                    required},
        Param<CosineWarmupRestarts>{"warmup",
                                    &CosineWarmupRestarts::warmup,
                                    count_or_zero,
                                    "steps of a cycle that go up",
                                    {"warmup_steps"}},
        Param<CosineWarmupRestarts>{"mult",
                                    &CosineWarmupRestarts::mult,
                                    any_stretch,
                                    "factor of each cycle's length",
                                    {"cycle_mult"}},
        Param<CosineWarmupRestarts>{"gamma", &CosineWarmupRestarts::gamma, non_negative,
                                    "factor of each cycle's highest value"},
        Param<CosineWarmupRestarts>{
            "min", &CosineWarmupRestarts::min, finite, "first and last value", {"min_lr"}},
    };

    const char* problem(int) const {
        return warmup < period ? nullptr : "warmup must be shorter than period";
    }
    double operator()(const Moment& m) const {
        const Restart cycle = restart_at(m.t, period, mult);
        const double top = m.base * pow(gamma, cycle.number);
        const double up = warmup == 0 ? 1 : progress(cycle.t, warmup);
        if (up < 1) return min + (top - min) * up;
        return min + (top - min) * half_wave((cycle.t - warmup) / (cycle.length - warmup));
    }
};

struct CyclicSchedule {
    double max = 0;
    double up = 2000;
    double down = 0;
    bool halving = false;
    double gamma = 1;
    bool cycle_momentum = true;
    double min_momentum = 0.8;
    double max_momentum = 0.9;

    static constexpr Info info{
        .name = "cyclic",
        .aliases = {"CyclicLR", "triangular"},
        .presets = {Preset{"triangular2", "halving=true"}, Preset{"exp_range", "gamma=0.9994"}},
        .choices = {Choice{"mode=triangular", "cyclic"},
                    Choice{"mode=triangular2", "cyclic(halving=true)"},
                    Choice{"mode=exp_range", "cyclic"}},
        .formula =
            "base + (max - base) * (s < up ? s / up : 1 - (s - up) / (length - up)) * "
            "gamma^t * (halving ? 2^-floor(t / length) : 1), with length = up + down and "
            "s = t - length * floor(t / length)",
        .source = "Smith 2017, arXiv:1506.01186; PyTorch CyclicLR",
    };
    using S = CyclicSchedule;
    static constexpr std::tuple params{
        Param<S>{"max",
                 &S::max,
                 non_negative,
                 "highest value, 0: 4 times the base, the lowest",
                 {"max_lr"}},
        Param<S>{"up", &S::up, any_count, "steps from the lowest to the highest", {"step_size_up"}},
        Param<S>{"down", &S::down, count_or_zero, "steps back, 0: as many", {"step_size_down"}},
        Param<S, bool>{"halving", &S::halving, any_number, "each cycle is half as high"},
        Param<S>{"gamma", &S::gamma, non_negative, "factor of the height, each step"},
        Param<S, bool>{"cycle_momentum", &S::cycle_momentum, any_number,
                       "momentum goes the other way"},
        Param<S>{"min_momentum",
                 &S::min_momentum,
                 below_one,
                 "where the value is highest",
                 {"base_momentum"}},
        Param<S>{"max_momentum", &S::max_momentum, below_one, "where the value is lowest"},
    };

    double operator()(const Moment& m) const {
        const double top = max > 0 ? max : 4 * m.base;  // as Smith suggests in section 3.3
        return m.base + (top - m.base) * height(m.t);
    }
    double momentum(const Moment& m) const {
        return cycle_momentum ? max_momentum - (max_momentum - min_momentum) * height(m.t) : m.base;
    }

private:
    double height(double t) const {
        const double length = up + (down > 0 ? down : up);
        const double cycle = std::floor(t / length);
        const double s = t - cycle * length;
        const double way = s <= up ? s / up : (length - s) / (length - up);
        return way * pow(gamma, t) * (halving ? pow(2.0, -cycle) : 1);
    }
};

struct OneCycleSchedule {
    double total = 0;
    double max = 0;
    double pct_start = 0.3;
    bool linear = false;
    bool three_phase = false;
    double div = 25;
    double final_div = 1e4;
    bool cycle_momentum = true;
    double min_momentum = 0.85;
    double max_momentum = 0.95;

    static constexpr Info info{
        .name = "one_cycle",
        .aliases = {"OneCycleLR"},
        .choices = {Choice{"anneal=cos", "one_cycle"},
                    Choice{"anneal=linear", "one_cycle(linear=true)"}},
        .formula =
            "top / div up to top at step pct_start * total - 1, "
            "down to top / (div * final_div) at step total - 1",
        .source = "Smith & Topin 2018, arXiv:1708.07120; PyTorch OneCycleLR",
        .note =
            "top is max or, for 0, the base; behind the end the last value stays, where "
            "PyTorch stops with an error",
    };
    using S = OneCycleSchedule;
    static constexpr std::tuple params{
        Param<S>{"total",
                 &S::total,
                 count_or_zero,
                 "steps of the cycle, 0: the run",
                 {"total_steps", "steps"}},
        Param<S>{"max", &S::max, non_negative, "highest value, 0: the base", {"max_lr"}},
        Param<S>{"pct_start", &S::pct_start, from_zero_to_one, "share of the steps that go up"},
        Param<S, bool>{"linear", &S::linear, any_number, "lines instead of half waves"},
        Param<S, bool>{"three_phase", &S::three_phase, any_number,
                       "down to the first value, then to the last"},
        Param<S>{"div", &S::div, positive, "highest over first value", {"div_factor"}},
        Param<S>{
            "final_div", &S::final_div, positive, "first over last value", {"final_div_factor"}},
        Param<S, bool>{"cycle_momentum", &S::cycle_momentum, any_number,
                       "momentum goes the other way"},
        Param<S>{"min_momentum",
                 &S::min_momentum,
                 below_one,
                 "where the value is highest",
                 {"base_momentum"}},
        Param<S>{"max_momentum", &S::max_momentum, below_one, "where the value is lowest"},
    };

    double operator()(const Moment& m) const {
        const double top = max > 0 ? max : m.base;
        return way(m, top / div, top, top / div / final_div);
    }
    double momentum(const Moment& m) const {
        return cycle_momentum ? way(m, max_momentum, min_momentum, max_momentum) : m.base;
    }

private:
    double between(double from, double to, double x) const {
        return linear ? from + (to - from) * x : to + (from - to) * half_wave(x);
    }

    /// From `first` to `top` and, by way of `first` if there are three phases, to `last`.
    double way(const Moment& m, double first, double top, double last) const {
        const double length = length_of(total, m);
        const double t = min(m.t, length - 1);
        const double peak = pct_start * length - 1;
        const double back = three_phase ? 2 * pct_start * length - 2 : peak;
        if (t <= peak) return between(first, top, t / peak);
        if (t <= back) return between(top, first, (t - peak) / (back - peak));
        if (!(length - 1 > back)) return last;
        return between(three_phase ? first : top, last, (t - back) / (length - 1 - back));
    }
};

struct CosineOneCycle {
    double total = 0;
    double pct_start = 0.3;
    double div = 25;
    double final_div = 1e4;

    static constexpr Info info{
        .name = "cosine_onecycle",
        .aliases = {"cosine_onecycle_schedule"},
        .formula =
            "half waves through base / div at 0, base at floor(pct_start * total), "
            "base / (div * final_div) at total",
        .source = "Smith & Topin 2018, arXiv:1708.07120; optax cosine_onecycle_schedule",
    };
    using S = CosineOneCycle;
    static constexpr std::tuple params{
        Param<S>{"total",
                 &S::total,
                 count_or_zero,
                 "steps of the cycle, 0: the run",
                 {"transition_steps", "steps"}},
        Param<S>{"pct_start", &S::pct_start, from_zero_to_one, "share of the steps that go up"},
        Param<S>{"div", &S::div, positive, "highest over first value", {"div_factor"}},
        Param<S>{
            "final_div", &S::final_div, positive, "first over last value", {"final_div_factor"}},
    };

    double operator()(const Moment& m) const {
        const double length = length_of(total, m);
        const Numbers at{{std::floor(pct_start * length), length}, 2};
        const Numbers scales{{div, 1 / (div * final_div)}, 2};
        Moment first = m;
        first.base = m.base / div;
        return interpolated(first, at, scales, [](double x) { return 1 - half_wave(x); });
    }
};

struct LinearOneCycle {
    double total = 0;
    double pct_start = 0.3;
    double pct_final = 0.85;
    double div = 25;
    double final_div = 1e4;

    static constexpr Info info{
        .name = "linear_onecycle",
        .aliases = {"linear_onecycle_schedule"},
        .formula =
            "lines through base / div at 0, base at floor(pct_start * total), base / div at "
            "floor(pct_final * total), base / (div * final_div) at total",
        .source = "Smith & Topin 2018, arXiv:1708.07120; optax linear_onecycle_schedule",
    };
    using S = LinearOneCycle;
    static constexpr std::tuple params{
        Param<S>{"total",
                 &S::total,
                 count_or_zero,
                 "steps of the cycle, 0: the run",
                 {"transition_steps", "steps"}},
        Param<S>{"pct_start", &S::pct_start, from_zero_to_one, "share of the steps that go up"},
        Param<S>{"pct_final", &S::pct_final, from_zero_to_one, "share after which it is back"},
        Param<S>{"div", &S::div, positive, "highest over first value", {"div_factor"}},
        Param<S>{
            "final_div", &S::final_div, positive, "first over last value", {"final_div_factor"}},
    };

    const char* problem(int) const {
        return pct_start <= pct_final ? nullptr : "pct_final must not be below pct_start";
    }
    double operator()(const Moment& m) const {
        const double length = length_of(total, m);
        const Numbers at{{std::floor(pct_start * length), std::floor(pct_final * length), length},
                         3};
        const Numbers scales{{div, 1 / div, 1 / final_div}, 3};
        Moment first = m;
        first.base = m.base / div;
        return interpolated(first, at, scales, [](double x) { return x; });
    }
};

using CycleSchedules = List<CosineSchedule, CosineWarmRestarts, CosineWarmupRestarts,
                            CyclicSchedule, OneCycleSchedule, CosineOneCycle, LinearOneCycle>;

}  // namespace kasane::catalog
