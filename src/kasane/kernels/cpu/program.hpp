#pragma once
// The interpreter of programs: word by word over tiles that stay in the first-level cache.
// Included by isa.cpp, once per instruction set.

#include "kasane/catalog/action.hpp"
#include "kasane/kernels/calls.hpp"
#include "kasane/kernels/cpu/finish.hpp"
#include "kasane/math/batch.hpp"

namespace kasane::KASANE_ISA {

#if defined(__x86_64__) && !defined(__FMA__)
inline constexpr bool is_baseline = true;
#else
inline constexpr bool is_baseline = false;
#endif

// Found by the actions for Batch: all bits of a lane set where a mask holds.
template <class T>
KASANE_FN auto holds(Batch<T> x) {
    using M = Mask<typename Batch<T>::Integer>;
    const auto words = bits(x);
    return each<M>([&](auto k) KASANE_LAMBDA { return words.r[k]; });
}
template <class T>
KASANE_FN Batch<T> number_of(Batch<T>, Mask<typename Batch<T>::Integer> mask) {
    using Int = typename Batch<T>::Int;
    return from_bits(each<Int>([&](auto k) KASANE_LAMBDA { return mask.r[k]; }));
}

/// Where a word reads: step is a batch's length, or 0 for one number for all elements.
template <class T>
struct Operand {
    const T* data;
    std::size_t step;
};

template <class T>
using WordKernel = void (*)(Operand<T> a, Operand<T> b, Operand<T> c, T* out, std::size_t n);

/// One word over n elements, n a multiple of the batch's length. The baseline goes element by
/// element, at a quarter of the code: it waits for its fma anyway.
template <catalog::Word word, class T>
static void run_word(Operand<T> a, Operand<T> b, Operand<T> c, T* out, std::size_t n) {
    using V = Batch<T>;
    constexpr catalog::Action<word> action;
    if constexpr (is_baseline) {
        const auto at = [](Operand<T> x, std::size_t i) { return x.data[x.step == 0 ? 0 : i]; };
        for (std::size_t i = 0; i < n; ++i) out[i] = action(at(a, i), at(b, i), at(c, i));
    } else {
        for (std::size_t i = 0; i < n; i += V::size) {
            action(V::load(a.data), V::load(b.data), V::load(c.data)).store(out + i);
            a.data += a.step;
            b.data += b.step;
            c.data += c.step;
        }
    }
}

template <class T, std::size_t... word>
constexpr auto word_kernels_of(std::index_sequence<word...>) {
    struct Table {
        WordKernel<T> kernels[sizeof...(word)];
    };
    return Table{{run_word<static_cast<catalog::Word>(word), T>...}};
}
template <class T>
static constexpr auto word_kernels =
    word_kernels_of<T>(std::make_index_sequence<static_cast<std::size_t>(catalog::Word::count)>{});

/// A program at work on a call: its registers, a tile of each.
template <class T>
class Machine {
public:
    KASANE_FN explicit Machine(const kernels::PointwiseCall<T>& call)
        : call_(call), program_(*call.program) {
        tile_ = room / program_.registers / V::size * V::size;
        if (tile_ > longest_tile) tile_ = longest_tile;
        for (std::size_t k = 0; k < program_.registers; ++k)
            where_[k] = {memory_ + k * tile_, V::size};
        for (std::size_t k = 0; k < program_.constant_count; ++k) {
            place_one(program_.arguments + k, static_cast<T>(program_.constants[k]));
        }
        bool uniform = true;  // every trainable parameter is one number
        for (std::size_t k = 0; k < program_.arguments; ++k) {
            if (is_scalar(k)) place_one(k, *call.args[k]);
            uniform = uniform && (k < program_.inputs || is_scalar(k));
        }
        if (!uniform) return;
        for (; first_ < program_.uniform_count; ++first_) {
            const catalog::Instruction& one = program_.code[first_];
            where_[one.out].step = 0;
            step(one, own(one.out), V::size);
        }
    }

    KASANE_FN void run() {
        for (std::size_t at = 0; at < call_.n; at += tile_) {
            run_tile(at, call_.n - at < tile_ ? call_.n - at : tile_);
        }
    }

private:
    using V = Batch<T>;
    static constexpr std::size_t room = 32768 / sizeof(T);
    static constexpr std::size_t longest_tile = 512;
    static constexpr std::size_t most_registers = room / V::size;

    KASANE_FN bool is_scalar(std::size_t k) const { return (call_.scalars >> k & 1) != 0; }
    KASANE_FN T* own(std::size_t k) { return memory_ + k * tile_; }
    KASANE_FN void place_one(std::size_t k, T value) {
        where_[k].step = 0;
        V(value).store(own(k));
    }

    KASANE_FN void step(const catalog::Instruction& one, T* out, std::size_t n) {
        word_kernels<T>.kernels[static_cast<std::size_t>(one.word)](where_[one.a], where_[one.b],
                                                                    where_[one.c], out, n);
    }

    /// Points the registers of arguments at the elements from `at` on. A tile that is no whole
    /// number of batches is copied, so that nothing beyond the arrays is read.
    KASANE_FN void find_arguments(std::size_t at, std::size_t count) {
        for (std::size_t k = 0; k < program_.arguments; ++k) {
            if (is_scalar(k)) continue;
            where_[k].data = call_.args[k] + at;
            if (count % V::size == 0) continue;
            for (std::size_t i = 0; i < count; i += V::size) {
                load_some(call_.args[k] + at + i, count - i).store(own(k) + i);
            }
            where_[k].data = own(k);
        }
    }

    KASANE_FN void run_tile(std::size_t at, std::size_t count) {
        find_arguments(at, count);
        const std::size_t padded = (count + V::size - 1) / V::size * V::size;
        const bool direct = count == padded;
        for (std::size_t k = first_; k < program_.count; ++k) {
            const catalog::Instruction& one = program_.code[k];
            const bool last = direct && call_.g == nullptr && k + 1u == program_.count;
            step(one, last ? call_.out + at : own(one.out), padded);
            if (last && one.out == program_.result) return;
        }
        const Operand<T> result = where_[program_.result];
        if (direct && call_.g != nullptr) {
            const Operand<T> g{call_.g + at, V::size};
            run_word<catalog::Word::multiply>(g, result, g, call_.out + at, padded);
            return;
        }
        for (std::size_t i = 0; i < count; i += V::size) {
            finish(call_, at + i, V::load(result.data + i / V::size * result.step));
        }
    }

    const kernels::PointwiseCall<T>& call_;
    const catalog::ProgramCode& program_;
    std::size_t tile_;
    std::size_t first_ = 0;  // instructions before it are done, for all elements
    Operand<T> where_[most_registers];
    alignas(64) T memory_[room];
};

/// Any pointwise formula of the catalog, or a derivative of one.
template <class T>
static void run_program(const kernels::PointwiseCall<T>& call) {
    Machine<T>(call).run();
}

}  // namespace kasane::KASANE_ISA
