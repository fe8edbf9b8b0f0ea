#include "kasane/loss/values.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "kasane/autograd/formula.hpp"
#include "kasane/autograd/reduce.hpp"
#include "kasane/autograd/rows.hpp"
#include "kasane/autograd/shape.hpp"
#include "kasane/catalog/counts.hpp"
#include "kasane/catalog/losses/composed.hpp"
#include "kasane/core/check.hpp"
#include "kasane/core/error.hpp"
#include "kasane/kernels/elementwise.hpp"
#include "kasane/kernels/gather.hpp"

namespace kasane::loss {
namespace {

using autograd::DType;
using autograd::Index;
using autograd::Shape;
using catalog::Form;
using catalog::Formula;
using catalog::Layout;
using Inputs = std::span<const Tensor>;
using Compute = Tensor (*)(const Formula&, Inputs);

/// The struct's own formula on tensors.
template <class F>
Tensor compute(const Formula& formula, Inputs inputs) {
    return [&]<std::size_t... k>(std::index_sequence<k...>) {
        return formula.as<F>()(inputs[k]...);
    }
    (std::make_index_sequence<catalog::input_count<F>>{});
}

template <class... F>
constexpr std::array<Compute, sizeof...(F)> all_of(catalog::List<F...>) {
    return {compute<F>...};
}

/// 1 where class numbers [N, C] up to the first -1 name a class.
Tensor set_of(const Formula& f, const Tensor& lists, const Tensor& scores) {
    check::same_shape(f.info().name, scores.shape(), lists.shape());
    const Index classes = scores.shape()[-1];
    core::Array out = core::Array::zeros(lists.shape(), DType::f64);
    const core::Array source = kernels::contiguous(lists.value());
    for (Index row = 0; row < lists.size() / classes; ++row) {
        const std::int64_t* list = source.data<std::int64_t>() + row * classes;
        for (Index k = 0; k < classes && list[k] != -1; ++k) {
            if (list[k] < 0 || list[k] >= classes) {
                core::value_error(f.info().name, "a class is outside its range",
                                  {"row " + std::to_string(row) + ": " + std::to_string(list[k])});
            }
            out.data<double>()[row * classes + list[k]] = 1;
        }
    }
    return Tensor(kernels::convert(out, scores.dtype()));
}

/// 1 for each two samples of the same number.
Tensor same_group(const Formula& f, const Tensor& groups, const Tensor& rows) {
    if (groups.dtype() != DType::i64 || groups.size() != rows.shape()[0]) {
        core::shape_error(f.info().name, "one number i64 a row is needed",
                          {{"rows", rows.shape()}, {"groups", groups.shape()}});
    }
    const Index n = groups.size();
    core::Array out = core::Array::zeros({n, n}, DType::f64);
    for (Index i = 0; i < n; ++i) {
        for (Index j = 0; j < n; ++j) {
            out.data<double>()[i * n + j] = groups.item(i) == groups.item(j) ? 1 : 0;
        }
    }
    return Tensor(kernels::convert(out, rows.dtype()));
}

/// How many classes there are: the columns of a matrix that makes the scores, or their own.
Index classes_of(const Formula& f, Inputs inputs) {
    for (std::size_t k = 0; k < inputs.size(); ++k) {
        if (f.entry().takes[k].layout == Layout::matrix) return inputs[k].shape()[-1];
    }
    return inputs[0].shape()[-1];
}

void check_rank(const Formula& f, const catalog::Input& what, const Tensor& input) {
    const bool rows = what.layout == Layout::row;
    const bool places = what.layout == Layout::places;
    if ((rows && input.rank() < 1) || (places && input.rank() != 3) || input.size() == 0) {
        core::shape_error(
            f.info().name,
            std::string(what.name) + " must be " + std::string(catalog::shape_of(what.layout)),
            {{what.name, input.shape()}});
    }
}

/// Input k as the formula wants it.
Tensor prepared(const Formula& f, Inputs inputs, std::size_t k) {
    const catalog::Input& what = f.entry().takes[k];
    const Tensor& x = inputs[k];
    check_rank(f, what, x);
    switch (what.layout) {
        case Layout::classes: return dense_targets(f, inputs[0], x, classes_of(f, inputs));
        case Layout::class_set: return x.dtype() == DType::i64 ? set_of(f, x, inputs[0]) : x;
        case Layout::groups: return same_group(f, x, inputs[0]);
        case Layout::per_row: return autograd::reshape(x, {x.size(), 1});
        case Layout::row:
        case Layout::places:
            if (k > 0) check::same_shape(f.info().name, inputs[0].shape(), x.shape());
            return x;
        default: return x;
    }
}

Tensor composed(const Formula& f, Inputs inputs) {
    static constexpr auto functions = all_of(catalog::ComposedLosses{});
    std::vector<Tensor> all;
    for (std::size_t k = 0; k < inputs.size(); ++k) all.push_back(prepared(f, inputs, k));
    const Tensor values = functions[static_cast<std::size_t>(f.entry().index)](f, all);
    return values.rank() == 0 ? values : autograd::without_last(values);
}

}  // namespace

Tensor values_of(const Formula& loss, Inputs inputs) {
    if (loss.entry().form != Form::composed) return autograd::loss_values(loss, inputs);
    if (inputs.size() != loss.entry().takes.size()) {
        std::string wanted;
        for (const catalog::Input& one : loss.entry().takes) {
            wanted += (wanted.empty() ? "" : ", ") + std::string(one.name);
        }
        core::value_error(loss.info().name,
                          "takes " + wanted + ", got " + std::to_string(inputs.size()) + " arrays");
    }
    return composed(loss, inputs);
}

Tensor dense_targets(const Formula& loss, const Tensor& scores, const Tensor& labels,
                     Index classes) {
    Shape shape = scores.shape();
    shape[scores.rank() - 1] = classes;
    if (labels.dtype() != DType::i64) {
        check::same_shape(loss.info().name, shape, labels.shape());
        return labels;
    }
    if (labels.size() * classes != shape.size()) {
        core::shape_error(loss.info().name, "one label a row is needed",
                          {{"scores", scores.shape()}, {"labels", labels.shape()}});
    }
    kernels::check_indices(loss.info().name, labels.value(), classes);
    const Tensor list = autograd::reshape(labels, {labels.size()});
    return autograd::reshape(autograd::one_hot(list, classes, scores.dtype()), shape);
}

Tensor fenchel_young(Function max_function, const Tensor& x, const Tensor& t) {
    check::same_shape("fenchel_young", x.shape(), t.shape());
    return autograd::without_last(max_function(x) - autograd::row_sum(t * x));
}

Tensor triplet_margin_with_distance(Distance distance, const Tensor& anchor, const Tensor& positive,
                                    const Tensor& negative, double margin, bool swap) {
    return autograd::without_last(
        catalog::triplet(anchor, positive, negative, margin, swap, distance));
}

}  // namespace kasane::loss
