#pragma once
// Arrays of random numbers; element i is a function of the stream and i alone.

#include "kasane/core/api.hpp"
#include "kasane/core/array.hpp"
#include "kasane/core/rng.hpp"

namespace kasane::kernels {

/// Normal numbers of mean 0 and standard deviation std, by the polar method, in double and
/// rounded once. Source: Marsaglia & Bray 1964.
KASANE_API core::Array normal(const core::Shape& shape, double std, core::Rng rng,
                              core::DType dtype = core::DType::f32);

/// Numbers uniform in [low, high).
KASANE_API core::Array uniform(const core::Shape& shape, double low, double high, core::Rng rng,
                               core::DType dtype = core::DType::f32);

}  // namespace kasane::kernels
