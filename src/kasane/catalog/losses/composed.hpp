#pragma once
// The losses that are compositions of operations on tensors.

#include "kasane/catalog/losses/composed_classes.hpp"
#include "kasane/catalog/losses/composed_pairs.hpp"
#include "kasane/catalog/losses/composed_places.hpp"

namespace kasane::catalog {

using ComposedLosses = Concat<ClassLosses, PairLosses, PlaceLosses>;

}  // namespace kasane::catalog
