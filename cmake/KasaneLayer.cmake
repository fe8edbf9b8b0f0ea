# Layers: one folder of src/kasane, one namespace, one object library.

# kasane_layers("core, math -> catalog, io -> ..."): adds the folders that exist, lowest first.
function(kasane_layers order)
    string(REGEX REPLACE "[,> \n-]+" ";" layers "${order}")
    foreach(layer IN LISTS layers)
        if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${layer}/CMakeLists.txt")
            add_subdirectory(${layer})
        endif()
    endforeach()
endfunction()

# kasane_layer(NAME [SOURCES file...] [EXCLUDE regex] [DEPENDS package...] [STANDALONE] [UNITY] [SMALL])
#
# Makes the target kasane_<NAME> of the layer's sources, all *.cpp below its folder unless SOURCES
# names them, and puts it into the library kasane. DEPENDS names packages its sources need;
# which Kasane headers they may include is checked by tools/check_layers.py.
# A UNITY layer is compiled as one file, which leaves the many copies of what the standard library
# expands to in one. A SMALL one also for size: what it does takes no time worth saving.
# A STANDALONE layer stays outside the library (the command line).
function(kasane_layer name)
    cmake_parse_arguments(PARSE_ARGV 1 layer "STANDALONE;UNITY;SMALL" "EXCLUDE" "SOURCES;DEPENDS")
    if(NOT layer_SOURCES)
        file(GLOB_RECURSE layer_SOURCES CONFIGURE_DEPENDS *.cpp)
    endif()
    if(layer_EXCLUDE)
        list(FILTER layer_SOURCES EXCLUDE REGEX "${layer_EXCLUDE}")
    endif()
    if(NOT layer_SOURCES)  # headers only
        return()
    endif()
    add_library(kasane_${name} OBJECT ${layer_SOURCES})
    if(layer_SMALL)
        target_compile_options(kasane_${name} PRIVATE $<$<CONFIG:Release>:-Os>)
    endif()
    if(layer_SMALL OR layer_UNITY)
        set_target_properties(kasane_${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)
    endif()
    kasane_settings(kasane_${name})
    target_compile_options(kasane_${name} PRIVATE ${KASANE_LIBRARY_WARNINGS})
    target_link_libraries(kasane_${name} PRIVATE Threads::Threads ${layer_DEPENDS})
    if(NOT layer_STANDALONE)
        target_sources(kasane PRIVATE $<TARGET_OBJECTS:kasane_${name}>)
    endif()
endfunction()
