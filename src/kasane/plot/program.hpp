#pragma once
// Other programs that draw: started directly, never through a shell, with text in and bytes out.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/core/api.hpp"

namespace kasane::plot {

/// A program and the Debian package that brings it.
struct Program {
    std::string_view name;
    std::string_view package;
};

inline constexpr Program gnuplot{"gnuplot", "gnuplot-nox"};
inline constexpr Program img2webp{"img2webp", "webp"};
inline constexpr Program graphviz{"dot", "graphviz"};

/// Where PATH has it; empty if nowhere.
KASANE_API std::string find_program(const Program& program);

/// Runs it in `directory` (the current one if empty) with `input` on its standard input, and
/// returns what it wrote to its standard output.
///
/// Throws   WriteError with the command that installs it if it is missing, IoError with its own
///          words if it fails.
KASANE_API std::string run_program(const Program& program,
                                   const std::vector<std::string>& arguments,
                                   std::string_view input, const std::string& directory = {});

/// A folder of its own for files between programs, removed with all files in it at the end.
class KASANE_API ScratchFolder {
public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace kasane::plot
