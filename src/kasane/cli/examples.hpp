#pragma once
// What activations of rows and of gated pairs make of a few numbers.

#include <string>
#include <vector>

#include "kasane/catalog/entry.hpp"

namespace kasane::cli {

/// A row, what comes of it, and how one number of that moves with each number of the row.
struct Example {
    std::vector<double> x;
    std::vector<double> y;
    std::string slopes_of;  // "y_1"
    std::vector<double> slopes;
};

/// None for what is not a function of rows.
std::vector<Example> examples_of(const catalog::Formula& formula);

}  // namespace kasane::cli
