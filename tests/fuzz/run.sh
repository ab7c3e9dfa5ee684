#!/usr/bin/env bash
# Let every fuzzer of a build look for new inputs: run.sh BUILD_DIR [SECONDS_EACH [TARGET...]]
#
#   cmake --preset fuzz && cmake --build --preset fuzz && tests/fuzz/run.sh build/fuzz 60
#
# What a fuzzer learns stays in BUILD_DIR/corpus/TARGET and serves the next run; inputs that end a
# fuzzer go to BUILD_DIR/findings. Leaves with 1 when there are any.
set -uo pipefail
build=$(cd "$1" && pwd) || exit 2
seconds=${2:-60}
shift $(($# < 2 ? $# : 2))
findings=$build/findings
mkdir -p "$findings"
failed=0

# fuzz TARGET SEED_FOLDER...
fuzz() {
  local target=$1 log=$build/findings/$1.log
  shift
  mkdir -p "$build/corpus/$target"
  echo "== $target"
  "$build/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 \
    -max_len=4096 -artifact_prefix="$findings/$target-" "$build/corpus/$target" "$@" \
    >"$log" 2>&1 </dev/null
  local status=$?
  grep -E '^Done|DONE' "$log" | tail -n 1
  [ $status -eq 0 ] && return
  failed=1
  grep -E 'not so|ERROR|SUMMARY|Test unit written' "$log"
}

while read -r -a line; do
  [ $# -gt 0 ] && [[ " $* " != *" ${line[0]} "* ]] && continue
  fuzz "${line[@]}"
done <"$build/tests/fuzz/targets"
exit $failed
