#pragma once
// The text of a layer: options that belong to the layer are taken out one by one, what is left
// belongs to the entry of the catalog.

#include <string>
#include <string_view>

#include "kasane/catalog/entry.hpp"
#include "kasane/catalog/spec.hpp"
#include "kasane/nn/layer.hpp"

namespace kasane::nn {

class LayerSpec {
public:
    explicit LayerSpec(catalog::Spec spec) : spec_(std::move(spec)) {}

    /// The whole number >= 1 given as `name`, or `otherwise`. Throws ValueError for anything else.
    Index take_count(std::string_view name, Index otherwise);

    /// The word given as `name`, or `otherwise`. Throws ValueError for anything else.
    std::string take_word(std::string_view name, std::string_view otherwise);

    bool has(std::string_view name) const;

    /// Throws LookupError if an argument is left: the entry has no such parameter.
    void expect_empty(const catalog::Formula& formula) const;

    /// The activation with the arguments that are left. Throws as the catalog does.
    catalog::Formula formula() const;

private:
    /// Takes the argument out; false if there is none.
    bool take(std::string_view name, catalog::Value& value);

    catalog::Spec spec_;
};

/// The text of a formula with further arguments behind its own: ", channels=3".
std::string with_argument(const std::string& text, std::string_view name, catalog::Value value);

}  // namespace kasane::nn
