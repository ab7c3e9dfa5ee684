#!/usr/bin/env bash
# Build Morgue on a fresh Debian 12, index the sample archive and search it.
set -euo pipefail
cd "$(dirname "$0")"
. cmake/packages.sh

color=never
[ -t 1 ] && [ -z "${NO_COLOR:-}" ] && color=always
build=build/release
index=$build/demo.idx

# Show a command, then run it.
show() {
  local word
  printf '\n$'
  for word in "$@"; do
    case $word in
      *[[:space:]]*) printf " '%s'" "$word" ;;
      *) printf ' %s' "$word" ;;
    esac
  done
  printf '\n'
  "$@"
}

need_packages "${build_packages[@]}"

# A fresh build leaves the tests out; one that is already there keeps its settings.
settings=()
[ -f $build/CMakeCache.txt ] || settings=(-DMORGUE_TESTS=OFF)
echo "Building in $build" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! { cmake --preset release "${settings[@]}" &&
  cmake --build $build --target morgue-index morgue-search; } >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi

rm -rf $index
PATH=$PWD/$build/indexer/cli:$PWD/$build/searcher/cli:$PATH
show morgue-index add $index corpus/sample
show morgue-search $index --no-pager --color "$color" almaty airport
show morgue-search $index --no-pager --color "$color" --limit 3 '"red level" OR curfew -looting'
show morgue-index stats $index
