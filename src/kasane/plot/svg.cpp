#include "kasane/plot/svg.hpp"

namespace kasane::plot {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = text.find(from); at != std::string::npos;
         at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

std::string escaped(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        if (c == '&') {
            safe += "&amp;";
        } else if (c == '<') {
            safe += "&lt;";
        } else {
            safe += static_cast<unsigned char>(c) < 32 ? ' ' : c;
        }
    }
    return safe;
}

/// Copies all but "<g ...>", blanks, "</g>".
std::string without_empty_groups(std::string_view svg) {
    std::string kept;
    kept.reserve(svg.size());
    while (!svg.empty()) {
        const std::size_t open = svg.find("<g ");
        const std::size_t close = open < svg.size() ? svg.find('>', open) : svg.npos;
        const std::size_t next =
            close < svg.size() ? svg.find_first_not_of(" \t\n", close + 1) : svg.npos;
        if (next == svg.npos) break;
        const bool is_empty = svg.substr(next, 4) == "</g>";
        kept += svg.substr(0, is_empty ? open : next);
        svg.remove_prefix(is_empty ? std::min(svg.size(), next + 5) : next);
    }
    return kept + std::string(svg);
}

}  // namespace

std::string tidied_svg(std::string svg, std::string_view title) {
    replace_all(svg, "\"sans-serif:Bold\"", "\"sans-serif\" font-weight=\"bold\"");
    replace_all(svg, "<title>Gnuplot</title>", "<title>" + escaped(title) + "</title>");
    replace_all(svg, "<image ", "<image style='image-rendering:pixelated' ");
    return without_empty_groups(svg);
}

}  // namespace kasane::plot
