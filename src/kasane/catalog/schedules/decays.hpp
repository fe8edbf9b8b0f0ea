#pragma once
// Schedules that go down in steps or along a curve.

#include <tuple>

#include "kasane/catalog/schedules/moment.hpp"

namespace kasane::catalog {

struct ConstantSchedule {
    double factor = 1;
    double steps = 0;

    static constexpr Info info{
        .name = "constant",
        .presets = {Preset{"ConstantLR", "factor=0.3333333333333333, steps=5"},
                    Preset{"constant_schedule", ""}},
        .formula = "base * (t < (steps == 0 ? total : steps) ? factor : 1)",
        .source = "PyTorch ConstantLR; with factor 1, optax constant_schedule",
        .note = "ConstantLR has PyTorch's defaults, which are a short warm-up",
    };
    static constexpr std::tuple params{
        Param<ConstantSchedule>{"factor", &ConstantSchedule::factor, non_negative,
                                "times the base value"},
        Param<ConstantSchedule>{"steps",
                                &ConstantSchedule::steps,
                                count_or_zero,
                                "how long, 0: to the end; then the base value",
                                {"total_iters"}},
    };

    double operator()(const Moment& m) const {
        return m.base * (steps == 0 || m.t < steps ? factor : 1);
    }
};

struct StepSchedule {
    double every = 30;
    double gamma = 0.1;

    static constexpr Info info{
        .name = "step",
        .aliases = {"StepLR", "step_decay"},
        .formula = "base * gamma^floor(t / every)",
        .source = "PyTorch StepLR",
    };
    static constexpr std::tuple params{
        Param<StepSchedule>{"every",
                            &StepSchedule::every,
                            any_count,
                            "steps between two drops",
                            {"step_size"},
                            required},
        Param<StepSchedule>{"gamma", &StepSchedule::gamma, non_negative, "factor of each drop"},
    };

    double operator()(const Moment& m) const {
        return m.base * pow(gamma, std::floor(m.t / every));
    }
};

struct MultiStepSchedule {
    Numbers milestones{{0.5, 0.75}, 2};
    double gamma = 0.1;

    static constexpr Info info{
        .name = "multistep",
        .aliases = {"MultiStepLR"},
        .formula = "base * gamma^(milestones reached by t)",
        .source = "PyTorch MultiStepLR",
        .note =
            "milestones below 1 are shares of the run; the default drops at 1/2 and 3/4, as "
            "He et al. 2015 trained residual networks",
    };
    static constexpr std::tuple params{
        Param<MultiStepSchedule, Numbers>{"milestones", &MultiStepSchedule::milestones,
                                          non_negative, "steps, or below 1 shares of the run"},
        Param<MultiStepSchedule>{"gamma", &MultiStepSchedule::gamma, non_negative,
                                 "factor of each drop"},
    };

    const char* problem(int) const {
        return is_rising(milestones) ? nullptr : "milestones must rise";
    }
    double operator()(const Moment& m) const {
        return m.base * pow(gamma, static_cast<double>(pieces_before(m.t, milestones, m)));
    }
};

struct LinearSchedule {
    double start = 1;
    double end = 0;
    double steps = 0;
    double begin = 0;

    static constexpr Info info{
        .name = "linear",
        .aliases = {"linear_schedule"},
        .presets = {Preset{"LinearLR", "start=0.3333333333333333, end=1, steps=5"}},
        .formula =
            "base * (start + (end - start) * clip((t - begin) / "
            "(steps == 0 ? total - begin : steps), 0, 1))",
        .source = "PyTorch LinearLR; optax linear_schedule, with values for factors",
        .note = "LinearLR has PyTorch's defaults, which are a short warm-up",
    };
    static constexpr std::tuple params{
        Param<LinearSchedule>{"start",
                              &LinearSchedule::start,
                              finite,
                              "first factor of the base",
                              {"start_factor", "init_value"}},
        Param<LinearSchedule>{"end",
                              &LinearSchedule::end,
                              finite,
                              "last factor of the base",
                              {"end_factor", "end_value"}},
        Param<LinearSchedule>{"steps",
                              &LinearSchedule::steps,
                              count_or_zero,
                              "from the one to the other, 0: the run",
                              {"total_iters", "total", "transition_steps"}},
        Param<LinearSchedule>{"begin",
                              &LinearSchedule::begin,
                              count_or_zero,
                              "steps that stay at the start",
                              {"transition_begin"}},
    };

    double operator()(const Moment& m) const {
        const double length = steps > 0 ? steps : m.total - begin;
        const double x = m.t < begin ? 0 : progress(m.t - begin, length);
        return m.base * between(start, end, x);
    }
};

struct ExponentialSchedule {
    double gamma = 0.96;
    double steps = 1;
    bool staircase = false;
    double begin = 0;
    double min = 0;

    static constexpr Info info{
        .name = "exponential",
        .aliases = {"ExponentialLR", "ExponentialDecay"},
        .formula =
            "max(min, base * gamma^(staircase ? floor(max(t - begin, 0) / steps) "
            ": max(t - begin, 0) / steps))",
        .source = "PyTorch ExponentialLR; Keras ExponentialDecay; optax exponential_decay",
        .note = "optax turns the lower bound into an upper one for gamma above 1",
    };
    static constexpr std::tuple params{
        Param<ExponentialSchedule>{"gamma",
                                   &ExponentialSchedule::gamma,
                                   positive,
                                   "factor of `steps` steps",
                                   {"decay_rate", "rate"},
                                   required},
        Param<ExponentialSchedule>{"steps",
                                   &ExponentialSchedule::steps,
                                   any_count,
                                   "that gamma is for",
                                   {"decay_steps", "transition_steps"}},
        Param<ExponentialSchedule, bool>{"staircase", &ExponentialSchedule::staircase, any_number,
                                         "all at once after `steps` steps"},
        Param<ExponentialSchedule>{"begin",
                                   &ExponentialSchedule::begin,
                                   count_or_zero,
                                   "steps that stay at the base",
                                   {"transition_begin"}},
        Param<ExponentialSchedule>{"min",
                                   &ExponentialSchedule::min,
                                   non_negative,
                                   "never below this value",
                                   {"end_value"}},
    };

    double operator()(const Moment& m) const {
        const double x = max(m.t - begin, 0.0) / steps;
        return max(min, m.base * pow(gamma, staircase ? std::floor(x) : x));
    }
};

struct PolynomialSchedule {
    double power = 1;
    double min = 0;
    double steps = 0;
    bool cycle = false;

    static constexpr Info info{
        .name = "polynomial",
        .aliases = {"poly", "PolynomialDecay", "polynomial_schedule"},
        .presets = {Preset{"PolynomialLR", "steps=5"}},
        .formula =
            "min + (base - min) * (1 - (cycle ? t / (max(1, -floor(-t / steps)) * steps) "
            ": t < steps ? t / steps : 1))^power",
        .source = "PyTorch PolynomialLR (min 0); Keras PolynomialDecay; optax polynomial_schedule",
        .note = "Keras ends at 0.0001 unless told otherwise; steps 0 is the run",
    };
    static constexpr std::tuple params{
        Param<PolynomialSchedule>{"power", &PolynomialSchedule::power, positive, "exponent"},
        Param<PolynomialSchedule>{"min",
                                  &PolynomialSchedule::min,
                                  finite,
                                  "last value",
                                  {"end_learning_rate", "end_value"}},
        Param<PolynomialSchedule>{"steps",
                                  &PolynomialSchedule::steps,
                                  count_or_zero,
                                  "until then, 0: the run",
                                  {"total_iters", "decay_steps", "transition_steps", "total"}},
        Param<PolynomialSchedule, bool>{"cycle", &PolynomialSchedule::cycle, any_number,
                                        "begins again, stretched, behind the end"},
    };

    double operator()(const Moment& m) const {
        double length = length_of(steps, m);
        if (cycle) length *= max(1.0, std::ceil(m.t / length));
        return min + (m.base - min) * pow(1 - progress(m.t, length), power);
    }
};

struct InverseTimeSchedule {
    double rate = 0.5;
    double steps = 1;
    bool staircase = false;

    static constexpr Info info{
        .name = "inverse_time",
        .aliases = {"InverseTimeDecay"},
        .formula = "base / (1 + rate * (staircase ? floor(t / steps) : t / steps))",
        .source = "Keras InverseTimeDecay",
    };
    static constexpr std::tuple params{
        Param<InverseTimeSchedule>{"rate",
                                   &InverseTimeSchedule::rate,
                                   non_negative,
                                   "of the denominator in `steps` steps",
                                   {"decay_rate"},
                                   required},
        Param<InverseTimeSchedule>{"steps",
                                   &InverseTimeSchedule::steps,
                                   any_count,
                                   "that the rate is for",
                                   {"decay_steps"}},
        Param<InverseTimeSchedule, bool>{"staircase", &InverseTimeSchedule::staircase, any_number,
                                         "all at once after `steps` steps"},
    };

    double operator()(const Moment& m) const {
        const double x = m.t / steps;
        return m.base / (1 + rate * (staircase ? std::floor(x) : x));
    }
};

/// Shared by the two schedules whose pieces are given one by one.
constexpr const char* problem_of_pieces(const Numbers& boundaries, const Numbers& scales) {
    return boundaries.count == scales.count ? nullptr : "needs one scale for each boundary";
}

struct PiecewiseConstantSchedule {
    Numbers boundaries{{0.5, 0.75}, 2};
    Numbers scales{{0.1, 0.1}, 2};

    static constexpr Info info{
        .name = "piecewise_constant",
        .aliases = {"PiecewiseConstantDecay", "piecewise_constant_schedule"},
        .formula = "base * (product of the scales whose boundary t has reached)",
        .source = "optax piecewise_constant_schedule",
        .note = "Keras PiecewiseConstantDecay lists values instead, and changes one step later",
    };
    static constexpr std::tuple params{
        Param<PiecewiseConstantSchedule, Numbers>{
            "boundaries", &PiecewiseConstantSchedule::boundaries, non_negative,
            "steps, or below 1 shares of the run"},
        Param<PiecewiseConstantSchedule, Numbers>{"scales", &PiecewiseConstantSchedule::scales,
                                                  non_negative, "factor from each boundary on"},
    };

    const char* problem(int) const {
        if (!is_rising(boundaries)) return "boundaries must rise";
        return problem_of_pieces(boundaries, scales);
    }
    double operator()(const Moment& m) const {
        double value = m.base;
        for (int i = 0; i < pieces_before(m.t, boundaries, m); ++i) {
            value *= scales.values[static_cast<std::size_t>(i)];
        }
        return value;
    }
};

struct PiecewiseInterpolateSchedule {
    Numbers boundaries{{0.5, 0.75}, 2};
    Numbers scales{{0.1, 0.1}, 2};
    bool cosine = false;

    static constexpr Info info{
        .name = "piecewise_interpolate",
        .aliases = {"piecewise_interpolate_schedule"},
        .choices = {Choice{"interpolate=linear", "piecewise_interpolate"},
                    Choice{"interpolate=cosine", "piecewise_interpolate(cosine=true)"}},
        .formula = "straight lines through base, base * s1, base * s1 * s2, ... at the boundaries",
        .source = "optax piecewise_interpolate_schedule",
    };
    static constexpr std::tuple params{
        Param<PiecewiseInterpolateSchedule, Numbers>{
            "boundaries", &PiecewiseInterpolateSchedule::boundaries, non_negative,
            "steps, or below 1 shares of the run"},
        Param<PiecewiseInterpolateSchedule, Numbers>{
            "scales", &PiecewiseInterpolateSchedule::scales, non_negative,
            "factor that is reached at each boundary"},
        Param<PiecewiseInterpolateSchedule, bool>{"cosine", &PiecewiseInterpolateSchedule::cosine,
                                                  any_number, "half waves instead of lines"},
    };

    const char* problem(int) const {
        if (!is_rising(boundaries)) return "boundaries must rise";
        return problem_of_pieces(boundaries, scales);
    }
    double operator()(const Moment& m) const {
        return interpolated(m, boundaries, scales,
                            [&](double x) { return cosine ? 1 - half_wave(x) : x; });
    }
};

using DecaySchedules = List<ConstantSchedule, StepSchedule, MultiStepSchedule, LinearSchedule,
                            ExponentialSchedule, PolynomialSchedule, InverseTimeSchedule,
                            PiecewiseConstantSchedule, PiecewiseInterpolateSchedule>;

}  // namespace kasane::catalog
