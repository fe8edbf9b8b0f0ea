// The pointwise kernels of the whole catalog for CUDA devices, from the formulas that the CPU
// kernels are made of: cpu/pointwise.hpp with a thread's number where that has a Batch.
//
// tools/check_cuda.sh compiles this with -fmad=false, so that a product and a sum stay two
// roundings, as on the CPU. The formulas' own fma() is one instruction on both.

#include <cuda_runtime.h>

#include "kasane/catalog/apply.hpp"
#include "kasane/catalog/counts.hpp"
#include "kasane/catalog/lists.hpp"
#include "kasane/kernels/calls.hpp"
#include "kasane/kernels/dispatch.hpp"

namespace kasane::cuda {

using kernels::PointwiseCall;

constexpr std::size_t threads_per_block = 256;
constexpr std::size_t most_blocks = 65536;  // further elements are reached by striding

/// Number of arguments of F: inputs, then trainable parameters.
template <class F>
constexpr std::size_t argument_count = catalog::input_count<F> + catalog::trainable_count<F>;

/// A PointwiseCall as a kernel takes it: by value, with the formula in it. All pointers are the
/// device's.
template <class F, class T>
struct DeviceCall {
    F formula;
    const T* args[argument_count<F>];
    std::size_t strides[argument_count<F>];  // 0: one number for all elements
    const T* g;
    T* out;
    std::size_t n;
    int i;
    int j;
};

/// out[k] = compute(arguments at k), times g[k] if there is a g.
template <class F, class T, class Compute>
__device__ void pointwise_loop(const DeviceCall<F, T>& call, Compute compute) {
    const std::size_t step = std::size_t{gridDim.x} * blockDim.x;
    for (std::size_t at = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x; at < call.n;
         at += step) {
        T args[argument_count<F>];
        for (std::size_t k = 0; k < argument_count<F>; ++k) {
            args[k] = call.args[k][at * call.strides[k]];
        }
        const T y = compute(args);
        call.out[at] = call.g != nullptr ? call.g[at] * y : y;
    }
}

template <class F, class T>
__global__ void value(DeviceCall<F, T> call) {
    pointwise_loop(
        call, [&](const T* args) { return catalog::value<argument_count<F>>(call.formula, args); });
}

template <class F, class T>
__global__ void partial(DeviceCall<F, T> call) {
    pointwise_loop(call, [&](const T* args) {
        return catalog::partial<argument_count<F>>(call.formula, call.i, args);
    });
}

template <class F, class T>
__global__ void second_partial(DeviceCall<F, T> call) {
    pointwise_loop(call, [&](const T* args) {
        return catalog::second_partial<argument_count<F>>(call.formula, call.i, call.j, args);
    });
}

template <class F, class T>
DeviceCall<F, T> to_device(const PointwiseCall<T>& call) {
    DeviceCall<F, T> result{};
    result.formula = *static_cast<const F*>(call.formula);
    for (std::size_t k = 0; k < argument_count<F>; ++k) {
        result.args[k] = call.args[k];
        result.strides[k] = (call.scalars >> k & 1) != 0 ? 0 : 1;
    }
    result.g = call.g;
    result.out = call.out;
    result.n = call.n;
    result.i = call.i;
    result.j = call.j;
    return result;
}

/// Queues a kernel on the calling thread's stream. Whether it ran is cudaGetLastError()'s to say.
template <class F, class T, void (*kernel)(DeviceCall<F, T>)>
void launch(const PointwiseCall<T>& call) {
    if (call.n == 0) return;
    const std::size_t blocks = (call.n + threads_per_block - 1) / threads_per_block;
    const dim3 grid(static_cast<unsigned>(blocks < most_blocks ? blocks : most_blocks));
    kernel<<<grid, threads_per_block, 0, cudaStreamPerThread>>>(to_device<F>(call));
}

// The kernels of every member of a list, in its order.
template <class T, class L>
struct Walk;
template <class T, class... F>
struct Walk<T, catalog::List<F...>> {
    static constexpr kernels::PointwiseKernels<T> pointwise[] = {
        {launch<F, T, value<F, T>>, launch<F, T, partial<F, T>>}...};
    static constexpr void (*second[])(const PointwiseCall<T>&) = {
        launch<F, T, second_partial<F, T>>...};
};

/// What kernels::Table has of these, for the dispatcher to come.
struct Table {
    const kernels::PointwiseKernels<float>* f32;
    const kernels::PointwiseKernels<double>* f64;
    void (*const* second_partial)(const PointwiseCall<double>&);  // in double only, as on the CPU
};

extern const Table table;
const Table table{
    Walk<float, catalog::Pointwise>::pointwise,
    Walk<double, catalog::Pointwise>::pointwise,
    Walk<double, catalog::Pointwise>::second,
};

}  // namespace kasane::cuda
