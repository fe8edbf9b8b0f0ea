#pragma once
// Optimizers that are no formula of one weight: they solve something, multiply matrices, or ask for
// several gradients. Here are their names and numbers; optim/algorithms.hpp says where each is
// written.

#include "kasane/catalog/optimizers/matrix.hpp"
#include "kasane/catalog/optimizers/rule.hpp"

namespace kasane::catalog {

/// A quasi-Newton method that remembers a few steps.
struct Lbfgs {
    double lr = 1;
    double max_iter = 20;
    double max_eval = 0;
    double history = 10;
    double tolerance_grad = 1e-7;
    double tolerance_change = 1e-9;
    bool strong_wolfe = true;

    static constexpr Info info{
        .name = "lbfgs",
        .formula =
            "w - t * H * g; H from the last `history` pairs of steps and gradient changes, t "
            "by a line search for the strong Wolfe conditions",
        .source = "Nocedal & Wright 2006, Numerical optimization, algorithms 7.4, 3.5 and 3.6",
        .note =
            "needs step(closure) and the whole data set; one step() is up to max_iter "
            "iterations, as in PyTorch",
    };
    static constexpr std::tuple params{
        learning_rate(&Lbfgs::lr),
        Param<Lbfgs>{"max_iter", &Lbfgs::max_iter, any_count, "iterations a step"},
        Param<Lbfgs>{"max_eval",
                     &Lbfgs::max_eval,
                     {0, infinity, false, true, true},
                     "losses a step, 0: 1.25 times max_iter"},
        Param<Lbfgs>{"history",
                     &Lbfgs::history,
                     {1, 100, false, false, true},
                     "pairs remembered",
                     {"history_size"}},
        Param<Lbfgs>{"tolerance_grad", &Lbfgs::tolerance_grad, non_negative,
                     "ends where no gradient is larger"},
        Param<Lbfgs>{"tolerance_change", &Lbfgs::tolerance_change, non_negative,
                     "ends where nothing changes more"},
        Param<Lbfgs, bool>{"strong_wolfe", &Lbfgs::strong_wolfe, any_number,
                           "searches for the length of steps; false: lr is it"},
    };
};

/// Momentum over a diagonal Hessian, in steps that are clipped weight by weight.
struct Sophia {
    double lr = 1e-4;
    double beta1 = 0.965;
    double beta2 = 0.99;
    double rho = 0.04;
    double every = 10;
    double weight_decay = 0.1;

    static constexpr Info info{
        .name = "sophia",
        .aliases = {"sophia_g"},
        .formula =
            "m: mean of g; h: mean of B * s^2, every few steps, s the gradient for labels drawn "
            "from the model's softmax, B the examples in it; w - lr * weight_decay * w - "
            "lr * sign(m) * min(abs(m) / (rho * h + 1e-15), 1)",
        .source = "Liu et al. 2023, arXiv:2305.14342, algorithms 2 and 3 (Gauss-Newton-Bartlett)",
        .note =
            "needs step(closure, more) with more.sampled, which a Trainer has for classes; the "
            "authors' program leaves B out of h and multiplies rho with it",
    };
    static constexpr std::tuple params{
        learning_rate(&Sophia::lr),
        beta1_of(&Sophia::beta1),
        Param<Sophia>{"beta2", &Sophia::beta2, below_one, "memory of the Hessian"},
        Param<Sophia>{"rho", &Sophia::rho, positive, "factor of the Hessian", {"gamma"}},
        Param<Sophia>{"every",
                      &Sophia::every,
                      any_count,
                      "steps between two estimates",
                      {"k", "update_period"}},
        decoupled_decay(&Sophia::weight_decay),
    };
};

using AlgorithmOptimizers = Concat<List<Lbfgs, Sophia>, MatrixOptimizers>;

}  // namespace kasane::catalog
