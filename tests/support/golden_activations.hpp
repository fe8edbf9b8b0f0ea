#pragma once
// The activations of the golden file, as formulas of the catalog.

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "tests/support/golden.hpp"

namespace kasane::support {

/// The formula that a golden case describes; none if the catalog lacks it, or lacks one of its
/// parameters and the case is not the default one.
inline std::optional<catalog::Formula> formula_of(const Golden& entry) {
    const std::string key = entry["key"].text();
    if (catalog::activations().find(key).empty()) return {};
    std::string text = key + "(";
    const Golden params = entry["params"];
    for (const std::string& name : params.keys()) {
        // The catalog fixes these two, as the file does.
        if (name == "p1" && (key == "acona" || key == "aconb")) continue;
        if (name == "p2" && key == "acona") continue;
        if (text.back() != '(') text += ", ";
        text += name + "=" + params[name].text();
    }
    try {
        return catalog::activations().make(text + ")");
    } catch (const core::LookupError&) {
        if (entry["default"].text() != "true") return {};
        return catalog::activations().make(key);
    }
}

/// A pointwise case that the catalog has.
struct GoldenActivation {
    Golden entry;
    catalog::Formula formula;

    std::string at(const Golden& point) const {
        return formula.text() + " at " + point["x"].text();
    }
};

/// All of those, and how many cases there were besides.
struct GoldenActivations {
    std::vector<GoldenActivation> known;
    int skipped = 0;
    std::string missing;  // keys that no pointwise entry of the catalog fits, each once
};
inline GoldenActivations golden_activations() {
    GoldenActivations all;
    const Golden scalar = golden("activations.json")["scalar"];
    for (std::size_t i = 0; i < scalar.size(); ++i) {
        const auto formula = formula_of(scalar.at(i));
        if (formula && formula->entry().form == catalog::Form::pointwise) {
            all.known.push_back({scalar.at(i), *formula});
        } else {
            ++all.skipped;
            const std::string key = scalar.at(i)["key"].text();
            if (all.missing.find(key) == std::string::npos) all.missing += key + " ";
        }
    }
    ::testing::Test::RecordProperty("golden_cases", static_cast<int>(all.known.size()));
    ::testing::Test::RecordProperty("golden_cases_not_in_the_catalog", all.skipped);
    return all;
}

}  // namespace kasane::support
