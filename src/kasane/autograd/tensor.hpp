#pragma once
// Tensor: numbers that remember how they were made, so that derivatives can be asked for.

#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "kasane/core/api.hpp"
#include "kasane/core/array.hpp"
#include "kasane/core/rng.hpp"

namespace kasane::autograd {

using core::Array;
using core::DType;
using core::Index;
using core::Shape;

struct Node;

/// An Array and the operation that made it. Copying a Tensor copies a reference.
///
/// Example
///     Tensor a = tensor({2.0F, 3.0F}).requires_grad();
///     Tensor y = sum(a * a);
///     y.backward();
///     a.grad();  // [4, 6]
class KASANE_API Tensor {
public:
    Tensor() = default;
    explicit Tensor(Array value);
    Tensor(const Tensor& other) noexcept;
    Tensor(Tensor&& other) noexcept : node_(other.node_) { other.node_ = nullptr; }
    Tensor& operator=(const Tensor& other) noexcept;
    Tensor& operator=(Tensor&& other) noexcept;
    ~Tensor();

    /// Whether it refers to anything.
    explicit operator bool() const { return node_ != nullptr; }

    const Array& value() const;
    const Shape& shape() const { return value().shape(); }
    DType dtype() const { return value().dtype(); }
    Index size() const { return value().size(); }
    int rank() const { return value().rank(); }

    /// The one number of a tensor of size 1, or element i in row-major order.
    double item(Index i = 0) const { return value().item(i); }

    /// Makes this leaf one whose gradient is wanted, and returns it.
    /// Throws   ValueError if it is the result of an operation.
    Tensor& requires_grad(bool wanted = true);
    bool needs_grad() const;

    /// Whether it is a leaf: not the result of a recorded operation.
    bool is_leaf() const;

    /// The gradient that backward() left in this leaf; undefined (false) before.
    Tensor grad() const;

    /// Forgets the gradient of this leaf.
    void zero_grad();

    /// Adds to every leaf that needs it the derivative of this tensor by the leaf.
    ///
    /// Shapes   without a seed the tensor must be one number, else `seed` has its shape and the
    ///          derivative is that of sum(seed * tensor).
    /// Throws   ValueError if nothing here needs a gradient.
    void backward() const;
    void backward(const Tensor& seed) const;

    /// The same numbers, cut off from how they were made.
    Tensor detach() const;

    /// A name that pictures of the graph show.
    Tensor& name(std::string_view text);
    std::string_view name() const;

    /// For optimizers: replaces the value of a leaf, or gives it a place for its gradient.
    void set_value(Array value);
    void set_grad_place(Array place);
    /// Whether a gradient has arrived since the last zero_grad().
    bool has_grad() const;

    Node* node() const { return node_; }
    /// Takes over one reference.
    static Tensor adopt(Node* node);

private:
    Node* node_ = nullptr;
};

/// Derivatives of y by each of xs, without touching the leaves' own gradients.
///
/// With create_graph the result remembers how it was made and can be differentiated again.
/// Shapes   y is one number, or `seed` has its shape; each result has the shape of its x.
/// Throws   ValueError if y does not depend on one of them.
KASANE_API std::vector<Tensor> grad(const Tensor& y, std::span<const Tensor> xs,
                                    bool create_graph = false, const Tensor& seed = {});
KASANE_API std::vector<Tensor> grad(const Tensor& y, std::initializer_list<Tensor> xs,
                                    bool create_graph = false, const Tensor& seed = {});

/// Whether operations of this thread are being recorded.
KASANE_API bool recording();

/// Stops the recording of this thread's operations while it lives: for evaluation.
class KASANE_API NoGrad {
public:
    NoGrad() : NoGrad(false) {}
    /// Sets recording on or off.
    explicit NoGrad(bool record);
    ~NoGrad();
    NoGrad(const NoGrad&) = delete;
    NoGrad& operator=(const NoGrad&) = delete;

private:
    bool before_;
};

// Leaves.

/// A vector (or, with a shape, any tensor) of the given numbers. Whole numbers become floats;
/// class numbers are labels().
KASANE_API Tensor tensor(std::initializer_list<int> values);
KASANE_API Tensor tensor(std::initializer_list<int> values, const Shape& shape);
KASANE_API Tensor tensor(std::initializer_list<float> values);
KASANE_API Tensor tensor(std::initializer_list<float> values, const Shape& shape);
KASANE_API Tensor tensor(std::initializer_list<double> values);
KASANE_API Tensor tensor(std::initializer_list<double> values, const Shape& shape);
/// Class numbers.
KASANE_API Tensor labels(std::initializer_list<std::int64_t> values);
KASANE_API Tensor scalar(double value, DType dtype = DType::f32);
KASANE_API Tensor zeros(const Shape& shape, DType dtype = DType::f32);
KASANE_API Tensor ones(const Shape& shape, DType dtype = DType::f32);
KASANE_API Tensor full(const Shape& shape, double value, DType dtype = DType::f32);
/// Normal numbers of mean 0 and standard deviation std.
KASANE_API Tensor randn(const Shape& shape, core::Rng rng, double std = 1,
                        DType dtype = DType::f32);

}  // namespace kasane::autograd

namespace kasane {
using autograd::full;
using autograd::grad;
using autograd::labels;
using autograd::NoGrad;
using autograd::ones;
using autograd::randn;
using autograd::scalar;
using autograd::Tensor;
using autograd::tensor;
using autograd::zeros;
}  // namespace kasane
