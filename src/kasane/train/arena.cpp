#include "kasane/train/arena.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <mutex>
#include <numeric>
#include <utility>

#include "kasane/catalog/spec.hpp"
#include "kasane/core/error.hpp"
#include "kasane/core/parallel.hpp"
#include "kasane/train/search_space.hpp"

namespace kasane::train {
namespace {

std::size_t at(Index i) { return static_cast<std::size_t>(i); }

/// The 0.975 quantile of Student's t distribution.
double t_quantile(Index freedom) {
    constexpr double table[] = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306,
                                2.262,  2.228, 2.201, 2.179, 2.160, 2.145, 2.131, 2.120,
                                2.110,  2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064,
                                2.060,  2.056, 2.052, 2.048, 2.045, 2.042};
    constexpr Index known = std::size(table);
    if (freedom <= known) return table[freedom - 1];
    // Cornish and Fisher's first terms, good to 1e-4 here.
    constexpr double z = 1.959964;
    return z + (z * z * z + z) / (4 * static_cast<double>(freedom));
}

ArenaMean mean_of(const std::vector<double>& numbers) {
    const auto n = static_cast<double>(numbers.size());
    const double mean = std::accumulate(numbers.begin(), numbers.end(), 0.0) / n;
    if (numbers.size() < 2 || !std::isfinite(mean)) return {mean, 0};
    double squares = 0;
    for (const double one : numbers) squares += (one - mean) * (one - mean);
    const auto freedom = static_cast<Index>(numbers.size()) - 1;
    return {mean, t_quantile(freedom) * std::sqrt(squares / (n - 1) / n)};
}

/// The tasks with a network have class numbers as labels.
void expect_takes_classes(const std::string& loss) {
    const auto takes = catalog::losses().make(loss).entry().takes;
    if (takes.size() == 2 && takes[1].layout == catalog::Layout::classes) return;
    core::value_error("arena", "the loss \"" + loss + "\" compares numbers with numbers", {},
                      "labels are class numbers: softmax_cross_entropy takes them");
}

/// A candidate and the space of its settings.
class Candidate {
public:
    Candidate(ArenaSubject what, const std::string& name)
        : what_(what), name_(name), space_(kind_of(what), name) {
        if (what == ArenaSubject::losses) expect_takes_classes(name);
        if (what != ArenaSubject::optimizers) adam_.emplace_back(catalog::optimizers(), "adam");
    }

    const std::string& name() const { return name_; }

    /// Setting `number` of a stream; number 0 is the candidate's own.
    ArenaSetup setup(core::Rng rng, Index number) const {
        const core::Rng own = rng.stream(static_cast<std::uint64_t>(number));
        ArenaSetup made;
        const std::string text = number == 0 ? space_.start() : space_.draw(own);
        if (what_ == ArenaSubject::optimizers) made.optimizer = text;
        if (what_ == ArenaSubject::activations) made.activation = text;
        if (what_ == ArenaSubject::losses) made.loss = text;
        if (!adam_.empty() && number > 0) made.optimizer = adam_lr(own.stream("adam"));
        return made;
    }

private:
    static const catalog::Kind& kind_of(ArenaSubject what) {
        if (what == ArenaSubject::optimizers) return catalog::optimizers();
        return what == ArenaSubject::activations ? catalog::activations() : catalog::losses();
    }

    /// Adam with another learning rate; the rest of it is not what is compared.
    std::string adam_lr(core::Rng rng) const {
        for (const Dimension& one : adam_.front().dimensions()) {
            if (one.parameter == "lr") {
                return "adam(lr=" + catalog::to_string(one.value(rng.uniform(0))) + ")";
            }
        }
        return "adam";
    }

    ArenaSubject what_;
    std::string name_;
    SearchSpace space_;
    std::vector<SearchSpace> adam_;  // none or one
};

std::string text_of(const ArenaTask& task, const ArenaSetup& setup) {
    if (!task.has_network()) return setup.optimizer;
    return setup.optimizer + ", " + setup.activation + ", " + setup.loss;
}

/// All runs of an arena.
class Contest {
public:
    Contest(const ArenaTask& task, const ArenaOptions& options, ArenaRecord& record)
        : task_(task), options_(options), record_(record) {
        check();
        for (const std::string& name : options.names) candidates_.emplace_back(options.what, name);
        places_ = static_cast<Index>(candidates_.size()) * task.problems();
        total_ = places_ * (options.budget + options.seeds);
    }

    std::vector<ArenaResult> run() {
        const std::vector<ArenaRun> search = run_all(options_.budget, false);
        if (ended_) return {};
        choose(search);
        const std::vector<ArenaRun> final_runs = run_all(options_.seeds, true);
        if (ended_) return {};
        return results(final_runs);
    }

private:
    void check() const {
        if (options_.names.empty()) core::value_error("arena", "there are no candidates");
        if (options_.budget < 1 || options_.seeds < 1) {
            core::value_error("arena", "budget and seeds must be at least 1");
        }
        if (options_.what != ArenaSubject::optimizers && !task_.has_network()) {
            core::value_error("arena", "this task has no network: only optimizers can be compared");
        }
    }

    // Runs are numbered: candidate, problem, then number among `count`.
    Index candidate_of(Index place) const { return place / task_.problems(); }
    Index problem_of(Index place) const { return place % task_.problems(); }

    std::vector<ArenaRun> run_all(Index count, bool is_final) {
        std::vector<ArenaRun> all(at(places_ * count));
        core::parallel_for(static_cast<Index>(all.size()), 1, [&](Index begin, Index end) {
            for (Index i = begin; i < end && !ended_; ++i) {
                all[at(i)] = run_one(i / count, i % count, is_final);
            }
        });
        return all;
    }

    ArenaSetup setup_of(Index place, Index number) const {
        const Candidate& candidate = candidates_[at(candidate_of(place))];
        const core::Rng rng = core::Rng(options_.seed)
                                  .stream(candidate.name())
                                  .stream(static_cast<std::uint64_t>(problem_of(place)));
        return candidate.setup(rng, number);
    }

    ArenaRun run_one(Index place, Index number, bool is_final) {
        const ArenaSetup setup = setup_of(place, is_final ? best_[at(place)] : number);
        ArenaRun run{candidates_[at(candidate_of(place))].name(),
                     problem_of(place),
                     is_final,
                     number,
                     text_of(task_, setup),
                     {}};
        const bool known = recall(run);
        if (!known) {
            const auto seed =
                options_.seed * 1000 + static_cast<std::uint64_t>(is_final ? 1 + number : 0);
            run.curve = task_.run(setup, run.problem, seed, is_final);
        }
        const std::lock_guard lock(mutex_);
        if (!record_.add(run, !known, ++done_, total_)) ended_ = true;
        return run;
    }

    /// Takes a run's curve from the record, to which others add meanwhile; false if it is not
    /// there.
    bool recall(ArenaRun& run) {
        const std::lock_guard lock(mutex_);
        const ArenaCurve* known = record_.find(run);
        if (known != nullptr) run.curve = *known;
        return known != nullptr;
    }

    /// The setting with the lowest final score, of equal ones the first.
    void choose(const std::vector<ArenaRun>& search) {
        best_.assign(at(places_), 0);
        for (Index place = 0; place < places_; ++place) {
            double lowest = std::numeric_limits<double>::infinity();
            for (Index k = 0; k < options_.budget; ++k) {
                const double score = search[at(place * options_.budget + k)].curve.back();
                if (score < lowest) {
                    lowest = score;
                    best_[at(place)] = k;
                }
            }
        }
    }

    /// A point of the final curves of a candidate: for each seed the mean over the problems.
    std::vector<double> by_seed(const std::vector<ArenaRun>& runs, Index candidate,
                                Index point) const {
        std::vector<double> means(at(options_.seeds));
        for (Index k = 0; k < options_.seeds; ++k) {
            for (Index problem = 0; problem < task_.problems(); ++problem) {
                const Index place = candidate * task_.problems() + problem;
                means[at(k)] += runs[at(place * options_.seeds + k)].curve[at(point)] /
                                static_cast<double>(task_.problems());
            }
        }
        return means;
    }

    /// Mean rank among the candidates; those with equal scores share theirs.
    double rank_of(const std::vector<ArenaRun>& runs, Index candidate) const {
        double sum = 0;
        for (Index problem = 0; problem < task_.problems(); ++problem) {
            for (Index k = 0; k < options_.seeds; ++k) {
                const auto score = [&](Index one) {
                    const Index place = one * task_.problems() + problem;
                    return runs[at(place * options_.seeds + k)].curve.back();
                };
                for (Index other = 0; other < static_cast<Index>(candidates_.size()); ++other) {
                    const double mine = score(candidate);
                    const double theirs = score(other);
                    sum += theirs < mine ? 1 : theirs == mine ? 0.5 : 0;
                }
                sum += 0.5;  // the candidate shared its rank with itself
            }
        }
        return sum / static_cast<double>(task_.problems() * options_.seeds);
    }

    ArenaResult result_of(const std::vector<ArenaRun>& runs, Index candidate) const {
        ArenaResult made;
        made.candidate = candidates_[at(candidate)].name();
        const Index runs_each = task_.problems() * options_.seeds;
        for (Index i = candidate * runs_each; i < (candidate + 1) * runs_each; ++i) {
            if (runs[at(i)].curve.back() >= task_.worst()) ++made.diverged;
            if (i % options_.seeds == 0) made.best.push_back(runs[at(i)].settings);
        }
        for (Index point = 0; point < ArenaTask::points; ++point) {
            made.curve.push_back(mean_of(by_seed(runs, candidate, point)));
        }
        made.score = made.curve.back();
        made.rank = rank_of(runs, candidate);
        return made;
    }

    std::vector<ArenaResult> results(const std::vector<ArenaRun>& runs) const {
        std::vector<ArenaResult> all;
        for (Index k = 0; k < static_cast<Index>(candidates_.size()); ++k) {
            all.push_back(result_of(runs, k));
        }
        std::stable_sort(all.begin(), all.end(), [](const ArenaResult& a, const ArenaResult& b) {
            return a.rank < b.rank;
        });
        return all;
    }

    const ArenaTask& task_;
    const ArenaOptions& options_;
    ArenaRecord& record_;
    std::vector<Candidate> candidates_;
    std::vector<Index> best_;  // setting of each place
    Index places_ = 0;         // candidates times problems
    Index total_ = 0;
    Index done_ = 0;
    std::mutex mutex_;
    std::atomic<bool> ended_{false};
};

}  // namespace

ArenaRecord::~ArenaRecord() = default;

std::vector<ArenaResult> arena(const ArenaTask& task, const ArenaOptions& options,
                               ArenaRecord& record) {
    return Contest(task, options, record).run();
}

}  // namespace kasane::train
