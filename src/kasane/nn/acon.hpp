#pragma once
// ACON and its switch: the activation weighs two lines p1 x and p2 x by a sigmoid of sharpness
// beta, and the switch says where beta comes from. A switch is a layer, from x to a beta that
// broadcasts with x; users may bring their own. All derivatives, the path of x through the switch
// included, follow from that.

#include <memory>
#include <string>
#include <vector>

#include "kasane/catalog/entry.hpp"
#include "kasane/core/rng.hpp"
#include "kasane/nn/layer.hpp"

namespace kasane::nn {

/// How a switch summarises pixels.
enum class Reduce { sum, mean };

/// beta = sigmoid(x), element by element.
class KASANE_API PixelSwitch final : public Layer {
public:
    Tensor forward(const Tensor& x) override;
    std::string text() const override { return "pixel"; }
};

/// One beta a sample: sigmoid of the sum (or mean) of all its elements.
///
/// Shapes   x [N, ..]; result [N, 1, .., 1].
class KASANE_API LayerSwitch final : public Layer {
public:
    explicit LayerSwitch(Reduce reduce = Reduce::sum) : reduce_(reduce) {}
    Tensor forward(const Tensor& x) override;
    std::string text() const override { return "layer"; }

private:
    Reduce reduce_;
};

/// One beta a channel, through a bottleneck: sigmoid((q W1) W2), q the sum (or mean) over pixels.
///
/// Shapes   x [N, C] or [N, C, ..]; result [N, C, 1, .., 1]; w1 [C, C / r]; w2 [C / r, C].
/// Throws   ShapeError for another number of channels.
class KASANE_API ChannelSwitch final : public Layer {
public:
    /// The matrices start standard normal, from the streams "w1" and "w2".
    /// Throws   ValueError if channels / r is below 1, LookupError if channels is not given (0).
    ChannelSwitch(Index channels, Index r, Reduce reduce, core::Rng rng,
                  core::DType dtype = core::DType::f32);

    Tensor forward(const Tensor& x) override;
    void visit(Visitor& visitor) override;
    std::string text() const override { return "channel"; }

private:
    Reduce reduce_;
    Tensor w1_;
    Tensor w2_;
};

struct AconOptions {
    std::string switch_name = "scalar";  // or pixel, channel, layer
    Reduce reduce = Reduce::sum;
    Index n_channel = 0;  // of x; the channel switch needs it
    Index r = 16;         // n_channel over width of that switch's bottleneck
    Index channels = 1;   // how many p1, p2 and beta there are, along axis 1
    core::DType dtype = core::DType::f32;
};

/// ACON-A, -B or -C with a switch.
///
///     y = (p1 - p2) x sigmoid(beta (p1 - p2) x) + p2 x
///
/// Shapes   x [N, C], [N, C, H, W] or any shape (scalar and pixel); result x's.
/// Gradient by x: through the activation and through the switch; by p1 and p2 as far as the entry
///          has them; by whatever the switch learns.
/// Throws   LookupError for an unknown switch.
/// Source   Ma et al. 2021, arXiv:2009.04759.
class KASANE_API Acon final : public Layer {
public:
    Acon(const catalog::Formula& acon, core::Rng rng, const AconOptions& options);

    /// With a switch of the caller's: any layer from x to a beta that broadcasts with x.
    Acon(const catalog::Formula& acon, std::unique_ptr<Layer> own_switch, AconOptions options = {});

    Tensor forward(const Tensor& x) override;
    void visit(Visitor& visitor) override;

    /// A switch of the caller's is not part of the text.
    std::string text() const override;

private:
    void make_parameters();

    catalog::Formula formula_;
    AconOptions options_;
    std::vector<Tensor> trainable_;  // [channels] each; that of beta is undefined with a switch
    std::unique_ptr<Layer> switch_;  // null: beta is a parameter
};

}  // namespace kasane::nn

namespace kasane {
using nn::Acon;
}
