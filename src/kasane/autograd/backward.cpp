// The walk backward: from a result to its leaves, newest operation first.

#include <algorithm>
#include <string>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/graph.hpp"
#include "kasane/autograd/node.hpp"
#include "kasane/autograd/tensor.hpp"
#include "kasane/core/check.hpp"
#include "kasane/core/error.hpp"
#include "kasane/kernels/elementwise.hpp"

namespace kasane::autograd {
namespace {

// Whether gradients end in the leaves (backward) or are returned (grad).
thread_local bool filling_leaves = false;

/// Nodes that have received a gradient and have not passed it on, oldest first. An operation's
/// inputs are older than itself, so the newest has received all it ever will.
class Pending {
public:
    Pending() : entries_(std::move(spare())) { entries_.clear(); }
    ~Pending() {
        entries_.clear();
        spare() = std::move(entries_);
    }
    Pending(const Pending&) = delete;
    Pending& operator=(const Pending&) = delete;

    bool empty() const { return entries_.empty(); }

    void add(const Tensor& node, Tensor gradient) {
        const auto before = [](const Entry& entry, const Tensor& tensor) {
            return key(entry.node.node()) < key(tensor.node());
        };
        const auto at = std::lower_bound(entries_.begin(), entries_.end(), node, before);
        if (at != entries_.end() && at->node.node() == node.node()) {
            at->gradient = at->gradient + gradient;
        } else {
            entries_.insert(at, {node, std::move(gradient)});
        }
    }

    std::pair<Tensor, Tensor> take_newest() {
        Entry newest = std::move(entries_.back());
        entries_.pop_back();
        return {std::move(newest.node), std::move(newest.gradient)};
    }

private:
    struct Entry {
        Tensor node;
        Tensor gradient;
    };

    /// Leaves, which have no number, come first and are told apart by their address.
    static std::pair<std::uint64_t, const Node*> key(const Node* node) {
        return {node->number, node};
    }
    /// Memory from the last walk, so that a training step allocates nothing.
    static std::vector<Entry>& spare() {
        thread_local std::vector<Entry> entries;
        return entries;
    }

    std::vector<Entry> entries_;
};

bool same_memory(const Array& a, const Array& b) {
    return a.storage() == b.storage() && a.offset() == b.offset();
}

/// Adds an arriving gradient to what a leaf holds.
void deposit(Node& node, const Tensor& gradient) {
    Leaf& leaf = node.own();
    const Array value = kernels::contiguous(gradient.value());
    if (leaf.state == Leaf::State::full) {
        if (leaf.has_place) {
            kernels::add_to(leaf.grad, value);
        } else {
            leaf.grad = kernels::add(leaf.grad, value);
        }
    } else if (!leaf.has_place) {
        leaf.grad = value;
    } else if (!same_memory(leaf.grad, value)) {
        kernels::copy_to(leaf.grad, value);
    }
    leaf.state = Leaf::State::full;
}

/// Walks from y to the leaves; visit(node, gradient) sees every node on the way, and pass(node, i,
/// part) what each hands on to its input i.
template <class Visit, class Pass>
void walk(const Tensor& y, Tensor seed, bool create_graph, Visit visit, Pass pass) {
    const NoGrad mode(create_graph);
    Pending pending;
    pending.add(y, std::move(seed));
    while (!pending.empty()) {
        const auto [node, gradient] = pending.take_newest();
        visit(node, gradient);
        if (node.is_leaf()) continue;
        Gradients gradients = node.node()->backward(gradient);
        for (std::size_t i = 0; i < gradients.size(); ++i) {
            const Tensor& input = node.node()->inputs[i];
            if (!gradients[i] || !input.needs_grad()) continue;
            pass(node, i, gradients[i]);
            pending.add(input, std::move(gradients[i]));
        }
    }
}

template <class Visit>
void walk(const Tensor& y, Tensor seed, bool create_graph, Visit visit) {
    walk(y, std::move(seed), create_graph, visit, [](const Tensor&, std::size_t, const Tensor&) {});
}

Tensor seed_for(const Tensor& y, const Tensor& seed) {
    if (!y.needs_grad()) {
        core::value_error("backward", "nothing here needs a gradient", {},
                          "call requires_grad() on the tensors whose gradient you want");
    }
    if (seed) {
        check::same_shape("backward", y.shape(), seed.shape());
        return seed;
    }
    if (y.size() != 1) {
        core::shape_error("backward", "starts from one number, or takes a seed",
                          {{"tensor", y.shape()}}, "sum it, or give a seed of its shape");
    }
    return full(y.shape(), 1, y.dtype());
}

struct Filling {
    Filling() : before(filling_leaves) { filling_leaves = true; }
    ~Filling() { filling_leaves = before; }
    Filling(const Filling&) = delete;
    Filling& operator=(const Filling&) = delete;
    bool before;
};

}  // namespace

Array gradient_place(const Tensor& x) {
    Node* node = x.node();
    const bool direct = filling_leaves && !recording() && node->leaf != nullptr &&
                        node->leaf->has_place && node->leaf->state == Leaf::State::empty;
    if (!direct) return Array::empty(x.shape(), x.dtype());
    node->leaf->state = Leaf::State::forming;
    return node->leaf->grad;
}

void Tensor::backward() const { backward(Tensor()); }

void Tensor::backward(const Tensor& seed) const {
    const Filling filling;
    walk(*this, seed_for(*this, seed), false, [](const Tensor& node, const Tensor& gradient) {
        if (node.is_leaf()) deposit(*node.node(), gradient);
    });
}

std::vector<Tensor> grad(const Tensor& y, std::span<const Tensor> xs, bool create_graph,
                         const Tensor& seed) {
    std::vector<Tensor> result(xs.size());
    walk(y, seed_for(y, seed), create_graph, [&](const Tensor& node, const Tensor& gradient) {
        for (std::size_t i = 0; i < xs.size(); ++i) {
            if (xs[i].node() == node.node()) result[i] = gradient;
        }
    });
    for (std::size_t i = 0; i < xs.size(); ++i) {
        if (!result[i]) {
            core::value_error("grad", "the result does not depend on input " + std::to_string(i),
                              {}, "call requires_grad() on it before it is used");
        }
    }
    return result;
}

namespace {

/// The nodes below `result`, oldest first: inputs have smaller numbers than what uses them, and
/// leaves have none.
std::vector<Tensor> nodes_below(const Tensor& result) {
    const auto key = [](const Tensor& x) { return std::pair(x.node()->number, x.node()); };
    const auto before = [&](const Tensor& a, const Tensor& b) { return key(a) < key(b); };
    std::vector<Tensor> found{result};
    std::vector<Tensor> open{result};
    while (!open.empty()) {
        const Tensor node = open.back();
        open.pop_back();
        for (std::size_t i = 0; i < node.node()->input_count; ++i) {
            const Tensor& input = node.node()->inputs[i];
            if (!input) continue;
            const auto at = std::lower_bound(found.begin(), found.end(), input, before);
            if (at != found.end() && at->node() == input.node()) continue;
            found.insert(at, input);
            open.push_back(input);
        }
    }
    return found;
}

}  // namespace

std::vector<GraphNode> graph(const Tensor& result) {
    if (!result) core::value_error("graph", "the tensor refers to nothing");
    const std::vector<Tensor> nodes = nodes_below(result);
    const auto place_of = [&](const Tensor& wanted) {
        const auto same = [&](const Tensor& x) { return x.node() == wanted.node(); };
        return std::find_if(nodes.begin(), nodes.end(), same) - nodes.begin();
    };
    std::vector<GraphNode> list;
    for (const Tensor& x : nodes) {
        const Node& node = *x.node();
        GraphNode entry{.op = node.op == nullptr ? "" : node.op,
                        .name = std::string(x.name()),
                        .value = node.value,
                        .gradient = {},
                        .inputs = {},
                        .input_gradients = {},
                        .needs_grad = node.needs_grad,
                        .tensor = x};
        for (std::size_t i = 0; i < node.input_count; ++i) {
            if (node.inputs[i]) entry.inputs.push_back(place_of(node.inputs[i]));
        }
        entry.input_gradients.resize(entry.inputs.size());
        list.push_back(std::move(entry));
    }
    const auto entry_of = [&](const Tensor& x) -> GraphNode& {
        return list[static_cast<std::size_t>(place_of(x))];
    };
    if (result.needs_grad() && result.size() == 1) {
        walk(
            result, seed_for(result, {}), false,
            [&](const Tensor& node, const Tensor& gradient) { entry_of(node).gradient = gradient; },
            [&](const Tensor& node, std::size_t i, const Tensor& part) {
                // Inputs that an operation was not given are not in the list.
                const auto& inputs = node.node()->inputs;
                const auto given = [](const Tensor& x) { return static_cast<bool>(x); };
                const auto place =
                    std::count_if(inputs.begin(), inputs.begin() + static_cast<long>(i), given);
                entry_of(node).input_gradients[static_cast<std::size_t>(place)] = part;
            });
    }
    return list;
}

std::vector<Tensor> grad(const Tensor& y, std::initializer_list<Tensor> xs, bool create_graph,
                         const Tensor& seed) {
    return grad(y, std::span<const Tensor>(xs.begin(), xs.size()), create_graph, seed);
}

}  // namespace kasane::autograd
