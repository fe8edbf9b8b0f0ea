#pragma once
// Steps of optimizers, in place. Included by isa.cpp, once per instruction set.

#include "kasane/catalog/apply_rule.hpp"
#include "kasane/kernels/cpu/program.hpp"

namespace kasane::KASANE_ISA {

/// Copies a tile of a result to where it belongs.
template <class T>
static void keep(Operand<T> from, T* to, std::size_t count) {
    using V = Batch<T>;
    for (std::size_t i = 0; i < count; i += V::size, from.data += from.step) {
        const V value = V::load(from.data);
        count - i < V::size ? value.store(to + i, count - i) : value.store(to + i);
    }
}

/// Any rule, word by word. Results that are arguments go first: a result written before them might
/// lie where they are read.
template <class T>
static void run_update(const kernels::UpdateCall<T>& call) {
    const catalog::ProgramCode& program = *call.program;
    Registers<T> machine(program, call.args.data(), call.scalars);
    const auto keep_results = [&](std::size_t at, std::size_t count, bool arguments) {
        for (std::size_t k = 0; k < program.result_count; ++k) {
            const std::size_t place = program.results[k];
            if (call.results[k] == nullptr || (place < program.arguments) != arguments) continue;
            if (arguments && call.results[k] == call.args[place]) continue;
            keep(machine[place], call.results[k] + at, count);
        }
    };
    machine.for_tiles(call.n, [&](std::size_t at, std::size_t count) {
        machine.find_arguments(at, count);
        for (std::size_t k = machine.first(); k < program.count; ++k) {
            const catalog::Instruction& one = program.code[k];
            machine.step(one, machine.own(one.out), whole_batches(count, Batch<T>::size));
        }
        keep_results(at, count, true);
        keep_results(at, count, false);
    });
}

/// A rule with a kernel of its own: one fused pass.
template <class F, class T>
static void update(const kernels::UpdateCall<T>& call) {
    using V = Batch<T>;
    constexpr std::size_t slots = catalog::slot_count<F>;
    constexpr std::size_t coefficients = catalog::coefficient_count<F>;
    const F f = *static_cast<const F*>(call.formula);
    V numbers[coefficients];
    for (std::size_t k = 0; k < coefficients; ++k) numbers[k] = V(*call.args[2 + slots + k]);
    const auto c = catalog::coefficients_from<F, V>(numbers);
    for (std::size_t at = 0; at < call.n; at += V::size) {
        const std::size_t count = call.n - at < V::size ? call.n - at : V::size;
        const auto load = [count, at](const T* p) KASANE_LAMBDA {
            return count == V::size ? V::load(p + at) : V::load(p + at, count);
        };
        const auto store = [count, at](V value, T* p) KASANE_LAMBDA {
            if (p == nullptr) return;
            count == V::size ? value.store(p + at) : value.store(p + at, count);
        };
        catalog::Operands<F, V> on;
        on.w = load(call.args[0]);
        on.g = load(call.args[1]);
        for (std::size_t k = 0; k < slots; ++k) {
            on.slots[k] =
                call.results[2 + k] != nullptr ? load(call.args[2 + k]) : V(F::slots[k].start);
        }
        const V added = catalog::apply_rule<0>(f, on, c);
        store(on.w + added, call.results[0]);
        store(added, call.results[1]);
        for (std::size_t k = 0; k < slots; ++k) store(on.slots[k], call.results[2 + k]);
    }
}

}  // namespace kasane::KASANE_ISA
