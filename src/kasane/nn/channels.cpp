#include "kasane/nn/channels.hpp"

#include <string>

#include "kasane/autograd/shape.hpp"
#include "kasane/core/error.hpp"

namespace kasane::nn {

Index channels_of(std::string_view op, const Tensor& x, Index channels) {
    if (x.rank() < 2 || (channels != 0 && x.shape()[1] != channels)) {
        const std::string wanted =
            channels == 0 ? "channels" : std::to_string(channels) + " channels";
        core::shape_error(op, "needs " + wanted + " along axis 1", {{"x", x.shape()}},
                          "shapes are (N, C) or (N, C, H, W)");
    }
    return x.shape()[1];
}

Tensor along_channels(std::string_view op, const Tensor& parameter, const Tensor& x) {
    if (parameter.size() == 1) return parameter;
    channels_of(op, x, parameter.size());
    if (x.rank() == 2) return parameter;
    Shape shape{parameter.size()};
    for (int i = 2; i < x.rank(); ++i) shape.push_back(1);
    return autograd::reshape(parameter, shape);
}

Tensor flatten_pixels(const Tensor& x) {
    const Index n = x.shape()[0], channels = x.shape()[1];
    const Index pixels = n * channels == 0 ? 0 : x.size() / (n * channels);
    return autograd::reshape(x, {n, channels, pixels});
}

Shape leading(const Tensor& x, int dimensions) {
    Shape shape;
    for (int i = 0; i < x.rank(); ++i) shape.push_back(i < dimensions ? x.shape()[i] : 1);
    return shape;
}

}  // namespace kasane::nn
