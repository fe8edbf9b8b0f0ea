#pragma once
// All that is known of an entry, in the three forms in which it is asked for.

#include <string>

#include "kasane/catalog/registry.hpp"
#include "kasane/cli/console.hpp"
#include "kasane/cli/measured.hpp"

namespace kasane::cli {

/// For people: facts, parameters, measured properties and, of a curve, a drawing. `text` is the
/// spec that the formula was made from: of a composed entry it says the parts.
void describe_text(const catalog::Kind& kind, const catalog::Formula& formula,
                   const std::string& text, Console& console);

/// One object with everything.
void describe_json(const catalog::Kind& kind, const catalog::Formula& formula,
                   const std::string& text, Console& console);

/// All of a kind as a page of documentation.
std::string describe_page(const catalog::Kind& kind);

/// {"low": {"value", "met", "x"}, "high", "monotonic", "kinks", "jumps", ...}
Json measured_json(const Measured& curve);

/// "a number", "in [0, 1)", "true or false".
std::string range_text(const catalog::Range& range, const catalog::Value& value);

}  // namespace kasane::cli
