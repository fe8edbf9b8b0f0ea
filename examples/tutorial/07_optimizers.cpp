// Chapter 7 of docs/tutorial: from the gradient to the next weights.

#include <cstdio>
#include <string>

#include "kasane/kasane.hpp"

using kasane::Tensor;

namespace {

/// A long valley: twenty times flatter along x than along y.
Tensor valley(const Tensor& x, const Tensor& y) { return x * x / 20 + y * y; }

void by_hand() {
    Tensor x = kasane::scalar(-7, kasane::core::DType::f64);
    Tensor y = kasane::scalar(2, kasane::core::DType::f64);
    for (int step = 0; step < 30; ++step) {
        x.requires_grad();
        y.requires_grad();
        const auto slopes = kasane::grad(valley(x, y), {x, y});
        x = (x - slopes[0] * 0.95).detach();
        y = (y - slopes[1] * 0.95).detach();
    }
    std::printf("%-22s x %7.4f  y %7.4f\n", "by hand", x.item(), y.item());
}

void by_name(const std::string& name) {
    Tensor x = kasane::scalar(-7, kasane::core::DType::f64);
    Tensor y = kasane::scalar(2, kasane::core::DType::f64);
    x.requires_grad();
    y.requires_grad();
    kasane::Optimizer optimizer(name, kasane::autograd::Parameters{{"x", x}, {"y", y}});
    for (int step = 0; step < 30; ++step) {
        optimizer.zero_grad();
        valley(x, y).backward();
        optimizer.step();
    }
    std::printf("%-22s x %7.4f  y %7.4f\n", name.c_str(), x.item(), y.item());
}

}  // namespace

int main() {
    by_hand();
    for (const char* name :
         {"sgd(lr=0.95)", "momentum(lr=0.1)", "adagrad(lr=1.5)", "adam(lr=0.3)"}) {
        by_name(name);
    }

    kasane::RaceOptions options;
    options.surface = "rosenbrock";
    options.optimizers = {"sgd", "momentum", "adam"};
    options.steps = 500;
    options.rate = kasane::RaceOptions::Lr::search;  // the best of 32 learning rates for each
    for (const kasane::Trajectory& run : kasane::race(options)) {
        std::printf("%-30.30s value %.1e after %d steps\n", run.optimizer.c_str(),
                    run.points.back().value, static_cast<int>(run.points.back().step));
    }
}
