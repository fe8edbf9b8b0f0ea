#include "kasane/nn/layer_spec.hpp"

#include <cmath>

#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"

namespace kasane::nn {
namespace {

using catalog::Argument;
using catalog::Value;

constexpr double largest_count = 1 << 30;

auto named(std::vector<Argument>& arguments, std::string_view name) {
    const std::string wanted = catalog::normalised(name);
    auto it = arguments.begin();
    while (it != arguments.end() && catalog::normalised(it->name) != wanted) ++it;
    return it;
}

}  // namespace

bool LayerSpec::has(std::string_view name) const {
    std::vector<Argument> arguments = spec_.arguments;
    return named(arguments, name) != arguments.end();
}

bool LayerSpec::take(std::string_view name, Value& value) {
    const auto it = named(spec_.arguments, name);
    if (it == spec_.arguments.end()) return false;
    value = it->value;
    spec_.arguments.erase(it);
    return true;
}

Index LayerSpec::take_count(std::string_view name, Index otherwise) {
    Value value;
    if (!take(name, value)) return otherwise;
    const double* number = std::get_if<double>(&value.data);
    if (number == nullptr || !(*number >= 1 && *number <= largest_count) ||
        *number != std::floor(*number)) {
        core::value_error(spec_.name, std::string(name) + " must be a positive whole number, got " +
                                          catalog::to_string(value));
    }
    return static_cast<Index>(*number);
}

std::string LayerSpec::take_word(std::string_view name, std::string_view otherwise) {
    Value value;
    if (!take(name, value)) return std::string(otherwise);
    const auto* word = std::get_if<catalog::Spec>(&value.data);
    if (word == nullptr || !word->arguments.empty()) {
        core::value_error(spec_.name,
                          std::string(name) + " must be a word, got " + catalog::to_string(value));
    }
    return word->name;
}

void LayerSpec::expect_empty(const catalog::Formula& formula) const {
    if (spec_.arguments.empty()) return;
    throw core::LookupError(
        core::message(formula.info().name, "unknown parameter \"" + spec_.arguments[0].name + "\"",
                      {"all parameters: kasane describe " + std::string(formula.info().name)}));
}

catalog::Formula LayerSpec::formula() const { return catalog::activations().make(spec_); }

std::string with_argument(const std::string& text, std::string_view name, Value value) {
    catalog::Spec spec = catalog::parse_spec(text);
    spec.arguments.push_back({std::string(name), std::move(value)});
    return catalog::to_string(spec);
}

}  // namespace kasane::nn
