#pragma once
// The walks under every row program. Included by isa.cpp, once per instruction set.

#include <array>

#include "kasane/kernels/calls.hpp"
#include "kasane/math/batch.hpp"
#include "kasane/math/dual.hpp"

namespace kasane::KASANE_ISA {

/// A place in a row: `count` elements from `at` on, a whole batch but for the last.
struct Place {
    std::size_t at;
    std::size_t count;
};

template <class T>
inline constexpr T lane_numbers[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

/// 0, 1, 2, ... along the lanes.
template <class T>
KASANE_FN Batch<T> lanes() {
    return Batch<T>::load(lane_numbers<T>);
}

/// The pointers of one row, as batches.
template <class T>
struct RowData {
    using V = Batch<T>;

    const T* x;
    const T* g;
    const T* v;
    const T* t;
    std::int64_t label;
    T scale;
    T* out;
    T* scratch;
    std::size_t n;

    KASANE_FN static V load(const T* p, Place i) {
        return i.count == V::size ? V::load(p + i.at) : V::load(p + i.at, i.count);
    }
    KASANE_FN static void store(V value, T* p, Place i) {
        if (i.count == V::size) {
            value.store(p + i.at);
        } else {
            value.store(p + i.at, i.count);
        }
    }
    /// Targets; from a class number, 1 at the class and 0 elsewhere.
    KASANE_FN V target(Place i) const {
        if (t != nullptr) return load(t, i);
        const std::int64_t lane = label - static_cast<std::int64_t>(i.at);
        return select(lanes<T>() == V(lane), V(1), V(0));
    }
    /// One copy of `visit` serves whole batches and the last one.
    template <class Visit>
    KASANE_FN void walk(Visit visit) const {
        for (std::size_t at = 0; at < n; at += V::size) {
            visit(Place{at, n - at < V::size ? n - at : V::size});
        }
    }
};

/// `value` where the place holds an element, `fill` in the padding of the last batch.
template <class T>
KASANE_FN Batch<T> valid_or(Batch<T> value, double fill, Place i) {
    if (i.count == Batch<T>::size) return value;
    return select(lanes<T>() < Batch<T>(i.count), value, Batch<T>(fill));
}

// Inside the rows, max and sum are their own members.
template <class V>
KASANE_FN V larger(V a, V b) {
    return max(a, b);
}
template <class V>
KASANE_FN auto sum_of_lanes(V a) {
    return sum(a);
}

/// A row of plain numbers.
template <class T>
class Row {
public:
    using V = Batch<T>;
    using value_type = V;

    KASANE_FN explicit Row(const RowData<T>& data) : data_(data) {}

    KASANE_FN V x(Place i) const { return data_.load(data_.x, i); }
    KASANE_FN V g(Place i) const { return data_.load(data_.g, i); }
    KASANE_FN V t(Place i) const { return data_.target(i); }
    KASANE_FN V out(Place i) const { return data_.load(data_.out, i); }
    KASANE_FN V scale() const { return V(data_.scale); }
    KASANE_FN V index(Place i) const { return lanes<T>() + V(i.at); }

    KASANE_FN V max(auto f) const {
        V top(-__builtin_inf());
        data_.walk([&](Place i)
                       KASANE_LAMBDA { top = larger(top, valid_or(f(i), -__builtin_inf(), i)); });
        return V(maximum(top));
    }
    KASANE_FN V sum(auto f) const {
        return sums<1>([&](Place i, auto add) KASANE_LAMBDA { add(f(i)); })[0];
    }
    /// The sums of N numbers from one walk: f(i, add) calls add(a, b, ...) with them.
    template <std::size_t N>
    KASANE_FN std::array<V, N> sums(auto f) const {
        std::array<V, N> totals;
        for (V& total : totals) total = V(0);
        data_.walk([&](Place i) KASANE_LAMBDA {
            f(i, [&](auto... values) KASANE_LAMBDA {
                std::size_t k = 0;
                ((totals[k] = totals[k] + valid_or(values, 0, i), ++k), ...);
            });
        });
        for (V& total : totals) total = V(sum_of_lanes(total));
        return totals;
    }
    KASANE_FN void store(auto f) const {
        data_.walk([&](Place i) KASANE_LAMBDA { data_.store(f(i), data_.out, i); });
    }
    KASANE_FN V store_sum(auto f) const {
        return store_sums<1>([&](Place i, auto add) KASANE_LAMBDA { add(f(i)); })[0];
    }
    /// The same, and the first of the numbers is stored.
    template <std::size_t N>
    KASANE_FN std::array<V, N> store_sums(auto f) const {
        return sums<N>([&](Place i, auto add) KASANE_LAMBDA {
            f(i, [&](V first, auto... others) KASANE_LAMBDA {
                data_.store(first, data_.out, i);
                add(first, others...);
            });
        });
    }
    KASANE_FN void update(auto f) const {
        data_.walk([&](Place i) KASANE_LAMBDA { data_.store(f(i, out(i)), data_.out, i); });
    }

private:
    const RowData<T>& data_;
};

/// A row of dual numbers: x moves along v, and what is stored is the derivative.
template <class T>
class DualRow {
public:
    using B = Batch<T>;
    using V = math::Dual<B>;
    using value_type = V;

    KASANE_FN explicit DualRow(const RowData<T>& data) : data_(data) {}

    KASANE_FN V x(Place i) const { return V(data_.load(data_.x, i), data_.load(data_.v, i)); }
    KASANE_FN V g(Place i) const { return V(data_.load(data_.g, i), B(0)); }
    KASANE_FN V t(Place i) const { return V(data_.target(i), B(0)); }
    KASANE_FN V out(Place i) const {
        return V(data_.load(data_.scratch, i), data_.load(data_.out, i));
    }
    KASANE_FN V scale() const { return V(B(data_.scale), B(0)); }
    KASANE_FN V index(Place i) const { return V(lanes<T>() + B(i.at), B(0)); }

    /// A constant: programs use it as a shift that cancels.
    KASANE_FN V max(auto f) const {
        B top(-__builtin_inf());
        data_.walk([&](Place i)
                       KASANE_LAMBDA { top = larger(top, valid_or(f(i).v, -__builtin_inf(), i)); });
        return V(B(maximum(top)), B(0));
    }
    KASANE_FN V sum(auto f) const {
        return sums<1>([&](Place i, auto add) KASANE_LAMBDA { add(f(i)); })[0];
    }
    template <std::size_t N>
    KASANE_FN std::array<V, N> sums(auto f) const {
        std::array<V, N> totals;
        for (V& total : totals) total = V(0);
        data_.walk([&](Place i) KASANE_LAMBDA {
            f(i, [&](auto... values) KASANE_LAMBDA {
                std::size_t k = 0;
                ((totals[k].v = totals[k].v + valid_or(values.v, 0, i),
                  totals[k].d = totals[k].d + valid_or(values.d, 0, i), ++k),
                 ...);
            });
        });
        for (V& total : totals) total = V(B(sum_of_lanes(total.v)), B(sum_of_lanes(total.d)));
        return totals;
    }
    template <std::size_t N>
    KASANE_FN std::array<V, N> store_sums(auto f) const {
        return sums<N>([&](Place i, auto add) KASANE_LAMBDA {
            f(i, [&](V first, auto... others) KASANE_LAMBDA {
                put(first, i);
                add(first, others...);
            });
        });
    }
    KASANE_FN void store(auto f) const {
        data_.walk([&](Place i) KASANE_LAMBDA { put(f(i), i); });
    }
    KASANE_FN V store_sum(auto f) const {
        return store_sums<1>([&](Place i, auto add) KASANE_LAMBDA { add(f(i)); })[0];
    }
    KASANE_FN void update(auto f) const {
        data_.walk([&](Place i) KASANE_LAMBDA { put(f(i, out(i)), i); });
    }

private:
    KASANE_FN void put(V value, Place i) const {
        data_.store(value.v, data_.scratch, i);
        data_.store(value.d, data_.out, i);
    }

    const RowData<T>& data_;
};

/// Calls program(row, r) for every row of the call; out_width is the length of a row of `out`.
template <template <class> class RowType, class T, class Program>
KASANE_FN void each_row(const kernels::RowCall<T>& call, std::size_t out_width, Program program) {
    const auto n = static_cast<std::size_t>(call.n);
    const auto at = [](const T* p, std::size_t offset)
                        KASANE_LAMBDA { return p == nullptr ? p : p + offset; };
    for (core::Index r = 0; r < call.rows; ++r) {
        const std::size_t offset = static_cast<std::size_t>(r) * n;
        const RowData<T> data{.x = call.x + offset,
                              .g = at(call.g, offset),
                              .v = at(call.v, offset),
                              .t = at(call.t, offset),
                              .label = call.labels == nullptr ? -1 : call.labels[r],
                              .scale = call.scale == nullptr ? T(1) : call.scale[r],
                              .out = call.out + static_cast<std::size_t>(r) * out_width,
                              .scratch = call.scratch,
                              .n = n};
        RowType<T> row(data);
        program(row, r);
    }
}

/// out = x times the scale of each row.
template <class T>
static void scale_rows(const kernels::RowCall<T>& call) {
    for (core::Index r = 0; r < call.rows; ++r) {
        const T scale = call.scale[r];
        const core::Index first = r * call.n;
        for (core::Index k = first; k < first + call.n; ++k) call.out[k] = scale * call.x[k];
    }
}

template <class F, class T>
static void row_value(const kernels::RowCall<T>& call) {
    const F f = *static_cast<const F*>(call.formula);
    each_row<Row>(call, static_cast<std::size_t>(call.n),
                  [&](auto& row, core::Index) KASANE_LAMBDA { f.value(row); });
}

template <class F, class T>
static void row_vjp(const kernels::RowCall<T>& call) {
    const F f = *static_cast<const F*>(call.formula);
    each_row<Row>(call, static_cast<std::size_t>(call.n),
                  [&](auto& row, core::Index) KASANE_LAMBDA { f.vjp(row); });
}

/// A program whose value jumps brings `soft`, of which derivatives are taken instead.
template <class F, class T>
static void row_value_along(const kernels::RowCall<T>& call) {
    const F f = *static_cast<const F*>(call.formula);
    each_row<DualRow>(call, static_cast<std::size_t>(call.n),
                      [&](auto& row, core::Index) KASANE_LAMBDA {
                          if constexpr (requires { f.soft(row); }) {
                              f.soft(row);
                          } else {
                              f.value(row);
                          }
                      });
}

template <class F, class T>
static void row_vjp_along(const kernels::RowCall<T>& call) {
    const F f = *static_cast<const F*>(call.formula);
    each_row<DualRow>(call, static_cast<std::size_t>(call.n),
                      [&](auto& row, core::Index) KASANE_LAMBDA { f.vjp(row); });
}

template <class F, class T>
static void row_gradient_along(const kernels::RowCall<T>& call) {
    const F f = *static_cast<const F*>(call.formula);
    each_row<DualRow>(call, static_cast<std::size_t>(call.n),
                      [&](auto& row, core::Index) KASANE_LAMBDA { f.gradient(row); });
}

}  // namespace kasane::KASANE_ISA
