#include "kasane/autograd/modules.hpp"

#include <array>
#include <span>
#include <string>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/formula.hpp"
#include "kasane/autograd/shape.hpp"
#include "kasane/catalog/activations/modules.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "kasane/kernels/elementwise.hpp"

namespace kasane::autograd {
namespace {

using catalog::Formula;

Tensor relu(const Tensor& x) {
    static const Formula formula = catalog::activations().make("relu");
    return activate(formula, x);
}

/// +1 for even places along `axis`, -1 for odd ones, of a shape that broadcasts with x.
Tensor alternating_signs(const Tensor& x, int axis) {
    std::vector<double> signs(static_cast<std::size_t>(x.shape()[axis]));
    for (std::size_t i = 0; i < signs.size(); ++i) signs[i] = i % 2 == 0 ? 1 : -1;
    Shape shape;
    for (int i = 0; i < x.rank(); ++i) shape.push_back(i == axis ? x.shape()[axis] : 1);
    const Array wide = Array::from(std::span<const double>(signs), shape);
    return Tensor(kernels::convert(wide, x.dtype()));
}

/// One module: its place in the list and what computes it.
struct ModuleFunction {
    int index;
    Tensor (*apply)(const Formula&, const Tensor&);
};

template <class F>
constexpr int place = catalog::index_of<F, catalog::ModuleActivations>;

constexpr std::array functions{
    ModuleFunction{place<catalog::Softmax2d>,
                   [](const Formula&, const Tensor& x) { return softmax2d(x); }},
    ModuleFunction{place<catalog::CRelu>,
                   [](const Formula& f, const Tensor& x) {
                       return crelu(x, static_cast<int>(f.as<catalog::CRelu>().axis));
                   }},
    ModuleFunction{place<catalog::BRelu>,
                   [](const Formula& f, const Tensor& x) {
                       return brelu(x, static_cast<int>(f.as<catalog::BRelu>().axis));
                   }},
    ModuleFunction{place<catalog::ProbAct>,
                   [](const Formula&, const Tensor& x) { return relu(x); }},
};

}  // namespace

Tensor softmax2d(const Tensor& x) {
    if (x.rank() != 3 && x.rank() != 4) {
        core::shape_error("softmax2d", "takes pictures with channels", {{"x", x.shape()}},
                          "(N, C, H, W), or (C, H, W) for one; softmax(axis=...) takes any shape");
    }
    static const Formula formula = catalog::activations().make("softmax(axis=-3)");
    return activate(formula, x);
}

Tensor crelu(const Tensor& x, int axis) {
    const int at = checked_axis("crelu", x, axis);
    return concat({relu(x), relu(-x)}, at);
}

Tensor brelu(const Tensor& x, int axis) {
    const Tensor signs = alternating_signs(x, checked_axis("brelu", x, axis));
    return signs * relu(signs * x);
}

Tensor apply_module(const Formula& module, const Tensor& x) {
    for (const ModuleFunction& one : functions) {
        if (one.index == module.entry().index) return one.apply(module, x);
    }
    core::value_error(module.info().name, "has weights of its own, so it is a layer", {},
                      "make one with make_layer(\"" + std::string(module.info().name) +
                          "(...)\", rng); its parameters: kasane describe " +
                          std::string(module.info().name));
}

}  // namespace kasane::autograd
