// Adam's relatives, five steps each, beside the formulas of their papers written once more: plain
// doubles, one weight at a time, with weight decay and every option that changes the rule.

#include "tests/support/papers.hpp"

namespace kasane::optim {
namespace {

using support::expect_weight_is;
using support::sign;

/// Adam's means at step t, which most of these papers begin with.
struct Moments {
    double m, v;          // as they are kept
    double m_hat, v_hat;  // without the pull of their start

    template <class Kept>
    Moments(int t, double g, double b1, double b2, Kept at)
        : m(at("m") = b1 * at("m") + (1 - b1) * g),
          v(at("v") = b2 * at("v") + (1 - b2) * g * g),
          m_hat(m / (1 - std::pow(b1, t))),
          v_hat(v / (1 - std::pow(b2, t))) {}
};

TEST(Papers, AdamWAndItsMaximum) {
    expect_weight_is("adamw(lr=0.1, weight_decay=0.2)", [](int t, double& w, double g, auto at) {
        const Moments a(t, g, 0.9, 0.999, at);
        w -= 0.1 * 0.2 * w;
        w -= 0.1 * a.m_hat / (std::sqrt(a.v_hat) + 1e-8);
    });
    expect_weight_is("adamaxw(lr=0.1, weight_decay=0.2, eps=0.01)",
                     [](int t, double& w, double g, auto at) {
                         double& m = at("m");
                         double& u = at("u");
                         m = 0.9 * m + 0.1 * g;
                         u = std::fmax(0.999 * u, std::fabs(g) + 0.01);
                         w = w - 0.1 * 0.2 * w - 0.1 / (1 - std::pow(0.9, t)) * m / u;
                     });
}

TEST(Papers, Nadam) {
    expect_weight_is(
        "nadamw(lr=0.1, weight_decay=0.2, psi=0.1)", [](int t, double& w, double g, auto at) {
            const auto mu = [](int k) { return 0.9 * (1 - 0.5 * std::pow(0.96, k * 0.1)); };
            double product = 1;
            for (int k = 1; k <= t; ++k) product *= mu(k);
            const Moments a(t, g, 0.9, 0.999, at);
            const double below = std::sqrt(a.v_hat) + 1e-8;
            w = w - 0.1 * 0.2 * w - 0.1 * (1 - mu(t)) / (1 - product) * g / below -
                0.1 * mu(t + 1) / (1 - product * mu(t + 1)) * a.m / below;
        });
}

TEST(Papers, QhAdam) {
    expect_weight_is("qhadam(lr=0.1, nu1=0.7, nu2=0.8, beta1=0.95, weight_decay=0.2)",
                     [](int t, double& w, double g, auto at) {
                         g += 0.2 * w;
                         const Moments a(t, g, 0.95, 0.999, at);
                         w -= 0.1 * (0.3 * g + 0.7 * a.m_hat) /
                              (std::sqrt(0.2 * g * g + 0.8 * a.v_hat) + 1e-8);
                     });
}

TEST(Papers, Grams) {
    expect_weight_is("grams(lr=0.1, weight_decay=0.2)", [](int t, double& w, double g, auto at) {
        const Moments a(t, g, 0.9, 0.999, at);
        const double rate = 0.1 * std::sqrt(1 - std::pow(0.999, t)) / (1 - std::pow(0.9, t));
        w = w - 0.1 * 0.2 * w - rate * sign(g) * std::fabs(a.m) / (std::sqrt(a.v) + 1e-6);
    });
}

TEST(Papers, LaProp) {
    expect_weight_is("laprop(lr=0.1, weight_decay=0.2, eps=0.01)",
                     [](int t, double& w, double g, auto at) {
                         double& m = at("m");
                         double& v = at("v");
                         v = 0.999 * v + 0.001 * g * g;
                         const double v_hat = v / (1 - std::pow(0.999, t));
                         m = 0.9 * m + 0.1 * g / (std::sqrt(v_hat) + 0.01);
                         w = w - 0.1 * 0.2 * w - 0.1 * m / (1 - std::pow(0.9, t));
                     });
}

TEST(Papers, DiffGrad) {
    expect_weight_is("diffgrad(lr=0.1)", [](int t, double& w, double g, auto at) {
        const Moments a(t, g, 0.9, 0.999, at);
        const double friction = 1 / (1 + std::exp(-std::fabs(at("before") - g)));
        at("before") = g;
        w -= 0.1 * friction * a.m_hat / (std::sqrt(a.v_hat) + 1e-8);
    });
}

TEST(Papers, AdaMod) {
    expect_weight_is("adamod(lr=0.1, beta3=0.9, weight_decay=0.2)",
                     [](int t, double& w, double g, auto at) {
                         const Moments a(t, g, 0.9, 0.999, at);
                         const double rate = 0.1 * std::sqrt(1 - std::pow(0.999, t)) /
                                             (1 - std::pow(0.9, t)) / (std::sqrt(a.v) + 1e-8);
                         double& s = at("s");
                         s = 0.9 * s + 0.1 * rate;
                         w = w - 0.1 * 0.2 * w - std::fmin(rate, s) * a.m;
                     });
}

TEST(Papers, OptimisticAdam) {
    expect_weight_is("optimistic_adam(lr=0.1, alpha=0.9, beta=0.6)",
                     [](int t, double& w, double g, auto at) {
                         const Moments a(t, g, 0.9, 0.999, at);
                         const double u = a.m_hat / (std::sqrt(a.v_hat) + 1e-8);
                         const double before = t == 1 ? u : at("u");
                         at("u") = u;
                         w -= 0.1 * (1.5 * u - 0.6 * before);
                     });
}

TEST(Papers, AcProp) {
    expect_weight_is("acprop(lr=0.1)", [](int t, double& w, double g, auto at) {
        double& m = at("m");
        double& s = at("s");
        if (t > 1) w -= 0.1 * g / (std::sqrt(s / (1 - std::pow(0.999, t - 1))) + 1e-8);
        m = 0.9 * m + 0.1 * g;
        s = 0.999 * s + 0.001 * (g - m) * (g - m);
    });
}

/// r of RAdam; 0 where the variance is not known well enough.
double rectification(double b2, int t) {
    const double longest = 2 / (1 - b2) - 1;
    const double length = longest - 2 * t * std::pow(b2, t) / (1 - std::pow(b2, t));
    if (length <= 5) return 0;
    return std::sqrt((length - 4) * (length - 2) * longest /
                     ((longest - 4) * (longest - 2) * length));
}

TEST(Papers, AdaBelief) {
    for (const bool rectify : {false, true}) {
        expect_weight_is("adabelief(lr=0.1, beta2=0.9, eps=1e-4, weight_decay=0.2, rectify=" +
                             std::string(rectify ? "true)" : "false)"),
                         [&](int t, double& w, double g, auto at) {
                             double& m = at("m");
                             double& s = at("s");
                             m = 0.9 * m + 0.1 * g;
                             s = 0.9 * s + 0.1 * (g - m) * (g - m) + 1e-4;
                             const double m_hat = m / (1 - std::pow(0.9, t));
                             const double below = std::sqrt(s / (1 - std::pow(0.9, t))) + 1e-4;
                             const double r = rectify ? rectification(0.9, t) : 1;
                             w = w - 0.1 * 0.2 * w - 0.1 * (r > 0 ? r * m_hat / below : m_hat);
                         });
    }
}

TEST(Papers, Yogi) {
    expect_weight_is("yogi(lr=0.1, beta2=0.9, eps=1e-3)", [](int t, double& w, double g, auto at) {
        double& m = at("m");
        double& v = at("v");
        if (t == 1) m = v = 1e-6;
        m = 0.9 * m + 0.1 * g;
        v -= 0.1 * sign(v - g * g) * g * g;
        w -= 0.1 * (m / (1 - std::pow(0.9, t))) / (std::sqrt(v / (1 - std::pow(0.9, t))) + 1e-3);
    });
}

TEST(Papers, PAdam) {
    expect_weight_is("padam(lr=0.1, p=0.125, beta2=0.9, weight_decay=0.2)",
                     [](int t, double& w, double g, auto at) {
                         const Moments a(t, g + 0.2 * w, 0.9, 0.9, at);
                         double& top = at("top");
                         top = std::fmax(top, a.v);
                         w -= 0.1 * std::sqrt(1 - std::pow(0.9, t)) / (1 - std::pow(0.9, t)) * a.m /
                              std::pow(std::sqrt(top) + 1e-8, 0.25);
                     });
}

TEST(Papers, Adan) {
    expect_weight_is("adan(lr=0.1, weight_decay=0.2)", [](int t, double& w, double g, auto at) {
        const double d = t == 1 ? 0 : g - at("before");
        at("before") = g;
        double& m = at("m");
        double& v = at("v");
        double& n = at("n");
        m = 0.98 * m + 0.02 * g;
        v = 0.92 * v + 0.08 * d;
        n = 0.99 * n + 0.01 * (g + 0.92 * d) * (g + 0.92 * d);
        const double below = std::sqrt(n / (1 - std::pow(0.99, t))) + 1e-8;
        const double u = (m / (1 - std::pow(0.98, t)) + 0.92 * v / (1 - std::pow(0.92, t))) / below;
        w = (w - 0.1 * u) / (1 + 0.1 * 0.2);
    });
}

TEST(Papers, Adopt) {
    expect_weight_is("adopt(lr=0.1, beta2=0.9, weight_decay=0.2)",
                     [](int t, double& w, double g, auto at) {
                         g += 0.2 * w;
                         double& m = at("m");
                         double& v = at("v");
                         if (t == 1) {
                             v = g * g;
                             return;
                         }
                         const double limit = std::pow(t - 1, 0.25);
                         double u = g / std::fmax(std::sqrt(v), 1e-6);
                         u = std::fmin(std::fmax(u, -limit), limit);
                         m = 0.9 * m + 0.1 * u;
                         w -= 0.1 * m;
                         v = 0.9 * v + 0.1 * g * g;
                     });
}

TEST(Papers, AdEmaMix) {
    expect_weight_is(
        "ademamix(lr=0.1, weight_decay=0.2, warmup=3)", [](int t, double& w, double g, auto at) {
            const double part = std::fmin(t / 3.0, 1);
            const double fast = std::log(0.9);
            const double slow = std::log(0.9999);
            const double b3 = std::exp(fast * slow / ((1 - part) * slow + part * fast));
            const Moments a(t, g, 0.9, 0.999, at);
            double& m2 = at("m2");
            m2 = b3 * m2 + (1 - b3) * g;
            w -= 0.1 * ((a.m_hat + part * 5 * m2) / (std::sqrt(a.v_hat) + 1e-8) + 0.2 * w);
        });
    expect_weight_is("simplified_ademamix(lr=0.1, alpha=2, weight_decay=0.2)",
                     [](int t, double& w, double g, auto at) {
                         double& m = at("m");
                         double& v = at("v");
                         m = 0.99 * m + g;
                         v = 0.95 * v + 0.05 * g * g;
                         w = w - 0.1 * 0.2 * w -
                             0.1 * (2 * g + m) / (std::sqrt(v / (1 - std::pow(0.95, t))) + 1e-8);
                     });
}

TEST(Papers, AdaBoundAsItsProgramHasIt) {
    expect_weight_is("adabound(variant=code, lr=0.1, gamma=0.5)",
                     [](int t, double& w, double g, auto at) {
                         const Moments a(t, g, 0.9, 0.999, at);
                         const double rate = 0.1 * std::sqrt(1 - std::pow(0.999, t)) /
                                             (1 - std::pow(0.9, t)) / (std::sqrt(a.v) + 1e-8);
                         const double low = 0.1 * (1 - 1 / (0.5 * t + 1));
                         const double high = 0.1 * (1 + 1 / (0.5 * t));
                         w -= std::fmin(std::fmax(rate, low), high) * a.m;
                     });
}

}  // namespace
}  // namespace kasane::optim
