#pragma once
// What the commands ask of a model beyond its layers.

#include <map>
#include <optional>
#include <string>

#include "kasane/data/dataset.hpp"
#include "kasane/nn/layer.hpp"
#include "kasane/train/checkpoint.hpp"

namespace kasane::cli {

using core::Index;

/// The file of a model in the directory of its run.
inline constexpr const char* model_file = "model.safetensors";

/// The file itself, or the one in a directory of a run.
std::string model_path(const std::string& path);

/// How many numbers a model takes and gives.
struct Ends {
    Index in;
    Index out;
};

/// Known if the first and the last layer with parameters are linear.
std::optional<Ends> ends_of(nn::Layer& model);

/// Throws ValueError naming both sizes if the model does not fit the data.
void check_fits(const std::string& op, nn::Layer& model, const data::Dataset& data);

/// What a run notes in its model file about its data, and what eval and predict read there.
std::map<std::string, std::string> data_notes(const data::Dataset& data, const std::string& name);

/// The note of that name, or `otherwise`.
std::string note(const train::LoadedModel& loaded, const std::string& name,
                 const std::string& otherwise);

/// What the numbers of a sample are multiplied by, as the run noted it; else 1.
float scale_note(const train::LoadedModel& loaded);

}  // namespace kasane::cli
