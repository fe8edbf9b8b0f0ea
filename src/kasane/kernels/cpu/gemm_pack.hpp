#pragma once
// Copies pieces of A and B into the order in which the tiles read them.

#include "kasane/kernels/cpu/gemm_vector.hpp"
#include "kasane/kernels/gemm.hpp"

namespace kasane::KASANE_ISA::product {

using core::Index;

// Shuffles of two registers: which element of x, y (the latter counted from n on) goes to i. They
// stay inside 16-byte groups, which is one cheap instruction, or move whole groups.

/// Elements of x and y by turns, from the lower or upper half of each group.
template <class T, bool upper>
struct Interleave {
    static constexpr int at(int i) {
        constexpr int group = 16 / sizeof(T);
        const int o = i % group;
        return i - o + o / 2 + (upper ? group / 2 : 0) + (o % 2 != 0 ? lanes<T> : 0);
    }
};

/// Pairs of elements of x and y by turns.
template <class T, bool upper>
struct InterleavePairs {
    static constexpr int at(int i) {
        const int o = i % 4;
        return i - o + o % 2 + (upper ? 2 : 0) + (o / 2 != 0 ? lanes<T> : 0);
    }
};

/// The lower or upper ones of every two runs of `size` elements, x's and y's by turns.
template <class T, int size, bool upper>
struct Exchange {
    static constexpr int at(int i) {
        const bool second = (i & size) != 0;
        const int own = second ? i + lanes<T> : i;
        return upper ? (second ? own : own + size) : (second ? own - size : own);
    }
};

template <class T, class Pattern>
[[gnu::always_inline]] inline auto shuffle(typename Register<T>::V x, typename Register<T>::V y) {
    return [&]<int... i>(std::integer_sequence<int, i...>) __attribute__((always_inline)) {
        return __builtin_shufflevector(x, y, Pattern::at(i)...);
    }
    (std::make_integer_sequence<int, lanes<T>>{});
}

template <class T, class Lower, class Upper>
[[gnu::always_inline]] inline void shuffle_pair(typename Register<T>::V& x,
                                                typename Register<T>::V& y) {
    const auto lower = shuffle<T, Lower>(x, y);
    y = shuffle<T, Upper>(x, y);
    x = lower;
}

template <class T, int size>
[[gnu::always_inline]] inline void exchange_runs(typename Register<T>::V (&v)[lanes<T>]) {
    if constexpr (size < lanes<T>) {
        unroll<lanes<T>>([&](auto i) __attribute__((always_inline)) {
            if constexpr ((i.value & size) == 0) {
                shuffle_pair<T, Exchange<T, size, false>, Exchange<T, size, true>>(
                    v[i.value], v[i.value + size]);
            }
        });
        exchange_runs<T, 2 * size>(v);
    }
}

/// Transposes a square of numbers, first inside 16-byte groups, then by moving groups.
template <class T>
[[gnu::always_inline]] inline void transpose(typename Register<T>::V (&v)[lanes<T>]) {
    constexpr int group = 16 / sizeof(T);
    unroll<lanes<T> / 2>([&](auto i) __attribute__((always_inline)) {
        shuffle_pair<T, Interleave<T, false>, Interleave<T, true>>(v[2 * i.value],
                                                                   v[2 * i.value + 1]);
    });
    if constexpr (group == 4) {
        unroll<lanes<T> / 4>([&](auto i) __attribute__((always_inline)) {
            using Lower = InterleavePairs<T, false>;
            using Upper = InterleavePairs<T, true>;
            auto* quad = v + 4 * i.value;
            shuffle_pair<T, Lower, Upper>(quad[0], quad[2]);
            shuffle_pair<T, Lower, Upper>(quad[1], quad[3]);
            const auto middle = quad[1];
            quad[1] = quad[2];
            quad[2] = middle;
        });
    }
    exchange_runs<T, group>(v);
}

/// Lines of a matrix to be interleaved: line i has its element p at from[i * line + p * along].
template <class T>
struct Lines {
    const T* from;
    Index line, along;
    Index count;   // lines
    Index length;  // elements of each
};

/// Stores a whole register where that stays before `end`, else only the `count` lanes that matter.
template <class T>
[[gnu::always_inline]] inline void store_before(const T* end, T* to, typename Register<T>::V v,
                                                Index count) {
    if (to + lanes<T> <= end) {
        store(to, v);
    } else {
        store_first(to, v, static_cast<int>(count));
    }
}

/// to[p * stride + i] for up to one register of lines that are contiguous along themselves.
template <class T>
static void pack_along(const Lines<T>& lines, T* to, Index stride, const T* end) {
    constexpr int width = lanes<T>;
    const T* line[width];
    for (int i = 0; i < width; ++i) {
        // Lines that do not exist repeat the first; nobody reads their numbers.
        line[i] = lines.from + (i < lines.count ? i * lines.line : 0);
    }
    for (Index p = 0; p < lines.length; p += width) {
        typename Register<T>::V v[width];
        const Index left = lines.length - p;
        const int count = left < width ? static_cast<int>(left) : width;
        if (count == width) {
            unroll<width>([&](auto i) __attribute__((always_inline)) {
                v[i.value] = load(line[i.value] + p);
            });
        } else {
            const First first(lines.from, count);
            unroll<width>([&](auto i) __attribute__((always_inline)) {
                v[i.value] = load_first(line[i.value] + p, first);
            });
        }
        transpose<T>(v);
        unroll<width>([&](auto i) __attribute__((always_inline)) {
            if (i.value < count) {
                store_before(end, to + (p + i.value) * stride, v[i.value], lines.count);
            }
        });
    }
}

/// The same for lines that lie side by side, or anyhow.
template <class T>
static void pack_across(const Lines<T>& lines, T* to, Index stride, const T* end) {
    const T* from = lines.from;
    const First first(from, static_cast<int>(lines.count));
    const bool side_by_side = lines.line == 1 || lines.count == 1;
    for (Index p = 0; p < lines.length; ++p, from += lines.along, to += stride) {
        if (side_by_side) {
            store_before(end, to, lines.count == lanes<T> ? load(from) : load_first(from, first),
                         lines.count);
        } else {
            for (Index i = 0; i < lines.count; ++i) {
                to[i] = from[i * lines.line];
            }
        }
    }
}

/// to[p * stride + i] = element p of line i, for `length * stride` elements; lines up to the next
/// whole register are filled with anything, if the stride leaves room for them.
///
/// Whole registers are stored: what they write past a step's last line is overwritten by the
/// next step, or, with several registers a step, by an earlier register, which is why the last
/// one comes first. (This needs stride >= lanes whenever lines > lanes.)
template <class T>
static void pack(const Lines<T>& lines, T* to, Index stride) {
    constexpr Index width = lanes<T>;
    const T* end = to + lines.length * stride;
    for (Index i = (lines.count - 1) / width * width; i >= 0; i -= width) {
        Lines<T> some = lines;
        some.from += i * lines.line;
        some.count = lines.count - i < width ? lines.count - i : width;
        if (lines.along == 1 && lines.count > 1) {
            pack_along(some, to + i, stride, end);
        } else {
            pack_across(some, to + i, stride, end);
        }
    }
}

}  // namespace kasane::KASANE_ISA::product
