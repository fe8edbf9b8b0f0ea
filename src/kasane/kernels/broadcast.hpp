#pragma once
// Runs a pointwise kernel over arrays of any layout that broadcast to one shape.

#include <span>

#include "kasane/core/array.hpp"
#include "kasane/kernels/calls.hpp"

namespace kasane::kernels {

template <class T>
using PointwiseKernel = void (*)(const PointwiseCall<T>&);

/// out = kernel(args..., g). `call` brings the formula and the argument numbers of derivatives.
///
/// Shapes   args and g broadcast to the shape of out, which is contiguous.
void run_pointwise(PointwiseKernel<float> kernel, PointwiseCall<float> call,
                   std::span<const core::Array* const> args, const core::Array* g,
                   core::Array& out);
void run_pointwise(PointwiseKernel<double> kernel, PointwiseCall<double> call,
                   std::span<const core::Array* const> args, const core::Array* g,
                   core::Array& out);

/// The shape that all of them broadcast to; the common dtype is checked.
core::Shape common_shape(std::string_view op, std::span<const core::Array* const> args);

}  // namespace kasane::kernels
