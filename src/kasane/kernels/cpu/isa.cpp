// Every kernel for one instruction set; compiled once for each, with KASANE_ISA its name. The one
// exported symbol is the table.

#include "kasane/catalog/lists.hpp"
#include "kasane/kernels/arithmetic.hpp"
#include "kasane/kernels/cpu/convert.hpp"
#include "kasane/kernels/cpu/gemm.hpp"
#include "kasane/kernels/cpu/pointwise.hpp"
#include "kasane/kernels/cpu/reduce.hpp"
#include "kasane/kernels/cpu/rowwise.hpp"
#include "kasane/kernels/cpu/update.hpp"
#include "kasane/kernels/dispatch.hpp"

namespace kasane::KASANE_ISA {

// The kernels of every member of a list, in its order.
template <class T, class L>
struct Walk;
template <class T, class... F>
struct Walk<T, catalog::List<F...>> {
    static constexpr kernels::PointwiseKernels<T> pointwise[] = {{value<F, T>, partial<F, T>}...};
    static constexpr void (*second[])(const kernels::PointwiseCall<T>&) = {second_partial<F, T>...};
    static constexpr void (*values[])(const kernels::PointwiseCall<T>&) = {value<F, T>...};
    static constexpr void (*updates[])(const kernels::UpdateCall<T>&) = {update<F, T>...};
    static constexpr kernels::RowKernels<T> rows[] = {{row_value<F, T>, row_vjp<F, T>}...};
    static constexpr kernels::RowDerivatives rows_along[] = {
        {row_value_along<F, T>, row_vjp_along<F, T>}...};
    static constexpr kernels::RowLossKernels<T> losses[] = {
        {row_loss<F, T>, row_gradient<F, T>}...};
    static constexpr void (*losses_along[])(const kernels::RowCall<T>&) = {
        row_gradient_along<F, T>...};
};

template <class T>
inline constexpr kernels::Kernels<T> all_kernels{
    .pointwise = Walk<T, catalog::Pointwise>::pointwise,
    .arithmetic = Walk<T, kernels::Arithmetic>::values,
    .rowwise = Walk<T, catalog::RowwiseActivations>::rows,
    .row_losses = Walk<T, catalog::RowwiseLosses>::losses,
    .updates = Walk<T, catalog::ElementwiseOptimizers>::updates,
    .sum_block = sum_block<T>,
    .sum_columns = sum_columns<T>,
    .from_u8 = from_u8<T>,
    .gemm_scratch = gemm_scratch<T>,
    .gemm_block = gemm_block<T>,
};

#define KASANE_TEXT_(name) #name
#define KASANE_TEXT(name) KASANE_TEXT_(name)

extern const kernels::Table table;
const kernels::Table table{
    .isa = KASANE_TEXT(KASANE_ISA),
    .f32 = all_kernels<float>,
    .f64 = all_kernels<double>,
    .second = {.second_partial = Walk<double, catalog::Pointwise>::second,
               .rowwise = Walk<double, catalog::RowwiseActivations>::rows_along,
               .row_loss_gradient_along = Walk<double, catalog::RowwiseLosses>::losses_along},
};

}  // namespace kasane::KASANE_ISA
