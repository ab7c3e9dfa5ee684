#!/usr/bin/env bash
# The shared library exports what morgue.h declares, no more and no less:
# symbols.sh SOURCE_DIR LIBRARY SANITIZERS
set -uo pipefail
. "$(dirname "$0")/../cli/report.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A declaration may take several lines: join them, then take the name before the first bracket.
sed -e 's@/\*.*\*/@@' "$1/common/morgue.h" | grep -v '^#' | tr '\n' ' ' | tr ';' '\n' |
  sed -nE 's/^.*MRG_API [^(]*[ *](mrg_[a-z_0-9]+)\(.*$/\1/p' | sort >"$work/declared"
nm -D --defined-only "$2" | awk '$2 != "A" { print $3 }' | sed 's/@.*//' | sort >"$work/exported"

check 'the header declares functions' "$([ -s "$work/declared" ] || echo none found)"
check 'every declared function counts' "$(
  a=$(grep -c '^MRG_API ' "$1/common/morgue.h") b=$(wc -l <"$work/declared")
  [ "$a" -eq "$b" ] || echo "$a declarations, $b names")"
check 'everything declared is exported' "$(comm -23 "$work/declared" "$work/exported")"
if [ -n "${3:-}" ]; then
  skip 'nothing else is exported' 'a sanitizer adds symbols of its own'
else
  check 'nothing else is exported' "$(comm -13 "$work/declared" "$work/exported")"
fi
check 'no JSON parser is visible' "$(nm -D "$2" | grep -iE 'json')"
check 'no JSON parser is needed' "$(objdump -p "$2" 2>/dev/null | grep -iE 'NEEDED.*json')"
finish
