#include "kasane/cli/train_options.hpp"

#include "kasane/catalog/registry.hpp"
#include "kasane/cli/models.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/core/error.hpp"
#include "kasane/loss/loss.hpp"
#include "kasane/nn/init.hpp"
#include "kasane/nn/make_activation.hpp"

namespace kasane::cli {
namespace {

// Defaults that learn the digits, and images by the ten thousand, within seconds.
constexpr Index few_samples = 10000;

Index default_hidden(Index samples) { return samples < few_samples ? 100 : 50; }
Index default_epochs(Index samples) { return samples < few_samples ? 40 : 20; }

std::string default_optimizer(Index samples) {
    return samples < few_samples ? "adam(lr=0.01)" : "adam(lr=0.001)";
}
Index default_batch(Index samples) { return samples < few_samples ? 32 : 100; }

constexpr const char* train_help =
    "Examples:\n"
    "  kasane train\n"
    "  kasane train --data fashion-mnist --model 784-50-10 --init \"normal(0.01)\" \\\n"
    "      --optimizer \"sgd(lr=0.1)\" --iterations 10000 --replace --seed 1\n"
    "  kasane train --data flowers.csv --activation mish --epochs 100 --out runs/mish\n"
    "  kasane train --schedule \"warmup(cosine, steps=100)\" --schedule \"weight_decay=linear\"\n"
    "  kasane train --out runs/mish --resume --data flowers.csv --activation mish --epochs 200\n\n"
    "JSON, one object a line: \"start\" with all settings; \"epoch\" with iteration, loss,\n"
    "train_accuracy, test_accuracy; \"done\" with iterations, train_seconds, train_accuracy,\n"
    "test_accuracy, weights_sha256, model; \"error\" with message, exit_code.\n\n"
    "Ctrl-C finishes the step, saves and ends with exit code 130; a second one ends at once.\n";

/// Its labels are class numbers, which only a loss over rows of scores understands.
void check_loss(const std::string& text) {
    const std::span<const catalog::Input> takes = loss::Loss(text).formula().entry().takes;
    if (takes.size() == 2 && takes[1].layout == catalog::Layout::classes) return;
    core::value_error("train", "the loss \"" + text + "\" compares numbers with numbers", {},
                      "labels are class numbers: softmax_cross_entropy takes them");
}

/// "cosine" moves lr, "momentum=linear" what stands before the sign.
optim::ScheduleMap schedules_of(const TrainSettings& settings) {
    optim::ScheduleMap all;
    for (const std::string& one : settings.schedules) {
        const std::size_t equals = one.find('=');
        const bool is_named = equals < one.find('(');
        const std::string parameter = is_named ? one.substr(0, equals) : "lr";
        const optim::Schedule schedule(is_named ? one.substr(equals + 1) : one);
        if (!all.emplace(parameter, schedule).second) {
            core::value_error("train", "--schedule is given twice for " + parameter, {},
                              "chain(A, B) applies both, join(A, 500, B) one after the other");
        }
    }
    return all;
}

/// Builds each part as the run will, on next to nothing.
void check_specs(const TrainSettings& settings) {
    const auto activation = nn::make_activation(settings.activation, core::Rng(0));
    const nn::Init init =
        settings.init.empty() ? nn::Init::before(settings.activation) : nn::Init(settings.init);
    const std::string spec = settings.optimizer.empty() ? default_optimizer(0) : settings.optimizer;
    autograd::Parameters parameters;
    for (const std::string& name : optim::patterns_of(spec)) {
        parameters.push_back({name, autograd::zeros({1}).requires_grad()});
    }
    optim::Optimizer optimizer(spec, std::move(parameters));
    optim::Schedules(schedules_of(settings), optimizer).apply(optimizer, 0, 1000);
    check_loss(settings.loss);
}

}  // namespace

std::string TrainSettings::directory() const {
    return out.empty() ? "runs/" + plain_file_name(data.name) : out;
}

void add_train_options(Command& command, TrainSettings& settings) {
    add_data_options(
        command, settings.data,
        "Data set (kasane list data), or a CSV file with the label in the last column");
    command.add(
        "--model WIDTHS", settings.model,
        "Widths as in 784-50-10; else one hidden layer of 50, or 100 of fewer than 10000 samples");
    command.add("--activation SPEC", settings.activation, "Between the layers");
    command.add("--init SPEC", settings.init, "Start of the weights; else by the activation");
    command.add("--optimizer SPEC", settings.optimizer,
                "As in \"sgd(lr=0.1)\"; else adam, of fewer than 10000 samples adam(lr=0.01)");
    command.add("--schedule SPEC", settings.schedules,
                "Of the learning rate, as in cosine; of others as in \"momentum=linear(1, 0.5)\"");
    command.add("--loss SPEC", settings.loss, "What is made small");
    command.add("--batch N", settings.batch, {1, Index{1} << 31},
                "Samples a step; else 100, or 32 of fewer than 10000 samples");
    command.add("--epochs N", settings.epochs, at_least_one,
                "Passes over the data; else 20, or 40 of fewer than 10000 samples");
    command.add("--iterations N", settings.iterations, at_least_one, "Steps, instead of --epochs");
    command.flag("--replace", settings.replace, "Draw samples with replacement");
    command.add("--seed N", settings.seed, {0, std::numeric_limits<Index>::max()},
                "Of everything random");
    command.add("--out DIR", settings.out, "Where the model is saved; else runs/DATA");
    command.add("--save-every N", settings.save_every, {0, Index{1} << 40},
                "Steps between two saves; 0: at evaluations only");
    command.flag("--plot", settings.plot, "Draw the curves: curves.svg beside the model");
    command.flag("--resume", settings.resume, "Continue the run in the directory");
    command.add("--tensorboard DIR", settings.tensorboard,
                "Event files of loss, lr and accuracies besides history.csv and history.jsonl");
    command.examples(train_help);
}

void check_settings(const TrainSettings& settings) {
    if (settings.epochs && settings.iterations) {
        core::value_error("train", "--epochs and --iterations exclude each other");
    }
    check_name(settings.data);
    check_specs(settings);
    if (!settings.model.empty()) {
        nn::perceptron(settings.model, settings.activation, core::Rng(), {.init = settings.init});
    }
}

train::TrainOptions trainer_options(const TrainSettings& settings, const data::Dataset& data) {
    const std::string& spec = settings.optimizer;
    return {.loss = settings.loss,
            .optimizer = spec.empty() ? default_optimizer(data.size()) : spec,
            .batch = settings.batch.value_or(default_batch(data.size())),
            .replace = settings.replace,
            .epochs = settings.epochs.value_or(default_epochs(data.size())),
            .iterations = settings.iterations.value_or(0),
            .seed = static_cast<std::uint64_t>(settings.seed),
            .schedules = schedules_of(settings)};
}

std::unique_ptr<nn::Sequential> make_model(const TrainSettings& settings,
                                           const data::Dataset& data) {
    const std::string widths = settings.model.empty()
                                   ? text("%lld-%lld-%lld", static_cast<long long>(data.width()),
                                          static_cast<long long>(default_hidden(data.size())),
                                          static_cast<long long>(data.classes))
                                   : settings.model;
    const core::Rng rng = core::Rng(static_cast<std::uint64_t>(settings.seed)).stream("model");
    auto model = nn::perceptron(widths, settings.activation, rng, {.init = settings.init});
    check_fits("train", *model, data);
    return model;
}

}  // namespace kasane::cli
