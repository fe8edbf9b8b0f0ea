#pragma once
// What goes around an optimizer: links before it change the gradients, wrappers after it see the
// weights move. `clip_norm(1) | adam | lookahead(k=5)` is a chain of one of each. What they do is
// written in optim/links.cpp and optim/wrappers.cpp; here are their names and numbers.

#include "kasane/catalog/optimizers/rule.hpp"

namespace kasane::catalog {

struct ClipValue {
    double max = 1;

    static constexpr Info info{
        .name = "clip_value",
        .aliases = {"clip"},
        .formula = "min(max(g, -max), max)",
        .source = "Mikolov 2012, Statistical language models based on neural networks",
    };
    static constexpr std::tuple params{Param<ClipValue>{
        "max", &ClipValue::max, positive, "largest size of a gradient", {"value"}}};
};

struct ClipNorm {
    double max = 1;

    static constexpr Info info{
        .name = "clip_norm",
        .aliases = {"clip_grad_norm", "clip_by_global_norm"},
        .formula = "g * min(1, max / norm(all g))",
        .source = "Pascanu et al. 2013, arXiv:1211.5063",
    };
    static constexpr std::tuple params{Param<ClipNorm>{
        "max", &ClipNorm::max, positive, "largest norm of all gradients", {"max_norm"}}};
};

struct ClipBlock {
    double max = 1;

    static constexpr Info info{
        .name = "clip_block",
        .aliases = {"clip_block_rms", "clip_by_block_rms"},
        .formula = "g * min(1, max / rms(g)), tensor by tensor",
        .source = "Shazeer & Stern 2018, arXiv:1804.04235, section 6",
    };
    static constexpr std::tuple params{
        Param<ClipBlock>{"max", &ClipBlock::max, positive, "largest root mean square", {"d"}}};
};

struct AdaptiveClip {
    double clip = 0.01;
    double eps = 0.001;

    static constexpr Info info{
        .name = "adaptive_clip",
        .aliases = {"agc", "adaptive_grad_clip", "adaptive_gradient_clipping"},
        .formula = "g * min(1, clip * max(norm(w), eps) / norm(g)), unit by unit",
        .source = "Brock et al. 2021, arXiv:2102.06171",
        .note = "a unit is a column of a matrix [in, out], all of a vector",
    };
    static constexpr std::tuple params{
        Param<AdaptiveClip>{"clip", &AdaptiveClip::clip, positive, "largest share of the weights"},
        Param<AdaptiveClip>{"eps", &AdaptiveClip::eps, positive, "smallest norm of weights"}};
};

struct Centralize {
    static constexpr Info info{
        .name = "centralize",
        .aliases = {"gradient_centralization", "centralise", "gc"},
        .formula = "g - mean of g over all axes but the outputs; vectors stay",
        .source = "Yong et al. 2020, arXiv:2004.01461",
    };
};

struct AddNoise {
    double eta = 0.01;
    double gamma = 0.55;

    static constexpr Info info{
        .name = "add_noise",
        .formula = "g + sqrt(eta / t^gamma) * normal noise",
        .source = "Neelakantan et al. 2015, arXiv:1511.06807",
    };
    static constexpr std::tuple params{
        Param<AddNoise>{"eta", &AddNoise::eta, non_negative, "variance of the first noise"},
        Param<AddNoise>{"gamma", &AddNoise::gamma, non_negative, "how fast the variance falls"}};
};

struct CoupledDecay {
    double weight_decay = 0.01;

    static constexpr Info info{
        .name = "l2",
        .aliases = {"coupled_decay", "add_decayed_weights"},
        .formula = "g + weight_decay * w",
        .source = "Krogh & Hertz 1992",
    };
    static constexpr std::tuple params{coupled_decay(&CoupledDecay::weight_decay)};
};

struct SkipNonFinite {
    static constexpr Info info{
        .name = "skip_nonfinite",
        .aliases = {"apply_if_finite"},
        .formula = "no step if a gradient is infinite or NaN",
        .source = "Micikevicius et al. 2018, arXiv:1710.03740",
    };
};

struct Accumulate {
    double n = 2;

    static constexpr Info info{
        .name = "accumulate",
        .aliases = {"gradient_accumulation", "multi_steps"},
        .formula = "a step after every n calls, with the mean of their gradients",
        .source = "Ott et al. 2018, arXiv:1806.00187",
    };
    static constexpr std::tuple params{
        Param<Accumulate>{"n", &Accumulate::n, any_count, "calls for a step", {"every", "steps"}}};
};

struct LossScale {
    double scale = 65536;
    double growth = 2;
    double backoff = 0.5;
    double every = 2000;

    static constexpr Info info{
        .name = "loss_scale",
        .aliases = {"dynamic_loss_scale", "grad_scaler"},
        .formula =
            "backward() of scale * loss, g / scale; where a gradient is not finite no step and "
            "scale * backoff; after `every` steps in a row scale * growth",
        .source = "Micikevicius et al. 2018, arXiv:1710.03740",
        .note =
            "step(closure) scales; before a step() of your own, backward() of the loss times "
            "loss_scale(); growth=1 with backoff=1 stays at the scale given",
    };
    using S = LossScale;
    static constexpr std::tuple params{
        Param<S>{"scale", &S::scale, positive, "factor of the loss to begin with", {"init_scale"}},
        Param<S>{"growth", &S::growth, {1, infinity, false, true}, "factor after many steps"},
        Param<S>{"backoff", &S::backoff, {0, 1, true, false}, "factor after a step left out"},
        Param<S>{"every", &S::every, any_count, "steps until it grows", {"growth_interval"}}};
};

struct PerExampleClip {
    double clip = 1;
    double noise = 0;

    static constexpr Info info{
        .name = "per_example_clip",
        .aliases = {"dpsgd", "differentially_private_aggregate"},
        .formula =
            "mean over the batch of g_i * min(1, clip / norm(g_i)), g_i the gradient of example "
            "i, and clip * noise / B * normal noise",
        .source = "Abadi et al. 2016, arXiv:1607.00133, algorithm 1",
        .note =
            "needs step(closure, more) with more.example, which a Trainer has; one backward() "
            "for each example",
    };
    using S = PerExampleClip;
    static constexpr std::tuple params{
        Param<S>{
            "clip", &S::clip, positive, "largest norm of one gradient", {"l2_norm_clip", "max"}},
        Param<S>{"noise", &S::noise, non_negative, "deviation over clip", {"noise_multiplier"}}};
};

/// Links stand before the optimizer.
using OptimizerLinks = List<ClipValue, ClipNorm, ClipBlock, AdaptiveClip, Centralize, AddNoise,
                            CoupledDecay, SkipNonFinite, Accumulate, LossScale, PerExampleClip>;

struct Lookahead {
    double k = 5;
    double alpha = 0.5;

    static constexpr Info info{
        .name = "lookahead",
        .formula = "after every k steps: slow = slow + alpha * (w - slow); w = slow",
        .source = "Zhang et al. 2019, arXiv:1907.08610",
    };
    static constexpr std::tuple params{
        Param<Lookahead>{"k", &Lookahead::k, any_count, "fast steps for a slow one"},
        Param<Lookahead>{"alpha", &Lookahead::alpha, from_zero_to_one, "length of the slow step"}};
};

struct Ema {
    double decay = 0.999;

    static constexpr Info info{
        .name = "ema",
        .aliases = {"exponential_moving_average", "polyak_averaging"},
        .formula = "a = decay * a + (1 - decay) * w, from w_0",
        .source = "Polyak & Juditsky 1992; Tarvainen & Valpola 2017, arXiv:1703.01780",
        .note = "eval() moves to the average",
    };
    static constexpr std::tuple params{
        Param<Ema>{"decay", &Ema::decay, below_one, "memory of the average", {"beta"}}};
};

struct Swa {
    double start = 0;
    double every = 1;

    static constexpr Info info{
        .name = "swa",
        .aliases = {"stochastic_weight_averaging"},
        .formula = "a: plain mean of w after each `every` steps from step `start` on",
        .source = "Izmailov et al. 2018, arXiv:1803.05407",
        .note = "eval() moves to the average",
    };
    static constexpr std::tuple params{
        Param<Swa>{
            "start", &Swa::start, {0, infinity, false, true, true}, "steps before it begins"},
        Param<Swa>{"every", &Swa::every, any_count, "steps between two that count"}};
};

struct Sam {
    double rho = 0.05;

    static constexpr Info info{
        .name = "sam",
        .aliases = {"sharpness_aware_minimization"},
        .formula = "g taken at w + rho * g / (norm(g) + 1e-12)",
        .source = "Foret et al. 2021, arXiv:2010.01412",
        .note = "needs step(closure): it asks for a second gradient",
    };
    static constexpr std::tuple params{
        Param<Sam>{"rho", &Sam::rho, non_negative, "how far to look uphill"}};
};

struct Asam {
    double rho = 0.5;
    double eta = 0.01;

    static constexpr Info info{
        .name = "asam",
        .aliases = {"adaptive_sam"},
        .formula =
            "T = abs(w) + eta, 1 for vectors; g taken at w + rho * T^2 * g / (norm(T * g) + "
            "1e-12)",
        .source = "Kwon et al. 2021, arXiv:2102.11600",
        .note = "needs step(closure): it asks for a second gradient",
    };
    static constexpr std::tuple params{
        Param<Asam>{"rho", &Asam::rho, non_negative, "how far to look uphill"},
        Param<Asam>{"eta", &Asam::eta, non_negative, "added to the size of the weights"}};
};

struct Cautious {
    double floor = 0.001;

    static constexpr Info info{
        .name = "cautious",
        .formula = "D: the step; k = 1 where D * g < 0, else 0; w + D * k / max(mean(k), floor)",
        .source = "Liang et al. 2024, arXiv:2411.16085",
        .note = "tensor by tensor; the step includes the optimizer's own weight decay",
    };
    static constexpr std::tuple params{
        Param<Cautious>{"floor", &Cautious::floor, positive, "bounds the factor", {"eps"}}};
};

struct DecoupledDecay {
    double weight_decay = 0.01;

    static constexpr Info info{
        .name = "decay",
        .aliases = {"decoupled_decay", "decoupled_weight_decay"},
        .formula = "w * (1 - lr * weight_decay), then the step",
        .source = "Loshchilov & Hutter 2019, arXiv:1711.05101",
    };
    static constexpr std::tuple params{decoupled_decay(&DecoupledDecay::weight_decay)};
};

struct NonNegative {
    static constexpr Info info{
        .name = "non_negative",
        .aliases = {"keep_params_nonnegative", "projection_non_negative"},
        .formula = "max(w, 0) after the step",
        .source = "Lee & Seung 1999",
    };
};

struct Mechanic {
    double s_init = 1e-6;
    double weight_decay = 0.01;
    double eps = 1e-8;

    static constexpr Info info{
        .name = "mechanic",
        .aliases = {"mechanize"},
        .formula =
            "u: the inner step; g' = g + weight_decay * S * norm(g) / (norm(w) + eps) * w; h = "
            "-<D, g'>, D the sum of u before; for each b = 0.9, 0.99, ..., 0.999999: r = b * r + "
            "clip(h, -m, m) * s; m = max(b * m, abs(h) + eps); v = b^2 * v + h^2; s = (s_init / 6 "
            "* "
            "m + max(r, 0)) / (sqrt(v) + eps); S: sum of s; w = w_0 + S * (D + u)",
        .source = "Cutkosky et al. 2023, arXiv:2306.00144, with the authors' later clip of h",
        .note =
            "finds the scale of any optimizer's steps: give the inner one lr=1 or a schedule "
            "with that height",
    };
    static constexpr std::tuple params{
        Param<Mechanic>{"s_init", &Mechanic::s_init, positive, "first scale"},
        Param<Mechanic>{"weight_decay",
                        &Mechanic::weight_decay,
                        non_negative,
                        "pull to 0 in what the scale is judged by",
                        {"lambda"}},
        Param<Mechanic>{"eps", &Mechanic::eps, positive, "keeps the division finite", {"epsilon"}}};
};

/// Wrappers stand behind the optimizer.
using OptimizerWrappers =
    List<Lookahead, Ema, Swa, Sam, Asam, Cautious, DecoupledDecay, NonNegative, Mechanic>;

}  // namespace kasane::catalog
