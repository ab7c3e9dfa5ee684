#!/usr/bin/env bash
# Sources are as clang-format leaves them: format.sh SOURCE_DIR
# Headers are not looked at: their tables and macros are laid out by hand, for reading.
set -uo pipefail
. "$(dirname "$0")/../cli/report.sh"
cd "$1" || exit 1
if ! command -v clang-format >/dev/null; then
  skip 'sources are formatted' 'clang-format is not here'
  finish
fi
for folder in common corpus indexer searcher examples tests; do
  check "sources of $folder are formatted" "$(find $folder -type f \
    \( -name '*.c' -o -name '*.cc' -o -name '*.cpp' \) -print0 |
    xargs -0 -r clang-format --dry-run 2>&1 | grep -oE '^[^:]+' | sort | uniq -c |
    awk '/^ *[0-9]+ [a-z]+\// { print $2 ": not as clang-format has it" }')"
done
finish
