#pragma once
// Points of the plane in two classes: what networks of a few neurons are tried on.

#include <string_view>

#include "kasane/core/api.hpp"
#include "kasane/core/rng.hpp"
#include "kasane/data/dataset.hpp"

namespace kasane::data {

struct PlaygroundOptions {
    Index count = 1000;
    double noise = 0.1;  // 0..0.5
};

/// Two numbers a sample, about -6..6, and classes 0 and 1.
///
/// "circle" (a disc in a ring), "spiral" (two arms), "two-gaussians" (two heaps) or "xor" (quarters
/// of a square).
/// Source   tensorflow/playground, src/dataset.ts.
/// Throws   LookupError for another name; ValueError for no samples, or noise outside its range.
KASANE_API Dataset playground(std::string_view name, core::Rng rng,
                              const PlaygroundOptions& options = {});

/// Whether playground() knows the name.
KASANE_API bool is_playground(std::string_view name);

}  // namespace kasane::data
