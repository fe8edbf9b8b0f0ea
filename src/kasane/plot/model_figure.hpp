#pragma once
// What a model has learned: where it errs, what it looks at, how its layers are doing.

#include <string>

#include "kasane/core/api.hpp"
#include "kasane/data/dataset.hpp"
#include "kasane/nn/layer.hpp"
#include "kasane/plot/figure.hpp"

namespace kasane::plot {

/// How many samples of each class were taken for which.
KASANE_API Figure confusion_figure(nn::Layer& model, const data::Dataset& data);

/// The images whose own class got the least probability (softmax of the scores), worst first.
/// Throws   ValueError if the samples are no images.
KASANE_API Figure worst_figure(nn::Layer& model, const data::Dataset& data, Index count = 20);

/// The weights into each unit of the first layer as an image: one colour for negative ones, another
/// for positive ones; the strongest units first.
/// Throws   ValueError if its inputs are no images.
KASANE_API Figure weights_figure(nn::Layer& model, Index count = 40);

/// How the results of each layer, and the gradients of the loss by them, are distributed over a
/// batch: do they vanish, explode, die?
/// Source   the book's chapter 6, whose histograms show the activations.
/// Throws   ValueError if the model is no sequence of layers.
KASANE_API Figure layers_figure(nn::Layer& model, const data::Dataset& data,
                                const std::string& loss = "softmax_cross_entropy");

/// Which class every point of the plane is taken for, and the samples.
/// Throws   ValueError if samples are not two numbers.
KASANE_API Figure boundary_figure(nn::Layer& model, const data::Dataset& data);

}  // namespace kasane::plot
