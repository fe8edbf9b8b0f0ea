#pragma once

#include <iosfwd>

#include "kasane/cli/command_line.hpp"
#include "kasane/cli/console.hpp"

namespace kasane::cli {

/// What every command is given.
struct Context {
    std::istream& in;
    Console& console;
};

}  // namespace kasane::cli
