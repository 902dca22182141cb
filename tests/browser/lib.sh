# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# What the browser tests share: the tools that they are made with, and a site
# to look at.  The rest is that of the flow tests.  A test is
#
#	. "$(dirname "$0")/lib.sh"
#	need_tools
#	new_site
#	fill_site
#	browser stories
#	finish
#
# What it leaves behind lies in tests/browser of the build tree: html/ with each
# page as it was sent, and shots/*.png: of failed checks and, with SHOTS=1 in the
# environment, of all pages.

# shellcheck source=../flow/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../flow/lib.sh"

browser_src=$top_srcdir/tests/browser
browser_out=$top_builddir/tests/browser
vnu_jar=$browser_out/node_modules/vnu-jar/build/dist/vnu.jar
password='a long enough password'

# ---- Tools -----------------------------------------------------------------

# need COMMAND PACKAGE
need() {
	command -v "$1" >/dev/null ||
	    bail "$1 was not found: 'apt-get install $2'"
}

installed_tools() {
	cmp -s "$browser_src/package-lock.json" \
	    "$browser_out/node_modules/.installed"
}

# npm reads its files where it installs; building in the source tree, they
# are there already.
install_tools() {
	local f
	for f in package.json package-lock.json .npmrc; do
		[ "$browser_src/$f" -ef "$browser_out/$f" ] ||
		    cp "$browser_src/$f" "$browser_out/$f" || return 1
	done
	(cd "$browser_out" && npm ci --prefer-offline) &&
	    cp "$browser_src/package-lock.json" \
		"$browser_out/node_modules/.installed"
}

# need_tools: npm is asked once a build tree, and again when the lock file
# has changed; of two tests the second waits.
need_tools() {
	local lock
	need node nodejs
	[ "$(node -p 'parseInt(process.versions.node)')" -ge 18 ] ||
	    bail "node $(node -v) is too old: 18 or later is needed"
	need chromium chromium
	need java default-jre-headless
	mkdir -p "$browser_out" && exec {lock}>"$browser_out/.lock" ||
	    bail "cannot write to $browser_out"
	flock "$lock"
	if ! installed_tools; then
		need npm npm
		install_tools >"$T/log/npm" 2>&1 ||
		    bail "npm did not bring playwright-core, axe-core and" \
			"vnu-jar, see above: give npm a registry that it" \
			"can reach ('npm config set registry URL'), or copy" \
			"node_modules from another build to $browser_out"
	fi
	exec {lock}>&-
}

# ---- A site ----------------------------------------------------------------

# new_site: with one user and nothing else yet.
new_site() {
	new_state
	printf '%s\n' "$password" >"$T/password"
	scepgate user add anna --password-file "$T/password" \
	    >"$T/log/user" 2>&1 || bail "scepgate user add failed"
	start_server lighttpd
}

# orders_of CHALLENGE NAME...: one order each, issued or failed.
orders_of() {
	local challenge=$1 name
	shift
	for name in "$@"; do
		enrol devices "$challenge" "$name" >>"$T/log/enrol" 2>&1
	done
}

# fill_site: profiles and orders of all kinds that there are.
fill_site() {
	local i
	new_profile devices modern secret-word
	new_profile 'Printers & phones' modern other-word --slug printers \
	    --preset printers --key-types rsa,p256 --san-types dns,ip \
	    --subject-pattern 'C=DE,O=Acme,CN=*' \
	    --subject-pattern 'C=DE,O=Acme,OU=Phones,CN=*' --live-most 2
	# More than fit on a page of the list.
	for i in {10..60}; do
		new_profile "Site $i" modern other-word --slug "site-$i"
	done
	scepgate connector prepare-next 'Local CA' --in 30d \
	    >"$T/log/next" 2>&1 || bail "no next CA was made"
	orders_of secret-word laptop-1 '<b>dev&ice' \
	    a-device-whose-name-has-the-sixty-four-characters-of-the-longest
	orders_of wrong-word wrongdoer
	# What a person decides on, and hands out.
	new_profile Held modern secret-word --approval all
	enrol held secret-word waiting >>"$T/log/enrol" 2>&1
	scepgate profile add Once --challenge-kind one-time \
	    >>"$T/log/profile" 2>&1
	for i in 'Router 7' 'The <b>printer'; do
		scepgate challenge new once --label "$i" \
		    >>"$T/log/challenge" 2>&1 || bail "no challenge was made"
	done
}

# ---- The browser -----------------------------------------------------------

# relay: what run.mjs prints, as results of this test.
relay() {
	local line
	while IFS= read -r line; do
		case $line in
		'ok - '*) ok "${line#ok - }" ;;
		'not ok - '*) not_ok "${line#not ok - }" ;;
		*) printf '%s\n' "$line" ;;
		esac
	done
}

# browser ARGUMENT OF run.mjs...
browser() {
	local rc=0
	mkdir -p "$T/home"
	relay < <(
		export HOME=$T/home TMPDIR=$T/tmp
		export WEB OUT=$browser_out TOOL=$programs/scepgate WORK=$T
		export CHROMIUM ADMIN_NAME=anna ADMIN_PASSWORD=$password
		CHROMIUM=$(command -v chromium)
		exec node "$browser_src/run.mjs" "$@" 2>"$T/log/node"
	)
	wait $! || rc=$?
	is "$* ran to the end" "$rc" 0
}
