# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2154 # $top_builddir, $T
#
# How the library that trouble.c makes is told what is to fail; after lib.sh.
# Who is started with LD_PRELOAD=$shim has it.

shim=$top_builddir/tests/flow/trouble.so
[ -e "$shim" ] || skip_all "tests/flow/trouble.so is not built: make check does"
ulimit -c 0

# trouble [WORD=NUMBER...]: see trouble.c; without words all is well.
trouble() {
	printf '%-256s' "$*" | dd of="$TROUBLE" conv=notrunc status=none
	# Room that was seen a moment ago is not looked for again.
	sleep 0.05
}
export TROUBLE=$T/trouble
printf '%-256s' '' >"$TROUBLE"
