# Add up the test cases in JUnit files of ctest and print "N passed, N failed, N skipped". A program
# that prints cmocka's summary counts with each of its cases, any other as one. Exits with 1 when any
# failed or none ran.

function number_before_tests(line) {
  sub(/^.*\] +/, "", line)
  return line + 0
}

/<testcase / {
  status = $0
  sub(/^.*status="/, "", status)
  sub(/".*$/, "", status)
  has_summary = 0
  case_failed = 0
}
/\[  PASSED  \] [0-9]+ test\(s\)/  { passed += number_before_tests($0); has_summary = 1 }
/\[  SKIPPED \] [0-9]+ test\(s\)/  { skipped += number_before_tests($0); has_summary = 1 }
/\[  FAILED  \] [0-9]+ test\(s\)/  {
  failed += number_before_tests($0)
  case_failed += number_before_tests($0)
  has_summary = 1
}
/<\/testcase>/ {
  # A crash or a timeout may come after, or without, a summary.
  if (status == "fail" && case_failed == 0)
    failed++
  else if (!has_summary && status == "run")
    passed++
  else if (!has_summary && status != "fail")
    skipped++
}

END {
  printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped
  exit (failed > 0 || passed + failed == 0) ? 1 : 0
}
