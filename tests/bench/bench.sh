#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# What 'make bench' runs; doc/performance.md says what its tables mean, and
# the variables below what can be set.

set -u
here=$(cd "$(dirname "$0")" && pwd)
top_builddir=${top_builddir:?}

# shellcheck disable=SC2153
rounds=${BENCH_ROUNDS:-7}
enrolments=${BENCH_ENROLMENTS:-300}	# a round
connections=${BENCH_CONNECTIONS:-1 2 8 32}
seconds=${BENCH_SECONDS:-1}		# of each GET, a round; 0: none
keys=${BENCH_KEYS:-16}			# RSA keys that the devices share
key_types=${BENCH_KEY_TYPES:-rsa:2048 rsa:3072}	# of the CA
against=${BENCH_AGAINST:-}		# another build directory to compare
micromdm=${BENCH_MICROMDM:-yes}
cores=${BENCH_CORES:-}			# "1 2": a worker on one, two on two

BENCH_CHALLENGE=bench-$$-$RANDOM
export BENCH_CHALLENGE
unset BENCH_CORES

work=$(mktemp -d "${TMPDIR:-/tmp}/scepgate-bench.XXXXXX") || exit 1
servers=()
names=()

clean_up() {
	local p
	for p in "${servers[@]}"; do
		kill -TERM "$p" 2>/dev/null
	done
	for p in "${servers[@]}"; do
		wait "$p" 2>/dev/null
	done
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

# serve NAME BUILD KIND KEY-TYPE [VARIABLE=VALUE...]
serve() {
	local ready=$work/${#servers[@]} name=$1 build=$2 kind=$3 type=$4
	shift 4
	env top_builddir="$build" "$@" "$here/serve.sh" "$kind" "$type" \
	    "$ready" >"$ready.log" 2>&1 &
	servers+=($!)
	names+=("$name")
}

for type in $key_types; do
	for n in $cores; do
		serve "cores: $n, CA $type" "$top_builddir" \
		    scepgate "$type" BENCH_WORKERS="$n" \
		    BENCH_CORES="0-$((n - 1))"
	done
	[ -n "$cores" ] ||
	    serve "scepgate, CA $type" "$top_builddir" scepgate "$type"
	[ -z "$against" ] ||
	    serve "before, CA $type" "$against" scepgate "$type"
done
if [ "$micromdm" = yes ]; then
	if command -v scepserver >/dev/null; then
		serve "micromdm, CA rsa:2048" "$top_builddir" micromdm rsa:2048
	else
		echo "micromdm's server is left out: apt-get install scep" >&2
	fi
fi

loads=()
for c in $connections; do
	loads+=(-c "$c")
done

targets=()
for i in "${!servers[@]}"; do
	for ((n = 0; n < 600; n++)); do
		[ ! -e "$work/$i" ] || break
		kill -0 "${servers[i]}" 2>/dev/null || break
		sleep 0.1
	done
	[ -e "$work/$i" ] || {
		echo "${names[i]} did not start:" >&2
		cat "$work/$i.log" >&2
		exit 1
	}
	mapfile -t lines <"$work/$i"
	targets+=("${names[i]}" "${lines[0]}" "${lines[1]}" "${lines[2]:-}")
done

echo "$(date -u +%F), $(nproc) cores of" \
    "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)," \
    "load $(cut -d ' ' -f 1 /proc/loadavg), $(openssl version)"
"$top_builddir/tests/bench/load" -r "$rounds" -n "$enrolments" \
    "${loads[@]}" -s "$seconds" -k "$keys" -p "$BENCH_CHALLENGE" \
    "${targets[@]}"
