# Interface library every target links: warnings, sanitizers, include root. No global flags.
add_library(morgue_flags INTERFACE)
target_include_directories(morgue_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(morgue_flags INTERFACE _GNU_SOURCE MORGUE_VERSION="${PROJECT_VERSION}")
target_compile_options(morgue_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror=switch
  $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes -Wmissing-prototypes>
  $<$<BOOL:${MORGUE_WERROR}>:-Werror>)
if(MORGUE_SANITIZE)
  target_compile_options(morgue_flags INTERFACE
    -fsanitize=${MORGUE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(morgue_flags INTERFACE -fsanitize=${MORGUE_SANITIZE})
endif()
