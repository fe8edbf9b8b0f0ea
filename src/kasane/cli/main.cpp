// The program kasane: arguments, streams and the exit code; the rest is cli/program.hpp.

#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/cli/program.hpp"

namespace {

/// Whether the standard output is a terminal on which a line can be redrawn.
bool is_terminal() {
    const char* kind = std::getenv("TERM");
    return isatty(STDOUT_FILENO) != 0 && (kind == nullptr || std::string_view(kind) != "dumb");
}

}  // namespace

int main(int argc, char** argv) {
    std::ios::sync_with_stdio(false);
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    return kasane::cli::run(arguments, std::cin, std::cout, std::cerr, is_terminal());
}
