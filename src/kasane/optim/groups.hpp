#pragma once
// Optimizers of their own for some parameters: "*.bias: sgd(lr=0.1); *: adam".

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/optim/rule.hpp"

namespace kasane::optim {

/// The parameters that a pattern names, and what moves them.
struct Group {
    std::string pattern;    // of names; * stands for any characters, ? for one
    std::string optimizer;  // "frozen": nothing does
};

/// Whether a text is one of groups.
bool has_groups(std::string_view text);

/// The groups of such a text.
/// Throws   ValueError if one of them has no pattern or no optimizer.
std::vector<Group> parse_groups(std::string_view text);

/// The parameters, those of the first group first. Each belongs to the first group that names it.
/// Throws   ValueError if one belongs to none, or a group is empty.
autograd::Parameters in_groups(const std::vector<Group>& groups, autograd::Parameters parameters);

/// The rule of all groups over an arena of parameters that in_groups() has put in order.
std::unique_ptr<Rule> make_grouped(const std::vector<Group>& groups, Arena& arena);

}  // namespace kasane::optim
