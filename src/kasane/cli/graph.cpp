// kasane graph.

#include <algorithm>
#include <memory>

#include <nlohmann/json.hpp>

#include "kasane/cli/commands.hpp"
#include "kasane/cli/datasets.hpp"
#include "kasane/cli/graph_examples.hpp"
#include "kasane/cli/models.hpp"
#include "kasane/cli/picture.hpp"
#include "kasane/core/error.hpp"
#include "kasane/plot/graph.hpp"
#include "kasane/plot/theme.hpp"

namespace kasane::cli {
namespace {

constexpr Index most_samples = 100;  // of the batch that a model is shown

struct GraphSettings {
    std::vector<std::string> model;
    std::string example;
    PictureSettings picture;
    bool expand = false;
    DataChoice data;
};

/// What a saved model makes of the first samples of its data.
RecordedGraph graph_of_file(const GraphSettings& settings) {
    const train::LoadedModel loaded = train::load_model(model_path(settings.model.front()));
    DataChoice choice = settings.data;
    if (choice.name.empty()) choice.name = note(loaded, "data", "digits");
    const data::Dataset data =
        load_part(choice, choice.is_file() ? "all" : "test", scale_note(loaded));
    check_fits("graph", *loaded.model, data);
    const data::Batch batch = data::range(data, 0, std::min(most_samples, data.size()));
    RecordedGraph made =
        graph_of(*loaded.model, batch, note(loaded, "loss", "softmax_cross_entropy"));
    made.title = loaded.model->text();
    return made;
}

int graph_command(const GraphSettings& settings, Console& console) {
    if (settings.model.empty() == settings.example.empty()) {
        core::value_error("graph", "takes a model or an example", {},
                          "as in: kasane graph --example apple");
    }
    const plot::Theme& theme = plot::theme(settings.picture.theme);
    const bool is_example = !settings.example.empty();
    const RecordedGraph made =
        is_example ? graph_example(settings.example, settings.expand) : graph_of_file(settings);
    const std::string name = is_example ? settings.example : "model";
    const std::string path =
        settings.picture.file.empty() ? "graph-" + name + ".svg" : settings.picture.file;
    plot::save_graph(made.result, path,
                     {.title = settings.picture.title.empty() ? made.title : settings.picture.title,
                      .groups = made.groups,
                      .expand = settings.expand},
                     theme);
    report_written(path, console);
    return 0;
}

}  // namespace

void add_graph(CommandLine& line, Context& context) {
    Command& command = line.add("graph", "Picture of a computation with values and gradients");
    const auto settings = std::make_shared<GraphSettings>();
    command.words("MODEL", settings->model, 1, "Model file, or the directory of a run");
    command.add("--example NAME", settings->example, "apple, sigmoid, softmax-loss or mlp");
    command.flag("--expand", settings->expand, "Every operation, not one box for each layer");
    add_picture_options(command, settings->picture, ".svg, .png, .pdf or .dot");
    add_data_options(command, settings->data,
                     "Data set or CSV file; else what the model was trained on");
    command.examples(
        "Examples:\n"
        "  kasane graph --example apple\n"
        "  kasane graph --example mlp --expand -o mlp.png --theme dark\n"
        "  kasane graph runs/digits -o model.pdf\n\n"
        "Values stand in the boxes, gradients of the result on the edges. Graphviz draws it.\n\n"
        "JSON: \"done\" with file.\n");
    command.action([settings, &context] { return graph_command(*settings, context.console); });
}

}  // namespace kasane::cli
