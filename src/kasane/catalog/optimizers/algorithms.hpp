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

using AlgorithmOptimizers = Concat<List<Lbfgs>, MatrixOptimizers>;

}  // namespace kasane::catalog
