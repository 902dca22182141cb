#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# What 'make bench-scale' runs: two servers side by side, one with a small
# store and one with a large one, and what the same costs on both.

set -u
here=$(cd "$(dirname "$0")" && pwd)
top_builddir=${top_builddir:?}

small=${BENCH_SMALL:-1000}		# orders of the small store
orders=${BENCH_SCALE:-1000000}		# and of the large one
profiles=${BENCH_PROFILES:-10000}	# that the large one has, too
small_profiles=${BENCH_SMALL_PROFILES:-$profiles}	# and the small one
state=${BENCH_STATE:-}			# where the large one stays, or is
rounds=${BENCH_ROUNDS:-7}
enrolments=${BENCH_ENROLMENTS:-200}	# a round
requests=${BENCH_REQUESTS:-50}		# of a page, a round

BENCH_CHALLENGE=scale-$$-$RANDOM
export BENCH_CHALLENGE
unset BENCH_STATE

# For the pages of an administrator; it makes $T, too.
# shellcheck source-path=SCRIPTDIR
. "$here/../flow/lib.sh"
# shellcheck source-path=SCRIPTDIR
. "$here/../flow/pages.sh"
servers=()

# serve NAME [VARIABLE=VALUE...]
serve() {
	local name=$1
	shift
	env "$@" "$here/serve.sh" scepgate rsa:2048 "$T/$name" \
	    >"$T/log/$name" 2>&1 &
	servers+=($!)
}

# wait_for NAME PID
wait_for() {
	while [ ! -e "$T/$1" ]; do
		alive "$2" || {
			cat "$T/log/$1" >&2
			stop_all
			bail "the server with the $1 store did not start"
		}
		sleep 0.5
	done
}

stop_all() {
	local p
	for p in "${servers[@]}"; do
		kill -TERM "$p" 2>/dev/null
		wait "$p" 2>/dev/null
	done
}

# look NAME: sets url_* of that server, its cookie and its processes.
look() {
	local name=$1 i at next lines user=bench-$$
	mapfile -t lines <"$T/$name"
	scep=${lines[0]} pids=${lines[1]} web=${lines[2]}
	WEB=${scep%/scep/*}
	admin=$WEB/admin
	CONFIG=${lines[3]} SCEPGATE_CONFIG=${lines[3]}
	rm -f "$jar"
	new_user "$user"
	[ "$(sign_in "$user" "$password")" = 303 ] || bail "no sign-in"
	cookie=$(awk '$6 == "scepgate_session" {print $6 "=" $7}' "$jar")
	page "$admin/orders" >/dev/null
	order=$WEB$(grep -oE '/admin/orders/[0-9a-f-]{36}' "$T/body" |
	    head -n 1)
	# The small store has no hundredth page: its last full one.
	at=$admin/orders hundredth=$admin/orders
	for ((i = 1; i <= 100; i++)); do
		page "$at" >/dev/null
		next=$(link 'Next' | sed 's/&amp;/\&/g')
		[ -n "$next" ] || break
		hundredth=$at at=$WEB$next
	done
}

if [ -n "$state" ]; then
	serve large BENCH_STATE="$state" BENCH_FILL="$orders" \
	    BENCH_PROFILES="$profiles"
else
	serve large BENCH_FILL="$orders" BENCH_PROFILES="$profiles"
fi
serve small BENCH_FILL="$small" BENCH_PROFILES="$small_profiles"
wait_for small "${servers[1]}"
wait_for large "${servers[0]}"

rows=()
add_rows() {	# NAME URL-SMALL URL-LARGE
	rows+=("$@")
}

look small
s=("$scep" "$pids" "$web" "$cookie" "$admin" "$order" "$hundredth")
look large
l=("$scep" "$pids" "$web" "$cookie" "$admin" "$order" "$hundredth")
both() {
	add_rows "$1" "${s[4]}$2" "${l[4]}$2"
}
both "SCEP Server page" /profiles
both "profiles, searched" '/profiles?q=bench'
both "orders, first page" /orders
both "orders, failed" '/orders?state=failed'
add_rows "orders, hundredth page" "${s[6]}" "${l[6]}"
both "search, a name" '/orders?q=device-500-'
both "search, many match" '/orders?q=device'
both "search, nothing matches" '/orders?q=nowhere'
both "search among failed" '/orders?q=device&state=failed'
add_rows "an order" "${s[5]}" "${l[5]}"
both "accounts" /accounts

echo "$(date -u +%F), orders in the stores: $small and $orders," \
    "load $(cut -d ' ' -f 1 /proc/loadavg)"
"$top_builddir/tests/bench/load" -r "$rounds" -n "$enrolments" -c 8 -s 0 \
    -k 8 -p "$BENCH_CHALLENGE" "$small orders" "${s[@]:0:3}" \
    "$orders orders" "${l[@]:0:3}"
printf '\n%-32s %9s %9s %7s\n' "CPU ms of a page" "$small" "$orders" ratio
"$top_builddir/tests/bench/pages" -r "$rounds" -n "$requests" \
    -j "${s[3]},${l[3]}" "${s[1]}" "${l[1]}" "${rows[@]}"
rc=$?
stop_all
exit "$rc"
