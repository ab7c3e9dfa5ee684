#!/usr/bin/env bash
# What is installed can be used with pkg-config alone: install.sh SOURCE_DIR BINARY_DIR CMAKE COMPILER
set -uo pipefail
. "$(dirname "$0")/../cli/report.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

DESTDIR=$work "$3" --install "$2" >"$work/log" 2>&1
expect 'installing succeeds' $? "$work/log"
for file in bin/morgue-index bin/morgue-search include/morgue.h lib/libmorgue.a lib/libmorgue.so \
  lib/pkgconfig/morgue.pc share/man/man1/morgue-index.1 share/man/man1/morgue-search.1; do
  # Between the two lies a folder for the machine's architecture on some systems.
  [ -n "$(find "$work" -path "*/${file%%/*}/*${file##*/}")" ]
  expect "$file is installed" $?
done
PKG_CONFIG_PATH=$(dirname "$(find "$work" -name morgue.pc)")
export PKG_CONFIG_PATH PKG_CONFIG_SYSROOT_DIR=$work
# shellcheck disable=SC2046 # one argument each is what is wanted here
"$4" "$1/examples/embed.c" $(pkg-config --cflags --libs morgue) -o "$work/embed" >"$work/log" 2>&1
expect 'a program builds with the shared library' $? "$work/log"
# The sysroot must not go before the paths of other packages, so the archive is named directly.
unset PKG_CONFIG_SYSROOT_DIR
# shellcheck disable=SC2046
"$4" -I"$(dirname "$(find "$work" -name morgue.h)")" "$1/examples/embed.c" \
  "$(find "$work" -name libmorgue.a)" \
  $(pkg-config --static --libs morgue | sed 's/-lmorgue//') -o "$work/embed-static" >"$work/log" 2>&1
expect 'a program builds with the static library' $? "$work/log"
check 'the static library shows public names only' \
  "$(nm -g --defined-only "$(find "$work" -name libmorgue.a)" 2>&1 | awk '$2 == "T" && $3 !~ /^mrg_/')"
check 'the static program needs no libmorgue.so' \
  "$(objdump -p "$work/embed-static" 2>&1 | grep -E 'NEEDED.*morgue|o such file')"
finish
