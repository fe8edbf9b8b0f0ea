# kasane_flags: what every object of Kasane is compiled with. Nothing of it reaches the user's code.

add_library(kasane_flags INTERFACE)

target_compile_features(kasane_flags INTERFACE cxx_std_20)
# The result of a formula is part of the interface: the compiler may not fuse or reorder its steps.
target_compile_options(kasane_flags INTERFACE
    -ffp-contract=off -fno-math-errno -fno-trapping-math
    -Wall -Wextra -Wpedantic -Wshadow
    # GCC 12 sees members of a std::variant used that are not.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
    # Words join masks with &, and the mask of a plain number is a bool.
    $<$<CXX_COMPILER_ID:Clang>:-Wno-bitwise-instead-of-logical>
    $<$<BOOL:${KASANE_WERROR}>:-Werror>)
target_compile_definitions(kasane_flags INTERFACE
    KASANE_VERSION="${PROJECT_VERSION}"
    $<$<BOOL:${BUILD_SHARED_LIBS}>:KASANE_SHARED>)
target_include_directories(kasane_flags INTERFACE "${PROJECT_SOURCE_DIR}/src")

# The per-ISA kernels choose their own (KasaneIsa.cmake).
add_library(kasane_sanitizers INTERFACE)
if(KASANE_SANITIZE)
    target_compile_options(kasane_sanitizers INTERFACE
        -fsanitize=${KASANE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(kasane_sanitizers INTERFACE -fsanitize=${KASANE_SANITIZE})
endif()
if(KASANE_FUZZ)
    # Only the fuzz targets have libFuzzer's main; the library just reports which edges it ran.
    target_compile_options(kasane_sanitizers INTERFACE -fsanitize=fuzzer-no-link)
endif()

# The library's own sources are held to more: no float turns into a double unseen.
set(KASANE_LIBRARY_WARNINGS -Wdouble-promotion)

# kasane_settings(target [UNSANITIZED]): gives a target Kasane's compiler settings.
function(kasane_settings target)
    set_target_properties(${target} PROPERTIES
        CXX_EXTENSIONS OFF
        CXX_VISIBILITY_PRESET hidden
        VISIBILITY_INLINES_HIDDEN ON
        POSITION_INDEPENDENT_CODE ON)
    target_link_libraries(${target} PRIVATE kasane_flags)
    if(NOT "UNSANITIZED" IN_LIST ARGN)
        target_link_libraries(${target} PRIVATE kasane_sanitizers)
    endif()
endfunction()
