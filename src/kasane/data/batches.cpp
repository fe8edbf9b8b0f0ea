#include "kasane/data/batches.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "kasane/core/error.hpp"
#include "kasane/core/parallel.hpp"
#include "kasane/kernels/dispatch.hpp"

namespace kasane::data {
namespace {

using core::DType;

constexpr Index line = 64;  // bytes of a cache line

const std::byte* row_of(const Dataset& data, Index row, Index row_bytes) {
    return data.samples.bytes() + row * row_bytes;
}

Index bytes_of_row(const Dataset& data) {
    return data.width() * static_cast<Index>(core::size_of(data.samples.dtype()));
}

/// One sample as floats.
void write_row(const Dataset& data, Index row, float* out) {
    const auto width = static_cast<std::size_t>(data.width());
    if (data.samples.dtype() == DType::u8) {
        const std::uint8_t* bytes = data.samples.data<std::uint8_t>() + row * data.width();
        kernels::use<float>().from_u8(bytes, data.scale, out, width);
        return;
    }
    const float* numbers = data.samples.data<float>() + row * data.width();
    for (std::size_t k = 0; k < width; ++k) out[k] = numbers[k] * data.scale;
}

/// The batch of these rows; touches the memory of the next ones on the way.
template <class RowAt, class NextAt>
Batch gather(const Dataset& data, Index count, RowAt row_at, NextAt prefetch) {
    Batch batch{Array::empty({count, data.width()}), Array::empty({count}, DType::i64)};
    float* out = batch.x.data<float>();
    const std::int64_t* labels = data.labels.data<std::int64_t>();
    std::int64_t* label = batch.labels.data<std::int64_t>();
    const Index grain = 16384 / std::max<Index>(data.width(), 1) + 1;
    core::parallel_for(count, grain, [&](Index begin, Index end) {
        for (Index i = begin; i < end; ++i) {
            const Index row = row_at(i);
            write_row(data, row, out + i * data.width());
            label[i] = labels[row];
            prefetch(i);
        }
    });
    return batch;
}

}  // namespace

Batches::Batches(const Dataset& data, Sampling sampling, core::Rng rng)
    : data_(data), sampling_(sampling), rng_(rng) {
    if (sampling.batch <= 0) {
        core::value_error("batch", "must be at least 1, got " + std::to_string(sampling.batch));
    }
    if (data.size() == 0) {
        core::value_error("data", "the set \"" + data.name + "\" is empty");
    }
    sampling_.batch = std::min(sampling.batch, sampling.replace ? sampling.batch : data.size());
    epoch_length_ = sampling.replace ? std::max<Index>(1, data.size() / sampling_.batch)
                                     : (data.size() + sampling_.batch - 1) / sampling_.batch;
}

const std::vector<Index>& Batches::rows_of(Index step, std::vector<Index>& rows) const {
    const auto n = static_cast<std::uint64_t>(data_.size());
    rows.resize(static_cast<std::size_t>(sampling_.batch));
    if (sampling_.replace) {
        auto number = static_cast<std::uint64_t>(step * sampling_.batch);
        for (Index& row : rows) row = static_cast<Index>(rng_.below(n, number++));
        return rows;
    }
    const auto epoch = static_cast<std::uint64_t>(step / epoch_length_);
    const core::Permutation order(n, rng_.stream(epoch));
    Index place = step % epoch_length_ * sampling_.batch;
    rows.resize(static_cast<std::size_t>(std::min(sampling_.batch, data_.size() - place)));
    for (Index& row : rows) row = static_cast<Index>(order[static_cast<std::uint64_t>(place++)]);
    return rows;
}

Batch Batches::at(Index i) {
    if (i == next_step_) {
        std::swap(rows_, next_rows_);
    } else {
        rows_of(i, rows_);
    }
    next_step_ = i + 1;
    rows_of(next_step_, next_rows_);
    const Index row_bytes = bytes_of_row(data_);
    const auto prefetch = [&](Index k) {
        if (k >= static_cast<Index>(next_rows_.size())) return;
        const std::byte* row = row_of(data_, next_rows_[static_cast<std::size_t>(k)], row_bytes);
        for (Index at = 0; at < row_bytes; at += line) __builtin_prefetch(row + at, 0, 2);
    };
    return gather(
        data_, static_cast<Index>(rows_.size()),
        [&](Index k) { return rows_[static_cast<std::size_t>(k)]; }, prefetch);
}

Batch range(const Dataset& data, Index begin, Index end) {
    return gather(
        data, end - begin, [&](Index k) { return begin + k; }, [](Index) {});
}

}  // namespace kasane::data
