#include "kasane/cli/evaluation.hpp"

#include <array>

#include "kasane/cli/numbers.hpp"
#include "kasane/kernels/formula.hpp"

namespace kasane::cli {
namespace {

using core::Array;
using core::DType;
using core::Shape;

Array array_of(std::span<const double> numbers, const Shape& shape, DType dtype) {
    if (dtype == DType::f64) return Array::from(numbers, shape);
    const std::vector<float> narrow(numbers.begin(), numbers.end());
    return Array::from(std::span<const float>(narrow), shape);
}

std::vector<double> numbers_of(const Array& array, DType rounded) {
    std::vector<double> numbers(static_cast<std::size_t>(array.size()));
    const auto read = [&](const auto* from) {
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            numbers[i] = round_to(static_cast<double>(from[i]), rounded);
        }
    };
    if (array.dtype() == DType::f64) {
        read(array.data<double>());
    } else {
        read(array.data<float>());
    }
    return numbers;
}

Shape one_row(std::span<const double> row) { return {1, static_cast<core::Index>(row.size())}; }

}  // namespace

PointEvaluation::PointEvaluation(const catalog::Formula& formula, Precision precision)
    : formula_(formula), precision_(precision) {
    for (const double start : formula.trainable()) {
        parameters_.push_back(array_of({&start, 1}, {1}, precision.kernel()));
    }
}

template <class Kernel>
std::vector<double> PointEvaluation::run(std::span<const double> x, Kernel kernel) const {
    const Array input = array_of(x, {static_cast<core::Index>(x.size())}, precision_.kernel());
    std::vector<const Array*> args{&input};
    for (const Array& parameter : parameters_) args.push_back(&parameter);
    return numbers_of(kernel(std::span<const Array* const>(args)), precision_.dtype);
}

std::vector<double> PointEvaluation::value(std::span<const double> x) const {
    return run(x, [&](auto args) { return kernels::value(formula_, args); });
}

std::vector<double> PointEvaluation::slope(std::span<const double> x) const {
    return run(x, [&](auto args) { return kernels::partial(formula_, args, 0, nullptr); });
}

std::vector<double> PointEvaluation::curvature(std::span<const double> x) const {
    return run(x,
               [&](auto args) { return kernels::second_partial(formula_, args, 0, 0, nullptr); });
}

std::vector<double> PointEvaluation::by_parameter(std::span<const double> x, int k) const {
    return run(x, [&](auto args) { return kernels::partial(formula_, args, 1 + k, nullptr); });
}

bool RowEvaluation::takes(const catalog::Formula& formula) {
    return formula.entry().form == catalog::Form::rowwise;
}

std::string RowEvaluation::misfit(std::size_t) const { return {}; }

std::size_t RowEvaluation::result_width(std::size_t n) const { return n; }

std::vector<double> RowEvaluation::value(std::span<const double> row) const {
    const Array x = array_of(row, one_row(row), precision_.kernel());
    return numbers_of(kernels::row_value(formula_, x), precision_.dtype);
}

std::vector<double> RowEvaluation::vjp(std::span<const double> row,
                                       std::span<const double> g) const {
    const Array x = array_of(row, one_row(row), precision_.kernel());
    const Array up = array_of(g, one_row(g), precision_.kernel());
    return numbers_of(kernels::row_vjp(formula_, x, up), precision_.dtype);
}

}  // namespace kasane::cli
