#pragma once
// Training in one call.

#include <span>
#include <vector>

#include "kasane/train/trainer.hpp"

namespace kasane::train {

/// The state of a run at an evaluation.
struct Evaluation {
    Index iteration = 0;  // steps taken
    double loss = 0;      // of the last step's batch, before its update
    double train_accuracy = 0;
    double test_accuracy = 0;  // NaN without a validation set
};

/// Is told how a run goes; may end it.
class KASANE_API Callback {
public:
    virtual ~Callback();

    /// After every step. Return false to stop.
    virtual bool on_step(Trainer& trainer, double loss);
    /// After every evaluation. Return false to stop.
    virtual bool on_evaluation(Trainer& trainer, const Evaluation& evaluation);
};

struct FitOptions : TrainOptions {
    const data::Dataset* validation = nullptr;
    std::vector<Callback*> callbacks = {};
};

struct History {
    std::vector<double> losses;           // one a step
    std::vector<Evaluation> evaluations;  // one an epoch
    double seconds = 0;                   // of the steps alone, sampling included
};

/// Trains the model; evaluates after the first step of every epoch, as the article does.
///
/// Throws   as Trainer does.
/// Example
///     History history = fit(*model, split.train, {{.optimizer = "sgd(lr=0.1)", .epochs = 5}});
KASANE_API History fit(nn::Layer& model, const data::Dataset& data, const FitOptions& options);

/// The same for a run that was made, or resumed, before.
KASANE_API History run(Trainer& trainer, const data::Dataset& data, const data::Dataset* validation,
                       std::span<Callback* const> callbacks);

}  // namespace kasane::train

namespace kasane {
using train::fit;
using train::FitOptions;
using train::History;
}  // namespace kasane
