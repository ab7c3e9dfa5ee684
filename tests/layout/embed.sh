#!/usr/bin/env bash
# The example program finds what the manual promises, and the README shows it:
# embed.sh SOURCE_DIR INDEX_PROGRAM EMBED_PROGRAM
set -uo pipefail
. "$(dirname "$0")/../cli/report.sh"
export ASAN_OPTIONS="exitcode=99:${ASAN_OPTIONS:-}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# leaves STATUS COMMAND...: whether it exits so; what it says goes to the file "found".
leaves() {
  local wanted=$1 status
  shift
  "$@" >"$work/found" 2>&1
  status=$?
  [ "$status" -eq "$wanted" ] || echo "exit status $status" >>"$work/found"
  [ "$status" -eq "$wanted" ]
}

"$2" add --quiet "$work/news.idx" "$1/corpus/sample"
leaves 0 "$3" "$work/news.idx" 'almaty airport'
expect 'a search succeeds' $? "$work/found"
grep -qiE '\*almaty\*' "$work/found"
expect 'a place is marked' $? "$work/found"
grep -qiE '\*airport\*' "$work/found"
expect 'a word is marked' $? "$work/found"
leaves 1 "$3" "$work/news.idx" zzyzzyva
expect 'finding nothing is 1' $? "$work/found"
leaves 3 "$3" "$work/nosuch.idx" almaty
expect 'a missing index is 3' $? "$work/found"
grep -q nosuch.idx "$work/found"
expect 'a missing index is named' $? "$work/found"
# Blocks of the README are compared without their indentation.
awk '/^```c$/ { inside = 1; next } /^```/ { inside = 0 } inside' "$1/README.md" |
  sed 's/^ *//' | grep -vE '^(\.\.\.)?$' >"$work/shown"
check 'the README shows code' "$([ -s "$work/shown" ] || echo none)"
check 'every line of code in the README stands in examples/embed.c' \
  "$(sed 's/^ *//' "$1/examples/embed.c" | grep -vxFf /dev/stdin "$work/shown")"
finish
