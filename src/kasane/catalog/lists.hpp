#pragma once
// The lists of the catalog, joined from the headers that hold the structs. A struct's place in
// its list is the number by which kernels find it.

#include "kasane/catalog/activations/learned.hpp"
#include "kasane/catalog/activations/parabolas.hpp"
#include "kasane/catalog/activations/piecewise.hpp"
#include "kasane/catalog/activations/rectifiers.hpp"
#include "kasane/catalog/activations/rowwise.hpp"
#include "kasane/catalog/activations/self_gated.hpp"
#include "kasane/catalog/activations/sigmoids.hpp"
#include "kasane/catalog/activations/tanh_gated.hpp"
#include "kasane/catalog/activations/waves.hpp"
#include "kasane/catalog/initializers/scale.hpp"
#include "kasane/catalog/losses/pointwise.hpp"
#include "kasane/catalog/losses/rowwise.hpp"
#include "kasane/catalog/optimizers/adaptive.hpp"
#include "kasane/catalog/optimizers/basic.hpp"

namespace kasane::catalog {

using PointwiseActivations =
    Concat<PiecewiseActivations, ParabolaActivations, RectifierActivations, SigmoidActivations,
           SelfGatedActivations, TanhGatedActivations, WaveActivations, LearnedActivations>;
using ElementwiseOptimizers = Concat<BasicOptimizers, AdaptiveOptimizers>;

/// Every formula of element-wise arguments; kernels and references are made for each.
using Pointwise = Concat<PointwiseActivations, PointwiseLosses>;

}  // namespace kasane::catalog
