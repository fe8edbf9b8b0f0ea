#pragma once
// Which samples make up which step, and their numbers.

#include <vector>

#include "kasane/core/api.hpp"
#include "kasane/core/array.hpp"
#include "kasane/core/rng.hpp"
#include "kasane/data/dataset.hpp"

namespace kasane::data {

/// How samples are drawn: all once an epoch in a random order, or each anew.
struct Sampling {
    Index batch = 100;
    bool replace = false;
};

/// Samples as the network takes them.
struct Batch {
    Array x;       // [B, width] f32
    Array labels;  // [B] i64
};

/// The batches of a training run. Batch i is a function of the generator and i alone, so a run
/// can be resumed anywhere with nothing stored but i.
class KASANE_API Batches {
public:
    /// Throws   ValueError if the batch is not positive or the set is empty.
    Batches(const Dataset& data, Sampling sampling, core::Rng rng);

    /// Steps that make up one epoch; the last of them may be smaller.
    Index epoch_length() const { return epoch_length_; }

    /// Batch of step i = 0, 1, ...; asks the memory for the rows of step i + 1 as well.
    Batch at(Index i);

private:
    /// Row numbers of a step.
    const std::vector<Index>& rows_of(Index step, std::vector<Index>& rows) const;

    const Dataset& data_;
    Sampling sampling_;
    core::Rng rng_;
    Index epoch_length_;
    std::vector<Index> rows_;
    std::vector<Index> next_rows_;
    Index next_step_ = -1;
};

/// Samples begin..end-1 in their order, for evaluation.
KASANE_API Batch range(const Dataset& data, Index begin, Index end);

}  // namespace kasane::data
