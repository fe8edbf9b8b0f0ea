#pragma once
// Gated pairs: the last axis is split in two halves, the content a and the gate b, and a is
// weighed by what an activation makes of b. The result has half the width.
//
// Written as formulas of two inputs, so kernels, derivatives and references are those of the
// pointwise entries; activate() makes the halves.

#include <tuple>

#include "kasane/catalog/activations/pieces.hpp"
#include "kasane/catalog/activations/self_gated.hpp"
#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// a b in two factors: `inside` goes into a word before its last scaling, where it keeps the digits
/// of a weight that nearly vanishes, and `outside` is left to do, so that no product overflows
/// where the result is finite.
template <class V>
struct Factors {
    V inside;
    V outside;
};
template <class V>
KASANE_FN Factors<V> factors_of(V a, V b) {
    const V product = a * b;
    const auto moderate = abs(product) < V(0x1p100);
    return {select(moderate, product, a), select(moderate, V(1), b)};
}

/// The content weighed by the sigmoid of the gate.
struct Glu {
    static constexpr Info info{
        .name = "glu",
        .aliases = {"gated_linear_unit"},
        .formula = "a / (1 + exp(-b))",
        .slope = "1 / (1 + exp(-b))",
        .source = "Dauphin et al. 2017, arXiv:1612.08083",
        .strengths = "a linear path for the gradient through the content, however the gate stands",
        .weaknesses = "needs twice the width in front of it",
    };
    static constexpr int inputs = 2;

    template <class V>
    KASANE_FN V operator()(V a, V b) const {
        return sigmoid_times(b, a);
    }
};

/// The product of both halves: a gate without an activation.
struct Bilinear {
    static constexpr Info info{
        .name = "bilinear",
        .formula = "a * b",
        .slope = "b",
        .source = "Shazeer 2020, arXiv:2002.05202",
        .strengths = "the cheapest gate, and in language models close to the best",
        .weaknesses = "unbounded in both halves: it multiplies outliers",
    };
    static constexpr int inputs = 2;

    template <class V>
    KASANE_FN V operator()(V a, V b) const {
        return a * b;
    }
};

/// The content weighed by the gate where that is positive, 0 elsewhere; the slope at b = 0 is 0.
struct ReGlu {
    static constexpr Info info{
        .name = "reglu",
        .formula = "a * max(b, 0)",
        .slope = "max(b, 0)",
        .source = "Shazeer 2020, arXiv:2002.05202",
        .strengths = "exact zeros, as relu has",
        .weaknesses = "where the gate is shut, neither half learns",
        .initializer = "he",
    };
    static constexpr int inputs = 2;

    // A shut gate is exactly 0 and must win over an infinite content.
    template <class V>
    KASANE_FN V operator()(V a, V b) const {
        return gate(a, select(b <= V(0), V(0), b));
    }
};

/// The content weighed by GELU of the gate.
struct GeGlu {
    static constexpr Info info{
        .name = "geglu",
        .aliases = {"geglu_erf"},
        .choices = {Choice{"approximate=none", "geglu"}, Choice{"approximate=tanh", "geglu_tanh"},
                    Choice{"approximate=quick", "geglu_quick"}},
        .formula = "a * b * Phi(b)",
        .slope = "b * Phi(b)",
        .source = "Shazeer 2020, arXiv:2002.05202",
        .strengths = "smooth; with swiglu the best of its paper",
        .weaknesses = "costs an erf an element",
        .note = "approximate=tanh is geglu_tanh, approximate=quick is geglu_quick",
        .initializer = "he",
    };
    static constexpr int inputs = 2;

    // b = -inf meets a weight that is exactly 0.
    template <class V>
    KASANE_FN V operator()(V a, V b) const {
        const auto [inside, outside] = factors_of(a, b);
        return gate(outside, normal_cdf_times(b, inside));
    }
};

/// GEGLU with the normal distribution approximated by tanh.
struct GeGluTanh {
    static constexpr Info info{
        .name = "geglu_tanh",
        .formula = "a * b / 2 * (1 + tanh(sqrt(2 / pi) * (b + 0.044715 * b^3)))",
        .slope = "b / 2 * (1 + tanh(sqrt(2 / pi) * (b + 0.044715 * b^3)))",
        .source = "Shazeer 2020, arXiv:2002.05202",
        .strengths = "one exponential; what several large language models were trained with",
        .weaknesses = "differs from geglu by up to 0.0005 times the content",
        .initializer = "he",
    };
    static constexpr int inputs = 2;

    template <class V>
    KASANE_FN V operator()(V a, V b) const {
        return gate(a, gelu_tanh(b));  // its far tail has digits enough in this word alone
    }
};

/// The content weighed by b sigmoid(1.702 b), the cheap approximation of GELU.
struct GeGluQuick {
    static constexpr Info info{
        .name = "geglu_quick",
        .formula = "a * b * sigmoid(1.702 * b)",
        .slope = "b * sigmoid(1.702 * b)",
        .source = "Shazeer 2020, arXiv:2002.05202",
        .strengths = "GEGLU for the price of swiglu",
        .weaknesses = "up to 0.02 times the content off geglu",
        .initializer = "he",
    };
    static constexpr int inputs = 2;

    template <class V>
    KASANE_FN V operator()(V a, V b) const {
        const auto [inside, outside] = factors_of(b, a);
        return gate(outside, sigmoid_times(QuickGelu::exponent(b), inside));
    }
};

/// The content weighed by Swish of the gate; beta can be learned.
struct SwiGlu {
    static constexpr Info info{
        .name = "swiglu",
        .formula = "a * b / (1 + exp(-beta * b))",
        .slope = "b / (1 + exp(-beta * b))",
        .source = "Shazeer 2020, arXiv:2002.05202",
        .strengths = "what most large language models take in their feed-forward blocks",
        .weaknesses = "grows like a b: a few outliers can overflow half precision",
        .initializer = "he",
    };
    static constexpr std::tuple trainable{Trainable{"beta", 1.0, "sharpness of the gate"}};
    static constexpr int inputs = 2;

    template <class V>
    KASANE_FN V operator()(V a, V b, V beta) const {
        const auto [inside, outside] = factors_of(a, b);
        return gate(outside, sigmoid_times(gate(beta, b), inside));
    }
};

/// SwiGLU with both halves clipped and the content counted from -1.
struct SwiGluOai {
    double alpha = 1.702;
    double limit = 7;

    static constexpr Info info{
        .name = "swiglu_oai",
        .formula =
            "(clip(a, -limit, limit) + 1) * min(b, limit) / (1 + exp(-alpha * min(b, "
            "limit)))",
        .slope =
            "(-limit <= a && a <= limit ? 1 : 0) * min(b, limit) / (1 + exp(-alpha * min(b, "
            "limit)))",
        .source = "OpenAI 2025, gpt-oss (code)",
        .strengths = "bounded, so that low precision does not overflow",
        .weaknesses = "no gradient beyond the clips",
        .note = "halves as everywhere here; the published code interleaves gate and content",
        .initializer = "he",
    };
    static constexpr std::tuple params{
        Param<SwiGluOai>{"alpha", &SwiGluOai::alpha, finite, "sharpness of the gate"},
        Param<SwiGluOai>{"limit", &SwiGluOai::limit, positive, "where both halves are clipped"},
    };
    static constexpr int inputs = 2;

    template <class V>
    KASANE_FN V operator()(V a, V b) const {
        const V top(limit);
        const V content = select(a > top, top, select(a < -top, -top, a));
        const V open = select(b > top, top, b);
        const auto z = product_pair(parts_of(alpha), select(open < V(-2000), V(-2000), open));
        const auto [inside, outside] = factors_of(content + V(1), open);
        return gate(outside, sigmoid_times(z, inside));
    }
};

/// The tanh of the content weighed by the sigmoid of the gate.
struct Gtu {
    static constexpr Info info{
        .name = "gtu",
        .aliases = {"gated_tanh_unit"},
        .formula = "tanh(a) / (1 + exp(-b))",
        .slope = "(1 - tanh(a)^2) / (1 + exp(-b))",
        .source = "van den Oord et al. 2016, arXiv:1606.05328",
        .strengths = "bounded; the gate of WaveNet",
        .weaknesses = "both halves saturate, so deep stacks need skip connections",
    };
    static constexpr int inputs = 2;

    template <class V>
    KASANE_FN V operator()(V a, V b) const {
        return sigmoid_times(b, tanh(a));
    }
};

/// The difference of two rectified halves; the slopes at 0 are 0.
struct DualRelu {
    static constexpr Info info{
        .name = "dual_relu",
        .formula = "max(a, 0) - max(b, 0)",
        .slope = "a > 0 ? 1 : 0",
        .source = "Godin et al. 2018, arXiv:1707.08214",
        .strengths = "unbounded with both signs, and exact zeros: for recurrent networks",
        .weaknesses = "needs twice the width in front of it",
        .note = "not the dynamic ReLU, which is also called DReLU",
        .initializer = "he",
    };
    static constexpr int inputs = 2;

    template <class V>
    KASANE_FN V operator()(V a, V b) const {
        return select(a <= V(0), V(0), a) - select(b <= V(0), V(0), b);
    }
};

/// The difference of ELU of both halves.
struct DualElu {
    double alpha = 1;

    static constexpr Info info{
        .name = "dual_elu",
        .formula = "(a >= 0 ? a : alpha * expm1(a)) - (b >= 0 ? b : alpha * expm1(b))",
        .slope = "a >= 0 ? 1 : alpha * exp(a)",
        .source = "Godin et al. 2018, arXiv:1707.08214",
        .strengths = "as dual_relu, with some slope everywhere",
        .weaknesses = "no exact zeros",
        .initializer = "he",
        .double_from = 0,
    };
    static constexpr std::tuple params{
        Param<DualElu>{"alpha", &DualElu::alpha, positive, "depth of the negative plateaus"},
    };
    static constexpr int inputs = 2;

    template <class V>
    KASANE_FN V operator()(V a, V b) const {
        return elu(a) - elu(b);
    }

private:
    template <class V>
    KASANE_FN V elu(V x) const {
        return select(x >= V(0), x, V(alpha) * expm1(x));
    }
};

using GatedActivations = List<Glu, Bilinear, ReGlu, GeGlu, GeGluTanh, GeGluQuick, SwiGlu, SwiGluOai,
                              Gtu, DualRelu, DualElu>;

}  // namespace kasane::catalog
