#pragma once
// Runs a program over a value type, one element at a time: over double it is the reference, over
// Dual<Traced> it writes the program of a derivative.

#include <vector>

#include "kasane/catalog/action.hpp"
#include "kasane/core/error.hpp"

namespace kasane::catalog {

/// One word on three operands.
template <class V>
V act(Word word, V a, V b, V c) {
    switch (word) {
#define KASANE_CASE(name, ...) \
    case Word::name: return Action<Word::name>{}(a, b, c);
        KASANE_CASE(negate)
        KASANE_CASE(negation)
        KASANE_CASE(select)
        KASANE_OPERATORS(KASANE_CASE)
        KASANE_COMPARISONS(KASANE_CASE)
        KASANE_MASK_OPERATORS(KASANE_CASE)
        KASANE_WORDS_OF_ONE(KASANE_CASE)
        KASANE_WORDS_OF_TWO(KASANE_CASE)
        KASANE_WORDS_OF_THREE(KASANE_CASE)
#undef KASANE_CASE
#define KASANE_CASE(name, ...)                                                 \
    case Word::name:                                                           \
        if constexpr (!math::is_dual<V>) return Action<Word::name>{}(a, b, c); \
        break;
        KASANE_LAST_WORDS(KASANE_CASE)
#undef KASANE_CASE
        case Word::count: break;
    }
    core::value_error("formula", "third derivatives are not available");
}

/// The result of a program for one set of arguments.
template <class V>
V run(const ProgramCode& program, const V* arguments) {
    std::vector<V> registers(arguments, arguments + program.arguments);
    registers.reserve(program.registers);
    for (int k = 0; k < program.constant_count; ++k) {
        registers.push_back(V(program.constants[k]));
    }
    registers.resize(program.registers);
    for (int k = 0; k < program.count; ++k) {
        const Instruction& one = program.code[k];
        registers[one.out] = act(one.word, registers[one.a], registers[one.b], registers[one.c]);
    }
    return registers[program.results[0]];
}

}  // namespace kasane::catalog
