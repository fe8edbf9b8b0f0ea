#pragma once
// Short rows of losses, as many at a time as a batch has lanes. Included by isa.cpp, once per
// instruction set.
//
// A row of ten classes leaves most of a batch empty, and what is done once a row (sums of lanes, a
// logarithm) costs more than the rest. Here lane r holds row r, and a place is a column. Whether a
// row goes this way depends on its length alone, and lanes do not know of each other, so its bits
// do not depend on the rows beside it.

#include "kasane/kernels/cpu/rowwise.hpp"

namespace kasane::KASANE_ISA {

/// A batch of rows, for the same programs as Row.
template <class T>
class RowBlock {
public:
    using V = Batch<T>;
    using value_type = V;
    static constexpr std::size_t widest = 32;

    /// Takes `count` rows from `first` on.
    KASANE_FN RowBlock(const kernels::RowCall<T>& call, std::size_t first, std::size_t count)
        : n_(static_cast<std::size_t>(call.n)), has_targets_(call.t != nullptr) {
        T labels[V::size], scales[V::size];
        for (std::size_t lane = 0; lane < V::size; ++lane) {
            // Lanes without a row repeat the last one.
            const std::size_t row = first + (lane < count ? lane : count - 1);
            for (std::size_t k = 0; k < n_; ++k) x_[k * V::size + lane] = call.x[row * n_ + k];
            if (has_targets_) {
                for (std::size_t k = 0; k < n_; ++k) t_[k * V::size + lane] = call.t[row * n_ + k];
            }
            labels[lane] = static_cast<T>(call.labels == nullptr ? -1 : call.labels[row]);
            scales[lane] = call.scale == nullptr ? T(1) : call.scale[row];
        }
        label_ = V::load(labels);
        scale_ = V::load(scales);
    }

    KASANE_FN V x(std::size_t k) const { return V::load(x_ + k * V::size); }
    KASANE_FN V t(std::size_t k) const {
        return has_targets_ ? V::load(t_ + k * V::size) : select(label_ == V(k), V(1), V(0));
    }
    KASANE_FN V out(std::size_t k) const { return V::load(out_ + k * V::size); }
    KASANE_FN V scale() const { return scale_; }

    KASANE_FN V max(auto f) const {
        V top(-__builtin_inf());
        for (std::size_t k = 0; k < n_; ++k) top = larger(top, f(k));
        return top;
    }
    KASANE_FN V sum(auto f) const {
        V total(0);
        for (std::size_t k = 0; k < n_; ++k) total = total + f(k);
        return total;
    }
    template <std::size_t N>
    KASANE_FN std::array<V, N> sums(auto f) const {
        std::array<V, N> totals;
        for (V& total : totals) total = V(0);
        for (std::size_t k = 0; k < n_; ++k) {
            f(k, [&](auto... values) KASANE_LAMBDA {
                std::size_t j = 0;
                ((totals[j] = totals[j] + values, ++j), ...);
            });
        }
        return totals;
    }
    template <std::size_t N>
    KASANE_FN std::array<V, N> store_sums(auto f) {
        return sums<N>([&](std::size_t k, auto add) KASANE_LAMBDA {
            f(k, [&](V first, auto... others) KASANE_LAMBDA {
                first.store(out_ + k * V::size);
                add(first, others...);
            });
        });
    }
    KASANE_FN void update(auto f) {
        for (std::size_t k = 0; k < n_; ++k) f(k, out(k)).store(out_ + k * V::size);
    }

    /// Writes what was stored to `count` rows.
    KASANE_FN void put(T* rows, std::size_t count) const {
        for (std::size_t lane = 0; lane < count; ++lane) {
            for (std::size_t k = 0; k < n_; ++k) rows[lane * n_ + k] = out_[k * V::size + lane];
        }
    }

private:
    std::size_t n_;
    bool has_targets_;
    V label_;
    V scale_;
    alignas(64) T x_[widest * V::size];
    alignas(64) T t_[widest * V::size];
    alignas(64) T out_[widest * V::size];
};

/// Calls program(block, first row, count) for all rows.
template <class T, class Program>
KASANE_FN void each_block(const kernels::RowCall<T>& call, Program program) {
    constexpr std::size_t size = Batch<T>::size;
    const auto rows = static_cast<std::size_t>(call.rows);
    for (std::size_t first = 0; first < rows; first += size) {
        const std::size_t count = rows - first < size ? rows - first : size;
        RowBlock<T> block(call, first, count);
        program(block, first, count);
    }
}

template <class F, class T>
static void row_loss(const kernels::RowCall<T>& call) {
    const F f = *static_cast<const F*>(call.formula);
    if (call.n <= static_cast<core::Index>(RowBlock<T>::widest)) {
        each_block(call, [&](auto& block, std::size_t first, std::size_t count) KASANE_LAMBDA {
            const Batch<T> losses = f.loss(block);
            for (std::size_t lane = 0; lane < count; ++lane) call.out[first + lane] = losses[lane];
        });
        return;
    }
    each_row<Row>(call, 1,
                  [&](auto& row, core::Index r) KASANE_LAMBDA { call.out[r] = f.loss(row)[0]; });
}

/// The loss of each row, and to call.gradient its gradient, not scaled.
template <class F, class T>
static void row_loss_and_gradient(const kernels::RowCall<T>& call) {
    const F f = *static_cast<const F*>(call.formula);
    const auto n = static_cast<std::size_t>(call.n);
    if (n <= RowBlock<T>::widest) {
        each_block(call, [&](auto& block, std::size_t first, std::size_t count) KASANE_LAMBDA {
            const Batch<T> losses = f.loss_and_gradient(block);
            for (std::size_t lane = 0; lane < count; ++lane) call.out[first + lane] = losses[lane];
            block.put(call.gradient + first * n, count);
        });
        return;
    }
    kernels::RowCall<T> rows = call;
    rows.out = call.gradient;
    each_row<Row>(rows, n, [&](auto& row, core::Index r) KASANE_LAMBDA {
        call.out[r] = f.loss_and_gradient(row)[0];
    });
}

template <class F, class T>
static void row_gradient(const kernels::RowCall<T>& call) {
    const F f = *static_cast<const F*>(call.formula);
    const auto n = static_cast<std::size_t>(call.n);
    if (n <= RowBlock<T>::widest) {
        each_block(call, [&](auto& block, std::size_t first, std::size_t count) KASANE_LAMBDA {
            f.gradient(block);
            block.put(call.out + first * n, count);
        });
        return;
    }
    each_row<Row>(call, n, [&](auto& row, core::Index) KASANE_LAMBDA { f.gradient(row); });
}

}  // namespace kasane::KASANE_ISA
