#pragma once
// The settings of `kasane train`, and what can be said of them before anything is loaded.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kasane/cli/datasets.hpp"
#include "kasane/nn/sequential.hpp"
#include "kasane/train/trainer.hpp"

namespace kasane::cli {

struct TrainSettings {
    DataChoice data{.name = "digits", .directory = {}};
    std::string model;  // widths; empty: what the data ask for
    std::string activation = "relu";
    std::string init;                    // empty: what suits the activation
    std::string optimizer;               // empty: by the size of the data
    std::vector<std::string> schedules;  // "SPEC" of lr, or "PARAMETER=SPEC"
    std::string loss = "softmax_cross_entropy";
    std::optional<Index> batch;  // unset: by the size of the data
    std::optional<Index> epochs;
    std::optional<Index> iterations;
    bool replace = false;
    Index seed = 0;
    std::string out;  // empty: runs/DATA
    Index save_every = 0;
    bool resume = false;
    bool plot = false;        // the curves, beside the model
    std::string tensorboard;  // empty: no event files

    std::string directory() const;
};

void add_train_options(Command& command, TrainSettings& settings);

/// Throws   LookupError or ValueError for everything that is wrong without a look at the data.
void check_settings(const TrainSettings& settings);

/// The settings for the trainer, with the defaults that depend on the data.
train::TrainOptions trainer_options(const TrainSettings& settings, const data::Dataset& data);

/// A new model for the data. Throws as perceptron does; ValueError if it does not fit the data.
std::unique_ptr<nn::Sequential> make_model(const TrainSettings& settings,
                                           const data::Dataset& data);

}  // namespace kasane::cli
