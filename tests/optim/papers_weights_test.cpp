// Rules of one weight without Adam's means, five steps each, beside the formulas of their papers
// written once more: momenta, signs, averages, bets.

#include "kasane/optim/trace.hpp"
#include "tests/support/papers.hpp"

namespace kasane::optim {
namespace {

using support::expect_weight_is;
using support::sign;

TEST(Papers, Momenta) {
    expect_weight_is("qhm(lr=0.1, beta=0.9, nu=0.6, weight_decay=0.2)",
                     [](int, double& w, double g, auto at) {
                         g += 0.2 * w;
                         double& m = at("m");
                         m = 0.9 * m + 0.1 * g;
                         w -= 0.1 * (0.4 * g + 0.6 * m);
                     });
    expect_weight_is("aggmo(lr=0.1, beta1=0.1, weight_decay=0.2)",
                     [](int, double& w, double g, auto at) {
                         g += 0.2 * w;
                         at("1") = 0.1 * at("1") + g;
                         at("2") = 0.9 * at("2") + g;
                         at("3") = 0.99 * at("3") + g;
                         w -= 0.1 / 3 * (at("1") + at("2") + at("3"));
                     });
    expect_weight_is("optimistic_gd(lr=0.1, alpha=0.9, beta=0.6)",
                     [](int t, double& w, double g, auto at) {
                         const double before = t == 1 ? g : at("g");
                         at("g") = g;
                         w -= 0.1 * ((0.9 + 0.6) * g - 0.6 * before);
                     });
}

TEST(Papers, NoisySgd) {
    const TraceInput input{.gradients = {{1, -2}, {0.5, 3}, {-1, 0.25}},
                           .noise = {{0.3, -1.2}, {0.8, 0.1}, {-0.4, 2}}};
    const auto deltas = trace("noisy_sgd(lr=0.1, eta=0.5, gamma=0.6)", input);
    for (std::size_t t = 0; t < 3; ++t) {
        for (std::size_t i = 0; i < 2; ++i) {
            const double deviation = std::sqrt(0.5 / std::pow(static_cast<double>(t + 1), 0.6));
            const double noisy = input.gradients[t][i] + deviation * input.noise[t][i];
            EXPECT_NEAR(deltas[t][i], -0.1 * noisy, 1e-15);
        }
    }
}

TEST(Papers, Signs) {
    expect_weight_is("signsgd(lr=0.1)", [](int, double& w, double g, auto) { w -= 0.1 * sign(g); });
    expect_weight_is("signum(lr=0.1, weight_decay=0.2)", [](int, double& w, double g, auto at) {
        double& m = at("m");
        m = 0.9 * m + 0.1 * (g + 0.2 * w);
        w -= 0.1 * sign(m);
    });
    expect_weight_is("lion(lr=0.1, weight_decay=0.2)", [](int, double& w, double g, auto at) {
        double& m = at("m");
        w -= 0.1 * (sign(0.9 * m + 0.1 * g) + 0.2 * w);
        m = 0.99 * m + 0.01 * g;
    });
}

TEST(Papers, Madgrad) {
    expect_weight_is("madgrad(lr=0.1, momentum=0.8, weight_decay=0.2)",
                     [](int t, double& w, double g, auto at) {
                         if (t == 1) at("start") = w;
                         g += 0.2 * w;
                         const double rate = (0.1 + 1e-6) * std::sqrt(t);
                         at("nu") += rate * g * g;
                         at("s") += rate * g;
                         const double z = at("start") - at("s") / (std::cbrt(at("nu")) + 1e-6);
                         w = 0.8 * w + 0.2 * z;
                     });
}

TEST(Papers, Ftrl) {
    expect_weight_is("ftrl(lr=0.3, l1=0.4, l2=0.2, beta=0.5)", [](int t, double& w, double g,
                                                                  auto at) {
        double& n = at("n");
        double& z = at("z");
        if (t == 1) n = 0.1;
        const double sigma = (std::sqrt(n + g * g) - std::sqrt(n)) / 0.3;
        z += g - sigma * w;
        n += g * g;
        w = std::fabs(z) <= 0.4 ? 0 : -(z - sign(z) * 0.4) / ((0.5 + std::sqrt(n)) / 0.3 + 2 * 0.2);
    });
}

TEST(Papers, Cocob) {
    expect_weight_is("cocob(alpha=3)", [](int t, double& w, double gradient, auto at) {
        const double g = -gradient;
        if (t == 1) at("start") = w;
        const double start = at("start");
        double& largest = at("L");
        double& total = at("G");
        largest = std::fmax(largest, std::fabs(g));
        total += std::fabs(g);
        at("reward") = std::fmax(at("reward") + (w - start) * g, 0);
        at("theta") += g;
        w = start + at("theta") / (largest * std::fmax(total + largest, 3 * largest)) *
                        (largest + at("reward"));
    });
}

/// The two averages of schedule-free methods around a step of z.
template <class Kept>
void follow(int t, double& w, double step, double rate, double r, double beta, Kept at) {
    if (t == 1) at("z") = at("x") = w;
    at("top") = std::fmax(at("top"), rate);
    const double weight = std::pow(t, r) * at("top") * at("top");
    at("sum") += weight;
    const double share = weight / at("sum");
    at("z") -= rate * step;
    at("x") = (1 - share) * at("x") + share * at("z");
    w = (1 - beta) * at("z") + beta * at("x");
}

TEST(Papers, ScheduleFree) {
    expect_weight_is("schedule_free_sgd(lr=0.3, beta=0.8, warmup=3, r=1.5, weight_decay=0.2)",
                     [](int t, double& w, double g, auto at) {
                         const double rate = 0.3 * std::fmin(t / 3.0, 1);
                         follow(t, w, g + 0.2 * w, rate, 1.5, 0.8, at);
                     });
    expect_weight_is("schedule_free_adamw(lr=0.3, warmup=3, r=0.5, weight_decay=0.2)",
                     [](int t, double& w, double g, auto at) {
                         double& v = at("v");
                         v = 0.999 * v + 0.001 * g * g;
                         const double below = std::sqrt(v / (1 - std::pow(0.999, t))) + 1e-8;
                         const double rate = 0.3 * std::fmin(t / 3.0, 1);
                         follow(t, w, g / below + 0.2 * w, rate, 0.5, 0.9, at);
                     });
}

TEST(Papers, ScheduleFreeMeansWeighTheLargestRateSoFar) {
    autograd::Tensor w = autograd::tensor({1.0}).requires_grad();
    Optimizer optimizer("schedule_free_sgd(lr=0.4)", autograd::Parameters{{"w", w}});
    double z = 1, x = 1;
    for (int t = 1; t <= 4; ++t) {
        const double lr = t < 3 ? 0.4 : 0.1;
        optimizer.set("lr", lr);
        optimizer.step([&] { return autograd::sum(w * static_cast<double>(t)); });
        z -= lr * t;
        x += (z - x) / t;
        EXPECT_NEAR(w.item(), 0.1 * z + 0.9 * x, 1e-14) << t;
    }
}

}  // namespace
}  // namespace kasane::optim
