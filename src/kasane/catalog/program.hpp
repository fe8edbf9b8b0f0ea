#pragma once
// A formula as a list of words: what is left of a struct when it has been run once over a value
// type that writes down what is done to it. Whatever evaluates a formula runs its program: one
// interpreter per instruction set serves the whole catalog, and an entry costs a few bytes instead
// of kernels of its own.

#include <cstdint>
#include <memory>
#include <vector>

#include "kasane/catalog/entry.hpp"
#include "kasane/core/api.hpp"
#include "kasane/math/word_list.hpp"

namespace kasane::catalog {

enum class Word : std::uint8_t {
    negate,
    negation,  // of a mask
    select,
#define KASANE_NAME(name, ...) name,
    KASANE_OPERATORS(KASANE_NAME) KASANE_COMPARISONS(KASANE_NAME) KASANE_MASK_OPERATORS(KASANE_NAME)
        KASANE_WORDS_OF_ONE(KASANE_NAME) KASANE_LAST_WORDS(KASANE_NAME)
            KASANE_WORDS_OF_TWO(KASANE_NAME) KASANE_WORDS_OF_THREE(KASANE_NAME)
#undef KASANE_NAME
                count
};

/// registers[out] = word(registers[a], registers[b], registers[c]); operands that the word does
/// not take repeat the first.
struct Instruction {
    Word word = Word::negate;
    std::uint16_t out = 0;
    std::uint16_t a = 0;
    std::uint16_t b = 0;
    std::uint16_t c = 0;
};

/// What runs, as plain pointers. Registers are numbered: arguments, then constants, then the rest.
struct ProgramCode {
    static constexpr std::uint16_t none = 0xffff;

    const Instruction* code;
    const double* constants;
    std::uint16_t count;
    std::uint16_t uniform_count;  // leading instructions that depend on parameters and constants
    std::uint16_t inputs;         // arguments that are data
    std::uint16_t arguments;      // inputs, then trainable parameters
    std::uint16_t constant_count;
    std::uint16_t registers;       // all of them
    const std::uint16_t* results;  // registers that hold them in the end
    // The instruction that may write result k over argument k in memory: nothing reads that
    // argument afterwards. `none` if there is no such instruction.
    const std::uint16_t* writers;
    std::uint16_t result_count;  // 1, but for optimizers
};

class Program {
public:
    Program(std::vector<Instruction> code, std::vector<double> constants,
            std::vector<std::uint16_t> results, std::vector<std::uint16_t> writers,
            ProgramCode sizes)
        : code_(std::move(code)),
          constants_(std::move(constants)),
          results_(std::move(results)),
          writers_(std::move(writers)),
          sizes_(sizes) {
        sizes_.code = code_.data();
        sizes_.constants = constants_.data();
        sizes_.results = results_.data();
        sizes_.writers = writers_.data();
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    const ProgramCode& code() const { return sizes_; }

    /// About how many additions it takes as long as.
    KASANE_API int cost() const;

private:
    std::vector<Instruction> code_;
    std::vector<double> constants_;
    std::vector<std::uint16_t> results_;
    std::vector<std::uint16_t> writers_;
    ProgramCode sizes_;
};

/// Which derivative of a formula: order 0 its value, 1 the one by argument i, 2 the one by i and j.
struct Derivative {
    std::uint8_t order = 0;
    std::uint8_t i = 0;
    std::uint8_t j = 0;

    friend bool operator==(const Derivative&, const Derivative&) = default;
};

/// The program of a pointwise formula with the parameters it has. Kept for the next call.
///
/// Throws   ValueError if the formula is not pointwise.
KASANE_API std::shared_ptr<const Program> program(const Formula& formula, Derivative derivative);

/// The same, made anew.
KASANE_API std::shared_ptr<const Program> make_program(const Formula& formula,
                                                       Derivative derivative);

}  // namespace kasane::catalog
