#pragma once
// The kernels of one instruction set, and the choice among them.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "kasane/catalog/info.hpp"
#include "kasane/core/api.hpp"
#include "kasane/kernels/calls.hpp"
#include "kasane/kernels/gemm.hpp"

namespace kasane::kernels {

template <class T>
struct RowKernels {
    void (*value)(const RowCall<T>&);
    void (*vjp)(const RowCall<T>&);  // J(x)^T g
};

template <class T>
struct RowLossKernels {
    void (*loss)(const RowCall<T>&);
    void (*gradient)(const RowCall<T>&);           // scale dL/dx
    void (*loss_and_gradient)(const RowCall<T>&);  // dL/dx to call.gradient
};

// Derivatives of derivatives are asked for rarely: they exist in double only, which keeps the
// library small and them accurate.
struct RowDerivatives {
    void (*value_along)(const RowCall<double>&);  // J(x) v
    void (*vjp_along)(const RowCall<double>&);    // derivative of J(x)^T g by x along v
};
struct Derivatives {
    const RowDerivatives* rowwise;
    void (*const* row_loss_gradient_along)(const RowCall<double>&);
};

/// Kernels over T. Arrays of kernels are indexed by an entry's place in its list.
template <class T>
struct Kernels {
    void (*program)(const PointwiseCall<T>&);            // any pointwise formula, word by word
    void (*program_in_double)(const PointwiseCall<T>&);  // the same, rounded to T in the end
    void (*update_program)(const UpdateCall<T>&);        // any optimizer, word by word
    void (*const* arithmetic)(const PointwiseCall<T>&);
    const RowKernels<T>* rowwise;
    const RowLossKernels<T>* row_losses;
    void (*scale_rows)(const RowCall<T>&);  // out = scale x
    void (*const* updates)(const UpdateCall<T>&);
    T (*sum_block)(const T* x, std::size_t n);  // n <= sum_block_length
    void (*sum_columns)(const ColumnCall<T>&);
    void (*from_u8)(const std::uint8_t* x, T scale, T* y, std::size_t n);
    std::size_t (*gemm_scratch)(const Gemm<T>&);  // bytes
    void (*gemm_block)(const Gemm<T>&, void* scratch);
};

/// The kernel that a formula's derivative of that order runs on.
template <class T>
auto pointwise_kernel(const Kernels<T>& kernels, const catalog::Info& info, int order) {
    return order >= info.double_from ? kernels.program_in_double : kernels.program;
}

/// Elements that one call of sum_block adds; the partial sums are added as a tree.
inline constexpr std::size_t sum_block_length = 4096;

struct Table {
    const char* isa;  // "v2", "v3", "v4", "generic"
    Kernels<float> f32;
    Kernels<double> f64;
    Derivatives second;

    template <class T>
    const Kernels<T>& of() const {
        if constexpr (sizeof(T) == 4) {
            return f32;
        } else {
            return f64;
        }
    }
};

/// The kernels in use: those of the newest instruction set that the processor and the library
/// have, or of the one named by the environment variable KASANE_ISA.
///
/// Throws   ValueError if KASANE_ISA names a set that is unknown or that the processor lacks.
KASANE_API const Table& table();

/// Every table that this processor can run, oldest first.
KASANE_API std::span<const Table* const> runnable_tables();

/// Uses another table from now on; for tests and benchmarks. Not to be called during a kernel.
KASANE_API void use_table(const Table& table);

template <class T>
const Kernels<T>& use() {
    return table().of<T>();
}

}  // namespace kasane::kernels
