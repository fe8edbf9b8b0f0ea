#include "kasane/train/checkpoint.hpp"

#include <charconv>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

#include "kasane/core/error.hpp"
#include "kasane/core/rng.hpp"
#include "kasane/io/safetensors.hpp"
#include "kasane/kernels/reduce.hpp"
#include "kasane/nn/sequential.hpp"
#include "kasane/optim/around.hpp"

namespace kasane::train {
namespace {

using core::Array;

constexpr std::string_view state_prefix = "optimizer/";
constexpr const char* format_note = "kasane.format";
constexpr std::string_view format_version = "1";

struct NamedArray {
    std::string name;
    Array array;
};

std::vector<NamedArray> weights_of(nn::Layer& model) {
    std::vector<NamedArray> all;
    for (const nn::Parameter& parameter : nn::parameters(model)) {
        all.push_back({parameter.name, parameter.tensor.value()});
    }
    return all;
}

void add_state(std::vector<NamedArray>& all, const std::vector<optim::StateArray>& states) {
    for (const optim::StateArray& state : states) {
        all.push_back({std::string(state_prefix) + state.name, state.array});
    }
}

/// The weights as training goes on with them, if those to evaluate with are others.
std::vector<NamedArray> trained_of(nn::Layer& model, const optim::Optimizer& optimizer) {
    std::vector<NamedArray> all;
    if (!optimizer.averages()) return all;
    for (const NamedArray& one : weights_of(model)) {
        all.push_back({std::string(state_prefix) + "trained/" + one.name, one.array});
    }
    return all;
}

/// Lets the model have the weights to evaluate with for a while.
class Evaluating {
public:
    explicit Evaluating(optim::Optimizer& optimizer) : optimizer_(optimizer) { optimizer_.eval(); }
    ~Evaluating() { optimizer_.train(); }
    Evaluating(const Evaluating&) = delete;
    Evaluating& operator=(const Evaluating&) = delete;

private:
    optim::Optimizer& optimizer_;
};

std::span<const std::byte> bytes_of(const Array& array) {
    return {array.bytes(), static_cast<std::size_t>(array.size()) * core::size_of(array.dtype())};
}

void write(const std::string& path, const std::vector<NamedArray>& arrays,
           const io::Metadata& notes) {
    std::vector<io::TensorView> views;
    for (const NamedArray& one : arrays) {
        if (!kernels::all_finite(one.array)) {
            throw core::DivergedError(
                core::message("save", one.name + " holds numbers that are not finite",
                              {"file: " + path}, "the file is left as it was"));
        }
        views.push_back({one.name, one.array.dtype(), one.array.shape(), bytes_of(one.array)});
    }
    io::save_safetensors(path, views, notes);
}

std::string describe(core::DType dtype, const core::Shape& shape) {
    return std::string(name_of(dtype)) + " " + to_string(shape);
}

/// Every way in which the file does not hold exactly these arrays.
std::vector<std::string> differences(const io::SafeTensors& file,
                                     const std::vector<NamedArray>& wanted, bool with_state) {
    std::vector<std::string> all;
    for (const NamedArray& one : wanted) {
        const io::TensorView* found = file.find(one.name);
        if (found == nullptr) {
            all.push_back(one.name + ": missing in the file");
        } else if (found->dtype != one.array.dtype() || !(found->shape == one.array.shape())) {
            all.push_back(one.name + ": file has " + describe(found->dtype, found->shape) +
                          ", wanted " + describe(one.array.dtype(), one.array.shape()));
        }
    }
    for (const io::TensorView& found : file.tensors) {
        const bool is_state = found.name.starts_with(state_prefix);
        bool known = is_state && !with_state;
        for (const NamedArray& one : wanted) known = known || one.name == found.name;
        if (!known) all.push_back(found.name + ": not part of this model");
    }
    return all;
}

[[noreturn]] void do_not_fit(const std::string& path, const std::vector<std::string>& all) {
    std::string text = core::message("load", "the file does not fit", {"file: " + path});
    for (const std::string& one : all) text += "\n  " + one;
    throw core::DataError(text + "\n  hint: nothing was loaded");
}

void copy_from(const io::SafeTensors& file, const std::vector<NamedArray>& arrays) {
    for (const NamedArray& one : arrays) {
        const std::span<const std::byte> data = file.find(one.name)->data;
        if (!data.empty()) std::memcpy(one.array.bytes(), data.data(), data.size());
    }
}

Index number_note(const io::SafeTensors& file, const std::string& name, const std::string& path) {
    const auto found = file.metadata.find(name);
    Index number = -1;
    if (found != file.metadata.end()) {
        const std::string& text = found->second;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc() || end != text.data() + text.size()) number = -1;
    }
    if (number < 0) do_not_fit(path, {"metadata: " + name + " is missing or no number"});
    return number;
}

void check_format(const io::SafeTensors& file, std::vector<std::string>& all) {
    const auto found = file.metadata.find(format_note);
    if (found != file.metadata.end() && found->second != format_version) {
        all.push_back("format: file has " + found->second + ", this program reads " +
                      std::string(format_version));
    }
}

}  // namespace

void Checkpoint::save(const std::string& path) {
    optimizer_.train();
    std::vector<NamedArray> trained = trained_of(model_, optimizer_);
    for (NamedArray& one : trained) one.array = optim::copy_of(one.array);
    const Evaluating evaluating(optimizer_);
    std::vector<NamedArray> arrays = weights_of(model_);
    arrays.insert(arrays.end(), trained.begin(), trained.end());
    add_state(arrays, optimizer_.state());
    add_state(arrays, more_state);
    io::Metadata all = notes;
    all[format_note] = std::string(format_version);
    all["model"] = model_.text();
    all.try_emplace("optimizer", optimizer_.text());
    all["optimizer.steps"] = std::to_string(optimizer_.steps());
    write(path, arrays, all);
}

Index Checkpoint::restore(const std::string& path) {
    const io::SafeTensors file = io::load_safetensors(path);
    std::vector<NamedArray> arrays = weights_of(model_);
    // Behind the averages, so that these are what stays.
    for (const NamedArray& one : trained_of(model_, optimizer_)) arrays.push_back(one);
    add_state(arrays, optimizer_.state());
    add_state(arrays, more_state);
    std::vector<std::string> all = differences(file, arrays, true);
    check_format(file, all);
    std::map<std::string, std::string> wanted = notes;
    wanted["model"] = model_.text();
    wanted.try_emplace("optimizer", optimizer_.text());
    for (const auto& [name, value] : wanted) {
        const auto found = file.metadata.find(name);
        if (found == file.metadata.end()) {
            all.push_back(name + ": missing in the file");
        } else if (found->second != value) {
            all.push_back(name + ": file has " + found->second + ", this run " + value);
        }
    }
    if (!all.empty()) do_not_fit(path, all);
    const Index iteration = number_note(file, "iteration", path);
    const Index steps = number_note(file, "optimizer.steps", path);
    copy_from(file, arrays);
    optimizer_.set_steps(steps);
    return iteration;
}

namespace {

/// The element type of the file's weights, and no layer larger than all of them together.
nn::ModelOptions options_for(const io::SafeTensors& file) {
    nn::ModelOptions options{.layer_limit = 0};
    for (const io::TensorView& tensor : file.tensors) {
        if (tensor.name.starts_with(state_prefix)) continue;
        if (tensor.dtype == core::DType::f64) options.dtype = core::DType::f64;
        options.layer_limit += tensor.shape.size();
    }
    return options;
}

}  // namespace

LoadedModel load_model(const std::string& path) {
    const io::SafeTensors file = io::load_safetensors(path);
    const auto found = file.metadata.find("model");
    if (found == file.metadata.end()) {
        do_not_fit(path, {"metadata: the text of the model is missing"});
    }
    LoadedModel loaded;
    try {
        loaded.model = nn::make_layer(found->second, core::Rng(), options_for(file));
    } catch (const core::Error& error) {
        do_not_fit(path, {"metadata: the text of the model is not understood", error.what()});
    }
    const std::vector<NamedArray> arrays = weights_of(*loaded.model);
    std::vector<std::string> all = differences(file, arrays, false);
    check_format(file, all);
    if (!all.empty()) do_not_fit(path, all);
    copy_from(file, arrays);
    loaded.notes = file.metadata;
    return loaded;
}

void load_weights(nn::Layer& model, const std::string& path) {
    const io::SafeTensors file = io::load_safetensors(path);
    const std::vector<NamedArray> arrays = weights_of(model);
    const std::vector<std::string> all = differences(file, arrays, false);
    if (!all.empty()) do_not_fit(path, all);
    copy_from(file, arrays);
}

void save_model(nn::Layer& model, const std::string& path,
                const std::map<std::string, std::string>& notes) {
    io::Metadata all = notes;
    all[format_note] = std::string(format_version);
    all["model"] = model.text();
    write(path, weights_of(model), all);
}

}  // namespace kasane::train
