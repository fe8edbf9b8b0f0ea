#include "kasane/data/digits.hpp"

// The assembler puts the file into the object as it is. KASANE_DIGITS_FILE comes from CMake.
asm(".section .rodata\n"
    ".balign 16\n"
    ".local kasane_digits_begin\n"
    "kasane_digits_begin:\n"
    ".incbin \"" KASANE_DIGITS_FILE
    "\"\n"
    ".local kasane_digits_end\n"
    "kasane_digits_end:\n"
    ".byte 0\n"
    ".text\n");

extern "C" {
extern const std::byte kasane_digits_begin[];
extern const std::byte kasane_digits_end[];
}

namespace kasane::data {

std::span<const std::byte> embedded_digits() { return {kasane_digits_begin, kasane_digits_end}; }

}  // namespace kasane::data
