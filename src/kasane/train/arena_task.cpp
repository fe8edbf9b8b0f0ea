#include "kasane/train/arena_task.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "kasane/catalog/registry.hpp"
#include "kasane/catalog/suggest.hpp"
#include "kasane/core/error.hpp"
#include "kasane/nn/sequential.hpp"
#include "kasane/optim/optimizer.hpp"
#include "kasane/train/metrics.hpp"
#include "kasane/train/noisy_quadratic.hpp"
#include "kasane/train/surface_run.hpp"
#include "kasane/train/trainer.hpp"

namespace kasane::train {
namespace {

/// Makes a curve of a run of some steps.
class CurveMaker {
public:
    explicit CurveMaker(Index steps) : steps_(steps) {}

    /// Whether the curve has a point that `step` ends.
    bool wants(Index step) const { return points_at(step) > curve_.size(); }
    /// The score there; for all points that it ends, where there are fewer steps than points.
    void add(Index step, double score) { curve_.resize(points_at(step), score); }
    ArenaCurve take() { return std::move(curve_); }

private:
    std::size_t points_at(Index step) const {
        return static_cast<std::size_t>(step * ArenaTask::points / steps_);
    }

    Index steps_;
    ArenaCurve curve_;
};

ArenaCurve diverged(double worst) {
    return ArenaCurve(static_cast<std::size_t>(ArenaTask::points), worst);
}

template <class T>
core::Array rows_of(const core::Array& from, const std::vector<Index>& rows) {
    core::Shape shape = from.shape();
    const auto width = static_cast<std::size_t>(from.size() / shape[0]);
    shape[0] = static_cast<Index>(rows.size());
    std::vector<T> kept;
    for (const Index row : rows) {
        const auto all = from.span<T>();
        const auto begin = all.begin() + row * static_cast<Index>(width);
        kept.insert(kept.end(), begin, begin + static_cast<Index>(width));
    }
    return core::Array::from(std::span<const T>(kept), shape);
}

data::Dataset subset(const data::Dataset& all, const std::vector<Index>& rows) {
    data::Dataset part = all;
    part.samples = all.samples.dtype() == core::DType::u8 ? rows_of<std::uint8_t>(all.samples, rows)
                                                          : rows_of<float>(all.samples, rows);
    part.labels = rows_of<std::int64_t>(all.labels, rows);
    return part;
}

/// A perceptron that tells classes apart; the search judges by every fifth training sample.
class Classification final : public ArenaTask {
public:
    Classification(data::Split all, const std::string& hidden, Index epochs)
        : all_(std::move(all)), epochs_(epochs) {
        std::vector<Index> rows;
        std::vector<Index> kept_apart;
        for (Index i = 0; i < all_.train.size(); ++i) {
            (i % 5 == 0 ? kept_apart : rows).push_back(i);
        }
        search_ = {subset(all_.train, rows), subset(all_.train, kept_apart)};
        widths_ = std::to_string(all_.train.width()) + "-" + hidden + "-" +
                  std::to_string(all_.train.classes);
    }

    std::string metric() const override { return "error rate on the test set"; }
    double worst() const override { return 1; }
    bool has_network() const override { return true; }
    Index steps() const override { return epochs_ * ((all_.train.size() + batch - 1) / batch); }

    ArenaCurve run(const ArenaSetup& setup, Index, std::uint64_t seed,
                   bool is_final) const override {
        const data::Split& split = is_final ? all_ : search_;
        const auto model = nn::perceptron(widths_, setup.activation, core::Rng(seed));
        TrainOptions options;
        options.loss = setup.loss;
        options.optimizer = setup.optimizer;
        options.batch = std::min(batch, split.train.size());
        options.epochs = epochs_;
        options.seed = seed;
        Trainer trainer(*model, split.train, options);
        CurveMaker curve(trainer.iterations());
        try {
            while (!trainer.finished()) {
                trainer.step();
                if (!curve.wants(trainer.iteration())) continue;
                trainer.optimizer().eval();
                curve.add(trainer.iteration(), 1 - accuracy(*model, split.test));
                trainer.optimizer().train();
            }
        } catch (const core::DivergedError&) {
            return diverged(worst());
        }
        return curve.take();
    }

private:
    static constexpr Index batch = 100;

    data::Split all_;
    data::Split search_;
    std::string widths_;
    Index epochs_;
};

class Quadratic final : public ArenaTask {
public:
    explicit Quadratic(Index epochs) : epochs_(epochs) {}

    std::string metric() const override { return "test loss of the noisy quadratic"; }
    double worst() const override { return std::numeric_limits<double>::infinity(); }
    Index steps() const override { return epochs_ * NoisyQuadratic::epoch_length; }

    ArenaCurve run(const ArenaSetup& setup, Index, std::uint64_t seed,
                   bool is_final) const override {
        using Part = NoisyQuadratic::Part;
        autograd::Tensor weights =
            autograd::ones({NoisyQuadratic::width}, core::DType::f64).requires_grad();
        optim::Optimizer optimizer(setup.optimizer, autograd::Parameters{{"weights", weights}});
        const core::Rng rng(seed);
        optimizer.set_rng(rng.stream("noise"));
        CurveMaker curve(steps());
        for (Index step = 1; step <= steps(); ++step) {
            const double loss =
                optimizer.step([&] { return problem_.batch_loss(weights, rng, step - 1); });
            if (!std::isfinite(loss)) return diverged(worst());
            if (!curve.wants(step)) continue;
            optimizer.eval();
            const double score = problem_.loss(weights, is_final ? Part::test : Part::train);
            optimizer.train();
            if (!std::isfinite(score)) return diverged(worst());
            curve.add(step, score);
        }
        return curve.take();
    }

private:
    NoisyQuadratic problem_;
    Index epochs_;
};

/// Every surface that has a lowest place. A run starts near the surface's own start.
class Surfaces final : public ArenaTask {
public:
    explicit Surfaces(Index steps) : steps_(steps) {
        for (const catalog::Entry& entry : catalog::surfaces().entries()) {
            if (!entry.landscape->is_unbounded) surfaces_.emplace_back(entry);
        }
    }

    std::string metric() const override {
        return "log10 of the share of the height over the lowest place that is left";
    }
    /// A hundred times the height of the start; a share of 1e-12 is the best that counts.
    double worst() const override { return 2; }
    Index problems() const override { return static_cast<Index>(surfaces_.size()); }
    std::string problem_name(Index problem) const override {
        return std::string(surfaces_[static_cast<std::size_t>(problem)].info().name);
    }
    Index steps() const override { return steps_; }

    ArenaCurve run(const ArenaSetup& setup, Index problem, std::uint64_t seed,
                   bool) const override {
        SurfaceRun run;
        run.surface = surfaces_[static_cast<std::size_t>(problem)];
        const catalog::Landscape& land = *run.surface.entry().landscape;
        const core::Rng rng = core::Rng(seed).stream("start");
        const auto near = [&](double x, double low, double high, std::uint64_t k) {
            return std::clamp(x + (rng.uniform(k) - 0.5) * 0.1 * (high - low), low, high);
        };
        run.start = {near(land.start.x, land.domain.x_low, land.domain.x_high, 0),
                     near(land.start.y, land.domain.y_low, land.domain.y_high, 1)};
        run.steps = steps_;
        run.seed = seed;
        const Trajectory made =
            run_on_surface(run, setup.optimizer, std::numeric_limits<double>::quiet_NaN());
        const double height = made.points.front().value - land.least;
        CurveMaker curve(steps_);
        for (const TrajectoryPoint& at : made.points) {
            if (!curve.wants(at.step)) continue;
            const double share = std::clamp((at.value - land.least) / height, 1e-12, 100.0);
            curve.add(at.step, std::log10(share));
        }
        return made.note.empty() ? curve.take() : diverged(worst());
    }

private:
    std::vector<catalog::Formula> surfaces_;
    Index steps_;
};

Index or_else(Index given, Index otherwise) { return given > 0 ? given : otherwise; }

}  // namespace

ArenaTask::~ArenaTask() = default;

std::unique_ptr<ArenaTask> make_arena_task(std::string_view name, Index epochs,
                                           const data::Split* data) {
    const std::string wanted = catalog::normalised(name);
    if (wanted == "digitsmlp" || wanted == "digits") {
        return std::make_unique<Classification>(data != nullptr ? *data : data::load("digits"),
                                                "50", or_else(epochs, 20));
    }
    if (wanted == "mnist1d") {
        if (data == nullptr) {
            core::value_error("arena", "mnist1d needs its data", {}, "as in: --data mnist1d.npz");
        }
        return std::make_unique<Classification>(*data, "100-100", or_else(epochs, 10));
    }
    if (wanted == "quadratic") return std::make_unique<Quadratic>(or_else(epochs, 100));
    if (wanted == "surfaces") return std::make_unique<Surfaces>(or_else(epochs, 500));
    const std::vector<std::string_view> known{"digits-mlp", "mnist1d", "quadratic", "surfaces"};
    throw core::LookupError(core::message(
        "arena", "unknown task \"" + std::string(name) + "\"",
        {catalog::did_you_mean(name, known), "tasks: digits-mlp, mnist1d, quadratic, surfaces"}));
}

}  // namespace kasane::train
