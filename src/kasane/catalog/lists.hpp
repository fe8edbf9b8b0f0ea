#pragma once
// The lists of the catalog, joined from the headers that hold the structs. A struct's place in
// its list is the number by which kernels find it.

#include "kasane/catalog/activations/gated.hpp"
#include "kasane/catalog/activations/learned.hpp"
#include "kasane/catalog/activations/modules.hpp"
#include "kasane/catalog/activations/parabolas.hpp"
#include "kasane/catalog/activations/piecewise.hpp"
#include "kasane/catalog/activations/rare/hyperbolic.hpp"
#include "kasane/catalog/activations/rare/learned.hpp"
#include "kasane/catalog/activations/rare/learned_rectifiers.hpp"
#include "kasane/catalog/activations/rare/piecewise.hpp"
#include "kasane/catalog/activations/rare/rectifiers.hpp"
#include "kasane/catalog/activations/rare/self_gated.hpp"
#include "kasane/catalog/activations/rare/sigmoids.hpp"
#include "kasane/catalog/activations/rare/waves.hpp"
#include "kasane/catalog/activations/rectifiers.hpp"
#include "kasane/catalog/activations/self_gated.hpp"
#include "kasane/catalog/activations/sigmoids.hpp"
#include "kasane/catalog/activations/tanh_gated.hpp"
#include "kasane/catalog/activations/waves.hpp"
#include "kasane/catalog/compiled_lists.hpp"
#include "kasane/catalog/initializers/scale.hpp"
#include "kasane/catalog/losses/pointwise.hpp"
#include "kasane/catalog/optimizers/algorithms.hpp"
#include "kasane/catalog/optimizers/annealed.hpp"
#include "kasane/catalog/optimizers/averages.hpp"
#include "kasane/catalog/optimizers/estimates.hpp"
#include "kasane/catalog/optimizers/links.hpp"
#include "kasane/catalog/optimizers/lookahead.hpp"
#include "kasane/catalog/optimizers/maxima.hpp"
#include "kasane/catalog/optimizers/model_based.hpp"
#include "kasane/catalog/optimizers/modern.hpp"
#include "kasane/catalog/optimizers/norms.hpp"
#include "kasane/catalog/optimizers/parameter_free.hpp"
#include "kasane/catalog/optimizers/relatives.hpp"
#include "kasane/catalog/optimizers/signs.hpp"
#include "kasane/catalog/optimizers/squares.hpp"
#include "kasane/catalog/schedules/composed.hpp"
#include "kasane/catalog/schedules/cycles.hpp"
#include "kasane/catalog/schedules/decays.hpp"
#include "kasane/catalog/schedules/warmups.hpp"
#include "kasane/catalog/surfaces/article.hpp"
#include "kasane/catalog/surfaces/saddles.hpp"
#include "kasane/catalog/surfaces/valleys.hpp"
#include "kasane/catalog/surfaces/waves.hpp"

namespace kasane::catalog {

/// The long tail of the literature.
using RareActivations = Concat<RarePiecewise, RareRectifiers, RareSigmoids, RareSelfGated,
                               RareHyperbolic, RareWaves, RareLearned, RareLearnedRectifiers>;

using PointwiseActivations =
    Concat<PiecewiseActivations, ParabolaActivations, RectifierActivations, SigmoidActivations,
           SelfGatedActivations, TanhGatedActivations, WaveActivations, LearnedActivations,
           RandomActivations, RareActivations>;

/// Every optimizer that is a formula of a weight.
using ElementwiseOptimizers =
    Concat<CompiledOptimizers, BasicOptimizers, SquareOptimizers, AdaptiveOptimizers,
           MaximumOptimizers, LookaheadOptimizers, AnnealedOptimizers, ModernOptimizers,
           RelativeOptimizers, SignOptimizers, AverageOptimizers, NormOptimizers,
           EstimatingOptimizers, ParameterFreeOptimizers, LossOptimizers>;
using SurfaceFormulas = Concat<ArticleSurfaces, ValleySurfaces, WaveSurfaces, SaddleSurfaces>;

/// Every formula of element-wise arguments; they are run as programs.
using Pointwise = Concat<PointwiseActivations, GatedActivations, PointwiseLosses, SurfaceFormulas>;

using Schedules =
    Concat<DecaySchedules, CycleSchedules, WarmupSchedules, RareSchedules, ComposedSchedules>;

}  // namespace kasane::catalog
