#pragma once
// The recorded computation as a list, for drawing and printing.

#include <string>
#include <vector>

#include "kasane/autograd/tensor.hpp"

namespace kasane::autograd {

/// One value of a computation and the operation that made it.
struct GraphNode {
    std::string op;    // "matmul"; empty for a leaf
    std::string name;  // what Tensor::name() was given, or empty
    Array value;
    Tensor gradient;            // of the result by this value; undefined where nobody needs one
    std::vector<Index> inputs;  // places in the list, in the operation's order
    /// What each input receives from this node: its part of that input's gradient.
    std::vector<Tensor> input_gradients;
    bool needs_grad = false;
    Tensor tensor;  // the value as it was recorded
};

/// Everything that `result` was computed from and that was recorded, inputs before the nodes that
/// use them, `result` last.
///
/// If `result` is one number and needs a gradient, each node also gets its own; the leaves' stay
/// as they are.
/// Example
///     for (const GraphNode& node : graph(loss)) print(node.op, node.value.shape());
KASANE_API std::vector<GraphNode> graph(const Tensor& result);

}  // namespace kasane::autograd

namespace kasane {
using autograd::graph;
using autograd::GraphNode;
}  // namespace kasane
