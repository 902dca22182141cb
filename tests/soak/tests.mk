# SPDX-License-Identifier: BSD-2-Clause
# Kills without pause.  A short storm is a flow test; 'make soak' is a long
# one, and 'make soak SOAK_TROUBLE=yes' one in which the disk, files and memory
# fail as well.

flow_tests += %D%/soak.test
flow_helpers += %D%/storm
EXTRA_DIST += %D%/.shellcheckrc

tests_soak_storm_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
tests_soak_storm_LDADD = tests/bench/libdevices.a $(scep_libs)

SOAK_KILLS = 1000
SOAK_CLIENTS = 16
SOAK_TROUBLE = no

soak: all tests/soak/storm tests/flow/trouble.so
	SOAK_KILLS=$(SOAK_KILLS) SOAK_CLIENTS=$(SOAK_CLIENTS) \
	    SOAK_TROUBLE=$(SOAK_TROUBLE) \
	    top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' \
	    $(srcdir)/%D%/soak.test

.PHONY: soak
