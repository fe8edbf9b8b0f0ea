#pragma once
// How graphs speak: numbers and arrays in few words, and nodes and edges in the DOT language.

#include <string>
#include <string_view>
#include <vector>

#include "kasane/autograd/tensor.hpp"
#include "kasane/plot/theme.hpp"

namespace kasane::plot {

using core::Array;

/// Values go forward in one colour, gradients backward in another.
inline Color forward_color(const Theme& theme) { return theme.lines[0]; }
inline Color backward_color(const Theme& theme) { return theme.lines[1]; }

/// Four digits, as many as a box holds.
std::string four_digits(double x);
/// "100×50", "50 numbers"; of one number nothing.
std::string shape_text(const Array& x);
/// The numbers if they are few; else shape and range.
std::vector<std::string> value_texts(const Array& x);
/// The numbers if they are few, else their norm.
std::vector<std::string> gradient_texts(const Array& x);
/// "×" for mul, its name for most.
std::string symbol_of(std::string_view op);

/// The text in one line. What is no UTF-8, or no letter, becomes "?".
std::string readable(std::string_view text);
/// That as HTML, pages and labels of Graphviz, takes it.
std::string escaped(std::string_view text);

struct Line {
    std::string text;
    Color color = 0;
    bool is_bold = false;
};

enum class Box { leaf, operation, words };

std::string header(const std::string& title, const Theme& theme, bool has_gradients);
std::string node_text(std::size_t id, const std::vector<Line>& lines, Box box, const Theme& theme);
/// An arrow forward and, with a gradient, one backward.
std::string edge_text(std::size_t from, std::size_t to, const std::vector<std::string>& gradient,
                      const Theme& theme);
std::string cluster_text(std::size_t id, const std::string& name,
                         const std::vector<std::size_t>& members, const Theme& theme);

}  // namespace kasane::plot
