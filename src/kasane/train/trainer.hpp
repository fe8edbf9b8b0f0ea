#pragma once
// A training run: the loop's state, one step at a time, and its checkpoints.

#include <map>
#include <memory>
#include <string>

#include "kasane/core/rng.hpp"
#include "kasane/data/batches.hpp"
#include "kasane/data/dataset.hpp"
#include "kasane/loss/loss.hpp"
#include "kasane/nn/layer.hpp"
#include "kasane/optim/optimizer.hpp"
#include "kasane/optim/schedules.hpp"

namespace kasane::train {

using core::Index;

class Checkpoint;

struct TrainOptions {
    std::string loss = "softmax_cross_entropy";
    std::string optimizer = "adam";
    Index batch = 100;
    bool replace = false;  // draw samples with replacement instead of shuffled epochs
    Index epochs = 1;
    Index iterations = 0;  // if not 0: this many steps instead of `epochs`
    std::uint64_t seed = 0;
    /// By the optimizer's parameter that each moves: {{"lr", "cosine"}}.
    optim::ScheduleMap schedules = {};
};

/// Model, data, optimizer and the number of the next step. Everything random is a function of
/// the seed and that number, so a checkpoint continues bit for bit.
class KASANE_API Trainer {
public:
    /// Model and data must outlive the trainer.
    /// Throws   ValueError or LookupError for options that make no sense.
    Trainer(nn::Layer& model, const data::Dataset& data, TrainOptions options);

    /// Takes one step on the next batch and returns the loss before it.
    /// Throws   DivergedError if that loss is not finite; the weights then stay as they were.
    double step();

    /// Steps taken.
    Index iteration() const { return iteration_; }
    /// Steps of the whole run.
    Index iterations() const;
    Index epoch_length() const { return batches_.epoch_length(); }
    bool finished() const { return iteration_ >= iterations(); }

    nn::Layer& model() { return model_; }
    const TrainOptions& options() const { return options_; }
    optim::Optimizer& optimizer() { return optimizer_; }
    /// They set the optimizer's parameters before every step, and are fed the mean loss of an epoch
    /// at its end.
    optim::Schedules& schedules() { return schedules_; }

    /// Writes model, optimizer state and position into one file, replacing it atomically.
    /// `notes` are texts that go along.
    /// Throws   DivergedError if a weight is not finite: the old file then stays; WriteError,
    ///          IoError.
    void save(const std::string& path, const std::map<std::string, std::string>& notes = {});

    /// Continues from a file of save(): the run goes on as if it had not stopped. The file
    /// must have been saved with the same settings and these notes.
    /// Throws   DataError listing every difference between the file and this run.
    void resume(const std::string& path, const std::map<std::string, std::string>& notes = {});

private:
    /// The loss for labels drawn from the model's own softmax.
    autograd::Tensor sampled_loss(const core::Array& x);

    /// The settings that a file must have been saved with.
    Checkpoint checkpoint(const std::map<std::string, std::string>& notes);

    nn::Layer& model_;
    TrainOptions options_;
    optim::Optimizer optimizer_;
    std::string optimizer_text_;  // before a schedule has changed it
    optim::Schedules schedules_;
    loss::Loss loss_;
    data::Batches batches_;
    Index iteration_ = 0;
};

}  // namespace kasane::train

namespace kasane {
using train::Trainer;
using train::TrainOptions;
}  // namespace kasane
