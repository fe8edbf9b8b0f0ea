# cmake --install: library, headers, program, and what find_package(kasane) needs.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(kasane_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/kasane")

install(TARGETS kasane EXPORT kasaneTargets INCLUDES DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(DIRECTORY src/kasane DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}"
        FILES_MATCHING PATTERN "*.hpp")
install(EXPORT kasaneTargets NAMESPACE kasane:: DESTINATION "${kasane_package_dir}")
if(TARGET kasane_program)
    install(TARGETS kasane_program)
endif()

configure_package_config_file(cmake/kasaneConfig.cmake.in kasaneConfig.cmake
    INSTALL_DESTINATION "${kasane_package_dir}")
write_basic_package_version_file(kasaneConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/kasaneConfig.cmake"
              "${PROJECT_BINARY_DIR}/kasaneConfigVersion.cmake"
        DESTINATION "${kasane_package_dir}")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")
