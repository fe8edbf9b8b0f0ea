#pragma once
// Evaluates the textbook formulas that entries of the catalog print.

#include <map>
#include <string>
#include <string_view>

namespace kasane::support {

using Names = std::map<std::string, long double, std::less<>>;

/// The value of an expression: numbers, names, + - * / ^, parentheses, and the usual functions.
///
/// Throws   std::runtime_error that names what it does not understand.
long double evaluate_expression(std::string_view text, const Names& names);

}  // namespace kasane::support
