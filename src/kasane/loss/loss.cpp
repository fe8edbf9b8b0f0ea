#include "kasane/loss/loss.hpp"

#include <algorithm>
#include <utility>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/formula.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "kasane/loss/class_targets.hpp"
#include "kasane/loss/values.hpp"

namespace kasane::loss {
namespace {

constexpr std::pair<Reduction, std::string_view> names[] = {{Reduction::none, "none"},
                                                            {Reduction::sum, "sum"},
                                                            {Reduction::mean, "mean"},
                                                            {Reduction::batch_mean, "batchmean"}};

/// Moves `reduction=` and `weight=` out of the arguments of a spec.
std::vector<catalog::Argument> take_options(catalog::Spec& spec) {
    std::vector<catalog::Argument> options;
    std::erase_if(spec.arguments, [&](const catalog::Argument& one) {
        const std::string name = catalog::normalised(one.name);
        const bool ours = name == "reduction" || name == "weight";
        if (ours) options.push_back({name, one.value});
        return ours;
    });
    return options;
}

Tensor list_of_numbers(const catalog::Value& value) {
    std::vector<double> all;
    if (const auto* list = std::get_if<std::vector<catalog::Value>>(&value.data)) {
        for (const catalog::Value& one : *list) {
            if (const double* number = std::get_if<double>(&one.data)) all.push_back(*number);
        }
        if (all.size() == list->size()) {
            const core::Shape shape{static_cast<core::Index>(all.size())};
            return Tensor(core::Array::from(std::span<const double>(all), shape));
        }
    }
    core::value_error("loss", "weight is a list of numbers, as in weight=(1, 2, 0.5)",
                      {"got: " + catalog::to_string(value)});
}

/// How many samples there are: the first dimension, but a row alone is one.
double row_count(const catalog::Formula& f, const Tensor& x) {
    const bool of_rows = f.entry().form != catalog::Form::pointwise;
    const bool in_steps = !f.entry().takes.empty() &&
                          f.entry().takes[0].layout == catalog::Layout::steps && x.rank() > 1;
    if (in_steps) return static_cast<double>(x.shape()[1]);
    return x.rank() == 0 || (of_rows && x.rank() == 1) ? 1 : static_cast<double>(x.shape()[0]);
}

}  // namespace

Reduction reduction_named(std::string_view name) {
    for (const auto& [reduction, known] : names) {
        if (catalog::normalised(name) == known) return reduction;
    }
    core::value_error("loss", "unknown reduction \"" + std::string(name) + "\"",
                      {"it can be none, sum, mean or batchmean"});
}

std::string_view name_of(Reduction reduction) {
    return names[static_cast<std::size_t>(reduction)].second;
}

Loss::Loss(std::string_view text, Reduction reduction) : reduction_(reduction) {
    catalog::Spec spec = catalog::parse_spec(text);
    options_ = take_options(spec);
    formula_ = catalog::losses().make(spec);
    classes_ = ClassOptions(formula_);
    for (const catalog::Argument& one : options_) {
        if (one.name == "weight") {
            weight_ = list_of_numbers(one.value);
        } else {
            reduction_ = reduction_named(catalog::to_string(one.value));
        }
    }
}

std::string Loss::text() const {
    if (options_.empty()) return formula_.text();
    catalog::Spec spec = catalog::parse_spec(formula_.text());
    spec.arguments.insert(spec.arguments.end(), options_.begin(), options_.end());
    return catalog::to_string(spec);
}

Loss& Loss::weigh(Tensor weights) {
    weight_ = std::move(weights);
    return *this;
}

Loss::Values Loss::values(std::span<const Tensor> inputs) const {
    if (inputs.empty()) core::value_error(formula_.info().name, "takes arrays, got none");
    Values result{{}, row_count(formula_, inputs[0]), 0};
    if (takes_classes(formula_) && inputs.size() > 1) {
        const ClassTargets targets(formula_, classes_, inputs, weight_);
        result.values = targets.values();
        result.weights = targets.weights();
    } else {
        result.values = values_of(formula_, inputs);
        if (weight_) result.values = result.values * as_type(weight_, result.values.dtype());
        result.weights = static_cast<double>(result.values.size());
    }
    return result;
}

Tensor Loss::reduced(const Values& all) const {
    switch (reduction_) {
        case Reduction::none: return all.values;
        case Reduction::sum: return autograd::sum(all.values);
        case Reduction::mean:
            if (all.values.rank() == 0) return all.values;
            return autograd::sum(all.values) * (all.weights == 0 ? 0 : 1 / all.weights);
        default: break;
    }
    return all.values.rank() == 0 ? all.values : autograd::sum(all.values) * (1 / all.rows);
}

Tensor Loss::operator()(std::span<const Tensor> inputs) const { return reduced(values(inputs)); }

Tensor Loss::operator()(std::initializer_list<Tensor> inputs) const {
    return (*this)(std::span<const Tensor>(inputs.begin(), inputs.size()));
}

Tensor Loss::operator()(const Tensor& prediction, const Tensor& target) const {
    return (*this)({prediction, target});
}

Tensor cross_entropy(const Tensor& logits, const Tensor& labels) {
    static const Loss loss("softmax_cross_entropy");
    return loss(logits, labels);
}

}  // namespace kasane::loss
