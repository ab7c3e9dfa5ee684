#!/usr/bin/env bash
# Run the cases of a plain-text file: run_cases.sh CASES INDEX_PROGRAM SEARCH_PROGRAM SOURCE_DIR
#
# A case is a few lines, each a word and what belongs to it; '#' begins a comment. Every case starts
# in an empty folder of its own.
#
#   test NAME            a new case
#   needs COMMAND        skip the case unless this succeeds
#   file NAME            write a file; its lines follow, each behind "| "
#   run COMMAND          a shell command; it may use $sample (the sample archive), unprivileged
#                        COMMAND (run as a user without rights), `articles N` (N made-up ones) and
#                        await PATTERN PID, await_lock INDEX PID (until a file is there, or the
#                        process holds the index's lock; or it is gone)
#   exit STATUS          of the last run; several are written 0|1; 0 when not said
#   out REGEX            a line of its standard output matches (grep -E)
#   err REGEX            a line of its standard error matches
#   no-out REGEX         no line of its standard output matches
#   no-err REGEX         no line of its standard error matches
#   lines out|err N      so many lines were written there
#
# All expectations of a run are checked; the first that fails ends the case.
set -uo pipefail
cases=$1 index_program=$2 search_program=$3 source=$4
. "$(dirname "$0")/report.sh"

for program in "$index_program" "$search_program"; do
  if [ ! -x "$program" ]; then
    echo "$program is not there" >&2
    exit 1
  fi
done
# shellcheck disable=SC2034 # for the cases
sample=$source/corpus/sample
PATH=$(dirname "$index_program"):$(dirname "$search_program"):$PATH
unset NO_COLOR MORGUE_PAGER PAGER
export LC_ALL=C.UTF-8 TERM=dumb
# A sanitizer's own exit status must not be taken for one of ours.
export ASAN_OPTIONS="exitcode=99:${ASAN_OPTIONS:-}"
export UBSAN_OPTIONS="exitcode=99:print_stacktrace=1:${UBSAN_OPTIONS:-}"

work=$(mktemp -d)
chmod 755 "$work"
trap 'chmod -R u+rwX "$work"; rm -rf "$work"' EXIT

# Run a command as somebody who may read only what everybody may.
unprivileged() {
  if [ "$(id -u)" -eq 0 ]; then
    setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"
  else
    "$@"
  fi
}

# Print N articles as JSON Lines; number N holds the word "numberN" and all the word "common".
articles() {
  awk -v n="$1" 'BEGIN { for (i = 1; i <= n; i++)
    printf "{\"id\":\"made-%d\",\"headline\":\"Story %d\",\"date\":\"2022-01-%02d\"," \
      "\"body\":\"A common story, number%d of them, about harbour dues.\"}\n",
      i, i, i % 28 + 1, i }'
}

# Wait until a file of that name has something in it or the process that is to write it has ended.
await() {
  until [ -n "$(find $1 -size +0 2>/dev/null)" ]; do # unquoted: a pattern
    kill -0 "$2" 2>/dev/null || return 1
    sleep 0.01
  done
}

await_lock() {
  until grep -qsx "$2" "$1/LOCK"; do
    kill -0 "$2" 2>/dev/null || return 1
    sleep 0.01
  done
}

name='' cause='' is_skipped=0 status='' wanted_status='' command='' file=''

check_status() {
  local status_pattern="^(${wanted_status:-0})\$"
  [ -z "$command" ] || [ -n "$cause" ] && return
  if ! [[ $status =~ $status_pattern ]]; then
    cause="exit status $status instead of ${wanted_status:-0}: $command"
  elif grep -qE 'Sanitizer|runtime error:' "$work/err"; then
    cause="a sanitizer spoke: $command"
  fi
  [ -z "$cause" ] || cause+=$'\n'"$(tail -n 40 "$work/out" "$work/err" | cut -c 1-400)"
}

finish_case() {
  check_status
  command=''
  [ -n "$name" ] || return
  if [ "$is_skipped" -eq 1 ]; then skip "$name" "this machine cannot"; else check "$name" "$cause"; fi
}

start_case() {
  finish_case
  name=$1 cause='' is_skipped=0
  chmod -R u+rwX "$work"
  rm -rf "$work/case"
  mkdir -m 777 "$work/case"
  cd "$work/case" || exit 1
}

run_command() {
  check_status
  [ -n "$cause" ] && return
  command=$1 wanted_status=''
  # In a subshell of this one, so that commands see the functions above.
  (eval "$command") >"$work/out" 2>"$work/err" </dev/null
  status=$?
}

# expect_match WANTED(0: match, 1: none) out|err REGEX
expect_match() {
  [ -n "$cause" ] && return
  grep -aqE -- "$3" "$work/$2"
  local found=$?
  [ "$found" -eq "$1" ] && return
  cause="$([ "$1" -eq 0 ] && echo no || echo a) line of $2 matches '$3': $command"
  cause+=$'\n'"$(tail -n 40 "$work/out" "$work/err" | cut -c 1-400)"
}

expect_lines() {
  local stream=${1%% *} wanted=${1##* } count
  [ -n "$cause" ] && return
  count=$(wc -l <"$work/$stream")
  [ "$count" -eq "$wanted" ] && return
  cause="$count lines of $stream instead of $wanted: $command"$'\n'
  cause+=$(tail -n 20 "$work/$stream" | cut -c 1-400)
}

number=0
while IFS= read -r line || [ -n "$line" ]; do
  number=$((number + 1))
  word=${line%% *} rest=''
  [ "$word" = "$line" ] || rest=${line#* }
  case $word in
    '' | '#'*) continue ;;
    test) start_case "$rest" ;;
    *) [ "$is_skipped" -eq 1 ] && continue ;;&
    needs) (eval "$rest") >/dev/null 2>&1 || is_skipped=1 ;;
    file) file=$rest && : >"$file" ;;
    '|') printf '%s\n' "$rest" >>"$file" ;;
    run) run_command "$rest" ;;
    exit) wanted_status=$rest ;;
    out | err) expect_match 0 "$word" "$rest" ;;
    no-out | no-err) expect_match 1 "${word#no-}" "$rest" ;;
    lines) expect_lines "$rest" ;;
    *)
      echo "$cases:$number: no such word: $word" >&2
      exit 1
      ;;
  esac
done <"$cases"
finish_case
finish
