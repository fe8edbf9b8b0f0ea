#pragma once
// Entries of the catalog as JSON and as text, for `list` and `describe`.

#include <string>

#include "kasane/catalog/registry.hpp"
#include "kasane/cli/console.hpp"

namespace kasane::cli {

/// The texts of an array that are not empty.
template <class Texts>
std::vector<std::string> given(const Texts& texts) {
    std::vector<std::string> all;
    for (const std::string_view one : texts) {
        if (!one.empty()) all.emplace_back(one);
    }
    return all;
}

/// The name, with its variant if entries share it: "adam(variant=paper)".
std::string full_name(const catalog::Entry& entry);

/// Presets as "momentum = sgd(momentum=0.9)".
std::vector<std::string> preset_texts(const catalog::Entry& entry);

/// Words as arguments that mean other entries: "gelu(approximate=tanh) = gelu_tanh".
std::vector<std::string> choice_texts(const catalog::Entry& entry);

/// The arrays that a loss takes: "y, probability in [0, 1]", "t, classes or their weights: i64 [N]
/// or [N, C]".
std::vector<std::string> input_texts(const catalog::Entry& entry);

/// "pointwise", "gated", "rowwise", "module".
std::string_view form_name(catalog::Form form);

/// About how many additions a value takes as long as; "-" or null where it depends on the row.
std::string cost_text(const catalog::Formula& formula);
Json cost_json(const catalog::Formula& formula);

/// {"kind", "name", "variants", "aliases", "presets", "formula", "source", "note"}
Json entry_json(const catalog::Kind& kind, const catalog::Entry& entry);

}  // namespace kasane::cli
