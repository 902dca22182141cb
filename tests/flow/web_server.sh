# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2034 # more_config is read by lib.sh
#
# What a web server with its sample configuration has to do, whichever it is:
# to be read after lib.sh.  The state has a profile `devices` with the
# challenge secret-word.

# ---- Devices and people ----------------------------------------------------

serves_devices() {
	local status
	check "a device enrols by POST" enrol devices secret-word post
	check "openssl verifies it" trusted devices "$T/post/cert.pem"
	check "a device enrols by GET" enrol devices secret-word get --get
	check "by GET with RSA 4096 and 100 names" enrol devices secret-word \
	    big --get --key-type rsa:4096 \
	    $(seq -f '--san dns:host%g.a-long-name.example' 100)
	refuses "a wrong challenge" enrol devices wrong-word wrong
	has "is refused in words" 'challenge password is wrong'

	status=$(http_status "$WEB/scep/devices?operation=GetCACaps")
	is "capabilities" "$status" 200
	has "are plain text without parameters" \
	    '^Content-Type: text/plain.?$' "$T/header"
	has "and their length is sent" '^Content-Length: ' "$T/header"
	is "an escaped slash reaches the program" "$(http_status \
	    "$WEB/scep/devices%2Fx?operation=GetCACaps")" 404
	has "which answers in words" '^there is no such profile' "$T/body"
	is "the URL of old routers" "$(http_status \
	    "$WEB/cgi-bin/pkiclient.exe?operation=GetCACert&message=devices")" \
	    200
	is "the URL of NDES" "$(http_status \
	    "$WEB/certsrv/mscep/mscep.dll/devices?operation=GetCACaps")" 200
	is "line breaks within base64" "$(http_status \
	    "$WEB/scep/devices?operation=PKIOperation&message=MII%0AMII%0D%0A")" \
	    400

	exec 3<>"/dev/tcp/127.0.0.1/${WEB##*:}"
	printf 'GET /scep/devices?operation=GetCACaps HTTP/1.0\r\n\r\n' >&3
	cat <&3 >"$T/out"
	exec 3>&-
	has "HTTP/1.0 without Host" '^SCEPStandard'
}

serves_people() {
	is "the sign-in page" "$(http_status "$WEB/admin/sign-in")" 200
	has "is a page" '<form' "$T/body"
	is "its style sheet" "$(http_status "$WEB/admin/static/admin.css")" 200
	has "is a style sheet" '^Content-Type: text/css; charset=utf-8' \
	    "$T/header"
	has "asked for anew after an upgrade" '^Cache-Control: max-age=0' \
	    "$T/header"
	is "its script" "$(http_status "$WEB/admin/static/admin.js")" 200
	has "is a script" '^Content-Type: text/javascript; charset=utf-8' \
	    "$T/header"
	is "no way out of them" "$(http_status --path-as-is \
	    "$WEB/admin/static/../../templates/page/order.cs" |
	    grep -cE '^(400|403|404)')" 1
}

# ---- Limits ----------------------------------------------------------------

# post_of BYTES [CURL OPTION...]
post_of() {
	head -c "$1" /dev/zero >"$T/bytes"
	shift
	http_status --data-binary "@$T/bytes" -H 'Expect:' "$@" \
	    "$WEB/scep/devices?operation=PKIOperation"
}

# line_of BYTES: a GET whose message has about so many in base64.
line_of() {
	http_status "$WEB/scep/devices?operation=PKIOperation&message=$(
	    head -c $(($1 * 3 / 4)) /dev/zero | base64 -w 0)"
}

keeps_limits() {
	local chunked='Transfer-Encoding: chunked'
	is "a body above the limit" "$(post_of 300000)" 413
	has "is refused in words" '^the request.s body is larger' "$T/body"
	is "and chunked" "$(post_of 300000 -H "$chunked")" 413
	is "a body far above it" "$(post_of 3000000)" 413
	is "and chunked" "$(post_of 3000000 -H "$chunked")" 413
	is "a message of 32 KiB by GET" "$(line_of 32768)" 400
	has "is answered by the program" '^Content-Type: text/plain' \
	    "$T/header"
	is "one of 40 KiB" "$(line_of 40960)" 400
	has "is answered by the program" '^Content-Type: text/plain' \
	    "$T/header"
	case $(line_of 70000) in
	400 | 414 | 431) ok "one of 70 KB is refused" ;;
	*) not_ok "one of 70 KB is refused" "$(head -n 1 "$T/header")" ;;
	esac
	is "and afterwards" "$(http_status \
	    "$WEB/scep/devices?operation=GetCACaps")" 200
}

# ---- Whose address it is ---------------------------------------------------

refusals() {
	cat "$T"/log/*.log | grep 'program=scep.fcgi event=refused'
}

# address_of HEADER...: what the programs take for the client of a request with
# these headers, by their log.
address_of() {
	local header options=() before i
	for header in "$@"; do
		options+=(-H "$header")
	done
	before=$(refusals | wc -l)
	http_status "${options[@]}" "$WEB/scep/devices?operation=Nothing" \
	    >/dev/null
	for ((i = 0; i < 100; i++)); do
		[ "$(refusals | wc -l)" -eq "$before" ] || break
		sleep 0.1
	done
	refusals | sort | tail -n 1 | sed 's/.* address=\([^ ]*\) .*/\1/'
}

knows_addresses() {
	is "nobody's word is taken for an address" "$(address_of \
	    'X-Forwarded-For: 198.51.100.7' 'X-Real-IP: 198.51.100.7' \
	    'Forwarded: for=198.51.100.7' 'Remote-Addr: 198.51.100.7' \
	    'REMOTE_ADDR: 198.51.100.7')" 127.0.0.1
	stop_server
	more_config='trusted_proxies = "192.0.2.1"'
	start_server "$1"
	is "nor another one's than the proxy's" \
	    "$(address_of 'X-Forwarded-For: 198.51.100.7')" 127.0.0.1
	stop_server
	more_config='trusted_proxies = "127.0.0.1"'
	start_server "$1"
	is "a trusted proxy's is" \
	    "$(address_of 'X-Forwarded-For: 198.51.100.7')" 198.51.100.7
	is "but not what a client told the proxy" "$(address_of \
	    'X-Forwarded-For: 203.0.113.9, 198.51.100.7')" 198.51.100.7
	is "without a word of it the proxy is the client" \
	    "$(address_of 'Accept: */*')" 127.0.0.1
	stop_server
	more_config=
	start_server "$1"
}

# ---- OCSP, whose requests have slashes in them -----------------------------

serves_ocsp() {
	local ca=$T/ca-devices.pem cert=$T/post/cert.pem connector url n
	local encoded=
	connector=$(scepgate connector show 'Local CA' | sed -n 's/^Id *//p')
	url=$WEB/ocsp/$connector
	check "openssl asks about a certificate" openssl ocsp -issuer "$ca" \
	    -url "$url" -CAfile "$ca" -cert "$cert"
	has "which is good" 'cert.pem: good'
	# Of serial numbers until the request has "/" and "//" in base64.
	for ((n = 0; n < 3000; n++)); do
		openssl ocsp -issuer "$ca" -serial "0x$(printf '%x' $n)ffffff" \
		    -no_nonce -reqout "$T/ocsp.req" >/dev/null 2>&1
		encoded=$(base64 -w 0 "$T/ocsp.req")
		[[ $encoded != *//* ]] || break
	done
	has "a request by GET has two slashes" '//' <(echo "$encoded")
	is "raw" "$(http_status --path-as-is "$url/$encoded")" 200
	has "it is answered" '^Content-Type: application/ocsp-response' \
	    "$T/header"
	check "about what was asked" openssl ocsp -respin "$T/body" \
	    -reqin "$T/ocsp.req" -issuer "$ca" -CAfile "$ca" -resp_text
	has "which nobody knows" 'Cert Status: unknown'
	is "with slashes encoded" "$(http_status \
	    "$url/$(sed 's/+/%2B/g; s,/,%2F,g; s/=/%3D/g' <<<"$encoded")")" 200
	check "about what was asked" openssl ocsp -respin "$T/body" \
	    -reqin "$T/ocsp.req" -issuer "$ca" -CAfile "$ca" -resp_text
	has "it is answered" 'Cert Status: unknown'
	is "the CRL" "$(http_status "$WEB/crl/$connector.crl")" 200
	lacks "which is kept for whoever asks" '^[Vv]ary:' "$T/header"
	is "the CA's certificate" "$(http_status "$WEB/ca/$connector.cer")" 200
}

# ---- Restarts under load ---------------------------------------------------

# How many seconds a device waits for an answer, and how often it asks: more
# than once where a test knows that its web server may leave one without.
patience=60
tries=1

# persists COMMAND...: until it succeeds, so often; a line of $T/load-again for
# each time but the first.
persists() {
	local n
	for ((n = 1; ; n++)); do
		"$@" && return
		[ "$n" -lt "$tries" ] || return
		echo "$*" >>"$T/load-again"
	done
}

# Clients that ask without pause, each its own way; what fails is in
# $T/load-failed, a line a request.
load_clients() {
	local n
	rm -f "$T/load-stop" "$T"/load-[0-9]
	: >"$T/load-failed"
	: >"$T/load-again"
	load=()
	for n in 1 2; do
		load_curl "$n" &
		load+=("$!")
	done
	load_enrol 3 &
	load+=("$!")
	load_enrol 4 --get &
	load+=("$!")
}

# capabilities CLIENT: the status is left in $T/load-status-CLIENT.
capabilities() {
	curl -s -m "$patience" -o "$T/load-body-$1" -w '%{http_code}' \
	    "$WEB/scep/devices?operation=GetCACaps" >"$T/load-status-$1" &&
	    grep -qx 200 "$T/load-status-$1" &&
	    grep -q SCEPStandard "$T/load-body-$1"
}

load_curl() {
	local i
	for ((i = 1; ; i++)); do
		[ ! -e "$T/load-stop" ] || break
		persists capabilities "$1" ||
		    echo "GetCACaps $1-$i: exit $?, status $(
			cat "$T/load-status-$1")" >>"$T/load-failed"
		echo "$i" >"$T/load-$1"
	done
}

load_enrol() {
	local n=$1 i
	shift
	for ((i = 1; ; i++)); do
		[ ! -e "$T/load-stop" ] || break
		persists enrol devices secret-word "load-$n-$i" \
		    --key-type ec:p256 --timeout "$patience" "$@" \
		    >"$T/load-enrol-$n" 2>&1 ||
		    { echo "enrol $n-$i: $(cat "$T/load-enrol-$n")" \
			>>"$T/load-failed"; }
		rm -rf "$T/load-$n-$i"
		echo "$i" >"$T/load-$n"
	done
}

# served: how many requests so far; an enrolment has three.
served() {
	cat "$T"/load-[0-9] 2>/dev/null |
	    awk 'NR <= 2 { n += $1 } NR > 2 { n += 3 * $1 } END { print n + 0 }'
}

end_load() {
	local p
	touch "$T/load-stop"
	for p in "${load[@]}"; do
		wait "$p"
	done
}

# Who is to be replaced by a restart: our programs, or what else a test says.
restarted=workers

# replaced BEFORE: none of these is there any more, but others are.
replaced() {
	local i now
	for ((i = 0; i < 300; i++)); do
		now=$("$restarted" | sort)
		[ -z "$now" ] ||
		    [ -n "$(comm -12 <(echo "$1") <(echo "$now"))" ] ||
		    return 0
		sleep 0.1
	done
	return 1
}

# restarts_without_loss WHAT ROUNDS COMMAND...: the command, under load, so
# many times; every process has to be another one afterwards.
restarts_without_loss() {
	local what=$1 rounds=$2 round before at
	shift 2
	load_clients
	for ((round = 1; round <= rounds; round++)); do
		at=$(served)
		sleep 1
		before=$("$restarted" | sort)
		check "$what ($round)" "$@"
		check "other processes serve ($round)" replaced "$before"
		for ((i = 0; i < 100 && $(served) < at + 12; i++)); do
			sleep 0.1
		done
	done
	end_load
	diag "$(served) requests, $rounds times: $what"
	is "requests were served meanwhile" "$(($(served) > 12 * rounds))" 1
	is "and none was lost" "$(head -n 5 "$T/load-failed")" ""
	[ "$tries" -gt 1 ] || return 0
	diag "sent again:" "$(cat "$T/load-again")"
	check "and sent again what was asked at a restart, no more" \
	    [ "$(wc -l <"$T/load-again")" -le $((rounds * ${#load[@]})) ]
}
