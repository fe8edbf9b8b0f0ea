#pragma once
// What an optimizer remembers between steps.

#include <string>

#include "kasane/core/array.hpp"

namespace kasane::optim {

/// A named array that belongs to an optimizer's state.
struct StateArray {
    std::string name;
    core::Array array;
};

}  // namespace kasane::optim
