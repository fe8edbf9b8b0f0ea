#pragma once
// Every activation on one page.

#include "kasane/cli/console.hpp"
#include "kasane/cli/picture.hpp"

namespace kasane::cli {

/// Writes atlas.svg and a picture of each activation into the folder that is asked for, "atlas" if
/// none is; or, if a file is asked for, the page alone.
int draw_atlas(const PictureSettings& settings, Console& console);

}  // namespace kasane::cli
