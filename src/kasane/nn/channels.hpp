#pragma once
// Parameters that stand for a channel each. Channels are axis 1, as everywhere in the library.

#include <string_view>

#include "kasane/nn/layer.hpp"

namespace kasane::nn {

/// A parameter [C] seen as [C, 1, .., 1], so that it broadcasts along axis 1 of x; one number
/// serves all channels and stays as it is.
///
/// Throws   ShapeError naming `op` if x has another number of channels.
Tensor along_channels(std::string_view op, const Tensor& parameter, const Tensor& x);

/// The size of axis 1, checked to be `channels` if that is not 0.
Index channels_of(std::string_view op, const Tensor& x, Index channels = 0);

/// x [N, C, ..] as [N, C, everything else].
Tensor flatten_pixels(const Tensor& x);

/// A shape of x's rank that is 1 but for the first dimensions, which are x's.
Shape leading(const Tensor& x, int dimensions);

}  // namespace kasane::nn
