#pragma once
// What every layer offers: its result, its parameters, and the text that names it.

#include <string>
#include <string_view>

#include "kasane/autograd/parameter.hpp"
#include "kasane/autograd/tensor.hpp"
#include "kasane/core/api.hpp"
#include "kasane/core/function_ref.hpp"

namespace kasane::nn {

using autograd::Index;
using autograd::Parameter;
using autograd::Parameters;
using autograd::Shape;
using autograd::Tensor;

class Layer;

/// Walks over the parameters of a layer and of the layers inside it; names are joined by dots.
class KASANE_API Visitor {
public:
    using Function = core::FunctionRef<void(std::string_view name, Tensor& parameter)>;

    explicit Visitor(Function function, std::string prefix = {})
        : function_(function), prefix_(std::move(prefix)) {}

    void operator()(std::string_view name, Tensor& parameter);
    void operator()(std::string_view name, Layer& inner);

private:
    Function function_;
    std::string prefix_;
};

class KASANE_API Layer {
public:
    Layer() = default;
    virtual ~Layer();
    Layer(const Layer&) = delete;
    Layer& operator=(const Layer&) = delete;

    virtual Tensor forward(const Tensor& x) = 0;

    /// The one list of parameters: saving, counting and optimizers all read it.
    virtual void visit(Visitor& visitor);

    /// Text from which make_layer() builds a layer of the same shape: "linear(784, 50)".
    virtual std::string text() const = 0;

    Tensor operator()(const Tensor& x) { return forward(x); }
};

/// All parameters with their full names, in visit order.
KASANE_API Parameters parameters(Layer& layer);

/// How many numbers the parameters hold.
KASANE_API Index parameter_count(Layer& layer);

}  // namespace kasane::nn

namespace kasane {
using nn::Layer;
}
