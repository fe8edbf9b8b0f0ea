#pragma once
// "Did you mean": names close to one that was not found.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/core/api.hpp"

namespace kasane::catalog {

/// At most three of `known`: the nearest, or several that are equally near, also by their
/// beginning; empty if none is near.
KASANE_API std::vector<std::string_view> nearest(std::string_view name,
                                                 std::span<const std::string_view> known);

/// "did you mean: gelu, gelu_tanh", or "no name is close to it".
KASANE_API std::string did_you_mean(std::string_view name, std::span<const std::string_view> known);

}  // namespace kasane::catalog
