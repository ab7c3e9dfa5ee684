# libmorgue: every part of it as one shared and one static library. The parts themselves are small
# static libraries, so that tests can link just what they are about.
set(MORGUE_PARTS morgue_base morgue_xapian_c morgue_text morgue_codec morgue_segment morgue_glass
                 morgue_indexer morgue_query morgue_snippet morgue_searcher)
set(MORGUE_OBJECTS)
foreach(part ${MORGUE_PARTS})
  list(APPEND MORGUE_OBJECTS $<TARGET_OBJECTS:${part}>)
endforeach()
set(MORGUE_NEEDS PkgConfig::XAPIAN ZLIB::ZLIB Threads::Threads m)
set(MORGUE_NEEDS_SMALL PkgConfig::UTF8PROC)
set(MORGUE_NEEDS_OF_PROGRAMS UTF8PROC_for_programs)
if(DEFLATE_FOUND)
  list(APPEND MORGUE_NEEDS_SMALL PkgConfig::DEFLATE)
  list(APPEND MORGUE_NEEDS_OF_PROGRAMS DEFLATE_for_programs)
endif()

# What the programs and tests link: all of it, internal names visible.
add_library(morgue_static STATIC ${MORGUE_OBJECTS})
set_target_properties(morgue_static PROPERTIES OUTPUT_NAME morgue_internal LINKER_LANGUAGE CXX)
target_link_libraries(morgue_static PUBLIC morgue_flags ${MORGUE_NEEDS_OF_PROGRAMS} ${MORGUE_NEEDS})
target_link_options(morgue_static INTERFACE LINKER:--as-needed)

add_library(morgue SHARED ${MORGUE_OBJECTS})
set_target_properties(morgue PROPERTIES LINKER_LANGUAGE CXX)
target_link_libraries(morgue PRIVATE morgue_flags ${MORGUE_NEEDS_SMALL} ${MORGUE_NEEDS})

# What is installed as libmorgue.a: one object in which every name but the public ones is local, so that
# internal names such as "fail" cannot clash with those of a program that links it.
set(MORGUE_ARCHIVE ${PROJECT_BINARY_DIR}/libmorgue.a)
add_custom_command(OUTPUT ${MORGUE_ARCHIVE}
  COMMAND ${CMAKE_LINKER} -r -o morgue-whole.o --whole-archive $<TARGET_FILE:morgue_static>
  COMMAND ${CMAKE_OBJCOPY} --localize-hidden morgue-whole.o
  COMMAND ${CMAKE_COMMAND} -E rm -f ${MORGUE_ARCHIVE}
  COMMAND ${CMAKE_AR} rcs ${MORGUE_ARCHIVE} morgue-whole.o
  DEPENDS morgue_static
  COMMENT "Making libmorgue.a with public names only"
  VERBATIM)
add_custom_target(morgue_archive ALL DEPENDS ${MORGUE_ARCHIVE})
