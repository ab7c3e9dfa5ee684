#!/usr/bin/env bash
# What no source file may hold: files.sh SOURCE_DIR
set -uo pipefail
. "$(dirname "$0")/../cli/report.sh"
cd "$1" || exit 1

mapfile -t sources < <(find common corpus indexer searcher examples tests -type f \
  \( -name '*.c' -o -name '*.h' -o -name '*.cc' -o -name '*.cpp' \))
mapfile -t library < <(printf '%s\n' "${sources[@]}" | grep -E '^(common|corpus|indexer|searcher)/' |
  grep -vE '^(indexer/cli|searcher/cli|corpus/generate)/')

# The lines of C code that match, comments and string literals taken out.
code_matching() {
  local pattern=$1
  shift
  awk -v pattern="$pattern" '
    FNR == 1 { in_comment = 0 }
    {
      line = $0
      if (in_comment) {
        if (!sub(/^.*\*\//, "", line)) next
        in_comment = 0
      }
      gsub(/"([^"\\]|\\.)*"/, "\"\"", line)
      gsub(/\/\*([^*]|\*[^\/])*\*\//, "", line)
      sub(/\/\/.*$/, "", line)
      if (sub(/\/\*.*$/, "", line)) in_comment = 1
      if (line ~ pattern) print FILENAME ":" FNR ": " $0
    }' "$@"
}

word='(^|[^A-Za-z0-9_])'
check 'there are sources to look at' "$([ "${#sources[@]}" -gt 20 ] || echo "only ${#sources[@]}")"
check 'no source is longer than 600 lines' \
  "$(wc -l "${sources[@]}" | awk '$2 != "total" && $1 > 600')"
check 'no unbounded or unchecked calls' "$(code_matching \
  "$word(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atoll|atof|strtok)[ ]*\\(" "${sources[@]}")"
check 'the library does not print' \
  "$(code_matching "$word(printf|fprintf|vprintf|puts|putchar|perror)[ ]*\\(" "${library[@]}")"
check 'the library does not end the process' \
  "$(code_matching "$word(exit|_exit|abort|assert)[ ]*\\(" "${library[@]}")"
check 'the library does not read the environment' \
  "$(code_matching "$word(getenv|secure_getenv|setlocale)[ ]*\\(" "${library[@]}")"
marks='TO''DO|FIX''ME|X''XX'
check 'no unfinished marks' "$(grep -rnE "\\b($marks)\\b" --include='*.[ch]' --include='*.cc' \
  --include='*.cpp' --include='*.md' --include='*.sh' --include='*.txt' --include='*.cmake' \
  --include='*.1' common indexer searcher examples tests docs cmake ./*.md ./*.sh)"
check 'no source lists by pattern' "$(grep -rnE 'GLOB' --include=CMakeLists.txt --include='*.cmake' --exclude-dir=build .)"
check 'no flags for all targets' "$(grep -rnE \
  '^[^#]*(add_compile_options|add_definitions|add_link_options|-march=native)' \
  --include=CMakeLists.txt --include='*.cmake' --exclude-dir=build .)"
check 'every header guards itself' "$(printf '%s\n' "${sources[@]}" | grep '\.h$' |
  xargs grep -LE '^#(ifndef MORGUE_|pragma once)')"
finish
