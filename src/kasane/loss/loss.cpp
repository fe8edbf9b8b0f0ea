#include "kasane/loss/loss.hpp"

#include "kasane/autograd/arithmetic.hpp"
#include "kasane/autograd/formula.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/catalog/registry.hpp"

namespace kasane::loss {

Loss::Loss(std::string_view text, Reduction reduction)
    : formula_(catalog::losses().make(text)), reduction_(reduction) {}

Tensor Loss::operator()(const Tensor& prediction, const Tensor& target) const {
    const Tensor values = autograd::loss_values(formula_, prediction, target);
    switch (reduction_) {
        case Reduction::none: return values;
        case Reduction::sum: return autograd::sum(values);
        case Reduction::mean: return autograd::mean(values);
        default: break;
    }
    const auto rows = static_cast<double>(prediction.rank() == 0 ? 1 : prediction.shape()[0]);
    return autograd::sum(values) / rows;
}

Tensor cross_entropy(const Tensor& logits, const Tensor& labels) {
    static const Loss loss("softmax_cross_entropy");
    return loss(logits, labels);
}

}  // namespace kasane::loss
