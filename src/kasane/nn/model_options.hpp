#pragma once

#include <limits>
#include <string>

#include "kasane/core/dtype.hpp"
#include "kasane/core/types.hpp"

namespace kasane::nn {

/// How the weights of a new model start.
struct ModelOptions {
    std::string init = {};  // empty: what suits the activation that follows
    core::DType dtype = core::DType::f32;
    /// The most numbers one layer may have: text from a file must not ask for all memory.
    core::Index layer_limit = std::numeric_limits<core::Index>::max();
};

}  // namespace kasane::nn

namespace kasane {
using nn::ModelOptions;
}
