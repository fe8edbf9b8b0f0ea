# kasane_flags: what every object of Kasane is compiled with. Nothing of it reaches the user's code.

add_library(kasane_flags INTERFACE)

target_compile_features(kasane_flags INTERFACE cxx_std_20)
# The result of a formula is part of the interface: the compiler may not fuse or reorder its steps.
target_compile_options(kasane_flags INTERFACE
    -ffp-contract=off -fno-math-errno -fno-trapping-math
    -Wall -Wextra -Wpedantic -Wshadow
    $<$<BOOL:${KASANE_WERROR}>:-Werror>)
target_compile_definitions(kasane_flags INTERFACE
    KASANE_VERSION="${PROJECT_VERSION}"
    $<$<BOOL:${BUILD_SHARED_LIBS}>:KASANE_SHARED>)
target_include_directories(kasane_flags INTERFACE "${PROJECT_SOURCE_DIR}/src")

if(KASANE_SANITIZE)
    target_compile_options(kasane_flags INTERFACE
        -fsanitize=${KASANE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(kasane_flags INTERFACE -fsanitize=${KASANE_SANITIZE})
endif()
if(KASANE_FUZZ)
    # Only the fuzz targets have libFuzzer's main; the library just reports which edges it ran.
    target_compile_options(kasane_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# The library's own sources are held to more: no float turns into a double unseen.
set(KASANE_LIBRARY_WARNINGS -Wdouble-promotion)

# Gives a target Kasane's compiler settings.
function(kasane_settings target)
    set_target_properties(${target} PROPERTIES
        CXX_EXTENSIONS OFF
        CXX_VISIBILITY_PRESET hidden
        VISIBILITY_INLINES_HIDDEN ON
        POSITION_INDEPENDENT_CODE ON)
    target_link_libraries(${target} PRIVATE kasane_flags)
endfunction()
