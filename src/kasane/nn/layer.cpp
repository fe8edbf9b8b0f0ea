#include "kasane/nn/layer.hpp"

namespace kasane::nn {

Layer::~Layer() = default;

void Layer::visit(Visitor&) {}

void Visitor::operator()(std::string_view name, Tensor& parameter) {
    if (each_ == nullptr) function_(prefix_ + std::string(name), parameter);
}

void Visitor::operator()(std::string_view name, Layer& inner) {
    if (each_ != nullptr) {
        (*each_)(inner);
        inner.visit(*this);  // names do not matter then
        return;
    }
    Visitor below(function_, prefix_ + std::string(name) + ".");
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

Evaluation::Evaluation(Layer& layer) {
    for_each_layer(layer, [&](Layer& one) {
        if (!one.training_) return;
        were_training_.push_back(&one);
        one.training_ = false;
    });
}

Evaluation::~Evaluation() {
    for (Layer* layer : were_training_) layer->training_ = true;
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
