#pragma once
// Layers that draw random numbers in training and none in evaluation. Numbers come from the stream
// given at construction and the step (Layer::set_step), nothing else: element i of a draw depends
// on those and i alone.

#include "kasane/catalog/entry.hpp"
#include "kasane/core/rng.hpp"
#include "kasane/nn/layer.hpp"

namespace kasane::nn {

/// Leaky ReLU whose slopes below 0 are drawn for each element from U(lower, upper) in training,
/// and (lower + upper) / 2 in evaluation.
///
/// Shapes   any; result x's.
/// Gradient 1 above 0, the drawn slope elsewhere; the backward pass uses the slopes of its forward.
/// Source   Xu et al. 2015, arXiv:1505.00853.
class KASANE_API RRelu final : public Layer {
public:
    RRelu(double lower, double upper, core::Rng rng);
    /// The bounds that the entry's parameters say.
    RRelu(const catalog::Formula& rrelu, core::Rng rng);

    Tensor forward(const Tensor& x) override;
    std::string text() const override { return formula_.text(); }

    /// The same with slopes of the caller's, of a shape that broadcasts with x.
    static Tensor with_slopes(const Tensor& x, const Tensor& slopes);

private:
    catalog::Formula formula_;
    double lower_;
    double upper_;
    core::Rng rng_;
};

/// max(x, 0) + sigma noise, noise normal in training and 0 in evaluation.
///
/// Gradient by x that of relu; by sigma the noise, summed over what shares a sigma.
/// Source   Shridhar et al. 2019, arXiv:1905.10761.
class KASANE_API ProbAct final : public Layer {
public:
    /// `channels` sigmas, along axis 1; they start where the entry says.
    ProbAct(const catalog::Formula& probact, core::Rng rng, Index channels = 1,
            core::DType dtype = core::DType::f32);

    Tensor forward(const Tensor& x) override;
    void visit(Visitor& visitor) override { visitor("sigma", sigma_); }
    std::string text() const override;

private:
    catalog::Formula formula_;
    core::Rng rng_;
    Tensor sigma_;  // [channels]
};

/// softmax((x + Gumbel noise) / tau) in training, softmax(x / tau) in evaluation; with hard=true
/// all or nothing, with the gradient of the soft form.
///
/// Source   Jang et al. 2017, arXiv:1611.01144.
class KASANE_API GumbelSoftmax final : public Layer {
public:
    GumbelSoftmax(const catalog::Formula& gumbel_softmax, core::Rng rng);

    Tensor forward(const Tensor& x) override;
    std::string text() const override { return formula_.text(); }

private:
    catalog::Formula formula_;
    core::Rng rng_;
};

}  // namespace kasane::nn

namespace kasane {
using nn::GumbelSoftmax;
using nn::ProbAct;
using nn::RRelu;
}  // namespace kasane
