#include "kasane/train/surface_run.hpp"

#include <cmath>
#include <limits>

#include "kasane/autograd/formula.hpp"
#include "kasane/catalog/program.hpp"
#include "kasane/catalog/run.hpp"
#include "kasane/core/error.hpp"
#include "kasane/optim/optimizer.hpp"

namespace kasane::train {
namespace {

using autograd::Tensor;
using catalog::SurfacePoint;

/// Value and gradient of a surface, without recording.
class Probe {
public:
    explicit Probe(const catalog::Formula& surface)
        : value_(catalog::program(surface, {})),
          by_x_(catalog::program(surface, {1, 0, 0})),
          by_y_(catalog::program(surface, {1, 1, 0})) {}

    TrajectoryPoint operator()(Index step, SurfacePoint at) const {
        const double point[] = {at.x, at.y};
        const double value = catalog::run(value_->code(), point);
        const double gx = catalog::run(by_x_->code(), point);
        const double gy = catalog::run(by_y_->code(), point);
        return {step, at.x, at.y, value, std::hypot(gx, gy)};
    }

private:
    std::shared_ptr<const catalog::Program> value_;
    std::shared_ptr<const catalog::Program> by_x_;
    std::shared_ptr<const catalog::Program> by_y_;
};

bool is_finite(const TrajectoryPoint& at) {
    return std::isfinite(at.x) && std::isfinite(at.y) && std::isfinite(at.value) &&
           std::isfinite(at.gradient_norm);
}

/// Within ten times the domain.
bool is_near(const TrajectoryPoint& at, const catalog::SurfaceDomain& box) {
    const auto inside = [](double x, double low, double high) {
        return std::abs(x - (low + high) / 2) <= 5 * (high - low);
    };
    return inside(at.x, box.x_low, box.x_high) && inside(at.y, box.y_low, box.y_high);
}

/// Where the weights are when they are evaluated: rules that average move them there.
SurfacePoint position(optim::Optimizer& optimizer, const Tensor& weights) {
    optimizer.eval();
    const SurfacePoint at{weights.item(0), weights.item(1)};
    optimizer.train();
    return at;
}

double score_of(const Trajectory& run, const SurfaceRun& settings) {
    if (run.note.empty()) return run.points.back().value;
    const bool has_fallen = run.points.back().value < run.points.front().value;  // false for NaN
    if (settings.surface.entry().landscape->is_unbounded && has_fallen) {
        return static_cast<double>(run.points.back().step) - 1e12;
    }
    return std::numeric_limits<double>::infinity();
}

}  // namespace

Trajectory run_on_surface(const SurfaceRun& run, std::string_view optimizer, double lr) {
    Tensor weights = autograd::tensor({run.start.x, run.start.y}).requires_grad();
    optim::Optimizer rule(optimizer, autograd::Parameters{{"point", weights}});
    if (!std::isnan(lr)) rule.set("lr", lr);
    rule.set_rng(core::Rng(run.seed));
    const auto evaluate = [&] { return autograd::surface_value(run.surface, weights); };
    const Probe probe(run.surface);
    Trajectory made;
    made.optimizer = rule.text();
    made.points.reserve(static_cast<std::size_t>(run.steps) + 1);
    made.points.push_back(probe(0, run.start));
    for (Index step = 1; step <= run.steps && made.note.empty(); ++step) {
        try {
            rule.step(evaluate);
        } catch (const core::DivergedError&) {
            made.note = "diverged at step " + std::to_string(step);
            break;
        }
        made.points.push_back(probe(step, position(rule, weights)));
        if (!is_finite(made.points.back())) {
            made.note = "diverged at step " + std::to_string(step);
        } else if (!is_near(made.points.back(), run.surface.entry().landscape->domain)) {
            made.note = "left the surface at step " + std::to_string(step);
        }
    }
    made.score = score_of(made, run);
    return made;
}

double own_lr(std::string_view optimizer) {
    const Tensor nothing = autograd::tensor({0.0, 0.0}).requires_grad();
    const optim::Optimizer rule(optimizer, autograd::Parameters{{"point", nothing}});
    try {
        return rule.get("lr");
    } catch (const core::LookupError&) {
        return std::numeric_limits<double>::quiet_NaN();
    }
}

}  // namespace kasane::train
