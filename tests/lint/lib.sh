# SPDX-License-Identifier: BSD-2-Clause
# What the lints share.  A lint is a function that prints a line for each
# fault of a tree; it must find none in ours, and those of a bad sample.
# shellcheck shell=sh disable=SC2034

set -u
top=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
count=0
sample=$(mktemp -d "${TMPDIR:-/tmp}/scepgate-lint-XXXXXX") || exit 99
trap 'rm -rf "$sample"' EXIT
trap 'exit 1' HUP INT TERM

# plan N
plan()
{
	echo "1..$1"
}

# report OK NAME: ok where OK is 0
report()
{
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
	fi
}

# finds_nothing NAME LINT TREE
finds_nothing()
{
	faults=$("$2" "$3")
	[ -z "$faults" ]
	report $? "$1"
	[ -z "$faults" ] || printf '%s\n' "$faults" | sed 's/^/# /'
}

# put FILE: what is read, into the bad sample
put()
{
	mkdir -p "$(dirname "$sample/$1")"
	cat > "$sample/$1"
}

# finds_in_sample N NAME LINT: as many faults as the sample has
finds_in_sample()
{
	faults=$("$3" "$sample")
	found=$(printf '%s' "${faults:+$faults
}" | wc -l)
	[ "$found" -eq "$1" ]
	report $? "$2"
	[ "$found" -eq "$1" ] || {
		echo "# want $1 faults, have $found:"
		printf '%s\n' "$faults" | sed 's/^/# /'
	}
	rm -rf "${sample:?}"/*
}

# c_files TREE DIRECTORY...: our C files in them
c_files()
{
	tree=$1
	shift
	for directory in "$@"; do
		[ ! -d "$tree/$directory" ] || find "$tree/$directory" \
		    -name '*.[ch]' ! -name '*.pb-c.[ch]'
	done | sort
}

# module_files TREE: our JavaScript of the browser tests
module_files()
{
	[ ! -d "$1/tests/browser" ] || find "$1/tests/browser" \
	    -name '*.mjs' ! -path '*/node_modules/*' | sort
}
