#pragma once
// The functions that a text may call.

#include <span>
#include <string_view>

#include "tests/support/interval.hpp"

namespace kasane::support {

struct ExpressionFunction {
    std::string_view name;
    std::size_t least;  // arguments
    std::size_t most;
    Interval (*compute)(std::span<const Interval> arguments);
};

/// The function of that name, operators included; null if there is none.
const ExpressionFunction* expression_function(std::string_view name);

}  // namespace kasane::support
