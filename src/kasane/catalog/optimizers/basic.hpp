#pragma once
// Gradient descent and its momentum.

#include <array>
#include <tuple>

#include "kasane/catalog/info.hpp"
#include "kasane/catalog/list.hpp"
#include "kasane/catalog/param.hpp"
#include "kasane/catalog/words.hpp"

namespace kasane::catalog {

/// Steps against the gradient; with momentum, against a running sum of gradients.
struct Sgd {
    double lr = 0.01;
    double momentum = 0;
    double dampening = 0;
    double weight_decay = 0;
    bool nesterov = false;

    static constexpr Info info{
        .name = "sgd",
        .aliases = {"sdg"},
        .presets = {Preset{"momentum", "momentum=0.9"},
                    Preset{"nesterov", "momentum=0.9, nesterov=true"}},
        .formula = "m = momentum * m + (1 - dampening) * g; w - lr * m",
        .source = "Robbins & Monro 1951; Polyak 1964; Sutskever et al. 2013",
        .note = "PyTorch's form: the first step takes m = g, without dampening",
    };
    static constexpr std::tuple params{
        Param<Sgd>{"lr", &Sgd::lr, non_negative, "learning rate", {"eta", "learning_rate"}},
        Param<Sgd>{"momentum", &Sgd::momentum, below_one, "share of the last step kept", {"mu"}},
        Param<Sgd>{"dampening", &Sgd::dampening, from_zero_to_one, "share of g left out of m"},
        Param<Sgd>{"weight_decay", &Sgd::weight_decay, non_negative, "added to g times w (L2)"},
        Param<Sgd, bool>{"nesterov", &Sgd::nesterov, any_number, "looks one step ahead"},
    };
    static constexpr std::array<Slot, 1> slots{{{"momentum_buffer"}}};

    /// Plain descent needs no state.
    int used_slots() const { return momentum == 0 ? 0 : 1; }

    struct Coeffs {
        double lr, keep, gain, decay, ahead, now;
    };

    /// Nesterov's step is g + momentum * m, the plain one m: one line with weights now and ahead.
    Coeffs at(const Step& step) const {
        return {.lr = lr,
                .keep = momentum,
                .gain = step.t == 1 || momentum == 0 ? 1 : 1 - dampening,
                .decay = weight_decay,
                .ahead = nesterov ? momentum : 1.0,
                .now = nesterov ? 1.0 : 0.0};
    }

    template <class V>
    KASANE_FN void operator()(V& w, V g, V (&slot)[1], const Coeffs& c) const {
        V& m = slot[0];
        const V d = fma(V(c.decay), w, g);
        m = fma(V(c.keep), m, V(c.gain) * d);
        w = fma(V(-c.lr), fma(V(c.now), d, V(c.ahead) * m), w);
    }
};

using BasicOptimizers = List<Sgd>;

}  // namespace kasane::catalog
