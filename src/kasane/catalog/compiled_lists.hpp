#pragma once
// The lists whose members are compiled into kernels of their own. Apart from the others, so that a
// new activation does not recompile the kernels.

#include "kasane/catalog/activations/rowwise.hpp"
#include "kasane/catalog/losses/rowwise.hpp"
#include "kasane/catalog/optimizers/adaptive.hpp"
#include "kasane/catalog/optimizers/basic.hpp"

namespace kasane::catalog {

using ElementwiseOptimizers = Concat<BasicOptimizers, AdaptiveOptimizers>;

}  // namespace kasane::catalog
