#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace kasane::cli {

/// The whole program: reads the arguments (without the program's name), does what they say and
/// returns the exit code. Throws nothing.
///
/// Exit codes  0 ok · 1 a check failed · 2 usage · 65 bad data or model · 66 no input ·
///             70 internal error · 71 out of memory · 73 cannot write · 74 I/O error ·
///             75 busy · 76 diverged · 130, 143 stopped by SIGINT, SIGTERM after saving
int run(std::vector<std::string> arguments, std::istream& in, std::ostream& out, std::ostream& err,
        bool terminal);

}  // namespace kasane::cli
