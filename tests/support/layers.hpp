#pragma once
// Layers of the catalog as test cases, and their gradients.

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/gradcheck.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/nn/layer.hpp"
#include "tests/support/arrays.hpp"

namespace kasane::support {

/// The parameters of a layer replaced by others, in visit order.
inline void put_parameters(nn::Layer& layer, std::span<const autograd::Tensor> values) {
    std::size_t i = 0;
    const auto put = [&](std::string_view, autograd::Tensor& parameter) {
        parameter = values[i++];
    };
    nn::Visitor visitor(put);
    layer.visit(visitor);
}

/// One number that depends on every element of y in its own way, and not linearly.
inline autograd::Tensor mixed_number(const autograd::Tensor& y) {
    const autograd::Tensor weight =
        autograd::randn(y.shape(), core::Rng(9), 1, autograd::DType::f64);
    return autograd::sum(y * (0.25 * y + weight));
}

/// First and second derivatives of a layer of f64 by x and every parameter. Random layers repeat
/// the numbers of step 3.
inline std::vector<autograd::CheckReport> check_layer(nn::Layer& layer, const autograd::Tensor& x) {
    std::vector<autograd::Tensor> xs{x};
    for (const nn::Parameter& parameter : nn::parameters(layer)) {
        xs.emplace_back(parameter.tensor.value());
        xs.back().name(parameter.name);
    }
    const std::vector<autograd::Tensor> before(xs.begin() + 1, xs.end());
    const auto f = [&](std::span<const autograd::Tensor> in) {
        put_parameters(layer, in.subspan(1));
        layer.set_step(3);
        return mixed_number(layer.forward(in[0]));
    };
    std::vector<autograd::CheckReport> reports{autograd::gradcheck(f, xs),
                                               autograd::gradgradcheck(f, xs)};
    put_parameters(layer, before);
    return reports;
}

}  // namespace kasane::support
