#pragma once
// A whole product on one thread.

#include <cstddef>

#include "kasane/kernels/cpu/gemm_blocks.hpp"
#include "kasane/kernels/gemm.hpp"

namespace kasane::KASANE_ISA {
namespace product {

/// How many of the last columns to compute as rows of the transposed product B^T A^T: few columns
/// would leave most of a register empty, while there the registers run along A's columns.
template <class T>
static Index narrow_columns(const kernels::Gemm<T>& g) {
    constexpr Index width = lanes<T>;
    const Index rest = g.n % width;
    if (g.m < 4 * width || g.m * g.k < (1 << 14)) {
        return 0;
    }
    // A that is not transposed yet has to be, which costs half as much as what it saves.
    const Index most = g.a_row == 1 ? 3 * width / 8 : (g.a_col == 1 ? width / 8 : 0);
    return rest <= most ? rest : 0;
}

/// A product as its narrow columns, transposed and without epilogue, and the others.
template <class T>
struct Halves {
    Index narrow;
    Index turned_row;  // of the narrow columns' sums
    kernels::Gemm<T> turned, wide;
    Plan turned_plan, wide_plan;

    explicit Halves(const kernels::Gemm<T>& g)
        : narrow(narrow_columns(g)), turned_row(round_up(g.m, 64 / sizeof(T))), turned(g), wide(g) {
        wide.n -= narrow;
        wide.epilogue.map = narrow == 0 ? g.epilogue.map : nullptr;
        wide_plan = plan(wide);
        turned.m = narrow;
        turned.n = g.m;
        turned.a = g.b + wide.n * g.b_col;
        turned.a_row = g.b_col;
        turned.a_col = g.b_row;
        turned.b = g.a;
        turned.b_row = g.a_col;
        turned.b_col = g.a_row;
        turned.c_row = turned_row;
        turned.epilogue = {};
        turned_plan = plan(turned);
    }

    std::size_t turned_bytes() const {
        return static_cast<std::size_t>(narrow * turned_row) * sizeof(T);
    }
    std::size_t bytes() const {
        const std::size_t once = Scratch<T>(wide, wide_plan).bytes();
        if (narrow == 0) {
            return once;
        }
        const std::size_t other = Scratch<T>(turned, turned_plan).bytes();
        return turned_bytes() + (once > other ? once : other);
    }
};

/// Turns finished sums x [columns, rows] into c [rows, columns].
template <class T>
static void finish_turned(const T* x, Index x_row, const kernels::Gemm<T>& g, Index first,
                          Index columns) {
    constexpr int width = lanes<T>;
    const auto& e = g.epilogue;
    for (Index i = 0; i < g.m; i += width) {
        const Index count = smaller(width, g.m - i);
        for (Index j = 0; j < columns; ++j) {
            alignas(64) T line[width] = {};
            T* c = g.c + i * g.c_row + first + j;
            auto y = load(x + j * x_row + i);
            if (e.accumulate) {
                for (Index r = 0; r < count; ++r) {
                    line[r] = c[r * g.c_row];
                }
                y = fma(splat(e.scale), y, load(line));
            } else {
                y = splat(e.scale) * y;
            }
            store(line, e.bias == nullptr ? y : y + splat(e.bias[first + j]));
            for (Index r = 0; r < count; ++r) {
                c[r * g.c_row] = line[r];
            }
        }
    }
}

}  // namespace product

/// Bytes of scratch memory, 64-byte aligned, that gemm_block wants for this product.
template <class T>
static std::size_t gemm_scratch(const kernels::Gemm<T>& g) {
    return product::Halves<T>(g).bytes();
}

/// The whole product on this thread.
template <class T>
static void gemm_block(const kernels::Gemm<T>& g, void* scratch) {
    if (g.m <= 0 || g.n <= 0) {
        return;
    }
    if (g.m * g.n * g.k <= kernels::in_place || product::narrow_columns(g) == 0) {
        const product::Plan plan = product::plan(g);
        product::Product<T>(g, plan, scratch).run();
        return;
    }
    product::Halves<T> halves(g);
    T* sums = static_cast<T*>(scratch);
    void* rest = static_cast<std::byte*>(scratch) + halves.turned_bytes();
    halves.turned.c = sums;
    product::Product<T>(halves.turned, halves.turned_plan, rest).run();
    product::finish_turned(sums, halves.turned_row, g, halves.wide.n, halves.narrow);
    if (halves.wide.n > 0) {
        product::Product<T>(halves.wide, halves.wide_plan, rest).run();
    }
    if (g.epilogue.map != nullptr) {
        product::map_rows(g, 0, g.m, 0, g.n);
    }
}

}  // namespace kasane::KASANE_ISA
