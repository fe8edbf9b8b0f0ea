#pragma once
// The text by which users name things: `elu(alpha=0.5)`, `adam(lr=0.001, variant=paper)`,
// `aggmo(betas=(0, 0.9, 0.99))`, `lookahead(adam(lr=0.1), k=5)`.

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "kasane/core/api.hpp"

namespace kasane::catalog {

struct Value;
struct Argument;

/// A name with arguments.
struct Spec {
    std::string name;
    std::vector<Argument> arguments;

    KASANE_API Spec();
    KASANE_API Spec(std::string name, std::vector<Argument> arguments);
    KASANE_API Spec(const Spec&);
    KASANE_API Spec(Spec&&) noexcept;
    KASANE_API Spec& operator=(const Spec&);
    KASANE_API Spec& operator=(Spec&&) noexcept;
    KASANE_API ~Spec();
};

/// A number, a truth value, a list, or a name (with arguments or without: a plain word is a Spec
/// that has none).
struct Value {
    std::variant<double, bool, std::vector<Value>, Spec> data;
};

/// `value`, or `name=value`.
struct Argument {
    std::string name;  // empty for a positional argument
    Value value;
};

/// Whether an argument of a composed entry is one of those that it is made of: a name, with
/// arguments or without, that no parameter takes.
KASANE_API bool is_part(const Argument& argument);

/// Parses one spec.
///
/// Throws   ValueError that shows the text and the place where it goes wrong.
KASANE_API Spec parse_spec(std::string_view text);

/// Parses `a=1, b=2`: the arguments without name and parentheses.
KASANE_API std::vector<Argument> parse_arguments(std::string_view text);

/// The shortest text that parses to the same; numbers keep every bit.
KASANE_API std::string to_string(const Spec& spec);
KASANE_API std::string to_string(const Value& value);
KASANE_API std::string to_string(double number);

/// Lower case, without punctuation and blanks: names that agree in this are one name.
KASANE_API std::string normalised(std::string_view name);

}  // namespace kasane::catalog
