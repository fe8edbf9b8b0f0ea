#pragma once
// A fair comparison: the same number of random settings for every candidate, the best of them run
// again with several seeds.

#include <span>
#include <string>
#include <vector>

#include "kasane/core/function_ref.hpp"
#include "kasane/train/arena_task.hpp"

namespace kasane::train {

enum class ArenaSubject { optimizers, activations, losses };

struct ArenaOptions {
    ArenaSubject what = ArenaSubject::optimizers;
    std::vector<std::string> names;
    Index seeds = 5;    // final runs of each candidate
    Index budget = 16;  // settings that are tried for each, its own among them
    std::uint64_t seed = 0;
};

/// A run that is done. Everything but the curve says which it is.
struct ArenaRun {
    std::string candidate;
    Index problem = 0;
    bool is_final = false;
    Index number = 0;      // of the setting that was tried, or of the seed
    std::string settings;  // texts of what ran
    ArenaCurve curve;
};

/// A mean over the seeds, with half the width of its 95 % confidence interval.
struct ArenaMean {
    double mean = 0;
    double half_width = 0;
};

struct ArenaResult {
    std::string candidate;
    std::vector<std::string> best;  // settings, of each problem
    ArenaMean score;                // at the end
    double rank = 0;                // mean over seeds and problems; 1 is best, equal ones share
    Index diverged = 0;             // of the final runs
    std::vector<ArenaMean> curve;
};

/// Tells which runs are known already, and hears of new ones.
class KASANE_API ArenaRecord {
public:
    virtual ~ArenaRecord();

    /// The curve of a run that was done before; null if it was not. From several threads at once.
    virtual const ArenaCurve* find(const ArenaRun& run) const = 0;
    /// After a run, one thread at a time; `is_new` if it was not known. Returns whether to go on.
    virtual bool add(const ArenaRun& run, bool is_new, Index done, Index total) = 0;
};

/// Tries every candidate on every problem of the task; candidates in order of their rank. Empty if
/// the record ended it.
///
/// The first setting is the candidate's own, the others are drawn from the stream (candidate,
/// problem, number) of the seed in its SearchSpace, that of adam's learning rate being a part of
/// it where activations or losses are compared. The setting with the lowest final score is run
/// with the seeds 1, 2, ... Runs go to the threads of the pool; results do not depend on them.
///
/// Throws   LookupError or ValueError for names that make no sense for the task.
KASANE_API std::vector<ArenaResult> arena(const ArenaTask& task, const ArenaOptions& options,
                                          ArenaRecord& record);

}  // namespace kasane::train
