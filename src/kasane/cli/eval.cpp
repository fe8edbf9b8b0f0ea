// kasane eval.

#include <algorithm>
#include <memory>

#include <nlohmann/json.hpp>

#include "kasane/autograd/reduce.hpp"
#include "kasane/cli/commands.hpp"
#include "kasane/cli/datasets.hpp"
#include "kasane/cli/models.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/loss/loss.hpp"
#include "kasane/train/metrics.hpp"

namespace kasane::cli {
namespace {

constexpr Index chunk = 1000;  // samples evaluated at a time

struct EvalSettings {
    std::string model;
    DataChoice data;
    std::string part;
    std::string loss;
};

double mean_loss(nn::Layer& model, const data::Dataset& data, const std::string& text) {
    const autograd::NoGrad no_grad;
    const loss::Loss loss(text);
    double total = 0;
    double weights = 0;
    for (Index begin = 0; begin < data.size(); begin += chunk) {
        const Index end = std::min(begin + chunk, data.size());
        const autograd::Tensor scores(train::scores(model, data, begin, end));
        const autograd::Tensor both[] = {scores,
                                         autograd::Tensor(data.labels.slice(0, begin, end))};
        const loss::Loss::Values all = loss.values(both);
        total += autograd::sum(all.values).item();
        weights += all.weights;
    }
    return total / weights;
}

int eval_command(EvalSettings settings, Console& console) {
    const std::string path = model_path(settings.model);
    const train::LoadedModel loaded = train::load_model(path);
    if (settings.data.name.empty()) settings.data.name = note(loaded, "data", "digits");
    if (settings.part.empty()) settings.part = settings.data.is_file() ? "all" : "test";
    if (settings.loss.empty()) settings.loss = note(loaded, "loss", "softmax_cross_entropy");
    const data::Dataset data = load_part(settings.data, settings.part, scale_note(loaded));
    check_fits("eval", *loaded.model, data);
    const double accuracy = train::accuracy(*loaded.model, data);
    const double loss = mean_loss(*loaded.model, data, settings.loss);
    console.line(text("%s %s, %lld samples: accuracy %.4f  loss %.4f", data.name.c_str(),
                      settings.part.c_str(), static_cast<long long>(data.size()), accuracy, loss));
    console.event({{"event", "done"},
                   {"data", data.name},
                   {"part", settings.part},
                   {"samples", data.size()},
                   {"accuracy", accuracy},
                   {"loss", loss},
                   {"weights_sha256", train::weights_sha256(*loaded.model)},
                   {"model", path}});
    return 0;
}

}  // namespace

void add_eval(CommandLine& line, Context& context) {
    Command& command = line.add("eval", "Accuracy and loss of a saved model");
    const auto settings = std::make_shared<EvalSettings>();
    command.need("MODEL", settings->model, "Model file, or the directory of a run");
    add_data_options(command, settings->data,
                     "Data set or CSV file; else what the model was trained on");
    command.add("--part NAME", settings->part, "train, test or all; else test, of a file all");
    command.add("--loss SPEC", settings->loss, "Else the one it was trained with");
    command.examples(
        "Examples:\n"
        "  kasane eval runs/digits\n"
        "  kasane eval runs/digits/model.safetensors --part train\n"
        "  kasane eval runs/flowers.csv --data new-flowers.csv\n\n"
        "JSON: \"done\" with data, part, samples, accuracy, loss, weights_sha256, model.\n");
    command.action([settings, &context] { return eval_command(*settings, context.console); });
}

}  // namespace kasane::cli
