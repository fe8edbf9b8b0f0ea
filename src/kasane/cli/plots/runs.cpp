#include "kasane/cli/plots/runs.hpp"

#include <filesystem>

#include "kasane/cli/models.hpp"
#include "kasane/core/error.hpp"
#include "kasane/io/file.hpp"
#include "kasane/plot/model_figure.hpp"
#include "kasane/plot/training_figure.hpp"

namespace kasane::cli {
namespace {

/// The parts of runs' paths that tell them apart.
std::string short_name(const std::string& path) {
    const std::size_t last = path.find_last_not_of('/');
    const std::string trimmed = path.substr(0, last == std::string::npos ? 0 : last + 1);
    return std::filesystem::path(trimmed).filename().string();
}

plot::Figure curves_of(const std::vector<std::string>& paths) {
    std::vector<plot::RunCurves> runs;
    for (const std::string& one : paths) {
        runs.push_back(plot::read_run(one));
        runs.back().name = short_name(one);
    }
    const std::string title = runs.size() == 1 ? runs.front().name : std::string();
    return plot::training_figure(runs, title);
}

data::Dataset samples_of(const train::LoadedModel& loaded, DataChoice choice) {
    if (choice.name.empty()) choice.name = note(loaded, "data", "digits");
    const data::Dataset data =
        load_part(choice, choice.is_file() ? "all" : "test", scale_note(loaded));
    check_fits("plot", *loaded.model, data);
    return data;
}

plot::Figure model_picture(const std::string& path, const RunPictures& pictures) {
    const train::LoadedModel loaded = train::load_model(model_path(path));
    nn::Layer& model = *loaded.model;
    if (pictures.weights) return plot::weights_figure(model);
    const data::Dataset data = samples_of(loaded, pictures.data);
    if (pictures.confusion) return plot::confusion_figure(model, data);
    if (pictures.worst) return plot::worst_figure(model, data);
    if (pictures.boundary) return plot::boundary_figure(model, data);
    return plot::layers_figure(model, data, note(loaded, "loss", "softmax_cross_entropy"));
}

}  // namespace

void add_run_options(Command& command, RunPictures& pictures) {
    command.flag("--confusion", pictures.confusion, "Of a run: which classes are taken for which");
    command.flag("--worst", pictures.worst, "Of a run: the images it is most wrong about");
    command.flag("--weights", pictures.weights, "Of a run: the first layer's weights as images");
    command.flag("--histograms", pictures.histograms,
                 "Of a run: results of the layers and gradients by them");
    command.flag("--boundary", pictures.boundary,
                 "Of a run on points of the plane: which are taken for which class");
    add_data_options(command, pictures.data, "Of a run: else the data it was trained on");
}

bool is_run(const std::string& path) {
    return io::exists(path + "/history.csv") || io::exists(path + "/" + model_file);
}

plot::Figure run_figure(const std::vector<std::string>& paths, const RunPictures& pictures) {
    const int asked = pictures.confusion + pictures.worst + pictures.weights + pictures.histograms +
                      pictures.boundary;
    if (asked > 1) core::value_error("plot", "one picture at a time", {}, "ask for each alone");
    if (asked == 0) return curves_of(paths);
    if (paths.size() > 1) core::value_error("plot", "this is a picture of one run");
    return model_picture(paths.front(), pictures);
}

}  // namespace kasane::cli
