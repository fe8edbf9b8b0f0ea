#pragma once
// What `describe` says of a test surface beyond what it says of every entry.

#include <string>
#include <utility>
#include <vector>

#include "kasane/catalog/entry.hpp"
#include "kasane/cli/console.hpp"

namespace kasane::cli {

/// Name and text of each fact: domain, start, minima. None of what is no surface.
std::vector<std::pair<std::string, std::string>> landscape_facts(const catalog::Formula& formula);

/// {"domain", "start", "least", "minima", "log_scale", ...}
Json landscape_json(const catalog::Formula& formula);

/// The surface from above: the darker a character, the lower it is there. S is the start, M a
/// minimum.
std::vector<std::string> contour_plot(const catalog::Formula& formula, int columns, int rows);

}  // namespace kasane::cli
