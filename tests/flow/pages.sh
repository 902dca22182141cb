# SPDX-License-Identifier: BSD-2-Clause
# shellcheck shell=bash
#
# A person at the admin pages, by curl: to be read after lib.sh.  $admin is
# set once the server runs: admin=$WEB/admin.

password='a long enough password'
jar=$T/jar
admin=

# new_user NAME: with $password.
new_user() {
	printf '%s\n' "$password" >"$T/password"
	scepgate user add "$1" --password-file "$T/password" \
	    >"$T/log/user" 2>&1 || bail "scepgate user add failed"
}

# page [CURL OPTION...] URL: with the cookies of the jar.
page() {
	http_status -b "$jar" -c "$jar" "$@"
}

# field NAME: the value of a hidden field of the page last seen.
field() {
	grep -oE '<input[^>]*>' "$T/body" | grep -F "name=\"$1\"" |
	    head -n 1 | sed -n 's/.*value="\([^"]*\)".*/\1/p'
}

# link REGEX: the address of the first link of the page last seen whose tag,
# or what stands right behind it, is like that.
link() {
	tr '\n' ' ' <"$T/body" | grep -oE '<a [^>]*>[^<]*' | grep -E -e "$1" |
	    head -n 1 | sed -n 's/.*href="\([^"]*\)".*/\1/p'
}

# send PATH [NAME=VALUE...]: the form of the page at a path of the pages is
# filled in and sent; the status of the answer.
send() {
	local path=$1 options=() value
	shift
	page "$admin$path" >/dev/null
	for value in "csrf=$(field csrf)" "version=$(field version)" "$@"; do
		options+=(--data-urlencode "$value")
	done
	page "${options[@]}" "$admin${path%%\?*}"
}

# sign_in NAME PASSWORD [CURL OPTION...]
sign_in() {
	local name=$1 word=$2
	shift 2
	page "$admin/sign-in" >/dev/null
	page --data-urlencode "csrf=$(field csrf)" \
	    --data-urlencode "name=$name" \
	    --data-urlencode "password=$word" "$@" "$admin/sign-in"
}
