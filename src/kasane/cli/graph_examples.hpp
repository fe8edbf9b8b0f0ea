#pragma once
// Computations that `kasane graph` draws.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kasane/data/batches.hpp"
#include "kasane/nn/layer.hpp"
#include "kasane/plot/graph.hpp"

namespace kasane::cli {

struct RecordedGraph {
    std::string title;
    autograd::Tensor result;
    std::vector<plot::GraphGroup> groups{};
};

std::span<const std::string_view> graph_examples();

/// The pictures of the book's chapter 5. With `expand` softmax-loss is drawn number by number.
/// Throws   LookupError for an unknown name.
RecordedGraph graph_example(std::string_view name, bool expand);

/// The loss of a model for a batch; a group for each layer.
RecordedGraph graph_of(nn::Layer& model, const data::Batch& batch, const std::string& loss);

}  // namespace kasane::cli
