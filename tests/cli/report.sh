# shellcheck shell=bash
# Sourced by the tests that are shell scripts: results line by line, with a summary in cmocka's form.

passed=0
failed=0
skipped=0

pass() {
  passed=$((passed + 1))
  printf '[       OK ] %s\n' "$1"
}

# fail NAME CAUSE
fail() {
  failed=$((failed + 1))
  printf '[  FAILED  ] %s\n%s\n' "$1" "$2"
}

# skip NAME WHY
skip() {
  skipped=$((skipped + 1))
  printf '[  SKIPPED ] %s: %s\n' "$1" "$2"
}

# check NAME CAUSE: failed when there is a cause, else passed.
check() {
  if [ -n "$2" ]; then fail "$1" "$2"; else pass "$1"; fi
}

# expect NAME STATUS [FILE]: passed when STATUS is 0, else failed with the end of FILE.
expect() {
  if [ "$2" -eq 0 ]; then pass "$1"; else fail "$1" "$([ -z "${3:-}" ] || tail -n 20 "$3")"; fi
}

# Print the summary and leave: 0, or 1 when something failed or nothing ran, or 77 when all was skipped.
finish() {
  printf '[==========] %d test(s) run.\n' $((passed + failed))
  printf '[  PASSED  ] %d test(s).\n' "$passed"
  [ "$skipped" -eq 0 ] || printf '[  SKIPPED ] %d test(s).\n' "$skipped"
  [ "$failed" -eq 0 ] || printf '[  FAILED  ] %d test(s).\n' "$failed"
  [ "$failed" -eq 0 ] || exit 1
  [ $((passed + skipped)) -gt 0 ] || exit 1
  [ "$passed" -gt 0 ] || exit 77
  exit 0
}
