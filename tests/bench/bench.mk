# SPDX-License-Identifier: BSD-2-Clause
# How fast it is, for 'make bench'; doc/performance.md has what came out.
# Built only for that, and shipped.

# Devices that ask over HTTP: for the storm of tests/soak as well.
check_LIBRARIES += tests/bench/libdevices.a
tests_bench_libdevices_a_SOURCES = \
	%D%/devices.c \
	%D%/devices.h \
	%D%/http.c \
	%D%/http.h
tests_bench_libdevices_a_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests

EXTRA_PROGRAMS += tests/bench/load
tests_bench_load_SOURCES = \
	%D%/limit.c \
	%D%/limit.h \
	%D%/load.c \
	%D%/measure.c \
	%D%/measure.h \
	%D%/usage.c \
	%D%/usage.h
tests_bench_load_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
tests_bench_load_LDADD = tests/bench/libdevices.a $(scep_libs)

EXTRA_PROGRAMS += tests/bench/fill
tests_bench_fill_SOURCES = %D%/fill.c
tests_bench_fill_LDADD = $(store_libs)

EXTRA_PROGRAMS += tests/bench/pages
tests_bench_pages_SOURCES = \
	%D%/devices.c \
	%D%/devices.h \
	%D%/http.c \
	%D%/http.h \
	%D%/limit.c \
	%D%/limit.h \
	%D%/measure.c \
	%D%/measure.h \
	%D%/pages.c \
	%D%/usage.c \
	%D%/usage.h
tests_bench_pages_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
tests_bench_pages_LDADD = $(scep_libs)

EXTRA_DIST += %D%/bench.sh %D%/picture.sh %D%/scale.sh %D%/serve.sh \
	%D%/.shellcheckrc
CLEANFILES += tests/bench/fill tests/bench/load tests/bench/pages

# BENCH_ROUNDS=, BENCH_ENROLMENTS= and the others of bench.sh are passed on.
bench: all tests/bench/load
	top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' \
	    $(srcdir)/%D%/bench.sh

# The same, and pages, with a small store and a large one: BENCH_SCALE=orders.
bench-scale: all tests/bench/fill tests/bench/load tests/bench/pages
	top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' \
	    $(srcdir)/%D%/scale.sh

.PHONY: bench bench-scale
