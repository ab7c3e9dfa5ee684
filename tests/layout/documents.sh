#!/usr/bin/env bash
# The commands that documents show are run, and manuals match the programs:
# documents.sh SOURCE_DIR INDEX_PROGRAM SEARCH_PROGRAM
#
# In Markdown the lines of ```console blocks that begin with "$ " are commands, in a manual page all
# lines that do. Each must leave 0, in order, in a folder with the sample archive as corpus/sample
# and an index of it, news.idx.
set -uo pipefail
. "$(dirname "$0")/../cli/report.sh"
source=$1
PATH=$(dirname "$2"):$(dirname "$3"):$PATH
unset NO_COLOR
export LC_ALL=C.UTF-8 TERM=dumb ASAN_OPTIONS="exitcode=99:${ASAN_OPTIONS:-}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

commands_of() {
  case $1 in
    *.md) awk '/^ *```/ { inside = /console/ && !inside; next } inside && /^ *\$ / {
      sub(/^ *\$ /, ""); print }' "$1" ;;
    *) sed -nE 's/^(\\&)?\$ //p' "$1" | sed -e 's/\\-/-/g' -e 's/\\(dq/"/g' -e "s/\\\\(aq/'/g" \
      -e 's/\\&//g' -e 's/\\e/\\/g' ;;
  esac
}

run_document() {
  local document=$1 name command
  name=${document#"$source"/}
  rm -rf "$work/here"
  mkdir -p "$work/here/corpus"
  ln -s "$source/corpus/sample" "$work/here/corpus/sample"
  cd "$work/here" || exit 1
  morgue-index add --quiet news.idx corpus/sample
  while IFS= read -r command; do
    (eval "$command") >"$work/output" 2>&1 </dev/null
    local status=$?
    check "$name: $command" "$([ $status -eq 0 ] || {
      echo "exit status $status"
      tail -n 10 "$work/output"
    })"
  done < <(commands_of "$document")
}

# Every long option that a program's help names stands in its manual page.
check_options() {
  local page=$source/docs/$1.1 option
  shift
  for option in $("$@" 2>&1 | grep -oE -- '--[a-z][a-z0-9-]+' | sort -u); do
    [ "$(sed 's/\\-/-/g' "$page" | grep -cE -- "$option([^a-z0-9-]|\$)")" -gt 0 ]
    expect "${page##*/} has $option" $?
  done
}

all_help() {
  local verb
  morgue-index help
  for verb in $(morgue-index help | sed -nE 's/^  ([a-z]+) .*/\1/p'); do morgue-index help "$verb"; done
}

for document in "$source"/README.md "$source"/docs/*.md "$source"/docs/*.1; do
  [ ! -f "$document" ] || run_document "$document"
done
for link in $(grep -oE '\]\([^)#]+' "$source/README.md" | sed 's/^](//' | grep -v ://); do
  check "README.md: $link is there" "$([ -e "$source/$link" ] || echo 'it is not')"
done
check 'README.md shows commands' "$([ -n "$(commands_of "$source/README.md")" ] || echo none)"
check_options morgue-index all_help
check_options morgue-search morgue-search --help
for page in "$source"/docs/*.1; do
  if command -v groff >/dev/null; then
    check "${page##*/} is without warnings" "$(groff -man -Tutf8 -ww -rLL=90n -z "$page" 2>&1)"
  else
    skip "${page##*/} is without warnings" 'groff is not here'
  fi
done
finish
