#include "kasane/autograd/tensor.hpp"

#include <atomic>
#include <string>

#include "kasane/autograd/node.hpp"
#include "kasane/core/check.hpp"
#include "kasane/core/error.hpp"
#include "kasane/kernels/random.hpp"

namespace kasane::autograd {
namespace {

thread_local bool recording_now = true;

// Nodes whose last owner has gone. They are destroyed one after the other, not each inside the
// other: a chain of a million operations must not need a million stack frames.
thread_local Node* dropped = nullptr;
thread_local bool dropping = false;

void destroy(Node* node) {
    const std::size_t bytes = node->bytes;
    node->~Node();
    core::release(node, bytes);
}

void drop(Node* node) {
    if (node == nullptr || !node->owners.drop()) return;
    if (dropping) {
        node->next_dropped = dropped;
        dropped = node;
        return;
    }
    dropping = true;
    destroy(node);
    while (dropped != nullptr) {
        Node* next = dropped;
        dropped = next->next_dropped;
        destroy(next);
    }
    dropping = false;
}

Node* share(Node* node) {
    if (node != nullptr) node->owners.add();
    return node;
}

[[noreturn]] void undefined_tensor() {
    core::value_error("tensor", "it is undefined", {}, "give it a value first");
}

}  // namespace

Gradients Node::backward(const Tensor&) { return {}; }

Leaf& Node::own() {
    if (leaf == nullptr) leaf = std::make_unique<Leaf>();
    return *leaf;
}

std::uint64_t next_number() {
    static std::atomic<std::uint64_t> number{0};
    return number.fetch_add(1, std::memory_order_relaxed) + 1;
}

Tensor::Tensor(Array value) : node_(make_node<Node>()) { node_->value = std::move(value); }

Tensor::Tensor(const Tensor& other) noexcept : node_(share(other.node_)) {}

Tensor& Tensor::operator=(const Tensor& other) noexcept {
    Node* old = node_;
    node_ = share(other.node_);
    drop(old);
    return *this;
}

Tensor& Tensor::operator=(Tensor&& other) noexcept {
    if (this != &other) {
        Node* old = node_;
        node_ = other.node_;
        other.node_ = nullptr;
        drop(old);
    }
    return *this;
}

Tensor::~Tensor() { drop(node_); }

Tensor Tensor::adopt(Node* node) {
    Tensor tensor;
    tensor.node_ = node;
    return tensor;
}

const Array& Tensor::value() const {
    if (node_ == nullptr) undefined_tensor();
    return node_->value;
}

Tensor& Tensor::requires_grad(bool wanted) {
    if (node_ == nullptr) undefined_tensor();
    if (!is_leaf()) {
        core::value_error("requires_grad", "only a leaf can be asked for its gradient",
                          {"this one is the result of " + std::string(node_->op)},
                          "call it on the inputs, or on detach()");
    }
    node_->needs_grad = wanted;
    return *this;
}

bool Tensor::needs_grad() const { return node_ != nullptr && node_->needs_grad; }
bool Tensor::is_leaf() const { return node_ == nullptr || node_->op == nullptr; }

Tensor Tensor::grad() const { return has_grad() ? Tensor(node_->leaf->grad) : Tensor(); }

bool Tensor::has_grad() const {
    return node_ != nullptr && node_->leaf != nullptr && node_->leaf->state == Leaf::State::full;
}

void Tensor::zero_grad() {
    if (node_ == nullptr || node_->leaf == nullptr) return;
    node_->leaf->state = Leaf::State::empty;
    if (!node_->leaf->has_place) node_->leaf->grad = Array();
}

Tensor Tensor::detach() const { return Tensor(value()); }

Tensor& Tensor::name(std::string_view text) {
    if (node_ == nullptr) undefined_tensor();
    node_->own().name = text;
    return *this;
}

std::string_view Tensor::name() const {
    return node_ == nullptr || node_->leaf == nullptr ? std::string_view() : node_->leaf->name;
}

void Tensor::set_value(Array value) {
    if (node_ == nullptr) undefined_tensor();
    check::same_shape("set_value", node_->value.shape(), value.shape());
    node_->value = std::move(value);
}

void Tensor::set_grad_place(Array place) {
    check::same_shape("set_grad_place", value().shape(), place.shape());
    Leaf& leaf = node_->own();
    leaf.grad = std::move(place);
    leaf.has_place = true;
    leaf.state = Leaf::State::empty;
}

bool recording() { return recording_now; }

NoGrad::NoGrad(bool record) : before_(recording_now) { recording_now = record; }
NoGrad::~NoGrad() { recording_now = before_; }

namespace {

template <class T>
Tensor from_list(std::initializer_list<T> values, const Shape& shape) {
    return Tensor(Array::from(values, shape));
}

}  // namespace

Tensor tensor(std::initializer_list<int> values) {
    return tensor(values, {static_cast<Index>(values.size())});
}
Tensor tensor(std::initializer_list<int> values, const Shape& shape) {
    const std::vector<float> floats(values.begin(), values.end());
    return Tensor(Array::from(std::span<const float>(floats), shape));
}
Tensor tensor(std::initializer_list<float> values) {
    return from_list(values, {static_cast<Index>(values.size())});
}
Tensor tensor(std::initializer_list<float> values, const Shape& shape) {
    return from_list(values, shape);
}
Tensor tensor(std::initializer_list<double> values) {
    return from_list(values, {static_cast<Index>(values.size())});
}
Tensor tensor(std::initializer_list<double> values, const Shape& shape) {
    return from_list(values, shape);
}
Tensor labels(std::initializer_list<std::int64_t> values) {
    return from_list(values, {static_cast<Index>(values.size())});
}
Tensor scalar(double value, DType dtype) { return full({}, value, dtype); }
Tensor zeros(const Shape& shape, DType dtype) { return Tensor(Array::zeros(shape, dtype)); }
Tensor ones(const Shape& shape, DType dtype) { return full(shape, 1, dtype); }
Tensor full(const Shape& shape, double value, DType dtype) {
    return Tensor(Array::full(shape, value, dtype));
}
Tensor randn(const Shape& shape, core::Rng rng, double std, DType dtype) {
    return Tensor(kernels::normal(shape, std, rng, dtype));
}

}  // namespace kasane::autograd
