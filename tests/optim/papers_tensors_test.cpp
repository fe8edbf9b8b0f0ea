// Rules with sums over tensors or the whole model, five steps each, beside the formulas of their
// papers written once more.

#include "tests/support/papers.hpp"

namespace kasane::optim {
namespace {

using support::dot;
using support::expect_is;
using support::norm;
using support::Now;
using support::Over;
using support::Part;
using support::Row;
using support::sign;

/// a * x + b * y, entry by entry.
Row mix(double a, const Row& x, double b, const Row& y) {
    Row all(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) all[i] = a * x[i] + b * y[i];
    return all;
}
Row squared(Row x) {
    for (double& one : x) one *= one;
    return x;
}

/// Adam's direction m^ / (sqrt(v^) + eps) after gradient g; the means are kept.
Row adam(int t, Part& p, const Row& g, double b1, double b2, double eps) {
    p["m"] = mix(b1, p["m"], 1 - b1, g);
    p["v"] = mix(b2, p["v"], 1 - b2, squared(g));
    Row u = p["m"];
    for (std::size_t i = 0; i < u.size(); ++i) {
        u[i] = u[i] / (1 - std::pow(b1, t)) / (std::sqrt(p["v"][i] / (1 - std::pow(b2, t))) + eps);
    }
    return u;
}

TEST(Papers, Lars) {
    expect_is(
        "lars(lr=0.5, momentum=0.8, trust=0.1, weight_decay=0.2)", Over::tensor, [](Now, Part& p) {
            const double ratio = p.is_matrix ? 0.1 * norm(p.w) / (norm(p.g) + 0.2 * norm(p.w)) : 1;
            const double decay = p.is_matrix ? 0.2 : 0;
            p["b"] = mix(0.8, p["b"], 0.5 * ratio, mix(1, p.g, decay, p.w));
            p.w = mix(1, p.w, -1, p["b"]);
        });
}

TEST(Papers, Lamb) {
    expect_is("lamb(lr=0.1, weight_decay=0.2)", Over::tensor, [](Now now, Part& p) {
        const Row u = mix(1, adam(now.t, p, p.g, 0.9, 0.999, 1e-6), 0.2, p.w);
        p.w = mix(1, p.w, -0.1 * norm(p.w) / norm(u), u);
    });
}

TEST(Papers, NovoGrad) {
    for (const bool averaging : {false, true}) {
        expect_is("novograd(lr=0.1, beta1=0.8, beta2=0.6, weight_decay=0.2, averaging=" +
                      std::string(averaging ? "true)" : "false)"),
                  Over::tensor, [&](Now now, Part& p) {
                      const double n = dot(p.g, p.g);
                      double& v = p.number("v");
                      v = now.t == 1 ? n : 0.6 * v + 0.4 * n;
                      const Row u = mix(1 / (std::sqrt(v) + 1e-6), p.g, 0.2, p.w);
                      p["m"] = mix(0.8, p["m"], averaging ? 0.2 : 1, u);
                      p.w = mix(1, p.w, -0.1, p["m"]);
                  });
    }
}

TEST(Papers, Fromage) {
    expect_is("fromage(lr=0.1)", Over::tensor, [](Now, Part& p) {
        const double back = 1 / std::sqrt(1 + 0.1 * 0.1);
        p.w = mix(back, p.w, -back * 0.1 * norm(p.w) / norm(p.g), p.g);
    });
}

TEST(Papers, WnGrad) {
    expect_is("wngrad(lr=0.7, b0=2)", Over::tensor, [](Now now, Part& p) {
        double& b = p.number("b");
        if (now.t == 1) b = 2;
        b += dot(p.g, p.g) / b;
        p.w = mix(1, p.w, -0.7 / b, p.g);
    });
}

TEST(Papers, AdamP) {
    for (const double delta : {0.0, 0.3, 5.0}) {
        expect_is("adamp(lr=0.1, weight_decay=0.2, delta=" + std::to_string(delta) + ")",
                  Over::tensor, [&](Now now, Part& p) {
                      Row u = adam(now.t, p, p.g, 0.9, 0.999, 1e-8);
                      const double cosine = std::fabs(dot(p.g, p.w)) / norm(p.g) / norm(p.w);
                      double decay = 0.2;
                      if (p.is_matrix && cosine < delta / std::sqrt(6.0)) {
                          u = mix(1, u, -dot(u, p.w) / dot(p.w, p.w), p.w);
                          decay = 0.02;
                      }
                      p.w = mix(1 - 0.1 * decay, p.w, -0.1, u);
                  });
    }
}

/// u where it agrees with the gradient, larger in proportion to what is left out.
Row cautious(Row u, const Row& g) {
    double agreeing = 0;
    for (std::size_t i = 0; i < u.size(); ++i) agreeing += u[i] * g[i] > 0 ? 1 : 0;
    const double share = std::fmax(agreeing / static_cast<double>(u.size()), 1e-3);
    for (std::size_t i = 0; i < u.size(); ++i) u[i] = u[i] * g[i] > 0 ? u[i] / share : 0;
    return u;
}

TEST(Papers, Cautious) {
    expect_is("cautious_adamw(lr=0.1, weight_decay=0.2)", Over::tensor, [](Now now, Part& p) {
        const Row u = cautious(adam(now.t, p, p.g, 0.9, 0.999, 1e-6), p.g);
        p.w = mix(1 - 0.1 * 0.2, p.w, -0.1, u);
    });
    expect_is("cautious_lion(lr=0.1, weight_decay=0.2)", Over::tensor, [](Now, Part& p) {
        Row u = mix(0.9, p["m"], 0.1, p.g);
        for (double& one : u) one = sign(one);
        p["m"] = mix(0.99, p["m"], 0.01, p.g);
        p.w = mix(1 - 0.1 * 0.2, p.w, -0.1, cautious(u, p.g));
    });
}

TEST(Papers, SwatsTurnsIntoDescent) {
    // So wide a tolerance that it turns at the second step.
    expect_is("swats(lr=0.1, tolerance=1e9)", Over::tensor, [](Now now, Part& p) {
        if (p.number("turned") != 0) {
            p["b"] = mix(0.9, p["b"], 1, p.g);
            p.w = mix(1, p.w, -0.1 * p.number("rate"), p["b"]);
            return;
        }
        p["m"] = mix(0.9, p["m"], 0.1, p.g);
        p["v"] = mix(0.999, p["v"], 0.001, squared(p.g));
        const double rate =
            0.1 * std::sqrt(1 - std::pow(0.999, now.t)) / (1 - std::pow(0.9, now.t));
        Row step = p["m"];
        for (std::size_t i = 0; i < step.size(); ++i) {
            step[i] *= -rate / (std::sqrt(p["v"][i]) + 1e-9);
        }
        const double seen = dot(step, step) / -dot(step, p.g);
        double& mean = p.number("mean");
        mean = 0.999 * mean + 0.001 * seen;
        p.w = mix(1, p.w, 1, step);
        if (now.t == 1) return;
        p.number("rate") = mean / (1 - std::pow(0.999, now.t));
        p.number("turned") = 1;
    });
}

TEST(Papers, Apollo) {
    expect_is("apollo(lr=0.1, warmup=3, weight_decay=0.2)", Over::tensor, [](Now now, Part& p) {
        const Row g = mix(1, p.g, 0.2, p.w);
        const double a = 0.1 / (1 - std::pow(0.9, now.t));
        const Row y = mix(1, g, -1, p["m"]);
        p["m"] = mix(1, p["m"], a, y);
        const double length = std::pow(dot(squared(p["d"]), squared(p["d"])), 0.25) + 1e-4 / 0.01;
        const Row d = mix(1 / length, p["d"], 0, y);
        const double sum = -a * dot(y, d) / length - dot(p["B"], squared(d));
        p["B"] = mix(1, p["B"], sum, squared(d));
        for (std::size_t i = 0; i < d.size(); ++i) {
            p["d"][i] = p["m"][i] / std::fmax(std::fabs(p["B"][i]), 0.01);
        }
        const double rate = now.t <= 3 ? 0.1 * (0.001 + 0.999 * (now.t - 1) / 3) : 0.1;
        p.w = mix(1, p.w, -rate, p["d"]);
    });
}

TEST(Papers, Amos) {
    expect_is("amos(lr=0.1, beta=0.9)", Over::tensor, [](Now now, Part& p) {
        const double scale = p.is_matrix ? 1 / std::sqrt(2.0) : 0.5;
        const double mean = dot(p.g, p.g) / static_cast<double>(p.size());
        double& v = p.number("v");
        double& b = p.number("b");
        v = 0.9 * v + 0.1 * mean;
        const double v_hat = v / (1 - std::pow(0.9, now.t));
        const double c = std::pow(1 + 0.25 * std::sqrt(0.1) * b, -0.5);
        const double d = 1 / (1 + 0.25 * std::sqrt(0.1 * scale) * b);
        const double gamma = c * 0.1 * 0.1 * mean / v_hat;
        const double rate = d * 0.1 * scale / std::sqrt(v_hat);
        p.w = mix(1 - d * 0.5 * gamma, p.w, -rate, p.g);
        b += gamma * (1 + b);
    });
}

TEST(Papers, MarsAdamW) {
    expect_is("mars_adamw(lr=0.1, weight_decay=0.2, gamma=0.1)", Over::tensor,
              [](Now now, Part& p) {
                  Row c = p.g;
                  if (p.is_matrix) {
                      if (now.t > 1) c = mix(1, c, 0.1 * 0.95 / 0.05, mix(1, p.g, -1, p["g"]));
                      if (norm(c) > 1) c = mix(1 / norm(c), c, 0, c);
                  }
                  p["g"] = p.g;
                  const Row u = p.is_matrix ? adam(now.t, p, c, 0.95, 0.99, 1e-8)
                                            : adam(now.t, p, c, 0.9, 0.95, 1e-8);
                  p.w = mix(1 - 0.1 * 0.2, p.w, -0.1, u);
              });
}

}  // namespace
}  // namespace kasane::optim
