#include "kasane/train/metrics.hpp"

#include <algorithm>
#include <limits>

#include "kasane/core/parallel.hpp"
#include "kasane/data/batches.hpp"
#include "kasane/io/sha256.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "kasane/kernels/reduce.hpp"

namespace kasane::train {
namespace {

constexpr Index chunk = 1000;  // samples evaluated at a time

}  // namespace

Array scores(nn::Layer& model, const data::Dataset& data, Index begin, Index end) {
    const autograd::NoGrad no_grad;
    const nn::Evaluation evaluation(model);
    return model.forward(autograd::Tensor(data::range(data, begin, end).x)).value();
}

double accuracy(nn::Layer& model, const data::Dataset& data) {
    if (data.size() == 0) return std::numeric_limits<double>::quiet_NaN();
    const std::int64_t* labels = data.labels.data<std::int64_t>();
    Index hits = 0;
    for (Index begin = 0; begin < data.size(); begin += chunk) {
        const Index end = std::min(begin + chunk, data.size());
        const Array best = kernels::argmax(scores(model, data, begin, end));
        for (const std::int64_t one : best.span<std::int64_t>()) {
            if (one == *labels++) ++hits;
        }
    }
    return static_cast<double>(hits) / static_cast<double>(data.size());
}

std::string weights_sha256(nn::Layer& model) {
    io::Sha256 hash;
    for (const nn::Parameter& parameter : nn::parameters(model)) {
        const Array value = kernels::contiguous(parameter.tensor.value());
        hash.update(
            {value.bytes(), static_cast<std::size_t>(value.size()) * core::size_of(value.dtype())});
    }
    return hash.hex();
}

}  // namespace kasane::train
