#include "kasane/cli/evaluation.hpp"

#include <array>

#include "kasane/cli/numbers.hpp"
#include "kasane/kernels/formula.hpp"

namespace kasane::cli {
namespace {

using core::Array;
using core::DType;
using core::Shape;

/// One dimension.
Array array_of(std::span<const double> numbers, DType dtype) {
    const Shape shape{static_cast<core::Index>(numbers.size())};
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

/// Inputs and, behind them, the parameters that can be learned, as kernels take them.
class Arguments {
public:
    Arguments(const catalog::Formula& formula, std::span<const std::span<const double>> inputs,
              DType dtype) {
        for (const std::span<const double> one : inputs) held_.push_back(array_of(one, dtype));
        for (const double& start : formula.trainable()) {
            held_.push_back(array_of({&start, 1}, dtype));
        }
        for (const Array& one : held_) arrays_.push_back(&one);
    }
    Arguments(const catalog::Formula& formula,
              std::initializer_list<std::span<const double>> inputs, DType dtype)
        : Arguments(formula, std::span(inputs.begin(), inputs.size()), dtype) {}
    Arguments(const Arguments&) = delete;
    Arguments& operator=(const Arguments&) = delete;

    operator std::span<const Array* const>() const { return arrays_; }

private:
    std::vector<Array> held_;
    std::vector<const Array*> arrays_;
};

}  // namespace

template <class Kernel>
std::vector<double> PointEvaluation::run(std::span<const double> x, DType dtype,
                                         Kernel kernel) const {
    const Arguments args(formula_, {x}, dtype);
    return numbers_of(kernel(std::span<const Array* const>(args)), precision_.dtype);
}

std::vector<double> PointEvaluation::value(std::span<const double> x) const {
    return run(x, precision_.kernel(), [&](auto args) { return kernels::value(formula_, args); });
}

std::vector<double> PointEvaluation::slope(std::span<const double> x) const {
    return run(x, precision_.kernel(),
               [&](auto args) { return kernels::partial(formula_, args, 0, nullptr); });
}

std::vector<double> PointEvaluation::curvature(std::span<const double> x) const {
    // Second derivatives are worked out in double for every type.
    return run(x, DType::f64,
               [&](auto args) { return kernels::second_partial(formula_, args, 0, 0, nullptr); });
}

std::vector<double> PointEvaluation::by_parameter(std::span<const double> x, int k) const {
    return run(x, precision_.kernel(),
               [&](auto args) { return kernels::partial(formula_, args, 1 + k, nullptr); });
}

std::vector<double> evaluate_all(const catalog::Formula& formula,
                                 std::span<const std::span<const double>> inputs,
                                 catalog::Derivative wanted, Precision precision) {
    // Second derivatives are worked out in double for every type.
    const Arguments args(formula, inputs, wanted.order == 2 ? DType::f64 : precision.kernel());
    const auto compute = [&] {
        if (wanted.order == 0) return kernels::value(formula, args);
        if (wanted.order == 1) return kernels::partial(formula, args, wanted.i, nullptr);
        return kernels::second_partial(formula, args, wanted.i, wanted.j, nullptr);
    };
    return numbers_of(compute(), precision.dtype);
}

bool RowEvaluation::takes(const catalog::Formula& formula) {
    const catalog::Form form = formula.entry().form;
    return form == catalog::Form::rowwise || form == catalog::Form::gated;
}

bool RowEvaluation::is_gated() const { return formula_.entry().form == catalog::Form::gated; }

std::string RowEvaluation::misfit(std::size_t n) const {
    if (!is_gated() || n % 2 == 0) return {};
    return "a and b of a gated pair are as long as each other; " + std::to_string(n) +
           " numbers are not";
}

std::size_t RowEvaluation::result_width(std::size_t n) const { return is_gated() ? n / 2 : n; }

std::vector<double> RowEvaluation::value(std::span<const double> row) const {
    if (!is_gated()) {
        return numbers_of(kernels::row_value(formula_, input(row)), precision_.dtype);
    }
    const std::size_t n = row.size() / 2;
    const Arguments args(formula_, {row.first(n), row.last(n)}, precision_.kernel());
    return numbers_of(kernels::value(formula_, args), precision_.dtype);
}

std::vector<double> RowEvaluation::vjp(std::span<const double> row,
                                       std::span<const double> g) const {
    const Array up = input(g);
    if (!is_gated()) {
        return numbers_of(kernels::row_vjp(formula_, input(row), up), precision_.dtype);
    }
    const std::size_t n = row.size() / 2;
    const Arguments args(formula_, {row.first(n), row.last(n)}, precision_.kernel());
    std::vector<double> both;
    for (const int i : {0, 1}) {
        const Array half = kernels::partial(formula_, args, i, &up);
        const std::vector<double> numbers = numbers_of(half, precision_.dtype);
        both.insert(both.end(), numbers.begin(), numbers.end());
    }
    return both;
}

core::Array RowEvaluation::input(std::span<const double> row) const {
    return array_of(row, precision_.kernel());
}

}  // namespace kasane::cli
