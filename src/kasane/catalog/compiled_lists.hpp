#pragma once
// The lists whose members are compiled into kernels of their own. Apart from the others, so that a
// new activation or optimizer does not recompile the kernels.

#include "kasane/catalog/activations/rowwise.hpp"
#include "kasane/catalog/losses/rowwise.hpp"
#include "kasane/catalog/optimizers/adaptive.hpp"
#include "kasane/catalog/optimizers/basic.hpp"

namespace kasane::catalog {

/// Optimizers of every day: one fused pass instead of a program.
using CompiledOptimizers = List<Sgd, Adam, AdamW>;

}  // namespace kasane::catalog
