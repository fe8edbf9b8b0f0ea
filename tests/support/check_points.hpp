#pragma once
// Where a formula is checked: both tails, zero, all exponents, both sides of every bend.

#include <vector>

#include "tests/support/checks.hpp"

namespace kasane::support {

/// Points for the first argument.
std::vector<double> all_points(const Subject& subject, const Reference& reference, Domain domain);
std::vector<double> few_points(const Subject& subject, const Reference& reference, Domain domain);

/// Values of the second input to go with them; {} if there is none.
std::vector<std::vector<double>> with_other_input(const Subject& subject,
                                                  const std::vector<double>& points);

}  // namespace kasane::support
