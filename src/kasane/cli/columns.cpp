#include "kasane/cli/columns.hpp"

#include <algorithm>

#include "kasane/cli/text.hpp"

namespace kasane::cli {
namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr std::size_t least_source = 16;
constexpr std::size_t least_formula = 24;

std::size_t width_of(const Rows& rows, std::size_t column) {
    std::size_t width = 0;
    for (const auto& row : rows) width = std::max(width, columns_of(row[column]));
    return width;
}

std::size_t total_width(const Rows& rows) {
    std::size_t total = 0;
    for (std::size_t i = 0; i < rows[0].size(); ++i) total += width_of(rows, i) + (i > 0 ? 2 : 0);
    return total;
}

/// The first `width` columns, the last of them dots if something is missing.
std::string shortened(const std::string& text, std::size_t width) {
    if (columns_of(text) <= width) return text;
    std::size_t bytes = 0;
    for (std::size_t columns = 0; bytes < text.size(); ++bytes) {
        if ((static_cast<unsigned char>(text[bytes]) & 0xc0U) == 0x80U) continue;
        if (columns++ == width - 2) break;
    }
    return text.substr(0, bytes) + "..";
}

/// Makes a column narrower by what is too much, but not narrower than `least`.
void shrink(Rows& rows, std::size_t column, std::size_t least, std::size_t width) {
    const std::size_t total = total_width(rows);
    const std::size_t own = width_of(rows, column);
    if (total <= width || own <= least) return;
    const std::size_t wanted = own - std::min(own - least, total - width);
    for (auto& row : rows) row[column] = shortened(row[column], wanted);
}

}  // namespace

void fit(Rows& rows, std::size_t width) {
    while (rows[0].size() > 2) {
        shrink(rows, rows[0].size() - 1, least_source, width);
        shrink(rows, 1, least_formula, width);
        if (total_width(rows) <= width) return;
        for (auto& row : rows) row.pop_back();
    }
    shrink(rows, 1, 8, width);
}

}  // namespace kasane::cli
