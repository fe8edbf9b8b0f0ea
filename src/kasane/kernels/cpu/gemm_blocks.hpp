#pragma once
// The loops around the tiles: blocks for the caches, packing where it pays, tiles.
//
// The loops are those of Goto & van de Geijn 2008, "Anatomy of High-Performance Matrix
// Multiplication" (doi:10.1145/1356052.1356053), except that small operands are read where they
// lie, and that partial sums go back to the same accumulator, never added from outside: an element
// stays one chain of fma.

#include <cstddef>

#include "kasane/kernels/cpu/gemm_micro.hpp"
#include "kasane/kernels/cpu/gemm_pack.hpp"
#include "kasane/kernels/gemm.hpp"

namespace kasane::KASANE_ISA::product {

/// How a product is cut up.
struct Plan {
    Index rows, columns, steps;  // of a block: mc, nc, kc
    Index panel;                 // columns of a panel of tiles
    bool pack_a, pack_b;
    bool keep_c;  // C's old values are needed at the end: sums wait elsewhere
};

constexpr Index round_up(Index n, Index unit) { return (n + unit - 1) / unit * unit; }

/// Cuts n into equal pieces of at most `most`, in multiples of `unit`.
constexpr Index even_piece(Index n, Index most, Index unit) {
    if (n <= most) {
        return n;
    }
    const Index pieces = (n + most - 1) / most;
    return round_up((n + pieces - 1) / pieces, unit);
}

// Bytes of the steps of a packed block: half of a tile's panel of B, in the first-level cache.
inline constexpr Index packed_steps = register_bytes == 64 ? 2048 : 1536;

/// Sizes of blocks, from what is packed.
template <class T>
static void cut_blocks(const kernels::Gemm<T>& g, Plan& plan) {
    constexpr Index size = sizeof(T);
    plan.rows = even_piece(g.m, 96, main_rows);
    if (plan.pack_b && g.m < main_rows) {
        plan.columns = plan.panel;  // used at once, from the first-level cache
        plan.steps = even_piece(g.k, 512 / size, lanes<T>);
    } else if (plan.pack_b) {
        plan.columns = even_piece(g.n, 4096 / size, plan.panel);
        plan.steps = even_piece(g.k, packed_steps / size, 8);
    } else if (g.m < main_rows) {
        plan.columns = even_piece(g.n, 8192 / size, plan.panel);
        // Long rows of B are read some at a time, so that whole pages stream.
        plan.steps = g.b_row * size <= 1024 ? g.k : even_piece(g.k, 64, 1);
    } else {
        plan.columns = even_piece(g.n, 1024 / size, plan.panel);
        plan.steps = even_piece(g.k, 128, 8);
    }
    plan.keep_c = g.epilogue.accumulate && plan.steps < g.k;
}

/// Tiny products are one block, and pack only a B whose rows are not contiguous.
template <class T>
static Plan plan(const kernels::Gemm<T>& g) {
    const int few = g.m < main_rows ? static_cast<int>(g.m) : main_rows;
    Plan plan{g.m, g.n, g.k, lanes<T> * most_registers(few), false, false, false};
    plan.pack_b = g.b_col != 1 && g.n > 1;
    if (g.m * g.n * g.k <= kernels::in_place) {
        return plan;
    }
    // Rows of B a quarter page or more apart share few sets of the cache.
    const bool far_apart = g.b_row * Index{sizeof(T)} >= 1024;
    plan.pack_b = plan.pack_b || (far_apart && g.m >= 4 * main_rows);
    plan.pack_a = g.m >= main_rows && g.n >= 12 * lanes<T> && g.k >= 16;
    cut_blocks(g, plan);
    return plan;
}

/// The pieces of scratch memory, in elements.
template <class T>
struct Scratch {
    Index a, b, sums;

    Scratch(const kernels::Gemm<T>& g, const Plan& plan) {
        constexpr Index line = 64 / sizeof(T);
        const Index columns = round_up(plan.columns, lanes<T>);
        a = plan.pack_a ? round_up(plan.rows * plan.steps, line) : 0;
        b = plan.pack_b ? round_up(plan.steps * columns, line) : 0;
        sums = plan.keep_c ? g.m * columns : 0;
    }
    std::size_t bytes() const { return static_cast<std::size_t>(a + b + sums) * sizeof(T); }
};

/// One block of C on its way through the steps of k.
template <class T>
struct Block {
    Index i, rows, j, columns, p, steps;
    bool first, last;
};

/// The pointwise kernel on a block of C, in one call if its rows touch.
template <class T>
static void map_rows(const kernels::Gemm<T>& g, Index i, Index rows, Index j, Index columns) {
    const auto& e = g.epilogue;
    T* c = g.c + i * g.c_row + j;
    const bool whole = columns == g.c_row;
    const Index pieces = whole ? 1 : rows;
    const Index length = whole ? rows * columns : columns;
    for (Index piece = 0; piece < pieces; ++piece, c += g.c_row) {
        e.map(e.formula, e.trainable, c, c, static_cast<std::size_t>(length));
    }
}

template <class T>
class Product {
public:
    Product(const kernels::Gemm<T>& g, const Plan& plan, void* scratch)
        : g_(g), plan_(plan), plain_(is_plain(g.epilogue)) {
        const Scratch<T> pieces(g, plan);
        packed_a_ = static_cast<T*>(scratch);
        packed_b_ = packed_a_ + pieces.a;
        sums_ = plan.keep_c ? packed_b_ + pieces.b : g.c;
        sums_row_ = plan.keep_c ? round_up(plan.columns, lanes<T>) : g.c_row;
    }

    void run() {
        // Without a packed B nothing is gained by taking all rows through one step first; C is
        // then finished while it is in the cache.
        const Index chunk = plan_.pack_b ? g_.m : plan_.rows;
        for (Index j = 0; j < g_.n; j += plan_.columns) {
            for (Index i = 0; i < g_.m; i += chunk) {
                run_steps(i, smaller(chunk, g_.m - i), j, smaller(plan_.columns, g_.n - j));
            }
        }
    }

private:
    static bool is_plain(const kernels::Epilogue<T>& e) {
        return e.bias == nullptr && e.scale == T(1) && !e.accumulate;
    }

    void run_steps(Index i0, Index rows, Index j, Index columns) {
        Index p = 0;
        do {
            const Index steps = smaller(plan_.steps, g_.k - p);
            Block<T> block{i0, rows, j, columns, p, steps, p == 0, p + steps >= g_.k};
            if (plan_.pack_b) {
                pack_b(block);
            }
            for (Index i = 0; i < rows; i += plan_.rows) {
                block.i = i0 + i;
                block.rows = smaller(plan_.rows, rows - i);
                run_block(block);
            }
            p += steps;
        } while (p < g_.k);
    }

    /// Steps to pack of every panel before going on: where the steps are a row of the matrix
    /// apart, a few rows at a time are read from end to end; down a whole panel, each step would
    /// touch a page of its own.
    static Index pack_length(Index along, Index steps) { return along == 1 ? steps : 16; }

    void pack_b(const Block<T>& block) {
        const Index length = pack_length(g_.b_row, block.steps);
        for (Index p = 0; p < block.steps; p += length) {
            const Index some = smaller(length, block.steps - p);
            for (Index j = 0; j < block.columns; j += plan_.panel) {
                const Index columns = smaller(plan_.panel, block.columns - j);
                const Index stride = round_up(columns, lanes<T>);
                const T* from = g_.b + (block.p + p) * g_.b_row + (block.j + j) * g_.b_col;
                pack<T>({from, g_.b_col, g_.b_row, columns, some},
                        packed_b_ + j * block.steps + p * stride, stride);
            }
        }
    }

    void pack_a(const Block<T>& block) {
        const Index length = pack_length(g_.a_col, block.steps);
        for (Index p = 0; p < block.steps; p += length) {
            const Index some = smaller(length, block.steps - p);
            for (Index i = 0; i < block.rows;) {
                const Index rows = next_rows(block.rows - i, main_rows);
                const T* from = g_.a + (block.i + i) * g_.a_row + (block.p + p) * g_.a_col;
                pack<T>({from, g_.a_row, g_.a_col, rows, some},
                        packed_a_ + i * block.steps + p * rows, rows);
                i += rows;
            }
        }
    }

    void run_block(const Block<T>& block) {
        if (plan_.pack_a) {
            pack_a(block);
        }
        for (Index j = 0; j < block.columns; j += plan_.panel) {
            run_panel(block, j, smaller(plan_.panel, block.columns - j));
        }
        if (block.last && g_.epilogue.map != nullptr) {
            map_rows(g_, block.i, block.rows, block.j, block.columns);
        }
    }

    /// The tiles of one panel, from top to bottom; j counts from the block's first column.
    void run_panel(const Block<T>& block, Index j, Index columns) {
        const int registers = static_cast<int>((columns + lanes<T> - 1) / lanes<T>);
        Tile<T> t{};
        t.k = block.steps;
        t.tail = static_cast<int>(columns % lanes<T>);
        t.b_row = plan_.pack_b ? registers * lanes<T> : g_.b_row;
        t.b =
            plan_.pack_b ? packed_b_ + j * block.steps : g_.b + block.p * g_.b_row + (block.j + j);
        const bool masked = t.tail > 0 && !plan_.pack_b;
        const auto& kernels = masked ? kernels_of<T, true>.of : kernels_of<T, false>.of;
        const Index height = registers == 1 && !plan_.pack_a ? tallest : main_rows;
        for (Index i = 0; i < block.rows;) {
            const Index rows = next_rows(block.rows - i, height);
            t.a = plan_.pack_a ? packed_a_ + i * block.steps
                               : g_.a + (block.i + i) * g_.a_row + block.p * g_.a_col;
            t.a_row = plan_.pack_a ? 1 : g_.a_row;
            t.a_col = plan_.pack_a ? rows : g_.a_col;
            run_tile(block, {block.i + i, rows, block.j + j, columns}, kernels[rows][registers], t);
            i += rows;
        }
    }

    /// A tile's place in C.
    struct Place {
        Index i, rows, j, columns;
    };

    /// Computes a tile, straight into C or by way of a buffer.
    void run_tile(const Block<T>& block, const Place& place, Kernel<T> kernel, Tile<T>& t) {
        static_assert(tallest * main_registers >= widest);
        alignas(64) T buffer[tallest * main_registers * lanes<T>];
        const Index buffer_row = round_up(place.columns, lanes<T>);
        const bool partial = t.tail > 0;
        T* sums = sums_ + place.i * sums_row_ + place.j - (plan_.keep_c ? block.j : 0);
        t.from = block.first ? nullptr : sums;
        t.from_row = sums_row_;
        if (partial && !block.first) {
            fetch(sums, sums_row_, buffer, buffer_row, place.rows, place.columns);
            t.from = buffer;
            t.from_row = buffer_row;
        }
        const bool finished = block.last && !plain_;
        const bool direct = !partial && !finished;
        t.to = direct ? sums : buffer;
        t.to_row = direct ? sums_row_ : buffer_row;
        if (plan_.pack_a) {
            prefetch(sums + place.rows * sums_row_, place.columns);
        }
        kernel(t);
        if (finished) {
            const auto& e = g_.epilogue;
            finish(buffer, buffer_row, g_.c + place.i * g_.c_row + place.j, g_.c_row, place.rows,
                   place.columns, e.bias == nullptr ? nullptr : e.bias + place.j, e.scale,
                   e.accumulate);
        } else if (partial) {
            finish<T>(buffer, buffer_row, sums, sums_row_, place.rows, place.columns, nullptr, 1,
                      false);
        }
    }

    /// Asks for the sums of the tile below while this one is computed.
    void prefetch(const T* sums, Index columns) const {
        for (int r = 0; r < main_rows; ++r, sums += sums_row_) {
            __builtin_prefetch(sums, 1);
            __builtin_prefetch(sums + columns - 1, 1);
        }
    }

    const kernels::Gemm<T>& g_;
    const Plan& plan_;
    bool plain_;
    T* packed_a_;
    T* packed_b_;
    T* sums_;
    Index sums_row_;
};

}  // namespace kasane::KASANE_ISA::product
