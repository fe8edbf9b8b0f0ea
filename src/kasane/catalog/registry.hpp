#pragma once
// Lookup by name in every kind of the catalog.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/catalog/entry.hpp"
#include "kasane/core/api.hpp"

namespace kasane::catalog {

/// All entries of one kind.
class Kind {
public:
    /// Of entries with the same name the first is the default.
    Kind(std::string_view name, std::string_view plural, std::vector<Entry> entries);

    std::string_view name() const { return name_; }      // "activation"
    std::string_view plural() const { return plural_; }  // "activations"
    std::span<const Entry> entries() const { return entries_; }

    /// The entry that `text` names, with the parameters that it gives.
    ///
    /// Names are matched without regard to case, punctuation and blanks; aliases and presets
    /// count. Arguments without name go to the parameters in their order.
    /// Throws   LookupError with the nearest names; ValueError for a bad argument.
    ///
    /// Example
    ///     Formula f = activations().make("ELU(alpha=0.5)");
    KASANE_API Formula make(std::string_view text) const;
    KASANE_API Formula make(const Spec& spec) const;

    /// All entries (variants) that `name` names; empty if there is none.
    KASANE_API std::vector<const Entry*> find(std::string_view name) const;

private:
    std::string_view name_;
    std::string_view plural_;
    std::vector<Entry> entries_;
};

KASANE_API const Kind& activations();
KASANE_API const Kind& losses();
KASANE_API const Kind& optimizers();
KASANE_API const Kind& initializers();
KASANE_API const Kind& surfaces();
KASANE_API const Kind& schedules();

/// Every kind there is.
KASANE_API std::span<const Kind* const> kinds();

/// The kind of that name, singular or plural. Throws LookupError.
KASANE_API const Kind& kind(std::string_view name);

}  // namespace kasane::catalog
