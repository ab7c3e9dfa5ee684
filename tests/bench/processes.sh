#!/usr/bin/env bash
# Whole processes, start to exit: processes.sh SEARCH_PROGRAM INDEX WORD WORD...
#
# Times with hyperfine what a person waits for: one word, all words, any of them, the words as a
# phrase, and the same as JSON. The cache is warm after the first runs, which are not counted.
set -euo pipefail
if [ $# -lt 4 ]; then
  echo "Usage: $0 SEARCH_PROGRAM INDEX WORD WORD..." >&2
  exit 2
fi
if ! command -v hyperfine >/dev/null; then
  echo "$0: hyperfine is not here" >&2
  exit 77
fi
if ! "$1" "$2" "\"${*:3}\"" >/dev/null; then
  echo "$0: the words have to stand side by side in some article: ${*:3}" >&2
  exit 2
fi
search=$(printf '%q %q' "$1" "$2")
shift 2
all=$(printf '%q ' "$@")
any=$(printf ' OR %q' "$@")
exec hyperfine --shell none --warmup 10 --min-runs 100 --output null \
  --command-name 'the version, no index' "${search%% *} --version" \
  --command-name 'one word' "$search $1" \
  --command-name 'all words' "$search $all" \
  --command-name 'any of them' "$search '${any# OR }'" \
  --command-name 'as a phrase' "$search '\"$*\"'" \
  --command-name 'all words, JSON' "$search $all --json"
