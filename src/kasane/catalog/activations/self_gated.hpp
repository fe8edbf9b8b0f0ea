#pragma once
// Activations that weigh x by a gate made of x.
//
// Where a gate vanishes, x goes into the word as a factor: the product keeps the digits that the
// gate alone would have lost, and an infinite x does not turn 0 into NaN.

#include <tuple>

#include "kasane/catalog/activations/pieces.hpp"
#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// x weighed by its own sigmoid; beta says how sharply, and can be learned.
struct Swish {
    static constexpr Info info{
        .name = "swish",
        .aliases = {"silu", "swish_beta", "swish_1", "acona", "sil"},
        .formula = "x / (1 + exp(-beta * x))",
        .slope = "sigmoid(beta * x) * (1 + beta * x * sigmoid(-beta * x))",
        .source =
            "Ramachandran et al. 2017, arXiv:1710.05941; Elfwing et al. 2017, arXiv:1702.03118",
        .strengths = "smooth and never flat; better than ReLU in deep networks",
        .weaknesses = "an exponential per element; not monotonic",
        .note = "ACON-A is swish with a learned beta, Ma et al. 2020, arXiv:2009.04759",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{Trainable{"beta", 1.0, "sharpness of the gate"}};
    // With beta = 0 this is x / 2, also at infinity.
    template <class V>
    KASANE_FN V operator()(V x, V beta) const {
        return sigmoid_times(gate(beta, x), x);
    }
    template <class V>
    KASANE_FN V slope(V x, V beta) const {
        return swish_slope(gate(beta, x));
    }
};

/// Swish times a constant.
struct ESwish {
    double beta = 1.25;

    static constexpr Info info{
        .name = "e_swish",
        .formula = "beta * x / (1 + exp(-x))",
        .slope = "beta * sigmoid(x) * (1 + x * sigmoid(-x))",
        .source = "Alcaide 2018, arXiv:1801.07145",
        .strengths = "steeper than swish, which helps very deep networks a little",
        .weaknesses = "the factor is one more choice, and layers grow by it",
        .note = "the paper recommends factors from 1.25 to 1.75",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<ESwish>{"beta", &ESwish::beta, positive, "factor"},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return sigmoid_times(x, scaled(beta, x));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return scaled(beta, swish_slope(x));
    }
};

/// Swish to the right, moved down by a threshold; flat to the left.
struct Ftswish {
    double t = -0.2;

    static constexpr Info info{
        .name = "ftswish",
        .aliases = {"flatten_t_swish"},
        .formula = "x >= 0 ? x * sigmoid(x) + t : t",
        .slope = "x >= 0 ? sigmoid(x) * (1 + x * sigmoid(-x)) : 0",
        .source = "Chieng et al. 2018, arXiv:1812.06247",
        .strengths = "sparse slopes like ReLU with a mean nearer to zero",
        .weaknesses = "learns nothing from negative input; the slope jumps at 0",
        .note = "the slope at 0 is 1/2",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<Ftswish>{"t", &Ftswish::t, finite, "value to the left", {"threshold"}},
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V at_zero = V(0.5) * x;
        return select(x > V(0), sigmoid_times(x, x), select(x < V(0), V(0), at_zero)) + V(t);
    }
};

/// x weighed by the sigmoid of 1.702 x: the cheap approximation of GELU.
struct QuickGelu {
    static constexpr Info info{
        .name = "quick_gelu",
        .aliases = {"gelu_fast_approx", "gelu_quick"},
        .formula = "x * sigmoid(1.702 * x)",
        .slope = "sigmoid(1.702 * x) * (1 + 1.702 * x * sigmoid(-1.702 * x))",
        .source = "Hendrycks & Gimpel 2016, arXiv:1606.08415",
        .strengths = "GELU for the price of swish",
        .weaknesses = "up to 0.02 off GELU: weights trained with one do not fit the other exactly",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return sigmoid_times(exponent(x), x);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        const auto z = exponent(x);
        const V y = swish_slope(z.value);
        const V far = select(z.value < V(0), fma(y, z.rest, y), y);
        return near_or_far(x, far, 0.75, -0.7511542439460754, -1.149521351184497e-08,
                           0.37071552313509976, 0.42481282173594376, 0.09305963675729131,
                           -0.12774050660220357, -0.09435720712883572, 0.003078116541823126,
                           0.033037236463442345, 0.013076914671119254, -0.004902482272899186,
                           -0.006065159219425065, -0.0010216241576587446, 0.001386270788718023,
                           0.000864884696796086, -5.222640395069623e-05, -0.00026997979986921855,
                           -9.361834617819657e-05, 3.901791020286486e-05, 4.195775134390333e-05,
                           5.704184192617138e-06, -9.486196395252065e-06, -5.196452189227115e-06,
                           6.84039004291731e-07, 1.545643179819764e-06, 2.910506097260072e-07,
                           -2.1324909256451611e-07, -8.195699361634946e-08);
    }

    template <class V>
    KASANE_FN static Product<V> exponent(V x) {
        const V c = max(min(x, V(2000)), V(-2000));
        return product_pair(Parts{0x1.b3b646p+0, -2.193450927734375e-08}, c);
    }
};

/// x weighed by the probability that a normal variable is below it.
struct Gelu {
    static constexpr Info info{
        .name = "gelu",
        .aliases = {"gelu_erf", "gelu_exact"},
        .choices = {Choice{"approximate=none", "gelu"}, Choice{"approximate=tanh", "gelu_tanh"}},
        .formula = "x * Phi(x)",
        .slope = "Phi(x) + x * phi(x)",
        .source = "Hendrycks & Gimpel 2016, arXiv:1606.08415",
        .strengths = "smooth; the standard of transformers",
        .weaknesses = "the normal distribution is dearer than an exponential; not monotonic",
        .note = "approximate=tanh is gelu_tanh",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return normal_cdf_times(x, x);
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return gelu_slope(x);
    }
};

/// GELU with the normal distribution approximated by tanh.
struct GeluTanh {
    static constexpr Info info{
        .name = "gelu_tanh",
        .aliases = {"gelu_new", "gelu_pytorch_tanh", "gelu_approx"},
        .formula = "x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))",
        .slope =
            "(1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2 + x / 2 * sqrt(2 / pi) * "
            "(1 + 0.134145 * x^2) / cosh(sqrt(2 / pi) * (x + 0.044715 * x^3))^2",
        .source = "Hendrycks & Gimpel 2016, arXiv:1606.08415",
        .strengths = "what GPT-2 and BERT were trained with; one exponential",
        .weaknesses = "differs from gelu by up to 0.0005",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return gelu_tanh(x);
    }
};

/// x weighed by the error function of its softplus.
struct Serf {
    static constexpr Info info{
        .name = "serf",
        .formula = "x * erf(softplus(x))",
        .slope = "erf(softplus(x)) + x * sigmoid(x) * 2 / sqrt(pi) * exp(-softplus(x)^2)",
        .source = "Nag et al. 2021, arXiv:2108.09598",
        .strengths = "like mish, with a slightly steeper middle",
        .weaknesses = "three transcendental functions per element",
        .initializer = "he",
    };

    // To the far left softplus(x) is e^x and erf(e^x) is 2/sqrt(pi) e^x.
    template <class V>
    KASANE_FN V operator()(V x) const {
        const V far = exp_times(x, scaled(1.1283791670955126, x));
        return select(x < V(-38), far, x * erf(softplus(x)));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return near_or_far(x, slope_of(*this, x), 1.25, -1.1930599212646484, -4.766353952868329e-08,
                           0.30150488936299114, 0.23161220121136647, 0.04754569104272782,
                           -0.023334206031378132, -0.018713084036873058, -0.004524531631019747,
                           0.0008716960652445256, 0.001048148869526193, 0.00033210288410007535,
                           -1.2015684073927481e-06, -4.460454967765495e-05, -1.8353879461078102e-05,
                           -1.8900318317110607e-06, 1.48650045326359e-06, 8.121664974602865e-07,
                           1.419228098645075e-07, -3.849773644250695e-08, -3.0386376865254524e-08,
                           -7.07924518726947e-09, 6.70536802942937e-10, 1.0128220186014761e-09,
                           3.026168432073145e-10, -7.101112434229396e-12, -3.7314061425790015e-11,
                           -8.83103276068188e-12, 1.542065824133953e-12, 6.86613373944569e-13);
    }
};

/// x weighed by log(1 + sigmoid(x)).
struct Logish {
    static constexpr Info info{
        .name = "logish",
        .formula = "x * log1p(sigmoid(x))",
        .slope = "log1p(sigmoid(x)) + x * sigmoid(x) * sigmoid(-x) / (1 + sigmoid(x))",
        .source = "Zhu et al. 2021, Neurocomputing 458",
        .strengths = "smooth, with a slope below 0.7 that damps large inputs",
        .weaknesses = "two transcendental functions per element",
        .initializer = "he",
    };

    // Where the sigmoid is small, it is its own log1p.
    template <class V>
    KASANE_FN V operator()(V x) const {
        return select(x < V(-38), sigmoid_times(x, x), x * log1p(sigmoid(x)));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return near_or_far(x, slope_of(*this, x), 0.75, -1.3724541664123535, 2.9386661404486937e-08,
                           0.18341467184783952, 0.1086792851437427, 0.003153222972179437,
                           -0.014993584924528732, -0.003679910632846372, 0.0010926871777700274,
                           0.000648064919326702, 2.6202415991017894e-06, -6.977769992755632e-05,
                           -1.3134751625050839e-05, 4.806717992810661e-06, 2.1714416599859977e-06,
                           -9.911527225674594e-08, -2.2767874183701654e-07, -2.8194160872050484e-08,
                           1.69018054116594e-08, 5.1733915914998426e-09, -7.587615506945629e-10,
                           -4.722649845129813e-10);
    }
};

/// x weighed by the Gompertz curve.
struct Golu {
    static constexpr Info info{
        .name = "golu",
        .formula = "x * exp(-exp(-x))",
        .slope = "exp(-exp(-x)) * (1 + x * exp(-x))",
        .source = "Das et al. 2025, arXiv:2502.03654",
        .strengths = "less slope at 0 than GELU, so less noise passes; lopsided gate",
        .weaknesses = "two exponentials; 0 very soon to the left",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return gompertz_times(max(x, V(-20)), x);  // where it is 0 anyway
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return near_or_far(x, slope_of(*this, x), 0.5, -0.5671432614326477, -2.8977136167921842e-08,
                           0.473868632539215, 0.447413002963355, -0.18572668984707483,
                           -0.16614236916639408, 0.104512183308946, 0.02264502889822444,
                           -0.037203288183826004, 0.007242670900149079, 0.006310976721718751,
                           -0.004089522214621763, 0.0002766152514600865, 0.0007204609100197961,
                           -0.00035178486348272267, 1.2922136683573281e-05, 5.7762153908017265e-05,
                           -2.694855074014393e-05, 1.7250979674941823e-06, 3.7903666985887945e-06,
                           -1.6253567485982017e-06);
    }
};

/// Swish to the right, a gated exponential to the left.
struct Elish {
    static constexpr Info info{
        .name = "elish",
        .formula = "x >= 0 ? x * sigmoid(x) : expm1(x) * sigmoid(x)",
        .slope =
            "x >= 0 ? sigmoid(x) * (1 + x * sigmoid(-x)) : sigmoid(x) * (exp(x) + expm1(x) * "
            "sigmoid(-x))",
        .source = "Basirat & Roth 2018, arXiv:1808.00783",
        .strengths = "found by a search: swish with a shallower negative bay",
        .weaknesses = "two exponentials to the left; not monotonic",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        return sigmoid_times(x, select(x >= V(0), x, expm1(x)));
    }
    template <class V>
    KASANE_FN V slope(V x) const {
        return near_or_far(x, slope_of(*this, x), 0.75, -0.8813735842704773,
                           -2.7490657303107342e-09, 0.24264068711928516, 0.25735931288071484,
                           0.11150792638535613, 0.018398282201787207, -0.002288979949783528,
                           -0.0006860019209877989, 0.0005621798193173835, 0.00025202982680706007,
                           -1.0734536697842909e-05, -2.9803052671420582e-05, -4.054854419436564e-06,
                           2.5926877467500417e-06, 9.076775404168845e-07, -1.1991280838015412e-07,
                           -1.1857493380906152e-07, -8.025041253203197e-09, 1.1074028200926318e-08,
                           2.673215260807999e-09, -6.489589155097454e-10, -3.027632316718383e-10);
    }
};

/// ELiSH with a hard sigmoid as its gate.
struct HardElish {
    static constexpr Info info{
        .name = "hard_elish",
        .formula = "(x >= 0 ? x : expm1(x)) * clip((x + 1) / 2, 0, 1)",
        .slope =
            "x <= -1 ? 0 : x >= 1 ? 1 : x >= 0 ? x + 0.5 : exp(x) * (x + 1) / 2 + expm1(x) / 2",
        .source = "Basirat & Roth 2018, arXiv:1808.00783",
        .strengths = "exactly 0 to the far left and x to the far right",
        .weaknesses = "dead below -1; its slope jumps at 1",
        .note = "slope 0 at -1 and 1 at 1",
        .initializer = "he",
    };

    template <class V>
    KASANE_FN V operator()(V x) const {
        const V middle = select(x >= V(0), x, expm1(x)) * fma(V(0.5), x, V(0.5));
        return select(x <= V(-1), V(0), select(x >= V(1), x, middle));
    }
};

using SelfGatedActivations =
    List<Swish, ESwish, Ftswish, QuickGelu, Gelu, GeluTanh, Serf, Logish, Golu, Elish, HardElish>;

}  // namespace kasane::catalog
