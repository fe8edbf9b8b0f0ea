#pragma once
// How well a model does on a data set.

#include "kasane/data/dataset.hpp"
#include "kasane/nn/layer.hpp"

namespace kasane::train {

using core::Array;
using core::Index;

/// Share of samples whose largest score is at their label; NaN for no samples.
KASANE_API double accuracy(nn::Layer& model, const data::Dataset& data);

/// Scores of samples begin..end-1, [end - begin, classes], in evaluation and without recording.
KASANE_API Array scores(nn::Layer& model, const data::Dataset& data, Index begin, Index end);

/// SHA-256 of all parameters' little-endian bytes in visit order, and nothing else.
KASANE_API std::string weights_sha256(nn::Layer& model);

}  // namespace kasane::train

namespace kasane {
using train::accuracy;
}
