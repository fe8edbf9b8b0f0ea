#pragma once
// Models and training runs in safetensors files.
//
// The model's parameters stand under their own names; an optimizer's state under "optimizer/...".
// Where an optimizer averages, the average is the model, and the weights that it goes on with stand
// under "optimizer/trained/...".
// The metadata hold the architecture text, so that the file alone can be evaluated, and what a
// run needs to go on.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "kasane/nn/layer.hpp"
#include "kasane/optim/optimizer.hpp"

namespace kasane::train {

using core::Index;

/// What is saved of a run.
class Checkpoint {
public:
    Checkpoint(nn::Layer& model, optim::Optimizer& optimizer)
        : model_(model), optimizer_(optimizer) {}

    std::map<std::string, std::string> notes;
    /// Arrays that go along with the optimizer's.
    std::vector<optim::StateArray> more_state = {};

    /// Throws DivergedError, WriteError or IoError; the old file then stays.
    void save(const std::string& path);

    /// Fills model and optimizer from the file and returns its iteration.
    /// Throws   DataError listing every difference in names, shapes, types or the notes given;
    ///          nothing is changed then.
    Index restore(const std::string& path);

private:
    nn::Layer& model_;
    optim::Optimizer& optimizer_;
};

/// A model and what its file says of it.
struct LoadedModel {
    std::unique_ptr<nn::Layer> model;
    std::map<std::string, std::string> notes;
};

/// Builds the model that a file describes and gives it the file's weights.
/// Throws   NoInputError, DataError.
KASANE_API LoadedModel load_model(const std::string& path);

/// Gives a model the weights of a file.
/// Throws   DataError listing every difference; the model is unchanged then.
KASANE_API void load_weights(nn::Layer& model, const std::string& path);

/// Writes a model without a run.
KASANE_API void save_model(nn::Layer& model, const std::string& path,
                           const std::map<std::string, std::string>& notes = {});

}  // namespace kasane::train

namespace kasane {
using train::load_model;
using train::load_weights;
using train::save_model;
}  // namespace kasane
