#!/usr/bin/env bash
# The example of docs/XAPIAN-C.md prints what the page says: example.sh PAGE PROGRAM
set -uo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
awk '/^```text$/ { inside = 1; next } /^```/ { inside = 0 } inside' "$1" >"$work/wanted"
[ -s "$work/wanted" ] || { echo "$1 says nothing of what the example prints"; exit 1; }
"$2" "$work/db" >"$work/printed" || exit 1
diff "$work/wanted" "$work/printed" || exit 1
# A database that cannot be is reported and gives 1.
"$2" "$work/no/such/folder" 2>"$work/message" && exit 1
grep -q 'no/such/folder' "$work/message"
