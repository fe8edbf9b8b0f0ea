#pragma once
// The layer of an activation of the catalog: the one place that knows which entries need more than
// nn::Activation.

#include <memory>

#include "kasane/catalog/spec.hpp"
#include "kasane/core/rng.hpp"
#include "kasane/nn/layer.hpp"
#include "kasane/nn/model_options.hpp"

namespace kasane::nn {

/// A layer from the text of an activation: "relu", "prelu(channels=64)", "maxout(784, 50, 3)",
/// "acon_c(switch=channel, n_channel=64)". Weights start from streams of rng, and random layers
/// draw from it.
///
/// Throws   LookupError or ValueError as the catalog does; ValueError if the entry needs sizes that
///          are not given, or more numbers than options.layer_limit.
KASANE_API std::unique_ptr<Layer> make_activation(const catalog::Spec& spec, core::Rng rng,
                                                  const ModelOptions& options = {});
KASANE_API std::unique_ptr<Layer> make_activation(std::string_view text, core::Rng rng,
                                                  const ModelOptions& options = {});

}  // namespace kasane::nn

namespace kasane {
using nn::make_activation;
}
