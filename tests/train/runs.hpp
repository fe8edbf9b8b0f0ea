#pragma once
// Small training runs that the tests of this folder share.

#include <memory>
#include <string>

#include "kasane/data/dataset.hpp"
#include "kasane/nn/sequential.hpp"
#include "kasane/train/fit.hpp"
#include "kasane/train/metrics.hpp"
#include "kasane/train/trainer.hpp"

namespace kasane::train {

inline const data::Split& digits() {
    static const data::Split split = data::load("digits");
    return split;
}

/// The first `count` training digits.
inline data::Dataset few_digits(Index count) {
    data::Dataset set = digits().train;
    set.samples = set.samples.slice(0, 0, count);
    set.labels = set.labels.slice(0, 0, count);
    return set;
}

inline std::unique_ptr<nn::Sequential> model_of(const std::string& widths,
                                                const std::string& activation = "relu") {
    return nn::perceptron(widths, activation, core::Rng(5).stream("model"));
}

/// The weights after a whole run.
inline std::string sha256_of_run(const std::string& widths, const std::string& activation,
                                 const data::Dataset& set, const TrainOptions& options) {
    const auto model = model_of(widths, activation);
    Trainer trainer(*model, set, options);
    while (!trainer.finished()) trainer.step();
    return weights_sha256(*model);
}

}  // namespace kasane::train
