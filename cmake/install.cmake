# What `cmake --install` puts where: programs, library in both forms, header, pkg-config file, manual.

# Names that begin with mrg_ and no others leave the shared library, not even the C++ templates that
# the Xapian binding instantiates.
set_target_properties(morgue PROPERTIES
  VERSION ${PROJECT_VERSION}
  SOVERSION ${PROJECT_VERSION_MAJOR}
  LINK_DEPENDS ${PROJECT_SOURCE_DIR}/cmake/libmorgue.map)
target_link_options(morgue PRIVATE
  -Wl,--version-script=${PROJECT_SOURCE_DIR}/cmake/libmorgue.map)

install(TARGETS morgue
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES ${MORGUE_ARCHIVE} DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS morgue-index morgue-search RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES common/morgue.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES docs/morgue-index.1 docs/morgue-search.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)

# For the static library: what it needs beyond itself. The standard C++ library comes by name, since
# pkg-config is mostly asked by C programs.
set(MORGUE_PC_REQUIRES "xapian-core libutf8proc zlib")
if(DEFLATE_FOUND)
  string(APPEND MORGUE_PC_REQUIRES " libdeflate")
endif()
configure_file(cmake/morgue.pc.in ${PROJECT_BINARY_DIR}/morgue.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/morgue.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
