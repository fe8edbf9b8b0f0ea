# Kernels: the same sources compiled once per instruction set, chosen among when the program starts.

if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
    set(KASANE_ISAS v2 v3 v4 CACHE STRING "Instruction sets with kernels of their own")
    set(kasane_isa_flags_v2 -march=x86-64-v2)
    set(kasane_isa_flags_v3 -march=x86-64-v3)
    set(kasane_isa_flags_v4 -march=x86-64-v4 -mprefer-vector-width=512)
    set(KASANE_ISA_DEFINITIONS KASANE_X86=1)
else()
    set(KASANE_ISAS generic)
    set(kasane_isa_flags_generic "")
    set(KASANE_ISA_DEFINITIONS "")
endif()
# KASANE_HAS_V2 and so on tell the dispatcher what it can choose among.
foreach(isa IN LISTS KASANE_ISAS)
    string(TOUPPER "KASANE_HAS_${isa}=1" definition)
    list(APPEND KASANE_ISA_DEFINITIONS ${definition})
endforeach()

# Instrumented kernels: v3 by ASan alone, and the tests are told to choose it (tests/CMakeLists.txt).
# Measured with clang 14 on v3: plain 24 s to compile, ASan 56 s, with UBSan over 5 minutes.
# Threads meet outside of the kernels, so TSan gains nothing from them.
set(KASANE_SANITIZED_ISAS v3 generic)
function(kasane_sanitize_kernels isa)
    if(NOT KASANE_SANITIZE)
        return()
    endif()
    set(options -fno-sanitize=all)
    if(KASANE_SANITIZE MATCHES "address" AND isa IN_LIST KASANE_SANITIZED_ISAS)
        list(APPEND options -fsanitize=address)
    endif()
    target_compile_options(kasane_kernels_${isa} PRIVATE ${options})
endfunction()

# kasane_isa_objects(source...): kasane_kernels_<isa> for each instruction set, put into kasane.
#
# Always -O3: at -O0 every word of a formula goes through the stack. Exceptions, unwind tables and
# RTTI would bring weak symbols that two instruction sets share, of which the linker keeps one:
# an illegal instruction on older machines (tools/check_isa_symbols.sh looks for them).
function(kasane_isa_objects)
    foreach(isa IN LISTS KASANE_ISAS)
        add_library(kasane_kernels_${isa} OBJECT ${ARGN})
        kasane_settings(kasane_kernels_${isa})
        target_compile_definitions(kasane_kernels_${isa} PRIVATE
            KASANE_ISA=${isa} ${KASANE_ISA_DEFINITIONS})
        target_compile_options(kasane_kernels_${isa} PRIVATE
            ${KASANE_LIBRARY_WARNINGS} ${kasane_isa_flags_${isa}} -O3
            -fno-exceptions -fno-asynchronous-unwind-tables -fno-rtti -Wno-psabi)
        kasane_sanitize_kernels(${isa})
        target_sources(kasane PRIVATE $<TARGET_OBJECTS:kasane_kernels_${isa}>)
    endforeach()
endfunction()
