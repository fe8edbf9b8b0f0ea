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

/// The registers of a program at work: a tile of each. Arguments of another type are converted.
template <class T, class Source = T>
class Registers {
public:
    using V = Batch<T>;

    /// `args` are the program's arguments; those of which `scalars` has a bit are one number each.
    KASANE_FN Registers(const catalog::ProgramCode& program, const Source* const* args,
                        std::uint32_t scalars)
        : program_(program), args_(args), scalars_(scalars) {
        tile_ = room / program_.registers / V::size * V::size;
        if (tile_ > longest_tile) tile_ = longest_tile;
        for (std::size_t k = 0; k < program_.registers; ++k)
            where_[k] = {memory_ + k * tile_, V::size};
        for (std::size_t k = 0; k < program_.constant_count; ++k) {
            place_one(program_.arguments + k, static_cast<T>(program_.constants[k]));
        }
        bool uniform = true;  // every trainable parameter is one number
        for (std::size_t k = 0; k < program_.arguments; ++k) {
            if (is_scalar(k)) place_one(k, static_cast<T>(*args_[k]));
            uniform = uniform && (k < program_.inputs || is_scalar(k));
        }
        if (!uniform) return;
        for (; first_ < program_.uniform_count; ++first_) {
            const catalog::Instruction& one = program_.code[first_];
            where_[one.out].step = 0;
            step(one, own(one.out), V::size);
        }
    }

    /// Calls visit(at, count) for tile after tile of n elements.
    template <class Visit>
    KASANE_FN void for_tiles(std::size_t n, Visit visit) const {
        for (std::size_t at = 0; at < n; at += tile_) visit(at, n - at < tile_ ? n - at : tile_);
    }

    /// Points the registers of arguments at the elements from `at` on. A tile of another type, or
    /// that is no whole number of batches, is copied, so that nothing beyond the arrays is read.
    KASANE_FN void find_arguments(std::size_t at, std::size_t count) {
        for (std::size_t k = 0; k < program_.arguments; ++k) {
            if (is_scalar(k)) continue;
            if constexpr (std::is_same_v<T, Source>) {
                where_[k].data = args_[k] + at;
                if (count % V::size == 0) continue;
            }
            copy_tile(args_[k] + at, own(k), count);
            where_[k].data = own(k);
        }
    }
    /// `count` elements as T, with zeros up to a whole batch.
    KASANE_FN static void copy_tile(const Source* from, T* to, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<T>(from[i]);
        for (std::size_t i = count; i % V::size != 0; ++i) to[i] = 0;
    }

    /// The instructions that are left to do for each tile.
    std::size_t first() const { return first_; }

    KASANE_FN void step(const catalog::Instruction& one, T* out, std::size_t n) {
        word_kernels<T>.kernels[static_cast<std::size_t>(one.word)](where_[one.a], where_[one.b],
                                                                    where_[one.c], out, n);
    }

    KASANE_FN Operand<T> operator[](std::size_t k) const { return where_[k]; }
    /// Lets register k be `data` until the next tile moves it.
    KASANE_FN void point(std::size_t k, T* data) { where_[k] = {data, V::size}; }
    KASANE_FN T* own(std::size_t k) { return memory_ + k * tile_; }

private:
    static constexpr std::size_t room = 32768 / sizeof(T);
    static constexpr std::size_t longest_tile = 512;
    static constexpr std::size_t most_registers = room / V::size;

    KASANE_FN bool is_scalar(std::size_t k) const { return (scalars_ >> k & 1) != 0; }
    KASANE_FN void place_one(std::size_t k, T value) {
        where_[k].step = 0;
        V(value).store(own(k));
    }

    const catalog::ProgramCode& program_;
    const Source* const* args_;
    std::uint32_t scalars_;
    std::size_t tile_;
    std::size_t first_ = 0;  // instructions before it are done, for all elements
    Operand<T> where_[most_registers];
    alignas(64) T memory_[room];
};

constexpr std::size_t whole_batches(std::size_t count, std::size_t size) {
    return (count + size - 1) / size * size;
}

/// Any pointwise formula of the catalog, or a derivative of one.
template <class T>
static void run_program(const kernels::PointwiseCall<T>& call) {
    using V = Batch<T>;
    const catalog::ProgramCode& program = *call.program;
    Registers<T> machine(program, call.args.data(), call.scalars);
    const std::size_t result_place = program.results[0];
    machine.for_tiles(call.n, [&](std::size_t at, std::size_t count) KASANE_LAMBDA {
        machine.find_arguments(at, count);
        const std::size_t padded = whole_batches(count, V::size);
        const bool direct = count == padded;
        for (std::size_t k = machine.first(); k < program.count; ++k) {
            const catalog::Instruction& one = program.code[k];
            const bool last = direct && call.g == nullptr && k + 1u == program.count;
            machine.step(one, last ? call.out + at : machine.own(one.out), padded);
            if (last && one.out == result_place) return;
        }
        const Operand<T> result = machine[result_place];
        if (direct && call.g != nullptr) {
            const Operand<T> g{call.g + at, V::size};
            run_word<catalog::Word::multiply>(g, result, g, call.out + at, padded);
            return;
        }
        for (std::size_t i = 0; i < count; i += V::size) {
            finish(call, at + i, V::load(result.data + i / V::size * result.step));
        }
    });
}

/// The same for arrays of another type, in double from the arguments to the one rounding of the
/// result.
template <class T>
static void run_program_in_double(const kernels::PointwiseCall<T>& call) {
    const catalog::ProgramCode& program = *call.program;
    Registers<double, T> machine(program, call.args.data(), call.scalars);
    machine.for_tiles(call.n, [&](std::size_t at, std::size_t count) KASANE_LAMBDA {
        machine.find_arguments(at, count);
        const std::size_t padded = whole_batches(count, Batch<double>::size);
        for (std::size_t k = machine.first(); k < program.count; ++k) {
            const catalog::Instruction& one = program.code[k];
            machine.step(one, machine.own(one.out), padded);
        }
        const Operand<double> result = machine[program.results[0]];
        const bool is_uniform = result.step == 0;
        for (std::size_t i = 0; i < count; ++i) {
            const double y = result.data[is_uniform ? 0 : i];
            const double g = call.g == nullptr ? 1 : static_cast<double>(call.g[at + i]);
            call.out[at + i] = static_cast<T>(g * y);
        }
    });
}

}  // namespace kasane::KASANE_ISA
