#pragma once
// Numbers that the losses of the catalog may be asked about, by what their entries say.

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "kasane/catalog/entry.hpp"
#include "tests/support/numbers.hpp"

namespace kasane::support {

/// The part of an input's range that is near 0, and at least `gap` away from its ends.
struct Window {
    double low;
    double high;
};
inline Window window_of(const catalog::Input& input, double gap = 0.05) {
    const double low = std::max(input.range.low + gap, -2.5);
    return {low, std::min(input.range.high - gap, 2.5)};
}

/// Numbers of an input's range; of targets also those that are usual.
inline std::vector<double> numbers_of(const catalog::Input& input) {
    const Window window = window_of(input);
    std::vector<double> all = grid(window.low, window.high, 9);
    if (input.name == "t") {
        for (const double usual : {-1.0, 0.0, 1.0}) {
            if (input.range.contains(usual)) all.push_back(usual);
        }
    }
    return all;
}

/// Every combination of numbers of the inputs.
inline std::vector<std::vector<double>> points_of(const catalog::Entry& entry) {
    std::vector<std::vector<double>> all{{}};
    for (const catalog::Input& input : entry.takes) {
        std::vector<std::vector<double>> longer;
        for (const std::vector<double>& point : all) {
            for (const double x : numbers_of(input)) {
                longer.push_back(point);
                longer.back().push_back(x);
            }
        }
        all = std::move(longer);
    }
    return all;
}

}  // namespace kasane::support
