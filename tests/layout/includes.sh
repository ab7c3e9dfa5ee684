#!/usr/bin/env bash
# Who may see whom: includes.sh SOURCE_DIR
set -uo pipefail
. "$(dirname "$0")/../cli/report.sh"
cd "$1" || exit 1

sources() {
  find "$@" -type f \( -name '*.c' -o -name '*.h' -o -name '*.cc' -o -name '*.cpp' \) 2>/dev/null
}

# never NAME FOLDER INCLUDED [EXCEPT]: no file of FOLDER includes what begins with INCLUDED, but for
# files below EXCEPT.
never() {
  local found
  found=$(sources "$2" | { [ -n "${4:-}" ] && grep -v "^$4" || cat; } |
    xargs -r grep -HnE "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]$3")
  check "$1" "$found"
}

never 'common includes nothing of the corpus' common corpus/
never 'common includes nothing of the indexer' common indexer/
never 'common includes nothing of the searcher' common searcher/
never 'the corpus includes nothing of the indexer' corpus indexer/
never 'the corpus includes nothing of the searcher' corpus searcher/
never 'the indexer includes nothing of the searcher' indexer searcher/
never 'the searcher includes nothing of the indexer' searcher indexer/
never 'the searcher includes nothing of the corpus' searcher corpus/
for folder in common corpus indexer searcher; do
  never "only the Xapian binding includes xapian.h ($folder)" $folder xapian common/xapian-c/
  never "only corpus/json includes simdjson ($folder)" $folder simdjson corpus/json/
  never "nothing includes from a parent folder ($folder)" $folder '\.\./'
done
# What others see of the binding has to be C, even where C++ would understand more.
mapfile -t binding < <(sources common corpus indexer searcher | grep -v '^common/xapian-c/' |
  xargs grep -hoE '^#include "common/xapian-c/[^"]+' | sed 's/.*"//' | sort -u)
check 'the header of the Xapian binding is C' "$(
  [ "${#binding[@]}" -gt 0 ] || echo 'nobody includes it'
  grep -HnE 'Xapian::|<xapian|std::' "${binding[@]}" </dev/null 2>&1)"
check 'C++ stands only in bindings' \
  "$(sources common corpus indexer searcher examples | grep -E '\.(cc|cpp)$' |
    grep -vE '^(common/xapian-c|corpus/json)/')"
finish
