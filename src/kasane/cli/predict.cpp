// kasane predict.

#include <algorithm>
#include <memory>

#include <nlohmann/json.hpp>

#include "kasane/autograd/formula.hpp"
#include "kasane/cli/commands.hpp"
#include "kasane/cli/datasets.hpp"
#include "kasane/cli/models.hpp"
#include "kasane/cli/text.hpp"
#include "kasane/core/error.hpp"
#include "kasane/train/metrics.hpp"

namespace kasane::cli {
namespace {

constexpr Index chunk = 1000;  // samples evaluated at a time

struct PredictSettings {
    std::string model;
    DataChoice data;
    std::string part = "test";
    std::string rows;
};

/// Rows begin..end-1.
struct Rows {
    Index begin;
    Index end;
};

/// "3:7", "3:", ":7", or "3" alone.
Rows parse_rows(const std::string& text, Index size) {
    const std::size_t colon = text.find(':');
    const std::string first = text.substr(0, colon);
    const std::string last = colon == std::string::npos ? "" : text.substr(colon + 1);
    Rows rows{0, size};
    if (!first.empty()) rows.begin = whole_number("--rows", first, 0, size);
    if (!last.empty()) rows.end = whole_number("--rows", last, rows.begin, size);
    if (colon == std::string::npos && !text.empty()) {
        rows.end = whole_number("--rows", first, 0, size - 1) + 1;
    }
    return rows;
}

/// A model that ends in softmax gives probabilities; else its scores become some.
core::Array probabilities(nn::Layer& model, const data::Dataset& data, Index begin, Index end) {
    const core::Array scores = train::scores(model, data, begin, end);
    if (model.text().ends_with(", softmax)")) return scores;
    const autograd::NoGrad no_grad;
    return autograd::activate("softmax", autograd::Tensor(scores)).value();
}

struct Prediction {
    Index row;
    Index label;  // -1 if unknown
    Index predicted;
    double probability;
};

void report(Console& console, const Prediction& one) {
    const bool known = one.label >= 0;
    const std::string label = known ? std::to_string(one.label) : "-";
    console.line(text("%6lld  %5s  %9lld  %11.4f%s", static_cast<long long>(one.row), label.c_str(),
                      static_cast<long long>(one.predicted), one.probability,
                      known && one.label != one.predicted ? "  wrong" : ""));
    console.event({{"event", "prediction"},
                   {"row", one.row},
                   {"label", known ? Json(one.label) : Json(nullptr)},
                   {"predicted", one.predicted},
                   {"probability", one.probability}});
}

/// Reports every row and returns how many were right.
Index predict_rows(nn::Layer& model, const Samples& samples, Rows rows, Console& console) {
    Index hits = 0;
    for (Index begin = rows.begin; begin < rows.end; begin += chunk) {
        const Index end = std::min(begin + chunk, rows.end);
        const core::Array shares = probabilities(model, samples.data, begin, end);
        const Index classes = shares.shape()[1];
        for (Index row = begin; row < end; ++row) {
            const float* share = shares.data<float>() + (row - begin) * classes;
            const float* best = std::max_element(share, share + classes);
            const std::int64_t label = samples.data.labels.data<std::int64_t>()[row];
            const Prediction one{row, samples.has_labels ? label : -1, best - share,
                                 static_cast<double>(*best)};
            if (one.label == one.predicted) ++hits;
            report(console, one);
        }
    }
    return hits;
}

Samples load_samples(const PredictSettings& settings, const train::LoadedModel& loaded,
                     Context& context) {
    const std::optional<Ends> ends = ends_of(*loaded.model);
    if (settings.data.name == "-" || settings.data.is_file()) {
        if (!ends) core::value_error("predict", "the model does not say how many numbers it takes");
        return load_rows(settings.data.name, context.in, ends->in, scale_note(loaded));
    }
    Samples samples{load_part(settings.data, settings.part), true};
    check_fits("predict", *loaded.model, samples.data);
    return samples;
}

int predict_command(PredictSettings settings, Context& context) {
    Console& console = context.console;
    const train::LoadedModel loaded = train::load_model(model_path(settings.model));
    if (settings.data.name.empty()) settings.data.name = note(loaded, "data", "-");
    const Samples samples = load_samples(settings, loaded, context);
    const Rows rows = parse_rows(settings.rows, samples.data.size());
    console.line("   row  label  predicted  probability");
    const Index hits = predict_rows(*loaded.model, samples, rows, console);
    const Index count = rows.end - rows.begin;
    const bool known = samples.has_labels && count > 0;
    const double accuracy =
        static_cast<double>(hits) / static_cast<double>(std::max<Index>(count, 1));
    if (known) {
        console.note(text("%lld of %lld right: accuracy %.4f", static_cast<long long>(hits),
                          static_cast<long long>(count), accuracy));
    }
    console.event(
        {{"event", "done"}, {"rows", count}, {"accuracy", known ? Json(accuracy) : Json(nullptr)}});
    return 0;
}

}  // namespace

void add_predict(CommandLine& line, Context& context) {
    Command& command = line.add("predict", "The class of each sample");
    const auto settings = std::make_shared<PredictSettings>();
    command.need("MODEL", settings->model, "Model file, or the directory of a run");
    add_data_options(command, settings->data,
                     "Data set, CSV file with or without labels, or - for the standard input; else "
                     "what the model was trained on");
    command.add("--part NAME", settings->part, "train or test, of a data set");
    command.add("--rows A:B", settings->rows, "Rows A to B-1 only");
    command.examples(
        "Examples:\n"
        "  kasane predict runs/digits --rows 0:10\n"
        "  kasane predict runs/flowers.csv --data - < flowers-without-labels.csv\n\n"
        "JSON: \"prediction\" with row, label (or null), predicted, probability; at the end\n"
        "\"done\" with rows, accuracy (or null).\n");
    command.action([settings, &context] { return predict_command(*settings, context); });
}

}  // namespace kasane::cli
