#pragma once
// What all commands that draw have in common: where to, in which colours, under which title.

#include <string>

#include "kasane/cli/command_line.hpp"
#include "kasane/cli/console.hpp"
#include "kasane/plot/figure.hpp"

namespace kasane::cli {

struct PictureSettings {
    std::string file;
    std::string title;
    std::string theme = "light";
};

/// -o FILE, --title TEXT and --theme NAME.
void add_picture_options(Command& command, PictureSettings& settings,
                         const std::string& formats = ".svg, .png, .pdf or .webp");

/// Says that a file is there: its path alone, or "done" with it.
void report_written(const std::string& path, Console& console);

/// Draws into the file that is asked for, or `otherwise`, and says which. The title that is asked
/// for replaces the figure's.
void write_picture(plot::Figure figure, const PictureSettings& settings,
                   const std::string& otherwise, Console& console);

}  // namespace kasane::cli
