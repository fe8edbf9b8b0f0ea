#include "kasane/cli/models.hpp"

#include <charconv>
#include <filesystem>

#include "kasane/catalog/spec.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/core/error.hpp"

namespace kasane::cli {

std::string model_path(const std::string& path) {
    std::error_code error;
    return std::filesystem::is_directory(path, error) ? path + "/" + model_file : path;
}

std::optional<Ends> ends_of(nn::Layer& model) {
    std::optional<Ends> ends;
    for (const nn::Parameter& parameter : nn::parameters(model)) {
        if (!parameter.name.ends_with("weight") || parameter.tensor.rank() != 2) continue;
        const core::Shape& shape = parameter.tensor.shape();
        if (!ends) ends = Ends{shape[0], 0};
        ends->out = shape[1];
    }
    return ends;
}

void check_fits(const std::string& op, nn::Layer& model, const data::Dataset& data) {
    const std::optional<Ends> ends = ends_of(model);
    if (!ends || (ends->in == data.width() && ends->out >= data.classes)) return;
    core::value_error(
        op, "the model does not fit the data",
        {text("model: takes %lld numbers, tells %lld classes apart",
              static_cast<long long>(ends->in), static_cast<long long>(ends->out)),
         text("data %s: %lld numbers a sample, %lld classes", data.name.c_str(),
              static_cast<long long>(data.width()), static_cast<long long>(data.classes))},
        text("a model for these data is %lld-50-%lld", static_cast<long long>(data.width()),
             static_cast<long long>(data.classes)));
}

std::map<std::string, std::string> data_notes(const data::Dataset& data, const std::string& name) {
    return {{"data", plain_file_name(name)},
            {"data.shape",
             text("%lld samples of %lld numbers, %lld classes", static_cast<long long>(data.size()),
                  static_cast<long long>(data.width()), static_cast<long long>(data.classes))},
            {"data.scale", catalog::to_string(static_cast<double>(data.scale))}};
}

std::string note(const train::LoadedModel& loaded, const std::string& name,
                 const std::string& otherwise) {
    const auto found = loaded.notes.find(name);
    return found == loaded.notes.end() ? otherwise : found->second;
}

float scale_note(const train::LoadedModel& loaded) {
    const std::string text = note(loaded, "data.scale", "1");
    double scale = 1;
    std::from_chars(text.data(), text.data() + text.size(), scale);
    return static_cast<float>(scale);
}

}  // namespace kasane::cli
