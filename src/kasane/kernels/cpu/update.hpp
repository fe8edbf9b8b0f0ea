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

/// A rule's program on a call.
template <class T>
class Updater {
public:
    KASANE_FN explicit Updater(const kernels::UpdateCall<T>& call)
        : call_(call), program_(*call.program), machine_(program_, call.args.data(), call.scalars) {
        for (std::size_t k = 0; k < program_.count; ++k) target_[k] = none;
        for (std::size_t k = 0; k < program_.result_count; ++k) {
            const std::uint16_t writer = program_.writers[k];
            if (call.results[k] != nullptr && writer != catalog::ProgramCode::none) {
                target_[writer] = static_cast<std::uint8_t>(k);
            }
        }
    }

    KASANE_FN void run() {
        machine_.for_tiles(call_.n, [&](std::size_t at, std::size_t count) KASANE_LAMBDA {
            const bool whole = count % Batch<T>::size == 0;
            machine_.find_arguments(at, count);
            for (std::size_t k = machine_.first(); k < program_.count; ++k) {
                const catalog::Instruction& one = program_.code[k];
                T* const out = whole && target_[k] != none ? call_.results[target_[k]] + at
                                                           : machine_.own(one.out);
                machine_.step(one, out, whole_batches(count, Batch<T>::size));
                machine_.point(one.out, out);
            }
            // Results that are arguments go first: one written before them might lie where they
            // are read.
            keep_results(at, count, whole, true);
            keep_results(at, count, whole, false);
        });
    }

private:
    static constexpr std::uint8_t none = 0xff;
    static constexpr std::size_t most_instructions = 256;

    KASANE_FN void keep_results(std::size_t at, std::size_t count, bool whole, bool arguments) {
        for (std::size_t k = 0; k < program_.result_count; ++k) {
            const std::size_t place = program_.results[k];
            if (call_.results[k] == nullptr || (place < program_.arguments) != arguments) continue;
            if (arguments && call_.results[k] == call_.args[place]) continue;
            const std::uint16_t writer = program_.writers[k];
            if (whole && writer != catalog::ProgramCode::none && target_[writer] == k) continue;
            keep(machine_[place], call_.results[k] + at, count);
        }
    }

    const kernels::UpdateCall<T>& call_;
    const catalog::ProgramCode& program_;
    Registers<T> machine_;
    std::uint8_t target_[most_instructions];  // the result that an instruction writes to memory
};

/// Any rule, word by word.
template <class T>
static void run_update(const kernels::UpdateCall<T>& call) {
    Updater<T>(call).run();
}

/// What a compiled rule works on besides the elements.
template <class F, class V>
struct FusedRule {
    F f;
    catalog::CoeffsOf<F, V> c;
};

/// One batch of a rule with a kernel of its own.
template <class F, class T, class Load, class Store>
KASANE_FN void update_batch(const kernels::UpdateCall<T>& call, const FusedRule<F, Batch<T>>& rule,
                            Load load, Store store) {
    using V = Batch<T>;
    catalog::Operands<F, V> on;
    on.w = load(call.args[0]);
    on.g = load(call.args[1]);
    for (std::size_t k = 0; k < catalog::slot_count<F>; ++k) {
        on.slots[k] =
            call.results[2 + k] != nullptr ? load(call.args[2 + k]) : V(F::slots[k].start);
    }
    const V added = catalog::apply_rule<0>(rule.f, on, rule.c);
    store(on.w + added, call.results[0]);
    if (call.results[1] != nullptr) store(added, call.results[1]);
    for (std::size_t k = 0; k < catalog::slot_count<F>; ++k) {
        if (call.results[2 + k] != nullptr) store(on.slots[k], call.results[2 + k]);
    }
}

/// A rule with a kernel of its own: one fused pass.
template <class F, class T>
static void update(const kernels::UpdateCall<T>& given) {
    using V = Batch<T>;
    constexpr std::size_t coefficients = catalog::coefficient_count<F>;
    const kernels::UpdateCall<T> call = given;  // nothing stored can change it
    V numbers[coefficients];
    for (std::size_t k = 0; k < coefficients; ++k) {
        numbers[k] = V(*call.args[2 + catalog::slot_count<F> + k]);
    }
    const FusedRule<F, V> rule{*static_cast<const F*>(call.formula),
                               catalog::coefficients_from<F, V>(numbers)};
    std::size_t at = 0;
    for (; at + V::size <= call.n; at += V::size) {
        update_batch<F, T>(
            call, rule, [at](const T* p) KASANE_LAMBDA { return V::load(p + at); },
            [at](V value, T* p) KASANE_LAMBDA { value.store(p + at); });
    }
    if (at == call.n) return;
    const std::size_t rest = call.n - at;
    update_batch<F, T>(
        call, rule, [at, rest](const T* p) KASANE_LAMBDA { return V::load(p + at, rest); },
        [at, rest](V value, T* p) KASANE_LAMBDA { value.store(p + at, rest); });
}

}  // namespace kasane::KASANE_ISA
