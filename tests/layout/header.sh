#!/usr/bin/env bash
# morgue.h compiles alone, under strict flags, in both languages: header.sh SOURCE_DIR
set -uo pipefail
. "$(dirname "$0")/../cli/report.sh"
header=$1/common/morgue.h
strict='-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror -fsyntax-only'

# compiles NAME COMPILER OPTION...
compiles() {
  local name=$1 compiler=$2
  shift 2
  if ! command -v "$compiler" >/dev/null; then
    skip "$name" "$compiler is not here"
    return
  fi
  # shellcheck disable=SC2086
  check "$name" "$("$compiler" $strict "$@" "$header" 2>&1)"
}

for set in 'gcc g++' 'clang clang++'; do
  compiles "as C11 with ${set% *}" "${set% *}" -std=c11 -Wstrict-prototypes -x c
  compiles "as C17 with ${set% *}" "${set% *}" -std=c17 -Wstrict-prototypes -x c
  compiles "as C++17 with ${set#* }" "${set#* }" -std=c++17 -Wold-style-cast -x c++
  compiles "as C++20 with ${set#* }" "${set#* }" -std=c++20 -x c++
done
finish
