#include "kasane/plot/pages.hpp"

// The assembler puts the files into the object as they are. KASANE_PAGES comes from CMake.
#define KASANE_PAGE(name, file)                                                                \
    asm(".section .rodata\n"                                                                   \
        ".local kasane_page_" #name                                                            \
        "_begin\n"                                                                             \
        "kasane_page_" #name                                                                   \
        "_begin:\n"                                                                            \
        ".incbin \"" KASANE_PAGES "/" file                                                     \
        "\"\n"                                                                                 \
        ".local kasane_page_" #name                                                            \
        "_end\n"                                                                               \
        "kasane_page_" #name                                                                   \
        "_end:\n"                                                                              \
        ".byte 0\n"                                                                            \
        ".text\n");                                                                            \
    extern "C" const char kasane_page_##name##_begin[];                                        \
    extern "C" const char kasane_page_##name##_end[];                                          \
    namespace kasane::plot {                                                                   \
    std::string_view name() { return {kasane_page_##name##_begin, kasane_page_##name##_end}; } \
    }

KASANE_PAGE(race_html, "race.html")
KASANE_PAGE(race_css, "race.css")
KASANE_PAGE(view_js, "view.js")
KASANE_PAGE(surface_js, "surface.js")
KASANE_PAGE(formula_js, "formula.js")
KASANE_PAGE(race_js, "race.js")
