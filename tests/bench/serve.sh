#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# A server for the load generator, on a fresh store with a CA of its own, until
# it is told to end:
#
#	serve.sh scepgate KEY-TYPE READY
#	serve.sh micromdm KEY-TYPE READY
#
# READY is made when it answers: its URL, the processes that do its work and
# those of the web server before it, a line each.

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

serve_scepgate() {
	new_state --key-type "$key_type"
	new_profile bench modern "$challenge"
	start_server bench
	tell_ready "$WEB/scep/bench" "$(workers | joined)" "$server_pid"
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
		curl -s -o /dev/null -m 5 \
		    "http://127.0.0.1:$port/scep?operation=GetCACaps" && break
		sleep 0.1
	done
	tell_ready "http://127.0.0.1:$port/scep" "$server_pid" ""
}

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
