#pragma once

#include <string>
#include <vector>

#include "kasane/autograd/tensor.hpp"

namespace kasane::autograd {

/// A leaf that is learned, and the name by which files and messages call it.
struct Parameter {
    std::string name;
    Tensor tensor;
};

using Parameters = std::vector<Parameter>;

}  // namespace kasane::autograd
