#include "kasane/train/surface_run.hpp"

#include <cmath>
#include <limits>

#include "kasane/autograd/formula.hpp"
#include "kasane/catalog/program.hpp"
#include "kasane/catalog/rules.hpp"
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
        const double value = catalog::value_of(*value_, point);
        const double gx = catalog::value_of(*by_x_, point);
        const double gy = catalog::value_of(*by_y_, point);
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

SurfacePoint numbers_of(const Tensor& x) { return {x.item(0), x.item(1)}; }

/// An optimizer on its way.
class Run {
public:
    Run(const SurfaceRun& settings, std::string_view optimizer, double lr)
        : settings_(settings),
          weights_(autograd::tensor({settings.start.x, settings.start.y}).requires_grad()),
          rule_(optimizer, autograd::Parameters{{"point", weights_}}),
          probe_(settings.surface) {
        if (!std::isnan(lr)) rule_.set("lr", lr);
        rule_.set_rng(core::Rng(settings.seed));
        made_.optimizer = rule_.text();
        made_.points.reserve(static_cast<std::size_t>(settings.steps) + 1);
        made_.points.push_back(probe_(0, settings.start));
        if (!settings.has_details) return;
        for (const optim::StateArray& slot : rule_.state()) {
            if (has_place_for_each_weight(slot)) made_.slots.push_back(slot.name);
        }
    }

    Trajectory finish() {
        for (Index step = 1; step <= settings_.steps && made_.note.empty(); ++step) take(step);
        made_.score = score_of(made_, settings_);
        return std::move(made_);
    }

private:
    static bool has_place_for_each_weight(const optim::StateArray& slot) {
        return slot.array.rank() == 1 && slot.array.size() >= 2 &&
               slot.array.dtype() == core::DType::f64;
    }

    void take(Index step) {
        StepDetail detail{
            .before = numbers_of(weights_), .at = {}, .gradient = {}, .after = {}, .state = {}};
        const auto evaluate = [&] {
            detail.at = numbers_of(weights_);
            return autograd::surface_value(settings_.surface, weights_);
        };
        try {
            rule_.step(evaluate);
        } catch (const core::DivergedError&) {
            made_.note = "diverged at step " + std::to_string(step);
            return;
        }
        if (settings_.has_details) record(std::move(detail));
        made_.points.push_back(probe_(step, position(rule_, weights_)));
        if (!is_finite(made_.points.back())) {
            made_.note = "diverged at step " + std::to_string(step);
        } else if (!is_near(made_.points.back(), settings_.surface.entry().landscape->domain)) {
            made_.note = "left the surface at step " + std::to_string(step);
        }
    }

    void record(StepDetail detail) {
        detail.after = numbers_of(weights_);
        if (weights_.has_grad()) detail.gradient = numbers_of(weights_.grad());
        for (const optim::StateArray& slot : rule_.state()) {
            if (!has_place_for_each_weight(slot)) continue;
            detail.state.push_back(slot.array.item(0));
            detail.state.push_back(slot.array.item(1));
        }
        made_.details.push_back(std::move(detail));
    }

    const SurfaceRun& settings_;
    Tensor weights_;
    optim::Optimizer rule_;
    Probe probe_;
    Trajectory made_;
};

}  // namespace

Trajectory run_on_surface(const SurfaceRun& run, std::string_view optimizer, double lr) {
    return Run(run, optimizer, lr).finish();
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
