#pragma once
// Pictures of a recorded computation, drawn by Graphviz.

#include <string>
#include <string_view>
#include <vector>

#include "kasane/autograd/tensor.hpp"
#include "kasane/core/api.hpp"
#include "kasane/plot/theme.hpp"

namespace kasane::plot {

using autograd::Tensor;

/// Operations that belong together, such as a layer: all that `result` was computed from and that
/// no group before it holds. Leaves are part of it if they need a gradient (parameters).
struct GraphGroup {
    std::string name;
    Tensor result;
};

struct GraphPicture {
    std::string title{};
    std::vector<GraphGroup> groups{};  // from the inputs to the result
    bool expand = false;               // all operations of the groups, not one box for each
};

/// The graph as text in the DOT language: values on the nodes; gradients of `result` on the edges,
/// if it is one number. Arrays of more than a few numbers show their shape and range, their
/// gradients the norm.
///
/// A gradient on an edge is the part that arrives through it; where a value is used several times
/// its node shows the sum.
/// Throws   ValueError for more than 500 boxes, which nobody can read.
/// Source   Layout of the pictures: Saito, Deep Learning from Scratch, O'Reilly 2016, chapter 5.
/// Example
///     Tensor loss = cross_entropy(model(x), labels);
///     std::cout << plot::dot(loss);
KASANE_API std::string dot(const Tensor& result, const GraphPicture& picture = {},
                           const Theme& theme = light());

/// Writes that picture; the path's ending says how: svg, png, pdf or dot.
///
/// Throws   ValueError for another ending; WriteError if Graphviz is missing or the file cannot
///          be written.
/// Example
///     plot::save_graph(loss, "loss.svg");
KASANE_API void save_graph(const Tensor& result, const std::string& path,
                           const GraphPicture& picture = {}, const Theme& theme = light());

}  // namespace kasane::plot
