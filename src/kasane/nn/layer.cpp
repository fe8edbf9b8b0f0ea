#include "kasane/nn/layer.hpp"

namespace kasane::nn {

Layer::~Layer() = default;

void Layer::visit(Visitor&) {}

void Visitor::operator()(std::string_view name, Tensor& parameter) {
    function_(prefix_ + std::string(name), parameter);
}

void Visitor::operator()(std::string_view name, Layer& inner) {
    if (each_ != nullptr) (*each_)(inner);
    Visitor below(function_, prefix_ + std::string(name) + ".");
    below.each_ = each_;
    inner.visit(below);
}

void for_each_layer(Layer& layer, Visitor::LayerFunction each) {
    each(layer);
    const auto nothing = [](std::string_view, Tensor&) {};
    Visitor visitor(nothing, each);
    layer.visit(visitor);
}

void Layer::train(bool training) {
    for_each_layer(*this, [&](Layer& layer) { layer.training_ = training; });
}

void Layer::set_step(std::uint64_t step) {
    for_each_layer(*this, [&](Layer& layer) { layer.step_ = step; });
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
