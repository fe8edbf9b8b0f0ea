#pragma once
// Schedules that begin with a warm-up, and rarer curves.

#include <tuple>

#include "kasane/catalog/schedules/moment.hpp"

namespace kasane::catalog {

struct WarmupConstant {
    double warmup = 0.1;
    double start = 0;

    static constexpr Info info{
        .name = "warmup_constant",
        .aliases = {"warmup_constant_schedule", "constant_with_warmup"},
        .formula = "base * (t < warmup ? start + (1 - start) * t / warmup : 1)",
        .source = "optax warmup_constant_schedule",
    };
    using S = WarmupConstant;
    static constexpr std::tuple params{
        Param<S>{"warmup",
                 &S::warmup,
                 non_negative,
                 "its steps, or below 1 a share of the run",
                 {"warmup_steps"}},
        Param<S>{"start", &S::start, non_negative, "first factor of the base", {"init_value"}},
    };

    double operator()(const Moment& m) const {
        const double up = steps_of(warmup, m);
        return m.base * (m.t >= up ? 1 : start + (1 - start) * (m.t / up));
    }
};

struct WarmupLinear {
    double warmup = 0.1;
    double total = 0;

    static constexpr Info info{
        .name = "warmup_linear",
        .aliases = {"linear_with_warmup"},
        .formula = "base * (t < warmup ? t / warmup : max(0, (total - t) / (total - warmup)))",
        .source = "Devlin et al. 2019, arXiv:1810.04805, section A.2",
    };
    using S = WarmupLinear;
    static constexpr std::tuple params{
        Param<S>{"warmup",
                 &S::warmup,
                 non_negative,
                 "its steps, or below 1 a share of the run",
                 {"warmup_steps"}},
        Param<S>{"total", &S::total, count_or_zero, "steps to the end, 0: the run", {"steps"}},
    };

    double operator()(const Moment& m) const {
        const double up = steps_of(warmup, m);
        if (m.t < up) return m.base * (m.t / up);
        const double length = length_of(total, m);
        return m.base * max(0.0, 1 - progress(m.t - up, max(1.0, length - up)));
    }
};

struct WarmupCosine {
    double warmup = 0.1;
    double total = 0;
    double start = 0;
    double min = 0;
    double power = 1;

    static constexpr Info info{
        .name = "warmup_cosine",
        .aliases = {"warmup_cosine_decay_schedule", "cosine_with_warmup"},
        .formula =
            "t < warmup ? base * (start + (1 - start) * t / warmup) : min + (base - min) * "
            "((1 + cos(pi * min(1, (t - warmup) / (total - warmup)))) / 2)^power",
        .source = "Goyal et al. 2017, arXiv:1706.02677; optax warmup_cosine_decay_schedule",
    };
    using S = WarmupCosine;
    static constexpr std::tuple params{
        Param<S>{"warmup",
                 &S::warmup,
                 non_negative,
                 "its steps, or below 1 a share of the run",
                 {"warmup_steps"}},
        Param<S>{"total",
                 &S::total,
                 count_or_zero,
                 "steps to the end, warm-up included, 0: the run",
                 {"decay_steps", "steps"}},
        Param<S>{"start", &S::start, non_negative, "first factor of the base", {"init_value"}},
        Param<S>{"min", &S::min, finite, "last value", {"end_value"}},
        Param<S>{"power", &S::power, positive, "of the wave", {"exponent"}},
    };

    double operator()(const Moment& m) const {
        const double up = steps_of(warmup, m);
        if (m.t < up) return m.base * (start + (1 - start) * (m.t / up));
        const double x = progress(m.t - up, length_of(total, m) - up);
        return min + (m.base - min) * pow(half_wave(x), power);
    }
};

struct WarmupExponential {
    double gamma = 0.96;
    double warmup = 0.1;
    double steps = 1;
    double start = 0;
    double begin = 0;
    bool staircase = false;
    double min = 0;

    static constexpr Info info{
        .name = "warmup_exponential",
        .aliases = {"warmup_exponential_decay_schedule"},
        .formula =
            "t < warmup ? base * (start + (1 - start) * t / warmup) : max(min, base * "
            "gamma^(staircase ? floor(max(t - warmup - begin, 0) / steps) : "
            "max(t - warmup - begin, 0) / steps))",
        .source = "optax warmup_exponential_decay_schedule",
    };
    using S = WarmupExponential;
    static constexpr std::tuple params{
        Param<S>{"gamma", &S::gamma, positive, "factor of `steps` steps", {"decay_rate"}, required},
        Param<S>{"warmup",
                 &S::warmup,
                 non_negative,
                 "its steps, or below 1 a share of the run",
                 {"warmup_steps"}},
        Param<S>{"steps", &S::steps, any_count, "that gamma is for", {"transition_steps"}},
        Param<S>{"start", &S::start, non_negative, "first factor of the base", {"init_value"}},
        Param<S>{"begin",
                 &S::begin,
                 count_or_zero,
                 "steps at the base before it decays",
                 {"transition_begin"}},
        Param<S, bool>{"staircase", &S::staircase, any_number, "all at once after `steps` steps"},
        Param<S>{"min", &S::min, non_negative, "never below this value", {"end_value"}},
    };

    double operator()(const Moment& m) const {
        const double up = steps_of(warmup, m);
        if (m.t < up) return m.base * (start + (1 - start) * (m.t / up));
        const double x = max(m.t - up - begin, 0.0) / steps;
        return max(min, m.base * pow(gamma, staircase ? std::floor(x) : x));
    }
};

struct WarmupStableDecay {
    double warmup = 0.1;
    double decay = 0.2;
    double min = 0;
    double total = 0;
    double power = 1;

    static constexpr Info info{
        .name = "wsd",
        .aliases = {"warmup_stable_decay", "trapezoidal"},
        .formula =
            "t < warmup ? base * t / warmup : t < total - decay ? base : min + (base - min) "
            "* (1 - clip((t - total + decay) / decay, 0, 1)^power)",
        .source =
            "Hu et al. 2024, arXiv:2404.06395; shapes of Hagele et al. 2024, arXiv:2405.18392",
        .note = "power 1 is the straight line down, 0.5 is 1 - sqrt",
    };
    using S = WarmupStableDecay;
    static constexpr std::tuple params{
        Param<S>{"warmup",
                 &S::warmup,
                 non_negative,
                 "its steps, or below 1 a share of the run",
                 {"warmup_steps"}},
        Param<S>{"decay",
                 &S::decay,
                 non_negative,
                 "last steps, or below 1 a share of the run",
                 {"decay_steps"}},
        Param<S>{"min", &S::min, finite, "last value"},
        Param<S>{"total", &S::total, count_or_zero, "steps to the end, 0: the run", {"steps"}},
        Param<S>{"power", &S::power, positive, "of the way down"},
    };

    double operator()(const Moment& m) const {
        Moment whole = m;
        whole.total = length_of(total, m);
        const double up = steps_of(warmup, whole);
        const double down = steps_of(decay, whole);
        if (m.t < up) return m.base * (m.t / up);
        const double left = whole.total - m.t;
        if (left >= down) return m.base;
        return min + (m.base - min) * (1 - pow(progress(down - left, down), power));
    }
};

struct InverseSqrt {
    double warmup = 10000;

    static constexpr Info info{
        .name = "inverse_sqrt",
        .aliases = {"rsqrt", "inverse_square_root"},
        .formula = "base * (t < warmup ? t / warmup : sqrt(warmup / t))",
        .source = "Raffel et al. 2020, arXiv:1910.10683, section 3.1.2, with a linear warm-up",
    };
    static constexpr std::tuple params{
        Param<InverseSqrt>{"warmup",
                           &InverseSqrt::warmup,
                           positive,
                           "its steps, or below 1 a share of the run",
                           {"warmup_steps"}},
    };

    double operator()(const Moment& m) const {
        const double up = steps_of(warmup, m);
        return m.base * (m.t < up ? m.t / up : sqrt(up / max(m.t, 1.0)));
    }
};

struct Noam {
    double warmup = 4000;
    double d_model = 512;

    static constexpr Info info{
        .name = "noam",
        .formula = "base * d_model^-0.5 * min((t + 1)^-0.5, (t + 1) * warmup^-1.5)",
        .source = "Vaswani et al. 2017, arXiv:1706.03762, section 5.3",
        .note = "the base is a factor, usually 1 or 2: noam gives the value itself",
    };
    static constexpr std::tuple params{
        Param<Noam>{
            "warmup", &Noam::warmup, any_count, "steps until the highest value", {"warmup_steps"}},
        Param<Noam>{"d_model", &Noam::d_model, positive, "width of the model", {"model_size"}},
    };

    double operator()(const Moment& m) const {
        const double step = m.t + 1;
        return m.base / sqrt(d_model) * min(1 / sqrt(step), step / (warmup * sqrt(warmup)));
    }
};

struct TanhDecay {
    double low = -6;
    double high = 3;
    double min = 0;
    double total = 0;

    static constexpr Info info{
        .name = "tanh",
        .aliases = {"tanh_decay", "TanhLRScheduler"},
        .formula = "min + (base - min) * (1 - tanh(low + (high - low) * min(1, t / total))) / 2",
        .source = "Hsueh et al. 2019, arXiv:1806.01593",
    };
    using S = TanhDecay;
    static constexpr std::tuple params{
        Param<S>{"low", &S::low, finite, "argument of tanh at the start", {"lb"}},
        Param<S>{"high", &S::high, finite, "argument of tanh at the end", {"ub"}},
        Param<S>{"min", &S::min, finite, "value for tanh = 1", {"lr_min"}},
        Param<S>{"total",
                 &S::total,
                 count_or_zero,
                 "steps to the end, 0: the run",
                 {"t_initial", "steps"}},
    };

    double operator()(const Moment& m) const {
        const double x = progress(m.t, length_of(total, m));
        return min + (m.base - min) * (1 - tanh(low + (high - low) * x)) / 2;
    }
};

struct Rex {
    double d = 0.5;
    double min = 0;
    double total = 0;

    static constexpr Info info{
        .name = "rex",
        .aliases = {"reflected_exponential"},
        .formula = "min + (base - min) * (1 - z) / (1 - d + d * (1 - z)), z = min(1, t / total)",
        .source = "Chen et al. 2021, arXiv:2107.04197",
        .note = "d is 0.5 in the paper and 0.9 in pytorch_optimizer",
    };
    using S = Rex;
    static constexpr std::tuple params{
        Param<S>{"d", &S::d, below_one, "how late it falls; 0 is a line"},
        Param<S>{"min", &S::min, finite, "last value"},
        Param<S>{"total", &S::total, count_or_zero, "steps to the end, 0: the run", {"steps"}},
    };

    double operator()(const Moment& m) const {
        const double left = 1 - progress(m.t, length_of(total, m));
        return min + (m.base - min) * left / (1 - d + d * left);
    }
};

inline constexpr Range share_of_one{0, 1, true, false};

/// Step sizes 1 / (roots of a Chebyshev polynomial), in the order that keeps products small.
struct ChebyshevSchedule {
    double period = 8;
    double ratio = 0.1;

    static constexpr Info info{
        .name = "chebyshev",
        .aliases = {"fractal"},
        .formula =
            "base / ((1 + ratio) / 2 - (1 - ratio) / 2 * cos(pi * (p(t) + 1/2) / period)), "
            "p = (0), then (p_1, 2n - 1 - p_1, p_2, 2n - 1 - p_2, ...)",
        .source = "Agarwal et al. 2021, arXiv:2103.01338, definitions 1 and 2",
        .note =
            "the base is 1 over the largest curvature, base / ratio 1 over the smallest; it "
            "repeats with its period, and the steps above the base are meant to",
    };
    static constexpr std::tuple params{
        Param<ChebyshevSchedule>{
            "period", &ChebyshevSchedule::period, any_count, "steps, a power of two", {"T"}},
        Param<ChebyshevSchedule>{"ratio", &ChebyshevSchedule::ratio, share_of_one,
                                 "smallest over largest curvature"},
    };

    const char* problem(int) const {
        const auto n = static_cast<long long>(period);
        return (n & (n - 1)) == 0 ? nullptr : "period must be a power of two";
    }
    double operator()(const Moment& m) const {
        const auto length = static_cast<long long>(period);
        const auto place = static_cast<long long>(m.t - period * std::floor(m.t / period));
        const double p = static_cast<double>(permuted(place, length));
        const double wave = cos(3.14159265358979323846 * (p + 0.5) / period);
        return m.base / ((1 + ratio) / 2 - (1 - ratio) / 2 * wave);
    }

private:
    /// Place i of the permutation of n: each number of that of n / 2, followed by its mirror image.
    static long long permuted(long long i, long long n) {
        if (n == 1) return 0;
        const long long half = permuted(i / 2, n / 2);
        return i % 2 == 0 ? half : n - 1 - half;
    }
};

struct SwaSchedule {
    double swa_lr = 0.05;
    double start = 0.75;
    double anneal = 10;
    bool linear = false;

    static constexpr Info info{
        .name = "swa",
        .aliases = {"SWALR"},
        .choices = {Choice{"anneal_strategy=cos", "swa"},
                    Choice{"anneal_strategy=linear", "swa(linear=true)"}},
        .formula =
            "base + (swa_lr - base) * (linear ? x : (1 - cos(pi * x)) / 2), "
            "x = clip((t - start) / anneal, 0, 1)",
        .source = "Izmailov et al. 2018, arXiv:1803.05407; PyTorch SWALR, from step `start` on",
    };
    using S = SwaSchedule;
    static constexpr std::tuple params{
        Param<S>{
            "swa_lr", &S::swa_lr, positive, "value while weights are averaged", {"lr"}, required},
        Param<S>{"start",
                 &S::start,
                 non_negative,
                 "first step, or below 1 a share of the run",
                 {"swa_start"}},
        Param<S>{"anneal", &S::anneal, count_or_zero, "steps to reach it", {"anneal_epochs"}},
        Param<S, bool>{"linear", &S::linear, any_number, "a line instead of a half wave"},
    };

    double operator()(const Moment& m) const {
        const double since = m.t - steps_of(start, m);
        if (since < 0) return m.base;
        const double x = progress(since, anneal);
        return between(m.base, swa_lr, linear ? x : 1 - half_wave(x));
    }
};

struct RangeTest {
    double min = 1e-7;
    double max = 10;
    bool linear = false;
    double total = 0;

    static constexpr Info info{
        .name = "range_test",
        .aliases = {"lr_finder", "lr_range_test"},
        .formula =
            "linear ? min + (max - min) * x : min * (max / min)^x, "
            "x = min(1, t / (total - 1))",
        .source = "Smith 2017, arXiv:1506.01186, section 3.3",
        .note = "a run with it shows from which value on the loss falls, and where it explodes",
    };
    using S = RangeTest;
    static constexpr std::tuple params{
        Param<S>{"min", &S::min, positive, "first value", {"start_lr"}},
        Param<S>{"max", &S::max, positive, "last value", {"end_lr"}},
        Param<S, bool>{"linear", &S::linear, any_number, "a line instead of equal factors"},
        Param<S>{"total",
                 &S::total,
                 count_or_zero,
                 "steps to the end, 0: the run",
                 {"steps", "num_iter"}},
    };

    double operator()(const Moment& m) const {
        const double x = progress(m.t, length_of(total, m) - 1);
        return linear ? min + (max - min) * x : min * pow(max / min, x);
    }
};

using WarmupSchedules = List<WarmupConstant, WarmupLinear, WarmupCosine, WarmupExponential,
                             WarmupStableDecay, InverseSqrt, Noam>;
using RareSchedules = List<TanhDecay, Rex, ChebyshevSchedule, SwaSchedule, RangeTest>;

}  // namespace kasane::catalog
