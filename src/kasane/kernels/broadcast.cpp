#include "kasane/kernels/broadcast.hpp"

#include <array>
#include <string>

#include "kasane/core/error.hpp"
#include "kasane/core/parallel.hpp"
#include "kasane/kernels/elementwise.hpp"

namespace kasane::kernels {
namespace {

using core::Array;
using core::Index;
using core::Shape;

constexpr Index grain = 32768;  // elements worth handing to another thread
constexpr std::size_t max_operands = max_arguments + 1;

/// An input as the walk sees it: its first element and the distance between rows and elements.
template <class T>
struct Operand {
    const T* data = nullptr;
    core::Strides strides{};
    bool scalar = false;  // one number along the innermost dimension
};

/// Everything lies as the output does, or is one number: a single run over all elements.
bool is_flat(const Array& array, const Shape& shape) {
    return array.size() == 1 || (array.contiguous() && array.shape() == shape);
}

template <class T>
void shift(PointwiseCall<T>& call, std::size_t args, Index at) {
    for (std::size_t k = 0; k < args; ++k) {
        if ((call.scalars >> k & 1) == 0) call.args[k] += at;
    }
    if (call.g != nullptr) call.g += at;
    call.out += at;
}

template <class T>
void run_flat(PointwiseKernel<T> kernel, const PointwiseCall<T>& call, std::size_t args) {
    const Index n = static_cast<Index>(call.n);
    if (n < 2 * grain) {
        kernel(call);
        return;
    }
    core::parallel_for(n, grain, [&](Index begin, Index end) {
        PointwiseCall<T> part = call;
        shift(part, args, begin);
        part.n = static_cast<std::size_t>(end - begin);
        kernel(part);
    });
}

template <class T>
Operand<T> operand_of(const Array& expanded) {
    Operand<T> operand;
    operand.data = expanded.data<T>();
    operand.strides = expanded.strides();
    operand.scalar = operand.strides[static_cast<std::size_t>(expanded.rank() - 1)] == 0;
    return operand;
}

/// An array whose innermost elements are neighbours, or the same one.
Array with_whole_rows(const Array& array, const Shape& shape) {
    Array expanded = array.expand(shape);
    const Index inner = expanded.strides()[static_cast<std::size_t>(shape.rank() - 1)];
    if (inner == 0 || inner == 1 || shape[-1] == 1) return expanded;
    return contiguous(array).expand(shape);
}

/// Where row `row` of an operand starts.
template <class T>
const T* row_start(const Operand<T>& operand, const Shape& shape, Index row) {
    Index offset = 0;
    for (int axis = shape.rank() - 2; axis >= 0; --axis) {
        offset += row % shape[axis] * operand.strides[static_cast<std::size_t>(axis)];
        row /= shape[axis];
    }
    return operand.data + offset;
}

/// Row by row; each operand moves along the rows by its own strides.
template <class T>
void run_rows(PointwiseKernel<T> kernel, const PointwiseCall<T>& call,
              std::span<const Array* const> args, const Array* g, const Shape& shape) {
    std::array<Array, max_operands> held;
    std::array<Operand<T>, max_operands> operands;
    std::uint32_t scalars = 0;
    for (std::size_t k = 0; k < args.size(); ++k) {
        held[k] = with_whole_rows(*args[k], shape);
        operands[k] = operand_of<T>(held[k]);
        if (operands[k].scalar) scalars |= 1u << k;
    }
    if (g != nullptr) {
        held[args.size()] = contiguous(g->expand(shape));
        operands[args.size()] = operand_of<T>(held[args.size()]);
        operands[args.size()].scalar = false;
    }
    const Index width = shape[-1];
    const Index rows = width == 0 ? 0 : shape.size() / width;
    core::parallel_for(rows, grain / std::max<Index>(width, 1) + 1, [&](Index begin, Index end) {
        PointwiseCall<T> part = call;
        part.scalars = scalars;
        part.n = static_cast<std::size_t>(width);
        for (Index row = begin; row < end; ++row) {
            for (std::size_t k = 0; k < args.size(); ++k) {
                part.args[k] = row_start(operands[k], shape, row);
            }
            if (g != nullptr) part.g = row_start(operands[args.size()], shape, row);
            part.out = call.out + row * width;
            kernel(part);
        }
    });
}

template <class T>
void run(PointwiseKernel<T> kernel, PointwiseCall<T>& call, std::span<const Array* const> args,
         const Array* g, Array& out) {
    const Shape& shape = out.shape();
    call.out = out.data<T>();
    call.n = static_cast<std::size_t>(out.size());
    bool flat = g == nullptr || (g->contiguous() && g->shape() == shape);
    for (std::size_t k = 0; k < args.size(); ++k) {
        flat = flat && is_flat(*args[k], shape);
    }
    if (!flat) {
        run_rows(kernel, call, args, g, shape);
        return;
    }
    for (std::size_t k = 0; k < args.size(); ++k) {
        call.args[k] = args[k]->data<T>();
        if (args[k]->size() == 1) call.scalars |= 1u << k;
    }
    // A formula of one argument reads it as an array.
    if (args.size() == 1 && out.size() == 1) call.scalars = 0;
    if (g != nullptr) call.g = g->data<T>();
    run_flat(kernel, call, args.size());
}

}  // namespace

void run_pointwise(PointwiseKernel<float> kernel, PointwiseCall<float> call,
                   std::span<const Array* const> args, const Array* g, Array& out) {
    run(kernel, call, args, g, out);
}

void run_pointwise(PointwiseKernel<double> kernel, PointwiseCall<double> call,
                   std::span<const Array* const> args, const Array* g, Array& out) {
    run(kernel, call, args, g, out);
}

Shape common_shape(std::string_view op, std::span<const Array* const> args) {
    Shape shape = args[0]->shape();
    for (const Array* array : args.subspan(1)) {
        if (array->dtype() != args[0]->dtype()) {
            core::value_error(op, "the element types differ",
                              {std::string(name_of(args[0]->dtype())) + " and " +
                               std::string(name_of(array->dtype()))});
        }
        if (!(array->shape() == shape)) shape = core::broadcast(op, shape, array->shape());
    }
    return shape;
}

}  // namespace kasane::kernels
