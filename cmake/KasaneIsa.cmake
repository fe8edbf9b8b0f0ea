# Kernels: the same sources compiled once per instruction set, chosen among when the program starts.

if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
    set(KASANE_ISAS v2 v3 v4 CACHE STRING "Instruction sets with kernels of their own")
    # v2 is there to run, not to be fast: it has no FMA and emulates it. Small instead.
    set(kasane_isa_flags_v2 -march=x86-64-v2 -Os -DKASANE_SMALL=1)
    set(kasane_isa_flags_v3 -march=x86-64-v3 -O3)
    set(kasane_isa_flags_v4 -march=x86-64-v4 -mprefer-vector-width=512 -O3)
    set(KASANE_ISA_DEFINITIONS KASANE_X86=1)
else()
    set(KASANE_ISAS generic)
    set(kasane_isa_flags_generic -O3)
    set(KASANE_ISA_DEFINITIONS "")
endif()
# KASANE_HAS_V2 and so on tell the dispatcher what it can choose among.
foreach(isa IN LISTS KASANE_ISAS)
    string(TOUPPER "KASANE_HAS_${isa}=1" definition)
    list(APPEND KASANE_ISA_DEFINITIONS ${definition})
endforeach()

# Instrumented kernels: v3 by ASan alone, and the tests are told to choose it (tests/CMakeLists.txt).
# ASan alone doubles the time to compile them; with UBSan it took many minutes.
# TSan does not see the kernels: that two threads write apart is held by the tests that compare
# the bits for every thread count.
set(KASANE_SANITIZED_ISAS v3 generic)
function(kasane_sanitize_kernels isa)
    if(KASANE_SANITIZE MATCHES "address" AND isa IN_LIST KASANE_SANITIZED_ISAS)
        target_compile_options(kasane_kernels_${isa} PRIVATE -fsanitize=address)
    endif()
endfunction()

# kasane_isa_objects(source...): kasane_kernels_<isa> for each instruction set, put into kasane.
#
# Always optimised: at -O0 every word of a formula goes through the stack. Exceptions, unwind tables and
# RTTI would bring weak symbols that two instruction sets share, of which the linker keeps one:
# an illegal instruction on older machines (tools/check_isa_symbols.sh looks for them).
function(kasane_isa_objects)
    foreach(isa IN LISTS KASANE_ISAS)
        add_library(kasane_kernels_${isa} OBJECT ${ARGN})
        kasane_settings(kasane_kernels_${isa} UNSANITIZED)
        target_compile_definitions(kasane_kernels_${isa} PRIVATE
            KASANE_ISA=${isa} ${KASANE_ISA_DEFINITIONS})
        target_compile_options(kasane_kernels_${isa} PRIVATE
            ${KASANE_LIBRARY_WARNINGS} ${kasane_isa_flags_${isa}}
            -fno-exceptions -fno-asynchronous-unwind-tables -fno-rtti -Wno-psabi)
        target_compile_options(kasane_kernels_${isa} PRIVATE
            $<$<CXX_COMPILER_ID:GNU>:-fwhole-program>)  # see cpu/isa.cpp
        # GCC 12 warns inside its own AVX-512 header.
        target_compile_options(kasane_kernels_${isa} PRIVATE
            $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized -Wno-uninitialized>)
        kasane_sanitize_kernels(${isa})
        target_sources(kasane PRIVATE $<TARGET_OBJECTS:kasane_kernels_${isa}>)
    endforeach()
endfunction()
