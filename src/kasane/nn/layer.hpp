#pragma once
// What every layer offers: its result, its parameters, and the text that names it.

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

#include "kasane/autograd/parameter.hpp"
#include "kasane/autograd/tensor.hpp"
#include "kasane/core/api.hpp"
#include "kasane/core/function_ref.hpp"
#include "kasane/core/rng.hpp"

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
    using LayerFunction = core::FunctionRef<void(Layer& layer)>;

    explicit Visitor(Function function, std::string prefix = {})
        : function_(function), prefix_(std::move(prefix)) {}
    /// Calls `each` for the layers inside, outermost first.
    Visitor(Function function, const LayerFunction& each) : function_(function), each_(&each) {}

    void operator()(std::string_view name, Tensor& parameter);
    void operator()(std::string_view name, Layer& inner);

private:
    Function function_;
    const LayerFunction* each_ = nullptr;
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

    /// Tells this layer and those inside it whether they are being trained: layers that draw random
    /// numbers do so then only. Layers start in training.
    void train(bool training = true);
    void eval() { train(false); }
    bool training() const { return training_; }

    /// Random layers, this one and those inside it, go on with the numbers of this step. Called
    /// before each forward it makes a run repeatable from any step on.
    void set_step(std::uint64_t step);

protected:
    /// The stream of the next forward: a function of `rng` and the step, which then moves on.
    core::Rng next_draws(const core::Rng& rng) { return rng.stream(step_++); }

private:
    bool training_ = true;
    std::atomic<std::uint64_t> step_ = 0;
};

/// Calls `each` for a layer and all those inside it.
KASANE_API void for_each_layer(Layer& layer, Visitor::LayerFunction each);

/// All parameters with their full names, in visit order.
KASANE_API Parameters parameters(Layer& layer);

/// How many numbers the parameters hold.
KASANE_API Index parameter_count(Layer& layer);

}  // namespace kasane::nn

namespace kasane {
using nn::Layer;
}
