#pragma once
// The problems of the arena: what a candidate is tried on.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/core/api.hpp"
#include "kasane/core/types.hpp"
#include "kasane/data/dataset.hpp"

namespace kasane::train {

using core::Index;

/// All that a run is made of.
struct ArenaSetup {
    std::string optimizer = "adam";
    std::string activation = "relu";
    std::string loss = "softmax_cross_entropy";
};

/// Scores of a run at evenly spaced steps, the lower the better; the task's worst ones if it
/// diverged.
using ArenaCurve = std::vector<double>;

class KASANE_API ArenaTask {
public:
    static constexpr Index points = 20;  // of a curve

    ArenaTask() = default;
    virtual ~ArenaTask();
    ArenaTask(const ArenaTask&) = delete;
    ArenaTask& operator=(const ArenaTask&) = delete;

    /// What a score is: "error rate on the test set".
    virtual std::string metric() const = 0;
    /// The score of a run that diverged.
    virtual double worst() const = 0;
    /// Problems that are searched apart and count alike.
    virtual Index problems() const { return 1; }
    virtual std::string problem_name(Index) const { return {}; }
    virtual Index steps() const = 0;
    /// Whether it has a network, with activations and a loss.
    virtual bool has_network() const { return false; }

    /// One run, which depends on its arguments alone. The search sees nothing of what the final
    /// runs are judged by, where there are data to keep apart.
    virtual ArenaCurve run(const ArenaSetup& setup, Index problem, std::uint64_t seed,
                           bool is_final) const = 0;
};

/// "digits-mlp", "mnist1d", "quadratic" or "surfaces". `epochs` 0 is what the task is made for;
/// `data` is for mnist1d.
///
/// Throws   LookupError for another name; ValueError where data are missing.
KASANE_API std::unique_ptr<ArenaTask> make_arena_task(std::string_view name, Index epochs,
                                                      const data::Split* data = nullptr);

}  // namespace kasane::train
