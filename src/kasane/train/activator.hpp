#pragma once
// The article's view of an activation: an object made from a name, with a forward, a LOCAL slope,
// a second derivative, and an update for what it learns. Plots and teaching use it; networks take
// layers (nn), whose backward multiplies by the upstream gradient.

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>

#include "kasane/autograd/tensor.hpp"
#include "kasane/catalog/spec.hpp"
#include "kasane/core/rng.hpp"
#include "kasane/nn/layer.hpp"
#include "kasane/optim/optimizer.hpp"

namespace kasane::train {

using autograd::Tensor;

struct ActivatorOptions {
    std::string optimizer = "adam";  // what update() steps with
    core::Rng rng = core::Rng(0);    // start values and noise
    core::Index layer_limit = core::Index{1} << 26;
};

/// An activation of the catalog, of any form, on tensors or arrays of f32 or f64.
///
/// Example
///     Activator mish = get_activation("mish");
///     Tensor y = mish.forward(x);
///     Tensor dy = mish.backward(x, y);   // dy/dx, element by element
///     Tensor d2y = mish.second(x);
class KASANE_API Activator {
public:
    /// `text` is a name with parameters, as tolerant as everywhere: "Leaky-ReLU(0.2)". An argument
    /// `opt=` names the optimizer: "aconc(opt=sgd(lr=0.1))".
    ///
    /// Throws   LookupError for an unknown name with the nearest ones, ValueError for bad
    ///          parameters.
    explicit Activator(std::string_view text, ActivatorOptions options = {});
    ~Activator();
    Activator(Activator&&) noexcept;
    Activator& operator=(Activator&&) noexcept;

    /// y. In training each call draws new random numbers, where the activation draws any; the
    /// other members use those of the last forward.
    Tensor forward(const Tensor& x);

    /// The local slope dy/dx, for the caller to multiply by the upstream gradient.
    ///
    /// Of the softmax family it is the diagonal of the Jacobian, of ACON with a channel or layer
    /// switch the slope at fixed beta; vjp() is the whole. `y` may be left out: the slope is formed
    /// from x, which keeps the digits that y has lost.
    /// Throws   ValueError for activations that mix their inputs in other ways (maxout, ...);
    ///          ShapeError if y is not what forward(x) gives.
    Tensor backward(const Tensor& x, const Tensor& y = {});

    /// The local second derivative; of the softmax family d2y_i/dx_i^2.
    Tensor second(const Tensor& x);

    /// The whole derivative: J(x)^T g, for g = dL/dy.
    Tensor vjp(const Tensor& x, const Tensor& g);

    /// Moves what is learned by one step of the optimizer, p += increment, given g = dL/dy at x.
    ///
    /// Throws   ValueError if nothing is learned.
    void update(const Tensor& x, const Tensor& g);

    /// What is learned. It is made at the first use, in the type of the first x, or here in f64.
    nn::Parameters parameters();

    /// Whether random activations draw (they start in training).
    void train(bool training = true);

    /// The name with parameters.
    std::string text();

    // The same on arrays.
    core::Array forward(const core::Array& x) { return forward(Tensor(x)).value(); }
    core::Array backward(const core::Array& x) { return backward(Tensor(x)).value(); }
    core::Array backward(const core::Array& x, const core::Array& y) {
        return backward(Tensor(x), Tensor(y)).value();
    }
    core::Array second(const core::Array& x) { return second(Tensor(x)).value(); }
    core::Array vjp(const core::Array& x, const core::Array& g) {
        return vjp(Tensor(x), Tensor(g)).value();
    }
    void update(const core::Array& x, const core::Array& g) { update(Tensor(x), Tensor(g)); }

private:
    nn::Layer& layer_for(core::DType dtype);
    Tensor again(const Tensor& x);
    Tensor slope(const Tensor& x, bool create_graph);
    Tensor diagonal(const Tensor& x, bool twice);

    catalog::Spec spec_;
    ActivatorOptions options_;
    std::unique_ptr<nn::Layer> layer_;
    core::DType dtype_ = core::DType::f64;
    std::unique_ptr<optim::Optimizer> optimizer_;
    std::uint64_t step_ = 0;  // of the last forward
    bool drawn_ = false;      // whether there was one
    bool training_ = true;
};

/// The activation of that name; numbers behind it are its parameters in their order.
///
/// Throws   LookupError or ValueError as Activator's constructor does.
///
/// Example
///     get_activation("elu");  get_activation("Leaky-ReLU", 0.2);  get_activation("threshold", -1,
///     -2)
KASANE_API Activator get_activation(std::string_view text, std::initializer_list<double> values,
                                    ActivatorOptions options = {});
template <class... Number>
    requires(std::is_arithmetic_v<Number>&&...)
Activator get_activation(std::string_view text, Number... values) {
    return get_activation(text, {static_cast<double>(values)...}, ActivatorOptions{});
}

}  // namespace kasane::train

namespace kasane {
using train::Activator;
using train::get_activation;
}  // namespace kasane
