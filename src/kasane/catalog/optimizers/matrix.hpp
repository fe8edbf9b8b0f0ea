#pragma once
// Optimizers that see a gradient as a matrix: its rows, columns, singular values. Tensors of more
// dimensions count as first dimension x the rest; vectors have a rule of their own in each. Weights
// lie as [inputs, outputs]. Here are names and numbers; the rules are in optim/matrix_rules.cpp and
// optim/eigen_rules.cpp.

#include "kasane/catalog/optimizers/rule.hpp"

namespace kasane::catalog {

struct Muon {
    double lr = 0.02;
    double momentum = 0.95;
    double weight_decay = 0;
    double steps = 5;
    bool nesterov = true;
    bool match_rms = false;
    double vector_lr = 3e-4;
    double beta1 = 0.9;
    double beta2 = 0.95;
    double eps = 1e-10;

    static constexpr Info info{
        .name = "muon",
        .formula =
            "m = momentum * m + (1 - momentum) * g; w - lr * sqrt(max(1, outputs / inputs)) "
            "* (the nearest orthogonal matrix to (1 - momentum) * g + momentum * m)",
        .source =
            "Jordan et al. 2024, kellerjordan.github.io/posts/muon; scale of match_rms: Liu "
            "et al. 2025, arXiv:2502.16982",
        .note =
            "near, not nearest: five Newton-Schulz steps leave singular values within about "
            "0.7 and 1.15; vectors go to AdamW with vector_lr",
    };
    static constexpr std::tuple params{
        learning_rate(&Muon::lr),
        momentum_of(&Muon::momentum),
        decoupled_decay(&Muon::weight_decay),
        Param<Muon>{"steps",
                    &Muon::steps,
                    {1, 100, false, false, true},
                    "Newton-Schulz steps",
                    {"ns_steps"}},
        Param<Muon, bool>{"nesterov", &Muon::nesterov, any_number, "looks one step ahead"},
        Param<Muon, bool>{"match_rms", &Muon::match_rms, any_number,
                          "steps of 0.2 * sqrt(max(rows, columns)), for Adam's lr and decay"},
        Param<Muon>{"vector_lr", &Muon::vector_lr, non_negative, "learning rate of vectors"},
        beta1_of(&Muon::beta1),
        beta2_of(&Muon::beta2),
        eps_of(&Muon::eps),
    };
};

struct Adafactor {
    double lr = 0;
    double eps1 = 1e-30;
    double eps2 = 1e-3;
    double clip = 1;
    double decay = 0.8;
    double weight_decay = 0;
    bool scale_parameter = true;

    static constexpr Info info{
        .name = "adafactor",
        .formula =
            "w - max(eps2, rms(w)) * rate * u / max(1, rms(u) / clip), u = g / sqrt(v), "
            "v_ij = r_i * c_j / mean(r), r and c running means of rows and columns of g^2",
        .source = "Shazeer & Stern 2018, arXiv:1804.04235, algorithms 4 and 5",
        .note = "lr 0 is the paper's min(0.01, 1 / sqrt(t)); vectors keep all of v",
    };
    using S = Adafactor;
    static constexpr std::tuple params{
        Param<S>{"lr",
                 &S::lr,
                 non_negative,
                 "learning rate, 0: min(0.01, 1 / sqrt(t))",
                 {"eta", "learning_rate"}},
        Param<S>{"eps1", &S::eps1, non_negative, "added to g^2"},
        Param<S>{"eps2", &S::eps2, non_negative, "least scale of the weights"},
        Param<S>{"clip", &S::clip, positive, "largest rms of a step", {"d", "clip_threshold"}},
        Param<S>{"decay", &S::decay, non_negative, "memory 1 - t^-decay of g^2", {"decay_rate"}},
        decoupled_decay(&S::weight_decay),
        Param<S, bool>{"scale_parameter", &S::scale_parameter, any_number,
                       "steps grow with the weights"},
    };
};

struct Came {
    double lr = 2e-4;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double beta3 = 0.9999;
    double eps1 = 1e-30;
    double eps2 = 1e-16;
    double clip = 1;
    double weight_decay = 0;

    static constexpr Info info{
        .name = "came",
        .formula =
            "m = beta1 * m + (1 - beta1) * u, u as in adafactor; w - lr * m / sqrt(s), s "
            "factored likewise from (u - m)^2 + eps2",
        .source = "Luo et al. 2023, arXiv:2307.02047, algorithm 2",
        .note = "vectors: w - lr * m",
    };
    using S = Came;
    static constexpr std::tuple params{
        learning_rate(&S::lr),
        beta1_of(&S::beta1),
        beta2_of(&S::beta2),
        Param<S>{"beta3", &S::beta3, below_one, "memory of the doubt (u - m)^2"},
        Param<S>{"eps1", &S::eps1, non_negative, "added to g^2"},
        Param<S>{"eps2", &S::eps2, non_negative, "added to (u - m)^2"},
        Param<S>{"clip", &S::clip, positive, "largest rms of a step", {"clip_threshold"}},
        decoupled_decay(&S::weight_decay),
    };
};

struct Sm3 {
    double lr = 0.1;
    double momentum = 0.9;

    static constexpr Info info{
        .name = "sm3",
        .formula =
            "v_ij = min(r_i, c_j) + g^2; r_i = max_j v_ij; c_j = max_i v_ij; m = momentum * "
            "m + (1 - momentum) * g / sqrt(v); w - lr * m",
        .source = "Anil et al. 2019, arXiv:1901.11150, SM3-II",
        .note = "0 / 0 is 0; vectors keep all of v, which is AdaGrad",
    };
    static constexpr std::tuple params{
        learning_rate(&Sm3::lr),
        momentum_of(&Sm3::momentum),
    };
};

struct Shampoo {
    double lr = 0.1;
    double momentum = 0;
    double weight_decay = 0;
    double eps = 1e-4;
    double every = 1;
    double largest = 1024;

    static constexpr Info info{
        .name = "shampoo",
        .formula =
            "L = L + g * g', R = R + g' * g, both from eps * I; "
            "w - lr * L^(-1/4) * g * R^(-1/4)",
        .source = "Gupta et al. 2018, arXiv:1802.09568, algorithm 1",
        .note =
            "axes longer than `largest` are left as they are, the exponent then is -1/2; "
            "vectors: the diagonal of their matrix, which is AdaGrad",
    };
    static constexpr std::tuple params{
        learning_rate(&Shampoo::lr),
        momentum_of(&Shampoo::momentum),
        coupled_decay(&Shampoo::weight_decay),
        eps_of(&Shampoo::eps),
        Param<Shampoo>{
            "every", &Shampoo::every, any_count, "steps between two roots", {"update_freq"}},
        Param<Shampoo>{"largest", &Shampoo::largest, any_count, "longest axis with a matrix"},
    };
};

struct Soap {
    double lr = 0.003;
    double beta1 = 0.95;
    double beta2 = 0.95;
    double eps = 1e-8;
    double weight_decay = 0.01;
    double every = 10;
    double largest = 10000;

    static constexpr Info info{
        .name = "soap",
        .formula =
            "G = Q' * g * P; m, v: means of G, G^2; w - lr * sqrt(1 - beta2^t) / (1 - beta1^t) * "
            "Q * (m / (sqrt(v) + eps)) * P'; L, R: means of g * g', g' * g; every few steps Q = "
            "orthonormal(L * Q), P = orthonormal(R * P)",
        .source = "Vyas et al. 2024, arXiv:2409.11321, algorithm 3",
        .note =
            "the first step only finds the bases Q and P: singular vectors of g; m is turned with "
            "them; axes longer than `largest` keep theirs; vectors go the way of adamw",
    };
    static constexpr std::tuple params{
        learning_rate(&Soap::lr),
        beta1_of(&Soap::beta1),
        beta2_of(&Soap::beta2),
        eps_of(&Soap::eps),
        decoupled_decay(&Soap::weight_decay),
        Param<Soap>{"every",
                    &Soap::every,
                    any_count,
                    "steps between two bases",
                    {"precondition_frequency"}},
        Param<Soap>{
            "largest", &Soap::largest, any_count, "longest axis with a basis", {"max_precond_dim"}},
    };
};

struct GaLore {
    double lr = 0.01;
    double beta1 = 0.9;
    double beta2 = 0.999;
    double eps = 1e-8;
    double weight_decay = 0;
    double rank = 128;
    double every = 200;
    double scale = 0.25;

    static constexpr Info info{
        .name = "galore",
        .aliases = {"galore_adamw"},
        .formula =
            "P: the first `rank` left singular vectors of g, found every few steps; r = P' * g; "
            "m, v: means of r, r^2; w - lr * scale * P * m^ / (sqrt(v^) + eps)",
        .source = "Zhao et al. 2024, arXiv:2403.03507, algorithm 2",
        .note =
            "from the right where g has more rows than columns; a new P has the signs of the one "
            "before; vectors go the way of adamw",
    };
    static constexpr std::tuple params{
        learning_rate(&GaLore::lr),
        beta1_of(&GaLore::beta1),
        beta2_of(&GaLore::beta2),
        eps_of(&GaLore::eps),
        decoupled_decay(&GaLore::weight_decay),
        Param<GaLore>{"rank", &GaLore::rank, any_count, "singular vectors kept", {"r"}},
        Param<GaLore>{"every",
                      &GaLore::every,
                      any_count,
                      "steps between two projections",
                      {"update_proj_gap"}},
        Param<GaLore>{"scale", &GaLore::scale, non_negative, "factor of matrices' steps"},
    };
};

using MatrixOptimizers = List<Muon, Adafactor, Came, Sm3, Shampoo, Soap, GaLore>;

}  // namespace kasane::catalog
