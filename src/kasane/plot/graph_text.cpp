#include "kasane/plot/graph_text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace kasane::plot {
namespace {

constexpr core::Index few = 4;       // numbers that a box shows one by one
constexpr std::size_t longest = 60;  // of a name in a box, in bytes
constexpr const char* font = "Helvetica,Arial,sans-serif";

/// A vector as a column, since boxes stand side by side; a matrix row by row.
std::vector<std::string> rows_of(const Array& x) {
    const core::Index width = x.rank() < 2 ? 1 : x.shape()[x.rank() - 1];
    std::vector<std::string> rows;
    for (core::Index i = 0; i < x.size(); ++i) {
        if (i % width == 0) rows.emplace_back();
        rows.back() += (i % width == 0 ? "" : "  ") + four_digits(x.item(i));
    }
    return rows;
}

/// How many bytes the letter at the start has in UTF-8; 0 if it is none.
std::size_t letter_bytes(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const std::size_t length = byte(0) < 0x80   ? 1
                               : byte(0) < 0xC2 ? 0
                               : byte(0) < 0xE0 ? 2
                               : byte(0) < 0xF0 ? 3
                               : byte(0) < 0xF5 ? 4
                                                : 0;
    if (length == 0 || length > text.size()) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return 0;
    }
    // Too long for its number, half of a pair, or beyond the last one.
    if (length == 3 && byte(0) == 0xE0 && byte(1) < 0xA0) return 0;
    if (length == 3 && byte(0) == 0xED && byte(1) >= 0xA0) return 0;
    if (length == 3 && byte(0) == 0xEF && byte(1) == 0xBF && byte(2) >= 0xBE) return 0;
    if (length == 4 && byte(0) == 0xF0 && byte(1) < 0x90) return 0;
    if (length == 4 && byte(0) == 0xF4 && byte(1) >= 0x90) return 0;
    return length;
}

std::string colored(const std::string& html, Color color) {
    return "<FONT COLOR=\"" + hex(color) + "\">" + html + "</FONT>";
}

/// At most `longest` bytes, not cut inside a letter.
std::string shortened(const std::string& text) {
    if (text.size() <= longest) return text;
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end) + "…";
}

}  // namespace

std::string four_digits(double x) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.4g", x == 0 ? 0.0 : x);  // no "-0"
    std::string result = text.data();
    if (result[0] == '-') result.replace(0, 1, "−");
    return result;
}

std::string shape_text(const Array& x) {
    std::string text;
    for (int i = 0; i < x.rank(); ++i) text += (i == 0 ? "" : "×") + std::to_string(x.shape()[i]);
    if (x.size() == 1) return "";
    return x.rank() == 1 ? text + " numbers" : text;
}

std::vector<std::string> value_texts(const Array& x) {
    if (x.size() == 0) return {"empty"};
    if (x.size() <= few) return rows_of(x);
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    bool has_nan = false;
    for (core::Index i = 0; i < x.size(); ++i) {
        const double value = x.item(i);
        has_nan = has_nan || std::isnan(value);
        low = std::min(low, value);
        high = std::max(high, value);
    }
    const std::string range =
        low == high ? "all " + four_digits(low) : four_digits(low) + " … " + four_digits(high);
    return {shape_text(x), has_nan ? "has NaN" : range};
}

std::vector<std::string> gradient_texts(const Array& x) {
    if (x.size() > 0 && x.size() <= few) return rows_of(x);
    double squares = 0;
    for (core::Index i = 0; i < x.size(); ++i) squares += x.item(i) * x.item(i);
    return {"norm " + four_digits(std::sqrt(squares))};
}

std::string symbol_of(std::string_view op) {
    constexpr std::pair<std::string_view, const char*> symbols[] = {
        {"add", "+"},      {"sub", "−"},          {"mul", "×"},      {"div", "÷"},
        {"neg", "× (−1)"}, {"reciprocal", "1/x"}, {"sum_to", "sum"}, {"matmul", "x · W"},
    };
    for (const auto& [name, symbol] : symbols) {
        if (name == op) return symbol;
    }
    return std::string(op);
}

std::string readable(std::string_view text) {
    std::string made;
    while (!text.empty()) {
        const std::size_t bytes = letter_bytes(text);
        const auto code = static_cast<unsigned char>(text[0]);
        if (text[0] == '\n' || text[0] == '\t') {
            made += ' ';
        } else if (bytes == 0 || code < 0x20 || code == 0x7F) {
            made += '?';
        } else {
            made.append(text.substr(0, bytes));
        }
        text.remove_prefix(std::max<std::size_t>(bytes, 1));
    }
    return made;
}

std::string escaped(std::string_view text) {
    std::string html;
    for (const char c : readable(text)) {
        switch (c) {
            case '&': html += "&amp;"; break;
            case '<': html += "&lt;"; break;
            case '>': html += "&gt;"; break;
            case '"': html += "&quot;"; break;
            default: html += c;
        }
    }
    return html;
}

std::string header(const std::string& title, const Theme& theme, bool has_gradients) {
    std::string label = colored("value →", forward_color(theme));
    if (has_gradients) {
        label += colored(" &#160; ", theme.faint) +
                 colored("← gradient of the result", backward_color(theme));
    }
    std::string rows = "<TR><TD>" + label + "</TD></TR>";
    if (!title.empty()) {
        rows = "<TR><TD><FONT POINT-SIZE=\"17\" COLOR=\"" + hex(theme.ink) + "\"><B>" +
               escaped(title) + "</B></FONT></TD></TR>" + rows;
    }
    const std::string all = std::string("fontname=\"") + font + "\" fontsize=13";
    return "digraph kasane {\n  graph [rankdir=LR ordering=in bgcolor=\"" + hex(theme.background) +
           "\" pad=0.25 nodesep=0.35 ranksep=0.55 labelloc=t " + all +
           "\n    label=<<TABLE BORDER=\"0\" CELLPADDING=\"3\">" + rows + "</TABLE>>]\n  node [" +
           all + "]\n  edge [" + all + " arrowsize=0.7 penwidth=1.3]\n";
}

std::string node_text(std::size_t id, const std::vector<Line>& lines, Box box, const Theme& theme) {
    std::string rows;
    for (const Line& line : lines) {
        const std::string text = escaped(shortened(line.text));
        rows += "<TR><TD>" + colored(line.is_bold ? "<B>" + text + "</B>" : text, line.color) +
                "</TD></TR>";
    }
    const std::string shape =
        box == Box::words  ? "shape=plain"
        : box == Box::leaf ? "shape=box style=\"rounded,dashed\" color=\"" + hex(theme.faint) + "\""
                           : "shape=box style=\"rounded,filled\" fillcolor=\"" + hex(theme.grid) +
                                 "\" color=\"" + hex(theme.faint) + "\"";
    return "  n" + std::to_string(id) + " [" + shape +
           " margin=\"0.12,0.06\" label=<<TABLE BORDER=\"0\" CELLPADDING=\"1\" CELLSPACING=\"0\">" +
           rows + "</TABLE>>]\n";
}

std::string edge_text(std::size_t from, std::size_t to, const std::vector<std::string>& gradient,
                      const Theme& theme) {
    std::string text = "  n" + std::to_string(from) + " -> n" + std::to_string(to) + " [color=\"" +
                       hex(forward_color(theme));
    if (gradient.empty()) return text + "\"]\n";
    std::string label;
    for (const std::string& row : gradient) {
        label += (label.empty() ? "&#160;" : "&#160;<BR/>&#160;") + escaped(row);
    }
    // Several rows would stand on the arrow.
    if (gradient.size() > 1) label += "<BR/><FONT POINT-SIZE=\"5\">&#160;</FONT>";
    return text + ":" + hex(backward_color(theme)) + "\" dir=both label=<" +
           colored(label + "&#160;", backward_color(theme)) + ">]\n";
}

std::string cluster_text(std::size_t id, const std::string& name,
                         const std::vector<std::size_t>& members, const Theme& theme) {
    std::string text = "  subgraph cluster_" + std::to_string(id) +
                       " { style=rounded labeljust=l color=\"" + hex(theme.faint) + "\" label=<" +
                       colored(escaped(shortened(name)), theme.faint) + ">;";
    for (const std::size_t member : members) text += " n" + std::to_string(member) + ";";
    return text + " }\n";
}

}  // namespace kasane::plot
