#!/usr/bin/env bash
# Build and test everything: a release build with all tests, then the unit and command-line tests
# under AddressSanitizer and UndefinedBehaviorSanitizer. Arguments go to cmake, such as
# -DMORGUE_WERROR=ON. Ends in one line: N passed, N failed, N skipped.
set -euo pipefail
cd "$(dirname "$0")"
. cmake/packages.sh

jobs=$(nproc)
results=()

# run_suite PRESET [CTEST OPTION...]: configure, build and test in build/PRESET. What cannot be built
# leaves a result file that counts as one failed test.
run_suite() {
  local preset=$1 build=build/$1
  shift
  local result=$PWD/$build/junit.xml
  results+=("$result")
  mkdir -p "$build"
  echo '<testcase name="build" status="fail">' >"$result"
  echo '</testcase>' >>"$result"
  echo "== $preset"
  cmake --preset "$preset" -DMORGUE_TESTS=ON "${cmake_arguments[@]}" || return 0
  cmake --build "$build" -j "$jobs" || return 0
  ctest --test-dir "$build" -j 2 --output-on-failure --output-junit "$result" \
    --test-output-size-passed 16777216 --test-output-size-failed 16777216 "$@" || true
}

cmake_arguments=("$@")
need_packages "${build_packages[@]}" libcmocka-dev
run_suite release
run_suite asan -LE 'oracle|layout|slow' -E '^oracle'
awk -f tests/count.awk "${results[@]}"
