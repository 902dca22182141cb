# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2154 # $build and $logs
#
# What './quickstart check' runs once packages and build are there; it is read
# by quickstart and uses its functions, $build and $logs.  Each TAP line of a
# test is a result, and so is each of the other checks.
#
# What each part proves, and nothing proves twice that takes long: with gcc, the
# unit tests, the looks of the pages, the scripts and a few flows; under
# sanitizers, the unit tests again and all others, with a browser and with every
# client and web server; from the tarball, that it is whole, builds beside its
# source and installs, and that tests which read files find them.

passed=0
failed=0

# run NAME COMMAND...: a check that is one result.
run() {
	local name=$1 began=$SECONDS log rc
	shift
	log=$logs/${name// /-}.log
	printf '  %-36s' "$name"
	# Not behind || or if: they would switch set -e off.
	(set -e; "$@") >"$log" 2>&1 </dev/null
	rc=$?
	if [ "$rc" -eq 0 ]; then
		passed=$((passed + 1))
		printf 'passed (%s s)\n' "$((SECONDS - began))"
	else
		failed=$((failed + 1))
		printf 'FAILED (%s s)\n' "$((SECONDS - began))"
		tail -n 15 "$log" | sed 's/^/    | /'
		say "    all of it: $log"
	fi
	return "$rc"
}

# outcomes DIR WORDS: the results with one of these words.
outcomes() {
	find "$1/tests" -name '*.trs' -exec \
	    grep -HE "^:test-result: ($2)" '{}' + 2>/dev/null |
	    sed 's/\.trs::test-result:/:/'
}

# failed_tests DIR: their paths, without an ending.
failed_tests() {
	outcomes "$1" 'FAIL|XPASS|ERROR' | sed 's/: .*//' | uniq | head -n 12
}

# why_failed LOG: which of its results failed, each with the first lines of what
# the test said of it: often all that is left of a check on another machine.
why_failed() {
	printf '%s\n' "$1"
	awk 'BEGIN { said = 6 }
	    /^not ok|^Bail out!/ { print; said = 0; any = 1; next }
	    /^#/ && said < 6 { print; said++; next }
	    { said = 6; last = $0 }
	    END { if (!any) print last }' "$1" | cut -c 1-300 | head -n 40
}

# run_suite NAME DIR [ARGUMENT OF make...]: make check, whose results stand in
# .trs files.  Tests that wait, for a disk or another process, leave their cores
# to two more.
run_suite() {
	local name=$1 dir=$2 began=$SECONDS log good bad rc
	shift 2
	log=$logs/${name// /-}.log
	printf '  %-36s' "$name"
	find "$dir/tests" -name '*.trs' -delete 2>/dev/null
	make -C "$dir" -k -j "$(($(cores) + 2))" check "$@" \
	    >"$log" 2>&1 </dev/null
	rc=$?
	good=$(outcomes "$dir" 'PASS|XFAIL' | wc -l)
	bad=$(outcomes "$dir" 'FAIL|XPASS|ERROR' | wc -l)
	# make has failed, but no test: something was not even built.
	[ "$rc" -eq 0 ] || [ "$bad" -gt 0 ] || bad=1
	passed=$((passed + good))
	failed=$((failed + bad))
	printf '%s passed, %s failed (%s s)\n' "$good" "$bad" \
	    "$((SECONDS - began))"
	[ "$rc" -ne 0 ] || return 0
	failed_tests "$dir" | while read -r test; do
		why_failed "$test.log" | sed "s,^$dir/,," | sed 's/^/    | /'
	done
	say "    all of it: $log, and a .log file of each test in $dir/tests"
}

# What protoc-c writes is not ours.
no_warnings() {
	! grep -h 'warning:' "$@" | grep -v '\.pb-c\.'
}

# tarball_is_whole DIR: each file of ours is in the tarball that was made there.
tarball_is_whole() {
	local missing
	missing=$(cd "$top" && find LICENSE README.md quickstart conf contrib \
	    doc man src static templates tests -type f | sort | comm -23 - \
	    <(tar -tzf "$1"/scepgate-*.tar.gz | sed 's,^[^/]*/,,' | sort))
	[ -z "$missing" ] || {
		printf 'not in the tarball: add to EXTRA_DIST:\n%s\n' "$missing"
		return 1
	}
}

# Those that read corpus, keys, messages and stores.
# shellcheck disable=SC2016 # for make to expand
reading_tests='$(fuzz_targets) tests/power/commands '\
'$(filter tests/unit/pki/% tests/unit/scep/%,$(unit_tests))'

run_everything() {
	local sanitized=$build/sanitizer
	unset MAKEFLAGS MFLAGS MAKELEVEL
	run_suite "tests with gcc" "$build" sanitized_tests=
	run "no warnings of gcc" no_warnings "$logs"/{build,tests-with-gcc}.log
	if run "build with clang and sanitizers" build_in "$sanitized" \
	    CC=clang CFLAGS='-gline-tables-only -O1' \
	    --with-sanitizer=address,undefined; then
		run_suite "tests with sanitizers" "$sanitized" \
		    once_tests= lint_tests=
		run "no warnings of clang" no_warnings \
		    "$logs"/{build-with-clang-and,tests-with}-sanitizers.log
	fi
	# Less far than 'make lint' alone, which takes twice as long.
	run "make lint" env LINT_NODES=50000 make -C "$build" lint
	run "make format changes nothing" make -C "$build" format-check
	run "make distcheck" make -C "$build" -j "$(cores)" distcheck \
	    AM_DISTCHECK_CONFIGURE_FLAGS='--disable-flow-tests CFLAGS=-O0' \
	    TESTS="$reading_tests" check_PROGRAMS="$reading_tests"
	run "tarball is whole" tarball_is_whole "$build"
	say
	say "$passed passed, $failed failed"
	[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}
