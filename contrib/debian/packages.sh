# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash disable=SC2154 # $build
#
# The Debian packages that scepgate is built and tested with, and how
# quickstart, which reads this file, installs those that are missing.

# What the build needs.
build_packages="gcc libc6-dev make autoconf automake autoconf-archive
    pkg-config libssl-dev libdb5.3-dev libfcgi-dev clearsilver-dev zlib1g-dev
    libprotobuf-c-dev protobuf-c-compiler nettle-dev libunistring-dev
    libjansson-dev libconfuse-dev libcurl4-openssl-dev libcrypt-dev"
# What quickstart needs beyond that: its web server, and what looks at it.
quickstart_packages="lighttpd curl iproute2"
# What the tests need beyond that: other clients, other web servers, and
# programs that read our code.
check_packages="libcmocka-dev openssl certmonger strongswan-pki
    libstrongswan-extra-plugins scep apache2-bin libapache2-mod-fcgid
    nginx-light spawn-fcgi perl procps clang libclang-rt-dev llvm clang-format
    clang-tidy cppcheck shellcheck mandoc"
# And programs that many machines have from elsewhere: of these, PROGRAM and
# its PACKAGE, the package is wanted where there is no such program.
check_programs="node:nodejs npm:npm chromium:chromium
    java:default-jre-headless"

packages_of_programs() {
	local p
	for p in $check_programs; do
		command -v "${p%%:*}" >/dev/null || echo "${p#*:}"
	done
}

missing_packages() {
	local installed p
	installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" \
	    2>/dev/null | sed -n 's/ installed$//p')
	for p in "$@"; do
		grep -qxF "$p" <<<"$installed" || echo "$p"
	done
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

# Debian starts a daemon as soon as its package is installed: another lighttpd
# on port 80, certmonger.  Nobody asked for those, so while we install,
# invoke-rc.d is told not to (see /usr/share/doc/init-system-helpers).
policy=/usr/sbin/policy-rc.d
policy_mark='made by quickstart of scepgate while it installs packages'

deny_services() {
	[ ! -e "$policy" ] || return 0
	printf '#!/bin/sh\n# %s\nexit 101\n' "$policy_mark" |
	    as_root tee "$policy" >/dev/null
	as_root chmod 755 "$policy"
}

allow_services() {
	if grep -qsF "$policy_mark" "$policy"; then
		as_root rm -f "$policy"
	fi
}

run_apt_get() {
	as_root env DEBIAN_FRONTEND=noninteractive \
	    apt-get -q -y -o DPkg::Lock::Timeout=300 "$@"
}

# record_packages: what is there now; where that changed, configure has to look
# again.
record_packages() {
	# shellcheck disable=SC2086 # lists of words
	dpkg-query -W -f '${Package} ${db:Status-Status}\n' \
	    $build_packages $quickstart_packages $check_packages 2>/dev/null |
	    grep ' installed$' | write_file "$build/packages"
}

# install_packages PACKAGE...: those of them that are missing.
install_packages() {
	local wanted
	if ! command -v apt-get >/dev/null; then
		echo "This is no Debian: the packages were not looked for."
		return 0
	fi
	wanted=$(missing_packages "$@")
	# shellcheck disable=SC2086 # a list of words
	[ -z "$wanted" ] || install_now $wanted
	record_packages
}

install_now() {
	if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
		echo "Missing packages: $*"
		what_to_do "as root: apt-get update && apt-get install $*"
		return 1
	fi
	trap allow_services EXIT
	trap 'exit 1' HUP INT TERM
	deny_services
	# A list of packages that is absent or old is fetched once.
	run_apt_get install --no-install-recommends "$@" || {
		run_apt_get update
		run_apt_get install --no-install-recommends "$@"
	}
}
