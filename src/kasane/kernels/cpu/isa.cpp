// Every kernel for one instruction set; compiled once for each, with KASANE_ISA its name. The one
// exported symbol is the table.

#include "kasane/catalog/compiled_lists.hpp"
#include "kasane/kernels/arithmetic.hpp"
#include "kasane/kernels/cpu/convert.hpp"
#include "kasane/kernels/cpu/gemm.hpp"
#include "kasane/kernels/cpu/pointwise.hpp"
#include "kasane/kernels/cpu/program.hpp"
#include "kasane/kernels/cpu/reduce.hpp"
#include "kasane/kernels/cpu/row_block.hpp"
#include "kasane/kernels/cpu/rowwise.hpp"
#include "kasane/kernels/cpu/update.hpp"
#include "kasane/kernels/dispatch.hpp"

namespace kasane::KASANE_ISA {

// The kernels of every member of a list, in its order.
template <class T, class L>
struct Walk;
template <class T, class... F>
struct Walk<T, catalog::List<F...>> {
    static constexpr void (*values[])(const kernels::PointwiseCall<T>&) = {value<F, T>...};
    static constexpr void (*updates[])(const kernels::UpdateCall<T>&) = {update<F, T>...};
    static constexpr kernels::RowKernels<T> rows[] = {{row_value<F, T>, row_vjp<F, T>}...};
    static constexpr kernels::RowDerivatives rows_along[] = {
        {row_value_along<F, T>, row_vjp_along<F, T>}...};
    static constexpr kernels::RowLossKernels<T> losses[] = {
        {row_loss<F, T>, row_gradient<F, T>, row_loss_and_gradient<F, T>}...};
    static constexpr void (*losses_along[])(const kernels::RowCall<T>&) = {
        row_gradient_along<F, T>...};
};

// What another table has as well is left to it (kernels/dispatch.cpp): in double, AVX-512 gains on
// matrix products alone; derivatives of row derivatives are rare and the baseline's will do.
#if defined(__AVX512F__) && defined(KASANE_HAS_V3)
inline constexpr bool leaves_double = true;
#else
inline constexpr bool leaves_double = false;
#endif
#if defined(KASANE_HAS_V2)
inline constexpr bool leaves_second = !is_baseline;
#else
inline constexpr bool leaves_second = leaves_double;
#endif

template <class T>
constexpr kernels::Kernels<T> kernels_for() {
    kernels::Kernels<T> all{};
    all.sum_block = sum_block<T>;
    all.sum_columns = sum_columns<T>;
    all.from_u8 = from_u8<T>;
    all.gemm_scratch = gemm_scratch<T>;
    all.gemm_block = gemm_block<T>;
    if constexpr (sizeof(T) == 4 || !leaves_double) {
        all.program = run_program<T>;
        all.update_program = run_update<T>;
        all.arithmetic = Walk<T, kernels::Arithmetic>::values;
        all.rowwise = Walk<T, catalog::RowwiseActivations>::rows;
        all.row_losses = Walk<T, catalog::RowwiseLosses>::losses;
        all.scale_rows = scale_rows<T>;
        all.updates = Walk<T, catalog::CompiledOptimizers>::updates;
    }
    if constexpr (!leaves_double) {
        if constexpr (sizeof(T) == 4) {
            all.program_in_double = run_program_in_double<T>;
        } else {
            all.program_in_double = run_program<T>;
        }
    }
    return all;
}

constexpr kernels::Derivatives derivatives() {
    if constexpr (leaves_second) {
        return {};
    } else {
        return {.rowwise = Walk<double, catalog::RowwiseActivations>::rows_along,
                .row_loss_gradient_along = Walk<double, catalog::RowwiseLosses>::losses_along};
    }
}

#define KASANE_TEXT_(name) #name
#define KASANE_TEXT(name) KASANE_TEXT_(name)

// With GCC this file is compiled as a whole program, in which all else is local: no symbols, no
// sections of their own for hundreds of small templates.
#if defined(__clang__)
#define KASANE_EXPORTED
#else
#define KASANE_EXPORTED [[gnu::externally_visible]]
#endif

KASANE_EXPORTED extern const kernels::Table table;
[[gnu::used]] constinit const kernels::Table table{
    .isa = KASANE_TEXT(KASANE_ISA),
    .f32 = kernels_for<float>(),
    .f64 = kernels_for<double>(),
    .second = derivatives(),
};

}  // namespace kasane::KASANE_ISA
