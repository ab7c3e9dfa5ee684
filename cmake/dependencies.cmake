find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
pkg_check_modules(XAPIAN REQUIRED IMPORTED_TARGET xapian-core)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(SIMDJSON REQUIRED IMPORTED_TARGET simdjson)
# Optional: CRC-32 several times as fast as zlib's.
pkg_check_modules(DEFLATE IMPORTED_TARGET libdeflate)
if(MORGUE_TESTS)
  pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)
endif()
if(MORGUE_BENCH)
  # One of the peers that are measured; left out of the comparison when it is not there.
  pkg_check_modules(SQLITE IMPORTED_TARGET sqlite3)
endif()

# Programs take the small libraries in their static form where it is there: every library to be loaded
# makes each start some 50 µs longer. What is a target of pkg-config otherwise is `<name>_for_programs`.
function(morgue_for_programs name target archive)
  add_library(${name}_for_programs INTERFACE)
  find_library(${name}_ARCHIVE ${archive})
  mark_as_advanced(${name}_ARCHIVE)
  if(${name}_ARCHIVE)
    target_include_directories(${name}_for_programs INTERFACE
      $<TARGET_PROPERTY:${target},INTERFACE_INCLUDE_DIRECTORIES>)
    target_link_libraries(${name}_for_programs INTERFACE ${${name}_ARCHIVE})
  else()
    target_link_libraries(${name}_for_programs INTERFACE ${target})
  endif()
endfunction()
morgue_for_programs(UTF8PROC PkgConfig::UTF8PROC libutf8proc.a)
if(DEFLATE_FOUND)
  morgue_for_programs(DEFLATE PkgConfig::DEFLATE libdeflate.a)
endif()
