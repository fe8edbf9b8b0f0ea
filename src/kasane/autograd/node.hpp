#pragma once
// What stands behind a Tensor: its value, its inputs, and how to go backward. Operations make
// nodes with record(); only the autograd layer sees them.

#include <array>
#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "kasane/autograd/tensor.hpp"
#include "kasane/core/ref_count.hpp"
#include "kasane/core/storage.hpp"

namespace kasane::autograd {

/// Gradients by the inputs of one operation, in their order; undefined ones are not wanted.
/// Operations have at most six inputs; more than that takes a list of its own.
class Gradients {
public:
    static constexpr std::size_t capacity = 6;

    template <class... T>
    Gradients(T&&... gradients)  // NOLINT(google-explicit-constructor): {a, b} is the point
        : tensors_{Tensor(std::forward<T>(gradients))...}, count_(sizeof...(T)) {
        static_assert(sizeof...(T) <= capacity);
    }

    void push_back(Tensor gradient) { tensors_[count_++] = std::move(gradient); }
    std::size_t size() const { return count_; }
    Tensor& operator[](std::size_t i) { return tensors_[i]; }

private:
    std::array<Tensor, capacity> tensors_;
    std::size_t count_ = 0;
};

/// What only a leaf has: the gradient that backward() leaves behind.
struct Leaf {
    enum class State : std::uint8_t {
        empty,    // none since zero_grad()
        forming,  // an operation writes the first one into `grad` directly
        full,
    };

    Array grad;
    State state = State::empty;
    bool has_place = false;  // grad is memory that the optimizer owns and wants filled
    std::string name;
};

struct Node {
    core::RefCount owners;
    bool needs_grad = false;
    std::uint8_t input_count = 0;
    std::uint32_t bytes = 0;   // of the whole object, for the allocator
    std::uint64_t number = 0;  // grows with every node: inputs have smaller numbers
    const char* op = nullptr;  // "matmul"; null for a leaf
    Array value;
    std::array<Tensor, Gradients::capacity> inputs;
    std::unique_ptr<Leaf> leaf;
    Node* next_dropped = nullptr;  // waits here to be destroyed

    Node() = default;
    virtual ~Node() = default;
    Node(const Node&) = delete;
    Node& operator=(const Node&) = delete;

    /// Gradients by the inputs, given the gradient by this node.
    virtual Gradients backward(const Tensor& gy);

    /// The leaf's own data, made when first asked for.
    Leaf& own();
};

template <class Backward>
struct OpNode final : Node {
    Backward backward_;

    explicit OpNode(Backward backward) : backward_(std::move(backward)) {}
    Gradients backward(const Tensor& gy) override { return backward_(gy); }
};

/// Makes a node in memory from the caching allocator.
template <class N, class... Args>
N* make_node(Args&&... args) {
    static_assert(alignof(N) <= 64);
    void* memory = core::allocate(sizeof(N));
    N* node = ::new (memory) N(std::forward<Args>(args)...);
    node->bytes = sizeof(N);
    return node;
}

/// The inputs of an operation, as record() takes them.
template <class... T>
std::tuple<const T&...> inputs(const T&... tensors) {
    return {tensors...};
}

KASANE_API std::uint64_t next_number();

/// The result of an operation: `value`, and the way back to its inputs if one of them needs it.
///
/// `backward` takes the gradient by the result and returns those by the inputs. It may capture
/// inputs freely, but never the result, which would then own itself.
///
/// Example
///     return record("mul", kernels::mul(a.value(), b.value()), inputs(a, b),
///                   [a, b](const Tensor& gy) -> Gradients { return {gy * b, gy * a}; });
template <class Backward, class... T>
Tensor record(const char* op, Array value, const std::tuple<const T&...>& from, Backward backward) {
    static_assert(sizeof...(T) <= Gradients::capacity);
    const bool wanted =
        recording() && std::apply([](const T&... x) { return (x.needs_grad() || ...); }, from);
    if (!wanted) return Tensor(std::move(value));
    auto* node = make_node<OpNode<Backward>>(std::move(backward));
    node->op = op;
    node->needs_grad = true;
    node->number = next_number();
    node->value = std::move(value);
    node->input_count = sizeof...(T);
    std::size_t i = 0;
    std::apply([&](const T&... x) { ((node->inputs[i++] = x), ...); }, from);
    return Tensor::adopt(node);
}

/// Where the gradient by a leaf may be formed directly: its place in an optimizer's arena, if it
/// is the first one since zero_grad(); else a new array.
Array gradient_place(const Tensor& x);

}  // namespace kasane::autograd
