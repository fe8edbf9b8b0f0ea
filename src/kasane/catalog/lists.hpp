#pragma once
// The lists of the catalog, joined from the headers that hold the structs. A struct's place in
// its list is the number by which kernels find it.

#include "kasane/catalog/activations/piecewise.hpp"
#include "kasane/catalog/activations/rare/learned.hpp"
#include "kasane/catalog/activations/rare/learned_rectifiers.hpp"
#include "kasane/catalog/activations/rare/piecewise.hpp"
#include "kasane/catalog/activations/rare/rectifiers.hpp"
#include "kasane/catalog/activations/rare/self_gated.hpp"
#include "kasane/catalog/activations/rare/sigmoids.hpp"
#include "kasane/catalog/activations/rare/waves.hpp"
#include "kasane/catalog/activations/rowwise.hpp"
#include "kasane/catalog/activations/smooth.hpp"
#include "kasane/catalog/initializers/scale.hpp"
#include "kasane/catalog/losses/pointwise.hpp"
#include "kasane/catalog/losses/rowwise.hpp"
#include "kasane/catalog/optimizers/adaptive.hpp"
#include "kasane/catalog/optimizers/basic.hpp"

namespace kasane::catalog {

/// The long tail of the literature.
using RareActivations = Concat<RarePiecewise, RareRectifiers, RareSigmoids, RareSelfGated,
                               RareWaves, RareLearned, RareLearnedRectifiers>;

using PointwiseActivations = Concat<PiecewiseActivations, SmoothActivations, RareActivations>;
using ElementwiseOptimizers = Concat<BasicOptimizers, AdaptiveOptimizers>;

/// Every formula of element-wise arguments; kernels and references are made for each.
using Pointwise = Concat<PointwiseActivations, PointwiseLosses>;

}  // namespace kasane::catalog
