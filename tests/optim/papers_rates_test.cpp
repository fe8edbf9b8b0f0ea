// Rules that find their learning rate from the distance gone or from the loss, five steps each,
// beside the formulas of their papers written once more; sums run over the whole model.

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

double sum_of_sizes(const Row& x) {
    double sum = 0;
    for (const double one : x) sum += std::fabs(one);
    return sum;
}

/// <g, w_0 - w>.
double progress(Part& p) {
    double sum = 0;
    for (std::size_t i = 0; i < p.size(); ++i) sum += p.g[i] * (p["start"][i] - p.w[i]);
    return sum;
}

double distance(Part& p) {
    double sum = 0;
    for (std::size_t i = 0; i < p.size(); ++i) {
        sum += (p.w[i] - p["start"][i]) * (p.w[i] - p["start"][i]);
    }
    return std::sqrt(sum);
}

void prodigy(Now now, Part& p, bool bias_corrected, bool safeguard) {
    const double d0 = 0.01;
    const double b3 = std::sqrt(0.999);
    double& d = p.number("d");
    double& top = p.number("top");
    double& numerator = p.number("numerator");
    if (now.t == 1) {
        p["start"] = p.w;
        d = top = d0;
    }
    const double k =
        bias_corrected ? std::sqrt(1 - std::pow(0.999, now.t)) / (1 - std::pow(0.9, now.t)) : 1;
    const double old = d;
    const double a = old * 0.5 * k;
    numerator = b3 * numerator + old / d0 * a * progress(p);
    for (std::size_t i = 0; i < p.size(); ++i) {
        p["m"][i] = 0.9 * p["m"][i] + 0.1 * old * p.g[i];
        p["v"][i] = 0.999 * p["v"][i] + 0.001 * old * old * p.g[i] * p.g[i];
        p["s"][i] = b3 * p["s"][i] + old / d0 * (safeguard ? old : a) * p.g[i];
    }
    const double seen = 2 * numerator / sum_of_sizes(p["s"]);
    if (d == d0) d = std::fmax(d, seen);
    top = std::fmax(top, seen);
    d = std::fmin(top, d * 1.5);
    for (std::size_t i = 0; i < p.size(); ++i) {
        p.w[i] -= a * 0.2 * p.w[i];
        p.w[i] -= a * p["m"][i] / (std::sqrt(p["v"][i]) + d * 1e-8);
    }
}

TEST(Papers, Prodigy) {
    const std::string common =
        "prodigy(lr=0.5, d0=0.01, factor=2, growth=1.5, weight_decay=0.2, bias_corrected=";
    expect_is(common + "false)", Over::model,
              [](Now now, Part& p) { prodigy(now, p, false, false); });
    expect_is(common + "true, safeguard=true)", Over::model,
              [](Now now, Part& p) { prodigy(now, p, true, true); });
}

TEST(Papers, DAdaptAdam) {
    expect_is("dadapt_adam(lr=0.5, d0=0.01, growth=1.5, weight_decay=0.2)", Over::model,
              [](Now now, Part& p) {
                  const double keep = std::sqrt(0.999);
                  double& d = p.number("d");
                  double& numerator = p.number("numerator");
                  if (now.t == 1) d = 0.01;
                  const double a = d * 0.5;
                  double q = 0;
                  for (std::size_t i = 0; i < p.size(); ++i) {
                      q += a * p.g[i] * p["s"][i] / (std::sqrt(p["v"][i]) + 1e-8);
                      p["m"][i] = 0.9 * p["m"][i] + 0.1 * a * p.g[i];
                      p["v"][i] = 0.999 * p["v"][i] + 0.001 * p.g[i] * p.g[i];
                      p["s"][i] = keep * p["s"][i] + (1 - keep) * a * p.g[i];
                  }
                  numerator = keep * numerator + (1 - keep) * q;
                  const double seen = numerator / ((1 - keep) * sum_of_sizes(p["s"]));
                  d = std::fmax(d, std::fmin(seen, d * 1.5));
                  for (std::size_t i = 0; i < p.size(); ++i) {
                      p.w[i] -= a * 0.2 * p.w[i];
                      p.w[i] -= p["m"][i] / (std::sqrt(p["v"][i]) + 1e-8);
                  }
              });
}

TEST(Papers, DAdaptSgd) {
    expect_is("dadapt_sgd(lr=0.5, d0=0.1, growth=1.5, momentum=0.6)", Over::model,
              [](Now now, Part& p) {
                  double& d = p.number("d");
                  if (now.t == 1) {
                      p["start"] = p.w;
                      d = 0.1;
                      p.number("first") = norm(p.g);
                  }
                  const double a = d * 0.5 / p.number("first");
                  p.number("numerator") += a * dot(p.g, p["s"]);
                  for (std::size_t i = 0; i < p.size(); ++i) p["s"][i] += a * p.g[i];
                  const double seen = 2 * p.number("numerator") / norm(p["s"]);
                  d = std::fmax(d, std::fmin(seen, d * 1.5));
                  for (std::size_t i = 0; i < p.size(); ++i) {
                      p.w[i] = 0.6 * p.w[i] + 0.4 * (p["start"][i] - p["s"][i]);
                  }
              });
}

TEST(Papers, DogAndDowg) {
    expect_is("dog(lr=0.5, reps_rel=0.1)", Over::model, [](Now now, Part& p) {
        if (now.t == 1) {
            p["start"] = p.w;
            p.number("r") = 0.1 * (1 + norm(p.w));
        }
        p.number("r") = std::fmax(p.number("r"), distance(p));
        p.number("G") += dot(p.g, p.g);
        const double rate = 0.5 * p.number("r") / std::sqrt(p.number("G") + 1e-8);
        for (std::size_t i = 0; i < p.size(); ++i) p.w[i] -= rate * p.g[i];
    });
    expect_is("dowg(lr=0.5, distance=0.1)", Over::model, [](Now now, Part& p) {
        if (now.t == 1) {
            p["start"] = p.w;
            p.number("r") = 0.1;
        }
        p.number("r") = std::fmax(p.number("r"), distance(p));
        const double r = p.number("r");
        p.number("v") += r * r * dot(p.g, p.g);
        const double rate = 0.5 * r * r / std::sqrt(p.number("v") + 1e-8);
        for (std::size_t i = 0; i < p.size(); ++i) p.w[i] -= rate * p.g[i];
    });
}

TEST(Papers, PolyakSgd) {
    for (const double most : {0.1, 10.0}) {
        expect_is("polyak_sgd(lr=" + std::to_string(most) + ", scaling=0.5, f_min=0.2)",
                  Over::model, [&](Now now, Part& p) {
                      const double rate = std::fmin(most, 0.5 * (now.loss - 0.2) / dot(p.g, p.g));
                      for (std::size_t i = 0; i < p.size(); ++i) p.w[i] -= rate * p.g[i];
                  });
    }
}

TEST(Papers, Momo) {
    for (const double most : {0.05, 10.0}) {
        expect_is("momo(lr=" + std::to_string(most) + ", beta=0.8, f_min=0.2)", Over::model,
                  [&](Now now, Part& p) {
                      const double keep = now.t == 1 ? 0 : 0.8;
                      double& f = p.number("f");
                      double& c = p.number("c");
                      f = keep * f + (1 - keep) * now.loss;
                      c = keep * c + (1 - keep) * dot(p.g, p.w);
                      for (std::size_t i = 0; i < p.size(); ++i) {
                          p["d"][i] = keep * p["d"][i] + (1 - keep) * p.g[i];
                      }
                      const double model = f + dot(p["d"], p.w) - c - 0.2;
                      const double rate =
                          std::fmin(most, std::fmax(model, 0) / dot(p["d"], p["d"]));
                      for (std::size_t i = 0; i < p.size(); ++i) p.w[i] -= rate * p["d"][i];
                  });
    }
}

TEST(Papers, MomoAdam) {
    for (const double most : {0.01, 10.0}) {
        expect_is("momo_adam(lr=" + std::to_string(most) + ", f_min=0.2)", Over::model,
                  [&](Now now, Part& p) {
                      double& f = p.number("f");
                      double& c = p.number("c");
                      const double grown = 1 - std::pow(0.9, now.t);
                      f = 0.9 * f + 0.1 * now.loss;
                      c = 0.9 * c + 0.1 * dot(p.g, p.w);
                      Row scaled(p.size());
                      for (std::size_t i = 0; i < p.size(); ++i) {
                          p["m"][i] = 0.9 * p["m"][i] + 0.1 * p.g[i];
                          p["v"][i] = 0.999 * p["v"][i] + 0.001 * p.g[i] * p.g[i];
                          const double v_hat = p["v"][i] / (1 - std::pow(0.999, now.t));
                          scaled[i] = p["m"][i] / (1e-8 + std::sqrt(v_hat));
                      }
                      const double model = f + dot(p["m"], p.w) - c - grown * 0.2;
                      const double rate =
                          std::fmin(most / grown, std::fmax(model, 0) / dot(p["m"], scaled));
                      for (std::size_t i = 0; i < p.size(); ++i) p.w[i] -= rate * scaled[i];
                  });
    }
}

}  // namespace
}  // namespace kasane::optim
