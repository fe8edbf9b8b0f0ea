#include "kasane/nn/layer.hpp"

namespace kasane::nn {

Layer::~Layer() = default;

void Layer::visit(Visitor&) {}

void Visitor::operator()(std::string_view name, Tensor& parameter) {
    function_(prefix_ + std::string(name), parameter);
}

void Visitor::operator()(std::string_view name, Layer& inner) {
    Visitor below(function_, prefix_ + std::string(name) + ".");
    inner.visit(below);
}

Parameters parameters(Layer& layer) {
    Parameters all;
    const auto collect = [&](std::string_view name, Tensor& parameter) {
        all.push_back({std::string(name), parameter});
    };
    Visitor visitor(collect);
    layer.visit(visitor);
    return all;
}

Index parameter_count(Layer& layer) {
    Index count = 0;
    for (const Parameter& parameter : parameters(layer)) count += parameter.tensor.size();
    return count;
}

}  // namespace kasane::nn
