#pragma once
// The innermost loop of matrix products: one tile of C held in registers, and what turns a
// finished tile into C.

#include "kasane/kernels/cpu/gemm_vector.hpp"
#include "kasane/kernels/gemm.hpp"

namespace kasane::KASANE_ISA::product {

using core::Index;

/// One tile: to = from + A B over k steps. Loads and stores whole registers, except from B, whose
/// last register may be partial.
template <class T>
struct Tile {
    Index k;
    const T* a;
    Index a_row, a_col;
    const T* b;
    Index b_row;
    int tail;       // lanes of B's last register that exist, for the masked kernels
    const T* from;  // null: start from 0
    Index from_row;
    T* to;
    Index to_row;
};

template <class T>
using Kernel = void (*)(const Tile<T>&);

// Heights of tiles. An fma takes 4 cycles and two start in each: 8 accumulators at least. A tile
// `main_rows` high and `main_registers` wide fills the register file; B's registers and one
// broadcast of A take the rest.
#if defined(__AVX512F__)
inline constexpr int main_rows = 12;
inline constexpr int tallest = 12;
#elif defined(__AVX2__) && defined(__FMA__)
inline constexpr int main_rows = 6;
inline constexpr int tallest = 12;
#else
inline constexpr int main_rows = 2;  // an emulated fma needs registers of its own
inline constexpr int tallest = 4;
#endif
inline constexpr int main_registers = 2;
inline constexpr int widest = 8;

/// The widest tile of a height, in registers.
constexpr int most_registers(int rows) {
    if (main_rows == 2) {
        return rows <= 2 ? 2 : 1;
    }
    switch (rows) {
        case 1: return 8;
        case 2: return 6;
        case 3: return 4;
        case 4: return 3;
        default: return rows <= main_rows ? 2 : 1;
    }
}

/// Hides where a pointer comes from. Clang would derive the address of each row from the one
/// before, a chain of additions longer than the fma it feeds.
template <class T>
[[gnu::always_inline]] inline void keep_apart(const T*& p) {
    asm("" : "+r"(p));
}

/// The accumulators of a tile.
template <class T, int rows, int registers>
struct Sums {
    typename Register<T>::V of[rows][registers];
};

/// One step along k: c += a b for a column of A and a row of B. Whichever of the two takes fewer
/// registers is held, the other one streams through.
template <class T, int rows, int registers, class LoadA, class LoadB>
[[gnu::always_inline]] inline void step(Sums<T, rows, registers>& sums, LoadA load_a,
                                        LoadB load_b) {
    using V = typename Register<T>::V;
    auto& c = sums.of;
    if constexpr (rows < registers) {
        V column[rows];
        unroll<rows>([&](auto r) __attribute__((always_inline)) { column[r.value] = load_a(r); });
        unroll<registers>([&](auto v) __attribute__((always_inline)) {
            const V line = load_b(v);
            unroll<rows>([&](auto r) __attribute__((always_inline)) {
                c[r.value][v.value] = fma(column[r.value], line, c[r.value][v.value]);
            });
        });
    } else {
        V line[registers];
        unroll<registers>([&](auto v)
                              __attribute__((always_inline)) { line[v.value] = load_b(v); });
        unroll<rows>([&](auto r) __attribute__((always_inline)) {
            const V column = load_a(r);
            unroll<registers>([&](auto v) __attribute__((always_inline)) {
                c[r.value][v.value] = fma(column, line[v.value], c[r.value][v.value]);
            });
        });
    }
}

template <class T, int rows, int registers>
[[gnu::always_inline]] inline void start(Sums<T, rows, registers>& c, const T* from, Index row) {
    unroll<rows>([&](auto r) __attribute__((always_inline)) {
        unroll<registers>([&](auto v) __attribute__((always_inline)) {
            c.of[r.value][v.value] = from == nullptr
                                         ? typename Register<T>::V{}
                                         : load(from + r.value * row + v.value * lanes<T>);
        });
    });
}

template <class T, int rows, int registers>
[[gnu::always_inline]] inline void put(const Sums<T, rows, registers>& c, T* to, Index row) {
    unroll<rows>([&](auto r) __attribute__((always_inline)) {
        unroll<registers>([&](auto v) __attribute__((always_inline)) {
            store(to + r.value * row + v.value * lanes<T>, c.of[r.value][v.value]);
        });
    });
}

template <class T, int rows, int registers, bool masked>
static void tile(const Tile<T>& t) {
    Sums<T, rows, registers> c;
    start(c, t.from, t.from_row);
    const First first(t.b, t.tail);
    const Index a_row = t.a_row;
    const Index a_col = t.a_col;
    const Index b_row = t.b_row;
    // One pointer for three rows (offsets 0, 1 and 2 times the stride are addressing modes):
    // a pointer for each row would not fit into the integer registers.
    constexpr int pointers = (rows + 2) / 3;
    const T* a[pointers];
    unroll<pointers>([&](auto i) __attribute__((always_inline)) {
        a[i.value] = t.a + 3 * i.value * a_row;
    });
    const T* b = t.b;
    const auto load_a = [&](auto r) __attribute__((always_inline)) {
        return splat(a[r.value / 3][r.value % 3 * a_row]);
    };
    const auto load_b = [&](auto v) __attribute__((always_inline)) {
        if constexpr (masked && v.value == registers - 1) {
            return load_first(b + v.value * lanes<T>, first);
        } else {
            return load(b + v.value * lanes<T>);
        }
    };
    for (Index p = t.k; p > 0; --p) {
        unroll<pointers>([&](auto i) __attribute__((always_inline)) { keep_apart(a[i.value]); });
        step(c, load_a, load_b);
        b += b_row;
        unroll<pointers>([&](auto i) __attribute__((always_inline)) { a[i.value] += a_col; });
    }
    put(c, t.to, t.to_row);
}

template <class T, bool masked>
struct Kernels {
    Kernel<T> of[tallest + 1][widest + 1];
};

template <class T, bool masked, int rows, int registers>
constexpr void add_kernels(Kernels<T, masked>& all) {
    if constexpr (rows <= tallest) {
        if constexpr (registers <= most_registers(rows)) {
            all.of[rows][registers] = &tile<T, rows, registers, masked>;
            add_kernels<T, masked, rows, registers + 1>(all);
        } else {
            add_kernels<T, masked, rows + 1, 1>(all);
        }
    }
}

template <class T, bool masked>
constexpr Kernels<T, masked> all_kernels() {
    Kernels<T, masked> all{};
    add_kernels<T, masked, 1, 1>(all);
    return all;
}

template <class T, bool masked>
inline constexpr Kernels<T, masked> kernels_of = all_kernels<T, masked>();

constexpr Index smaller(Index a, Index b) { return a < b ? a : b; }

/// Rows of the next tile when `left` remain: no tile is left with so few rows that it waits for
/// its own sums.
inline Index next_rows(Index left, Index height) {
    if (left == height || left >= height + smaller(height, 4)) {
        return height;
    }
    return left > height ? (left + 1) / 2 : left;
}

/// c = scale * x + bias, or c + scale * x + bias, for a block of finished or partial sums.
template <class T>
static void finish(const T* x, Index x_row, T* c, Index c_row, Index rows, Index columns,
                   const T* bias, T scale, bool accumulate) {
    constexpr int width = lanes<T>;
    const auto factor = splat(scale);
    const Index whole = columns / width * width;
    const int tail = static_cast<int>(columns - whole);
    const First first(x, tail);
    for (Index i = 0; i < rows; ++i, x += x_row, c += c_row) {
        for (Index j = 0; j < whole; j += width) {
            auto y = load(x + j);
            y = accumulate ? fma(factor, y, load(c + j)) : factor * y;
            store(c + j, bias == nullptr ? y : y + load(bias + j));
        }
        if (tail > 0) {
            auto y = load_first(x + whole, first);
            y = accumulate ? fma(factor, y, load_first(c + whole, first)) : factor * y;
            y = bias == nullptr ? y : y + load_first(bias + whole, first);
            store_first(c + whole, y, tail);
        }
    }
}

/// to = from, for the partial sums of a tile that ends inside a register.
template <class T>
static void fetch(const T* from, Index from_row, T* to, Index to_row, Index rows, Index columns) {
    constexpr int width = lanes<T>;
    for (Index i = 0; i < rows; ++i, from += from_row, to += to_row) {
        for (Index j = 0; j < columns; j += width) {
            const Index left = columns - j;
            const int count = left < width ? static_cast<int>(left) : width;
            store(to + j, load_first(from + j, First(from, count)));
        }
    }
}

}  // namespace kasane::KASANE_ISA::product
