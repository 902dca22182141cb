# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# What the flow tests share: TAP, a state directory of their own, and a web
# server with both programs on a free loopback port.  A test is
#
#	. "$(dirname "$0")/lib.sh"
#	new_state
#	new_profile devices modern secret-word
#	start_server lighttpd
#	check "a device gets a certificate" enrol devices secret-word dev1
#	finish
#
# Everything lies in $T, which is removed at the end (kept with KEEP=1).

set -u
umask 077

top_srcdir=${top_srcdir:-$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}
top_builddir=${top_builddir:-$top_srcdir/build}

# ---- TAP -------------------------------------------------------------------

test_count=0
test_failures=0

diag() {
	printf '%s\n' "$@" | sed 's/^/# /'
}

ok() {
	test_count=$((test_count + 1))
	printf 'ok %d - %s\n' "$test_count" "$1"
}

# not_ok DESCRIPTION [LINE...]
not_ok() {
	test_count=$((test_count + 1))
	test_failures=$((test_failures + 1))
	printf 'not ok %d - %s\n' "$test_count" "$1"
	shift
	[ $# -eq 0 ] || diag "$@"
}

# check DESCRIPTION COMMAND...: it has to succeed.  Output: $T/out.
check() {
	local what=$1 rc=0
	shift
	"$@" >"$T/out" 2>&1 || rc=$?
	if [ "$rc" -eq 0 ]; then
		ok "$what"
	else
		not_ok "$what" "exit code $rc: $*"
		tail -n 20 "$T/out" | sed 's/^/# | /'
	fi
	return "$rc"
}

# refuses DESCRIPTION COMMAND...: it has to fail by its own decision, not by a
# signal, a sanitizer or because it is not there.
refuses() {
	local what=$1 rc=0
	shift
	"$@" >"$T/out" 2>&1 || rc=$?
	if [ "$rc" -gt 0 ] && [ "$rc" -lt 98 ]; then
		ok "$what"
		return 0
	fi
	not_ok "$what" "want a refusal, have exit code $rc: $*"
	tail -n 20 "$T/out" | sed 's/^/# | /'
	return 1
}

# is DESCRIPTION HAVE WANT
is() {
	if [ "$2" = "$3" ]; then
		ok "$1"
	else
		not_ok "$1" "have: $2" "want: $3"
		return 1
	fi
}

# has DESCRIPTION REGEX [FILE]: in $T/out where no file is named.
has() {
	local file=${3:-$T/out}
	if grep -qE -e "$2" "$file"; then
		ok "$1"
	else
		not_ok "$1" "want a line like: $2" "$(tail -n 20 "$file")"
		return 1
	fi
}

# lacks DESCRIPTION REGEX [FILE]
lacks() {
	local file=${3:-$T/out}
	if grep -qE -e "$2" "$file"; then
		not_ok "$1" "have: $(grep -E -m 5 -e "$2" "$file")"
		return 1
	fi
	ok "$1"
}

bail() {
	show_logs
	printf 'Bail out! %s\n' "$*"
	exit 99
}

skip_all() {
	printf '1..0 # SKIP %s\n' "$*"
	exit 0
}

# finish: the last line of every test.
finish() {
	stop_server
	if compgen -G "$T/sanitizer/*" >/dev/null; then
		not_ok "no sanitizer has a finding" \
		    "$(cat "$T"/sanitizer/* | head -n 80)"
	else
		ok "no sanitizer has a finding"
	fi
	printf '1..%d\n' "$test_count"
	[ "$test_failures" -eq 0 ] || show_logs
	[ "$test_failures" -eq 0 ]
	exit
}

# ---- A place of its own ----------------------------------------------------

T=$(mktemp -d "${TMPDIR:-/tmp}/scepgate-flow.XXXXXX") || exit 99
mkdir -p "$T/log" "$T/run" "$T/tmp" "$T/empty" "$T/sanitizer"

server_pid=
clean_up() {
	stop_server
	if [ -n "${KEEP:-}" ]; then
		diag "kept: $T"
	else
		rm -rf "$T"
	fi
}

show_logs() {
	local f
	for f in "$T"/log/*; do
		[ -s "$f" ] || continue
		diag "---- the end of ${f##*/}"
		tail -n 25 "$f" | cut -c 1-400 | sed 's/^/# | /'
	done
}

# Sanitizers write to files, so that none of their words is lost in a web
# server; a program that was built without them does not look here.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}log_path=$T/sanitizer/asan
UBSAN_OPTIONS=${UBSAN_OPTIONS:+$UBSAN_OPTIONS:}log_path=$T/sanitizer/ubsan
# What Berkeley DB keeps of an environment that had to be abandoned
# (src/store/env.c) is no leak of ours.
echo 'leak:libdb-5.3' >"$T/leaks"
LSAN_OPTIONS=${LSAN_OPTIONS:+$LSAN_OPTIONS:}suppressions=$T/leaks
LSAN_OPTIONS=$LSAN_OPTIONS:print_suppressions=0
export ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS

# ---- The programs ----------------------------------------------------------

programs=$top_builddir
[ -x "$programs/scep.fcgi" ] || programs=$top_builddir/src/main
templates=$top_srcdir/templates
static=$top_srcdir/static

STATE=$T/state
CONFIG=$T/scepgate.conf
SCEPGATE_CONFIG=$CONFIG
export SCEPGATE_CONFIG
unset SCEPGATE_STATE

# The user that the web server and so the tool run as: we ourselves, but for
# Apache, which refuses to serve as root.
server_user=

as_server() {
	if [ -n "$server_user" ]; then
		setpriv --reuid "$server_user" --regid "$server_user" \
		    --clear-groups -- "$@"
	else
		"$@"
	fi
}

# Looking for leaks is a fourth of what the tool takes under a sanitizer, in
# hundreds of runs; its unit tests and the servers are looked at for them.
scepgate() {
	ASAN_OPTIONS=$ASAN_OPTIONS:detect_leaks=0 \
	    as_server "$programs/scepgate" "$@"
}

# for_apache: call it first.  Root's Apache runs as www-data, which may not
# be able to reach where we were built: so that user gets copies.
for_apache() {
	[ "$(id -u)" -eq 0 ] || return 0
	server_user=www-data
	mkdir "$T/programs"
	cp "$programs"/{scep.fcgi,admin.fcgi,scepgate} "$T/programs"
	cp -R "$templates" "$static" "$T/programs"
	programs=$T/programs
	templates=$programs/templates
	static=$programs/static
	chmod -R go+rX "$programs"
	chmod 711 "$T"
	chmod 755 "$T/empty"
	mkdir "$T/owned"
	chown "$server_user" "$T/owned" "$T/run" "$T/sanitizer"
	STATE=$T/owned/state
}

# More settings than those that every test has; lines.
more_config=

write_config() {
	cat >"$CONFIG" <<-END
	state = "$STATE"
	url = "${WEB:-}"
	templates = "$templates"
	$more_config
	END
	chmod 644 "$CONFIG"
}

# new_state [OPTION OF INIT...]
new_state() {
	write_config
	scepgate init "$@" >"$T/log/init" 2>&1 || bail "scepgate init failed"
}

# new_profile NAME LEVEL CHALLENGE [OPTION...]
new_profile() {
	local name=$1 level=$2 challenge=$3
	shift 3
	scepgate profile add "$name" --level "$level" \
	    --challenge "$challenge" "$@" >"$T/log/profile" 2>&1 ||
	    bail "scepgate profile add $name failed"
}

# ---- The web server --------------------------------------------------------

# A port that nobody listens on, below those that the system hands out.  Another
# test may take it first: who starts a server there looks whether it is his, as
# try_server does, and takes another port where it is not.
free_port() {
	local port
	while :; do
		port=$((20000 + RANDOM % 12000))
		(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
	done
	echo "$port"
}

# set_values FILE SED-EXPRESSION...: a sample configuration with its
# placeholders filled in, and nothing else changed.
set_values() {
	local file=$1 args=()
	shift
	while [ $# -gt 0 ]; do
		args+=(-e "$1")
		shift
	done
	sed "${args[@]}" "$file"
}

# Not empty: people who come by plain HTTP are sent on, as lighttpd's sample says
# where it speaks of TLS.
sends_people_on=

lighttpd_command() {
	local samples=$top_srcdir/contrib/lighttpd
	set_values "$samples/scepgate.conf" \
	    "s|^\(var.scepgate_programs\) .*|\1 = \"$programs\"|" \
	    "s|^\(var.scepgate_static\) .*|\1 = \"$static\"|" \
	    "s|^\(var.scepgate_config\) .*|\1 = \"$CONFIG\"|" \
	    "s|^\(var.scepgate_run\) .*|\1 = \"$T/run\"|" \
	    "s|^\(var.scepgate_log\) .*|\1 = \"$T/log/scepgate.log\"|" \
	    >"$T/lighttpd-scepgate.conf"
	[ -z "$sends_people_on" ] ||
	    sed -n '/^# $HTTP\["scheme"\]/,/^# }/s/^# \{0,1\}//p' \
		"$samples/scepgate.conf" >>"$T/lighttpd-scepgate.conf"
	set_values "$samples/server.conf" \
	    "s|^\(var.scepgate_conf\) .*|\1 = \"$T/lighttpd-scepgate.conf\"|" \
	    "s|^\(var.scepgate_work\) .*|\1 = \"$T\"|" \
	    "s|^\(server.port\) .*|\1 = $1|" \
	    >"$T/lighttpd.conf"
	server_command=(/usr/sbin/lighttpd -D -f "$T/lighttpd.conf")
}

# Directives of somebody else's in Apache's <VirtualHost>; lines that end in \n.
more_vhost=

apache_command() {
	local samples=$top_srcdir/contrib/apache
	set_values "$samples/scepgate.conf" \
	    "s|^\(Define SCEPGATE_PROGRAMS\) .*|\1 \"$programs\"|" \
	    "s|^\(Define SCEPGATE_STATIC\) .*|\1 \"$static\"|" \
	    "s|^\(Define SCEPGATE_CONFIG\) .*|\1 \"$CONFIG\"|" \
	    >"$T/apache-scepgate.conf"
	set_values "$samples/server.conf" \
	    "s|^\(Define SCEPGATE_CONF\) .*|\1 \"$T/apache-scepgate.conf\"|" \
	    "s|^\(Define SCEPGATE_WORK\) .*|\1 \"$T\"|" \
	    "s|^\(Define SCEPGATE_LISTEN\) .*|\1 127.0.0.1:$1|" \
	    "s|^</VirtualHost>|$more_vhost&|" \
	    >"$T/apache.conf"
	server_command=(/usr/sbin/apache2 -D FOREGROUND -f "$T/apache.conf")
	[ -z "$server_user" ] || server_command+=(-C "User $server_user"
	    -C "Group $server_user")
}

# supervise COMMAND...: start it again whenever it ends, as runit and systemd
# do, until stop_server.
supervisors=()
supervise() {
	(
		trap - EXIT HUP INT
		trap 'kill "$child"; wait "$child"; exit 0' TERM
		while :; do
			"$@" &
			child=$!
			wait "$child"
			sleep 0.1
		done
	) >>"$T/log/scepgate.log" 2>&1 </dev/null &
	supervisors+=("$!")
}

# wait_for_socket PATH
wait_for_socket() {
	local i
	for ((i = 0; i < 100; i++)); do
		[ ! -S "$1" ] || return 0
		sleep 0.1
	done
	bail "no socket $1"
}

# nginx_script SOCKET: what upstream.conf has a supervisor run for it, as who we
# are.
nginx_script() {
	sed -n '/^#	#!/,/^#$/s/^#	//p' \
	    "$top_srcdir/contrib/nginx/upstream.conf" |
	    set_values - "s|^name=.*|name=$1|" "s|/run/scepgate|$T/run|" \
	    "s|/etc/scepgate.conf|$CONFIG|" \
	    "s|/usr/local/libexec/scepgate|$programs|" \
	    's|-[ogu] www-data||g' >"$T/nginx/$1"
	chmod 700 "$T/nginx/$1"
}

# Each socket of the sample with a process of its own.
nginx_workers() {
	local name
	[ ${#supervisors[@]} -eq 0 ] || return 0
	for name in scep-1 scep-2 admin-1 admin-2; do
		nginx_script "$name"
		supervise "$T/nginx/$name"
	done
	for name in scep admin; do
		wait_for_socket "$T/run/$name-1.socket"
	done
}

nginx_upstream() {
	set_values "$1" "s|unix:/run/scepgate/|unix:$T/run/|"
}

# With one line for each program, as the sample says for systemd.
nginx_one_socket_each() {
	set_values "$1" '/^	server .*-2\.socket/d' \
	    "s|^	server unix:/run/scepgate/\(.*\)-1.socket .*|	server unix:$T/run/\1.socket;|"
}

# Started by root it serves as root, as lighttpd does here.
nginx_command() {
	local samples=$top_srcdir/contrib/nginx
	mkdir -p "$T/nginx"
	set_values "$samples/scepgate.conf" \
	    "s|alias .*;|alias $static/;|" >"$T/nginx/scepgate.conf"
	nginx_upstream "$samples/upstream.conf" >"$T/nginx/upstream.conf"
	set_values "$samples/server.conf" \
	    "s|listen .* default_server;|listen 127.0.0.1:$1 default_server;|" \
	    >"$T/nginx/server.conf"
	server_command=(/usr/sbin/nginx -p "$T" -e log/nginx.log
	    -c "$T/nginx/server.conf")
	[ "$(id -u)" -ne 0 ] || server_command+=(-g 'user root;')
	nginx_workers
}

# alive PID: one that ended and that nobody has waited for counts as dead.
alive() {
	local stat
	stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
	# The state follows the name, which is in parentheses.
	[[ ${stat##*) } != [ZX]* ]]
}

# workers: the processes that run one of our two programs for this test.
workers() {
	local p
	for p in /proc/[0-9]*; do
		[ "$p/exe" -ef "$programs/scep.fcgi" ] ||
		    [ "$p/exe" -ef "$programs/admin.fcgi" ] || continue
		tr '\0' '\n' 2>/dev/null <"$p/environ" |
		    grep -qxF "SCEPGATE_CONFIG=$CONFIG" && echo "${p##*/}"
	done
}

answers() {
	curl -s -o /dev/null -m 20 "$WEB/scep/nobody?operation=GetCACaps"
}

# listens PID PORT: on 127.0.0.1, and no other process that took the port first.
listens() {
	local at inode
	at=$(printf '0100007F:%04X' "$2")
	inode=$(awk -v at="$at" '$2 == at && $4 == "0A" { print $10 }' \
	    /proc/net/tcp)
	[ -n "$inode" ] || return 1
	find "/proc/$1/fd" -lname "socket:\[$inode\]" 2>/dev/null |
	    grep -q .
}

try_server() {
	local i
	"${server_command[@]}" >"$T/log/start" 2>&1 </dev/null &
	server_pid=$!
	for ((i = 0; i < 300; i++)); do
		alive "$server_pid" || return 1
		listens "$server_pid" "${WEB##*:}" && answers && return 0
		sleep 0.1
	done
	return 1
}

# start_server lighttpd|apache|nginx: sets WEB, "http://127.0.0.1:PORT".  Another
# test may take the port in the meantime: then with another one.
start_server() {
	local kind=$1 port i
	for ((i = 0; i < 10; i++)); do
		port=$(free_port)
		WEB=http://127.0.0.1:$port
		write_config
		"${kind}_command" "$port"
		: >"$T/log/$kind.log"
		try_server && return 0
		stop_server
		cat "$T/log/start" "$T/log/$kind.log" |
		    grep -qi 'address already in use' || break
	done
	bail "$kind did not start"
}

# stop_server: ends the web server, which ends its workers; all have 20
# seconds to finish what they do.
stop_server() {
	local i p left
	[ -n "$server_pid" ] || return 0
	kill -TERM "$server_pid" 2>/dev/null
	wait "$server_pid" 2>/dev/null
	server_pid=
	for p in "${supervisors[@]}"; do
		kill -TERM "$p" 2>/dev/null
		wait "$p" 2>/dev/null
	done
	supervisors=()
	for ((i = 0; i < 200; i++)); do
		left=$(workers)
		[ -n "$left" ] || return 0
		sleep 0.1
	done
	not_ok "every worker ends with its web server" "left: $left"
	for p in $left; do
		kill -KILL "$p"
	done
}

# ---- Devices ---------------------------------------------------------------

# http_status [CURL OPTION...] URL: the status; the body is in $T/body, the
# header in $T/header.
http_status() {
	: >"$T/body"
	curl -s -m 60 -o "$T/body" -D "$T/header" -w '%{http_code}' "$@"
}

# enrol SLUG CHALLENGE NAME [OPTION OF ENROLL...]: into $T/NAME.
enrol() {
	local slug=$1 challenge=$2 name=$3
	shift 3
	"$programs/scepgate" enroll --url "$WEB/scep/$slug" \
	    --challenge "$challenge" --subject "/CN=$name" \
	    --out "$T/$name" "$@"
}

# sent_message MARK: the message, DER, that was last sent by GET to an URL with
# /MARK behind the profile, as lighttpd logged it, which takes some seconds.
sent_message() {
	local i encoded=
	for ((i = 0; i < 200; i++)); do
		encoded=$(grep -oE \
		    "/$1\?operation=PKIOperation&message=[^ &\"]+" \
		    "$T/log/access.log" | tail -n 1)
		[ -z "$encoded" ] || break
		sleep 0.1
	done
	encoded=${encoded##*message=}
	printf '%b' "${encoded//\%/\\x}" | base64 -d
}

# ca_file SLUG: the profile's CA certificate as PEM, in $T/ca-SLUG.pem.
ca_file() {
	curl -s -m 20 -o "$T/ca-$1.p7" "$WEB/scep/$1?operation=GetCACert" &&
	    openssl pkcs7 -inform DER -print_certs -in "$T/ca-$1.p7" \
		-out "$T/chain-$1.pem" &&
	    # The RA's certificate stands first, the CA's after it.
	    awk '/BEGIN CERT/ { n++ } n >= 2' "$T/chain-$1.pem" \
		>"$T/ca-$1.pem"
}

# trusted SLUG FILE [FORM]: openssl verifies the certificate under the CA.
trusted() {
	[ -s "$T/ca-$1.pem" ] || ca_file "$1" || return 1
	openssl x509 -inform "${3:-PEM}" -in "$2" -out "$T/verify.pem" &&
	    openssl verify -x509_strict -purpose sslclient \
		-CAfile "$T/ca-$1.pem" "$T/verify.pem"
}

# x509 FILE OPTION...: one fact of a certificate, without its label.
x509() {
	local file=$1
	shift
	openssl x509 -in "$file" -noout "$@" | sed '1s/^[a-zA-Z]*=//'
}

# orders [OPTION...]: the list, newest first.
orders() {
	scepgate order list "$@"
}

trap clean_up EXIT
trap 'exit 1' HUP INT TERM

for program in scep.fcgi admin.fcgi scepgate; do
	[ -x "$programs/$program" ] ||
	    bail "$program is not built in $top_builddir"
done
