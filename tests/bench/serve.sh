#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# A server for the load generator, on a fresh store with a CA of its own, until
# it is told to end:
#
#	serve.sh scepgate KEY-TYPE READY
#	serve.sh micromdm KEY-TYPE READY
#
# READY is made when it answers: its URL, the processes that do its work and
# those of the web server before it, a line each; then the CONFIG of scepgate.

kind=$1 key_type=$2 ready=$3
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/../flow/lib.sh"

challenge=${BENCH_CHALLENGE:?}

tell_ready() {
	printf '%s\n' "$@" >"$ready.new"
	mv "$ready.new" "$ready"
}

joined() {
	paste -s -d , -
}

# Both workers of the sample configuration, or as many as are wanted.
set_workers() {
	[ -n "${BENCH_WORKERS:-}" ] || return 0
	sed -i "s|\"max-procs\"  *=> 2,|\"max-procs\" => $BENCH_WORKERS,|" \
	    "$T/lighttpd-scepgate.conf"
}

bench_command() {
	lighttpd_command "$1"
	set_workers
}

# A state directory that was made by an earlier run, or a new one.
prepare_state() {
	STATE=${BENCH_STATE:-$STATE}
	if [ -e "$STATE/secret.key" ]; then
		write_config
		scepgate profile set bench --challenge "$challenge" \
		    >"$T/log/profile" 2>&1 || bail "no profile bench"
	else
		new_state --key-type "$key_type"
		new_profile bench modern "$challenge"
	fi
}

# BENCH_FILL and BENCH_PROFILES: a new store gets so many orders and profiles.
fill_store() {
	[ -n "${BENCH_FILL:-}" ] && [ ! -e "$STATE/filled" ] || return 0
	enrol bench "$challenge" original || bail "no device could enrol"
	"$top_builddir/tests/bench/fill" "$STATE/store" "$BENCH_FILL" \
	    "${BENCH_PROFILES:-0}" || bail "the store could not be filled"
	touch "$STATE/filled"
}

serve_scepgate() {
	prepare_state
	start_server bench
	fill_store
	pids=$(workers | joined)
	[ -n "$pids" ] || bail "no process of $programs: was it built anew?"
	tell_ready "$WEB/scep/bench" "$pids" "$server_pid" "$CONFIG"
}

serve_micromdm() {
	local port i
	scepserver ca -init -depot "$T/depot" -keySize "${key_type#rsa:}" \
	    >"$T/log/ca" 2>&1 || bail "scepserver made no CA"
	port=$(free_port)
	scepserver -depot "$T/depot" -port "$port" -challenge "$challenge" \
	    -allowrenew 0 >"$T/log/scepserver" 2>&1 </dev/null &
	server_pid=$!
	for ((i = 0; i < 100; i++)); do
		alive "$server_pid" || bail "$(tail -n 1 "$T/log/scepserver")"
		curl -s -o /dev/null -m 5 \
		    "http://127.0.0.1:$port/scep?operation=GetCACaps" && break
		sleep 0.1
	done
	tell_ready "http://127.0.0.1:$port/scep" "$server_pid" ""
}

# All that is started from here on; the load generator joins them.
[ -z "${BENCH_CORES:-}" ] || taskset -c -p "$BENCH_CORES" $$ >/dev/null ||
    bail "there are no such cores: $BENCH_CORES"
trap 'exit 0' TERM
case $kind in
scepgate) serve_scepgate ;;
micromdm) serve_micromdm ;;
*) bail "$kind: no such server" ;;
esac
while alive "$server_pid"; do
	sleep 0.5
done
bail "the server ended"
