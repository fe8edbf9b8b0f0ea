#pragma once
// What a loss of classes does with its targets, read once from its parameters.

#include "kasane/catalog/entry.hpp"

namespace kasane::loss {

struct ClassOptions {
    double label_smoothing = 0;
    double ignore_index = 0;
    double eps = 0;
    double clip = 0;
    bool consistent_gradient = false;
    bool is_linear = false;  // in its target: it has ignore_index and label_smoothing

    ClassOptions() = default;
    explicit ClassOptions(const catalog::Formula& loss);
};

}  // namespace kasane::loss
