#include "kasane/nn/acon.hpp"

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/formula.hpp"
#include "kasane/autograd/matmul.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/autograd/shape.hpp"
#include "kasane/catalog/registry.hpp"
#include "kasane/core/error.hpp"
#include "kasane/nn/channels.hpp"
#include "kasane/nn/layer_spec.hpp"

namespace kasane::nn {
namespace {

using autograd::reshape;

Tensor sigmoid(const Tensor& x) {
    static const catalog::Formula formula = catalog::activations().make("sigmoid");
    return autograd::activate(formula, x);
}

Tensor reduced(const Tensor& x, Reduce reduce) {
    return reduce == Reduce::sum ? autograd::sum(x, -1) : autograd::mean(x, -1);
}

Tensor normal_weight(const Shape& shape, core::Rng rng, core::DType dtype) {
    Tensor weight = autograd::randn(shape, rng, 1, dtype);
    weight.requires_grad();
    return weight;
}

std::unique_ptr<Layer> make_switch(core::Rng rng, const AconOptions& options) {
    const std::string name = catalog::normalised(options.switch_name);
    if (name == "scalar") return nullptr;
    if (name == "pixel") return std::make_unique<PixelSwitch>();
    if (name == "layer") return std::make_unique<LayerSwitch>(options.reduce);
    if (name == "channel") {
        return std::make_unique<ChannelSwitch>(options.n_channel, options.r, options.reduce,
                                               rng.stream("switch"), options.dtype);
    }
    throw core::LookupError(core::message("acon",
                                          "unknown switch type \"" + options.switch_name + "\"",
                                          {"it can be scalar, pixel, channel or layer"}));
}

}  // namespace

Tensor PixelSwitch::forward(const Tensor& x) { return sigmoid(x); }

Tensor LayerSwitch::forward(const Tensor& x) {
    if (x.rank() < 1 || x.shape()[0] == 0) {
        core::shape_error("acon", "the layer switch needs samples along axis 0",
                          {{"x", x.shape()}});
    }
    const Index samples = x.shape()[0];
    const Tensor all = reshape(x, {samples, x.size() / samples});
    return sigmoid(reshape(reduced(all, reduce_), leading(x, 1)));
}

ChannelSwitch::ChannelSwitch(Index channels, Index r, Reduce reduce, core::Rng rng,
                             core::DType dtype)
    : reduce_(reduce) {
    if (channels < 1) {
        throw core::LookupError(core::message("acon", "the channel switch needs n_channel", {},
                                              "it is x's number of channels, axis 1"));
    }
    const Index narrow = channels / r;
    if (narrow < 1) {
        core::value_error("acon", "the channel switch needs n_channel / r >= 1",
                          {"n_channel: " + std::to_string(channels), "r: " + std::to_string(r)},
                          "give a smaller r");
    }
    w1_ = normal_weight({channels, narrow}, rng.stream("w1"), dtype);
    w2_ = normal_weight({narrow, channels}, rng.stream("w2"), dtype);
}

Tensor ChannelSwitch::forward(const Tensor& x) {
    channels_of("acon", x, w1_.shape()[0]);
    const Tensor q = reduced(flatten_pixels(x), reduce_);
    const Tensor beta = sigmoid(autograd::matmul(autograd::matmul(q, w1_), w2_));
    return reshape(beta, leading(x, 2));
}

void ChannelSwitch::visit(Visitor& visitor) {
    visitor("w1", w1_);
    visitor("w2", w2_);
}

Acon::Acon(const catalog::Formula& acon, core::Rng rng, const AconOptions& options)
    : formula_(acon), options_(options), switch_(make_switch(rng, options)) {
    make_parameters();
}

Acon::Acon(const catalog::Formula& acon, std::unique_ptr<Layer> own_switch, AconOptions options)
    : formula_(acon), options_(std::move(options)), switch_(std::move(own_switch)) {
    options_.switch_name = "own";
    make_parameters();
}

void Acon::make_parameters() {
    for (std::size_t i = 0; i < formula_.trainable().size(); ++i) {
        trainable_.emplace_back();
        if (switch_ != nullptr && formula_.entry().trainable[i].name == "beta") continue;
        trainable_[i] =
            autograd::full({options_.channels}, formula_.trainable()[i], options_.dtype);
        trainable_[i].requires_grad();
    }
}

Tensor Acon::forward(const Tensor& x) {
    std::vector<Tensor> parameters;
    for (const Tensor& own : trainable_) {
        parameters.push_back(own ? along_channels("acon", own, x) : switch_->forward(x));
    }
    return autograd::activate(formula_, x, parameters);
}

void Acon::visit(Visitor& visitor) {
    for (std::size_t i = 0; i < trainable_.size(); ++i) {
        if (trainable_[i]) visitor(formula_.entry().trainable[i].name, trainable_[i]);
    }
    if (switch_ != nullptr) visitor("switch", *switch_);
}

std::string Acon::text() const {
    std::string text = formula_.text();
    const auto word = [&](std::string_view name, std::string_view one) {
        text = with_argument(text, name, {catalog::Spec(std::string(one), {})});
    };
    const auto count = [&](std::string_view name, Index value, Index otherwise) {
        if (value != otherwise) text = with_argument(text, name, {static_cast<double>(value)});
    };
    const AconOptions defaults;
    if (switch_ != nullptr && options_.switch_name != "own") word("switch", switch_->text());
    if (options_.reduce == Reduce::mean) word("reduce", "mean");
    count("n_channel", options_.n_channel, defaults.n_channel);
    count("r", options_.r, defaults.r);
    count("channels", options_.channels, defaults.channels);
    return text;
}

}  // namespace kasane::nn
