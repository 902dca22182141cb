#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-2-Clause
# What 'make bench' printed as a picture, SVG, of throughput and latency by
# the number of connections:
#
#	make bench | tee bench.txt
#	tests/bench/picture.sh bench.txt >doc/performance.svg

exec awk '
function x_of(c) {
	return log(c) / log(2)
}

function text(x, y, anchor, words) {
	printf "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"%s\">%s</text>\n",
	    x, y, anchor, words
}

function grid(x, y, words) {
	printf "<path class=\"grid\" d=\"M%.0f %.1fh%d\"/>\n", x, y, width
	text(x - 6, y + 4, "end", words)
}

# A line of points of the servers t, from at[t, i]; y = height at the value.
function line(left, t, what, class, logs,	i, d, v) {
	d = ""
	for (i = 1; i <= n[t]; i++) {
		v = what[t, i]
		v = logs ? log(v / least) / log(most / least) : v / most
		d = d sprintf("%s%.1f %.1f", i == 1 ? "M" : "L",
		    left + x_of(conns[t, i]) * width / x_most,
		    bottom - v * height)
	}
	printf "<path class=\"%s\" stroke=\"%s\" d=\"%s\"/>\n", class,
	    colour[(t - 1) % 4 + 1], d
}

function axis(left, title,	c) {
	text(left, top - 14, "start", title)
	for (c = 1; c <= 2 ^ x_most; c *= 2)
		text(left + x_of(c) * width / x_most, bottom + 18, "middle", c)
	text(left + width / 2, bottom + 36, "middle", "connections")
}

/^medians of/ { rounds = $0 }
/cores of/ { machine = $0 }
/^enrolments +conns/ { inside = 1; next }
NF == 0 { inside = 0 }
inside {
	name = $1
	for (i = 2; i <= NF - 11; i++)
		name = name " " $i
	if (!(name in number)) {
		number[name] = ++servers
		names[servers] = name
	}
	t = number[name]
	i = ++n[t]
	conns[t, i] = $(NF - 10)
	rate[t, i] = $(NF - 9)
	p50[t, i] = $(NF - 8)
	p99[t, i] = $(NF - 7)
	if (rate[t, i] > rate_most)
		rate_most = rate[t, i]
	if (p99[t, i] > ms_most)
		ms_most = p99[t, i]
	if (ms_least == 0 || p50[t, i] < ms_least)
		ms_least = p50[t, i]
	if (x_of(conns[t, i]) > x_most)
		x_most = x_of(conns[t, i])
}

END {
	if (servers == 0 || x_most == 0) {
		print "no table of several connections" >"/dev/stderr"
		exit 1
	}
	split("#1b6ac9 #c4501b #2c8a4b #7a4fa3", colour, " ")
	width = 300; height = 220; top = 50; bottom = top + height
	print "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"780\"",
	    "height=\"" bottom + 76 + 18 * servers "\""
	print " font-family=\"sans-serif\" font-size=\"12\">"
	print "<title>Enrolments: throughput and latency</title>"
	print "<style>path{fill:none;stroke-width:2}",
	    ".grid{stroke:#ccc;stroke-width:1}",
	    ".p99{stroke-dasharray:5 4}</style>"
	print "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"

	step = 100
	while (rate_most > 6 * step)
		step *= 2
	most = step * (int(rate_most / step) + 1)
	for (v = 0; v <= most; v += step)
		grid(60, bottom - v / most * height, v)
	axis(60, "enrolments a second")
	for (t = 1; t <= servers; t++)
		line(60, t, rate, "rate", 0)

	for (least = 1; least > ms_least; least /= 10)
		continue
	for (most = 1; most < ms_most; most *= 10)
		continue
	for (v = least; v <= most * 1.01; v *= 10)
		grid(450, bottom - log(v / least) / log(most / least) * height,
		    v)
	axis(450, "latency, ms: p50, and p99 (dashed)")
	for (t = 1; t <= servers; t++) {
		line(450, t, p50, "p50", 1)
		line(450, t, p99, "p99", 1)
	}

	for (t = 1; t <= servers; t++) {
		y = bottom + 42 + 18 * t
		printf "<path stroke=\"%s\" d=\"M60 %dh24\"/>\n",
		    colour[(t - 1) % 4 + 1], y - 4
		text(92, y, "start", names[t])
	}
	sub(/, OpenSSL.*/, "", machine)
	text(60, bottom + 60 + 18 * servers, "start", rounds "; " machine)
	print "</svg>"
}' "$@"
