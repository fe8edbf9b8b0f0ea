#include "kasane/train/race.hpp"

#include <atomic>
#include <cmath>
#include <limits>
#include <mutex>
#include <utility>

#include "kasane/catalog/registry.hpp"
#include "kasane/catalog/spec.hpp"
#include "kasane/core/error.hpp"
#include "kasane/core/parallel.hpp"
#include "kasane/train/search_space.hpp"

namespace kasane::train {
namespace {

constexpr double not_a_rate = std::numeric_limits<double>::quiet_NaN();

/// Whether the text itself sets the learning rate.
bool brings_lr(const std::string& text) {
    for (const std::string& part : parts_of_pipeline(text)) {
        const catalog::Spec spec = catalog::parse_spec(part);
        for (const catalog::Argument& argument : spec.arguments) {
            for (const catalog::Entry* entry : catalog::optimizers().find(spec.name)) {
                for (const catalog::ParamInfo& param : entry->params) {
                    if (param.name == "lr" && param.is_called(argument.name)) return true;
                }
            }
        }
    }
    return false;
}

SurfaceRun settings_of(const RaceOptions& options) {
    SurfaceRun run;
    run.surface = catalog::surfaces().make(options.surface);
    const catalog::Landscape& land = *run.surface.entry().landscape;
    run.start = options.start.value_or(land.start);
    run.steps = options.steps > 0 ? options.steps : land.epochs;
    run.seed = options.seed.value_or(land.seed);
    run.has_details = options.has_details;
    if (!std::isfinite(run.start.x) || !std::isfinite(run.start.y)) {
        core::value_error("race", "the start must be two finite numbers");
    }
    return run;
}

/// Tells the caller how it goes; one thread at a time.
class Watch {
public:
    Watch(core::FunctionRef<bool(Index, Index)> told, Index total) : told_(told), total_(total) {}

    /// After `count` more runs.
    void add(Index count) {
        const std::lock_guard lock(mutex_);
        done_ += count;
        if (!told_(done_, total_)) ended_ = true;
    }
    bool ended() const { return ended_; }

private:
    core::FunctionRef<bool(Index, Index)> told_;
    Index total_;
    Index done_ = 0;
    std::mutex mutex_;
    std::atomic<bool> ended_{false};
};

/// The best learning rate by the score of runs.
class RateSearch {
public:
    RateSearch(const SurfaceRun& run, const std::string& optimizer, double own, Watch& watch)
        : run_(run), optimizer_(optimizer), own_(own), watch_(watch) {}

    Trajectory best_of(Index budget) {
        const Index grid = budget - budget / 3;
        const double step = grid > 1 ? 7.0 / static_cast<double>(grid - 1) : 0;
        double best = -4;
        for (Index k = 0; k < grid && !watch_.ended(); ++k) {
            const double exponent = grid > 1 ? -4 + step * static_cast<double>(k) : 0;
            const double before = best_.score;
            if (score_at(exponent) < before || k == 0) best = exponent;
        }
        refine(best - step, best + step, budget - grid);
        best_.runs = budget;
        return std::move(best_);
    }

private:
    /// Of a run with 10^exponent times the optimizer's own rate.
    double score_at(double exponent) {
        if (watch_.ended()) return 0;
        Trajectory made =
            run_on_surface(run_, optimizer_, to_five_digits(own_ * std::pow(10, exponent)));
        watch_.add(1);
        const double score = made.score;
        if (best_.points.empty() || score < best_.score) best_ = std::move(made);
        return score;
    }

    /// Golden section between two exponents.
    void refine(double low, double high, Index runs) {
        constexpr double golden = 0.6180339887498949;
        if (runs < 2) return;
        double left = high - golden * (high - low);
        double right = low + golden * (high - low);
        double at_left = score_at(left);
        double at_right = score_at(right);
        for (Index k = 2; k < runs; ++k) {
            if (at_left <= at_right) {
                high = std::exchange(right, left);
                at_right = at_left;
                left = high - golden * (high - low);
                at_left = score_at(left);
            } else {
                low = std::exchange(left, right);
                at_left = at_right;
                right = low + golden * (high - low);
                at_right = score_at(right);
            }
        }
    }

    const SurfaceRun& run_;
    const std::string& optimizer_;
    double own_;
    Watch& watch_;
    Trajectory best_;
};

/// Whether the optimizer's learning rate is to be searched for.
bool is_searched(const RaceOptions& options, const std::string& optimizer) {
    return options.rate == RaceOptions::Lr::search && !brings_lr(optimizer) &&
           !std::isnan(own_lr(optimizer));
}

Trajectory run_one(const RaceOptions& options, const SurfaceRun& run, const std::string& optimizer,
                   Watch& watch) {
    if (is_searched(options, optimizer)) {
        double own = own_lr(optimizer);
        if (!(own > 0)) own = 0.01;
        return RateSearch(run, optimizer, own, watch).best_of(options.budget);
    }
    const bool takes_common = options.rate == RaceOptions::Lr::common && !brings_lr(optimizer) &&
                              !std::isnan(own_lr(optimizer));
    Trajectory made = run_on_surface(run, optimizer, takes_common ? options.lr : not_a_rate);
    watch.add(1);
    return made;
}

}  // namespace

std::vector<Trajectory> race(const RaceOptions& options,
                             core::FunctionRef<bool(Index, Index)> watch) {
    const SurfaceRun run = settings_of(options);
    if (options.budget < 1) core::value_error("race", "the budget must be at least 1");
    Index total = 0;
    for (const std::string& one : options.optimizers) {
        own_lr(one);  // an unknown name ends here
        total += is_searched(options, one) ? options.budget : 1;
    }
    Watch told(watch, total);
    std::vector<Trajectory> all(options.optimizers.size());
    core::parallel_for(static_cast<Index>(all.size()), 1, [&](Index begin, Index end) {
        for (Index i = begin; i < end && !told.ended(); ++i) {
            const auto at = static_cast<std::size_t>(i);
            all[at] = run_one(options, run, options.optimizers[at], told);
        }
    });
    if (told.ended()) return {};
    return all;
}

std::vector<Trajectory> race(const RaceOptions& options) {
    return race(options, [](Index, Index) { return true; });
}

}  // namespace kasane::train
