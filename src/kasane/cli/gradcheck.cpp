// kasane gradcheck.

#include <algorithm>
#include <limits>
#include <memory>

#include <nlohmann/json.hpp>

#include "kasane/autograd/gradcheck.hpp"
#include "kasane/cli/commands.hpp"
#include "kasane/cli/datasets.hpp"
#include "kasane/cli/models.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/data/batches.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "kasane/loss/loss.hpp"
#include "kasane/nn/sequential.hpp"

namespace kasane::cli {
namespace {

struct GradcheckSettings {
    DataChoice data{.name = "digits", .directory = {}};
    std::string model;
    std::string activation = "relu";
    std::string init;
    std::string loss = "softmax_cross_entropy";
    Index samples = 3;
    Index seed = 0;
};

/// The articles' names of the arrays: W1, b1, W2, b2; others keep their own.
std::vector<std::string> short_names(const nn::Parameters& parameters) {
    std::vector<std::string> names;
    int weights = 0;
    for (const nn::Parameter& one : parameters) {
        const bool is_weight = one.name.ends_with(".weight");
        const bool is_bias = one.name.ends_with(".bias");
        if (is_weight) ++weights;
        names.push_back(is_weight || is_bias ? text("%c%d", is_weight ? 'W' : 'b', weights)
                                             : one.name);
    }
    return names;
}

/// Puts the tensors in the place of the model's parameters.
void set_parameters(nn::Layer& model, std::span<const autograd::Tensor> tensors) {
    std::size_t i = 0;
    const auto replace = [&](std::string_view, autograd::Tensor& parameter) {
        parameter = tensors[i++];
    };
    nn::Visitor visitor(replace);
    model.visit(visitor);
}

autograd::CheckReport check_gradients(nn::Layer& model, const data::Batch& batch,
                                      const std::string& loss_text) {
    const autograd::Tensor x(kernels::convert(batch.x, core::DType::f64));
    const autograd::Tensor labels(batch.labels);
    const loss::Loss loss(loss_text);
    std::vector<autograd::Tensor> parameters;
    for (const nn::Parameter& one : nn::parameters(model)) parameters.push_back(one.tensor);
    return autograd::gradcheck(
        [&](std::span<const autograd::Tensor> at) {
            set_parameters(model, at);
            model.set_step(0);  // random layers draw the same each time
            return loss(model.forward(x), labels);
        },
        parameters);
}

void report(Console& console, const nn::Parameters& parameters,
            const autograd::CheckReport& checked) {
    const std::vector<std::string> names = short_names(parameters);
    std::vector<std::vector<std::string>> rows{
        {"array", "parameter", "mean difference", "max", "relative", "compared", "near a kink"}};
    for (std::size_t i = 0; i < names.size(); ++i) {
        const autograd::CheckedInput& one = checked.inputs[i];
        rows.push_back({names[i], parameters[i].name, text("%.3e", one.mean_difference),
                        text("%.3e", one.max_difference), text("%.3e", one.max_relative),
                        std::to_string(one.compared), std::to_string(one.near_kinks)});
        console.event({{"event", "gradient"},
                       {"array", names[i]},
                       {"parameter", parameters[i].name},
                       {"mean_difference", one.mean_difference},
                       {"max_difference", one.max_difference},
                       {"max_relative", one.max_relative},
                       {"compared", one.compared},
                       {"near_kinks", one.near_kinks}});
    }
    console.table(rows);
    const double tolerance = autograd::CheckOptions{}.tolerance;
    console.line(checked.passed
                     ? "passed: derivatives and differences agree"
                     : "failed: a relative difference is above " + short_number(tolerance));
    console.event({{"event", "done"}, {"passed", checked.passed}, {"tolerance", tolerance}});
}

int gradcheck_command(const GradcheckSettings& settings, Console& console) {
    check_name(settings.data);
    const loss::Loss loss(settings.loss);
    const data::Dataset data = load_part(settings.data, "train");
    const std::string widths = settings.model.empty()
                                   ? text("%lld-50-%lld", static_cast<long long>(data.width()),
                                          static_cast<long long>(data.classes))
                                   : settings.model;
    const auto model =
        nn::perceptron(widths, settings.activation,
                       core::Rng(static_cast<std::uint64_t>(settings.seed)).stream("model"),
                       {.init = settings.init, .dtype = core::DType::f64});
    check_fits("gradcheck", *model, data);
    const data::Batch batch = data::range(data, 0, std::min(settings.samples, data.size()));
    console.note(text("%s in f64, the first %lld training samples of %s", widths.c_str(),
                      static_cast<long long>(batch.labels.size()), data.name.c_str()));
    const nn::Parameters parameters = nn::parameters(*model);
    const autograd::CheckReport checked = check_gradients(*model, batch, settings.loss);
    report(console, parameters, checked);
    return checked.passed ? 0 : 1;
}

}  // namespace

void add_gradcheck(CommandLine& line, Context& context) {
    Command& command = line.add("gradcheck", "Derivatives of a network against differences");
    const auto settings = std::make_shared<GradcheckSettings>();
    add_data_options(command, settings->data, "Data set or CSV file");
    command.add("--model WIDTHS", settings->model,
                "Widths as in 784-50-10; else INPUTS-50-CLASSES");
    command.add("--activation SPEC", settings->activation, "Between the layers");
    command.add("--init SPEC", settings->init, "Start of the weights; else by the activation");
    command.add("--loss SPEC", settings->loss, "What is differentiated");
    command.add("--samples N", settings->samples, {1, 1000}, "How many training samples");
    command.add("--seed N", settings->seed, {0, std::numeric_limits<Index>::max()},
                "Of the weights");
    command.examples(
        "Examples:\n"
        "  kasane gradcheck\n"
        "  kasane gradcheck --data fashion-mnist --model 784-50-10 --init \"normal(0.01)\"\n\n"
        "All in f64. An element whose slope jumps within the step of the difference (a kink of\n"
        "the activation) is counted and left out. Exit code 1 if derivatives differ.\n\n"
        "JSON: \"gradient\" with array, parameter, mean_difference, max_difference,\n"
        "max_relative, compared, near_kinks; at the end \"done\" with passed, tolerance.\n");
    command.action([settings, &context] { return gradcheck_command(*settings, context.console); });
}

}  // namespace kasane::cli
