#pragma once
// Tables that fit a terminal.

#include <cstddef>
#include <string>
#include <vector>

namespace kasane::cli {

/// Shortens cells until every row, with two blanks between its cells, has at most `width` columns:
/// first of the last column, then of the second (formulas); if that is not enough, columns go from
/// the right. Names stay whole.
void fit(std::vector<std::vector<std::string>>& rows, std::size_t width);

}  // namespace kasane::cli
