#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# make lint: what clang-tidy, cppcheck and shellcheck say of our sources, by
# .clang-tidy, cppcheck.suppress and the scripts' own lines; nothing is fine.
#
# usage: analyse.sh TOP, with CLANG_TIDY, CPPCHECK, SHELLCHECK (empty where it
# is not installed) and LINT_CFLAGS in the environment.  LINT_NODES says how far
# clang's analyser follows each function, in steps; otherwise as far as it does.

set -u
cd "$1" || exit 1
failed=0
# src/main and src/tool are told places; which ones is all the same here.
# shellcheck disable=SC2089,SC2090 # the quotes are for the compiler
for name in VERSION STATEDIR TEMPLATEDIR STATICDIR CONFIG; do
	LINT_CFLAGS="$LINT_CFLAGS -DSCEPGATE_$name=\"x\""
done
jobs=$(getconf _NPROCESSORS_ONLN 2> /dev/null || echo 1)

# missing TOOL PACKAGE: without both analysers of C there is no `make lint`
missing()
{
	echo "$1 was not found: 'apt-get install $2', configure again" >&2
	failed=1
}

# done_with TOOL STATUS
done_with()
{
	if [ "$2" -eq 0 ]; then
		echo "$1: clean"
	else
		echo "$1: see above" >&2
		failed=1
	fi
}

sources()
{
	find src -name '*.c' ! -name '*.pb-c.c' | sort
}

# It counts what it leaves out, on standard error; only findings are ours.
tidy()
{
	far="-Xclang -analyzer-config -Xclang max-nodes=${LINT_NODES:-225000}"
	# shellcheck disable=SC2016 # for the inner shell to expand
	sources | LINT_CFLAGS="$LINT_CFLAGS $far" xargs -P "$jobs" -n 6 sh -c '
	    $0 --quiet "$@" -- $LINT_CFLAGS 2> /dev/null' "$CLANG_TIDY"
}

check()
{
	# shellcheck disable=SC2046,SC2086,SC2090 # one word an option
	"$CPPCHECK" --quiet --std=c11 -j "$jobs" --inline-suppr \
	    --enable=warning,performance,portability \
	    --suppressions-list=tests/lint/cppcheck.suppress \
	    --error-exitcode=1 \
	    $(printf '%s\n' $LINT_CFLAGS | grep '^-I.*/src$') src
}

scripts()
{
	find quickstart .ci tests contrib -type f 2> /dev/null |
	    while read -r file; do
		case $(head -c 64 "$file" | head -n 1 | tr -d '\0') in
		'#!/bin/sh' | '#!'*bash) echo "$file" ;;
		esac
	done | sort
}

if [ -n "$CLANG_TIDY" ]; then
	tidy
	done_with clang-tidy $?
else
	missing clang-tidy clang-tidy
fi
if [ -n "$CPPCHECK" ]; then
	check
	done_with cppcheck $?
else
	missing cppcheck cppcheck
fi
if [ -n "$SHELLCHECK" ]; then
	scripts | xargs -P "$jobs" -n 4 "$SHELLCHECK" -x -S warning
	done_with shellcheck $?
else
	echo "shellcheck: not installed, scripts were not looked at"
fi
exit $failed
